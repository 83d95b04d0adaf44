"""The evidence of an answer: each cited passage in its fiche, with its neighbours and its address."""

from markupsafe import Markup

from ingest.model import Excerpt, Fiche
from rag.answer import Answer
from rag.citation import Citation
from ui import text_fr
from ui.html.pieces import NOTHING, escaped, version_html
from ui.html.quoting import letters, place_of, verbatim

# Beyond, passages are folded: a long list of sources is read by its headings.
_UNFOLDED = 3


def evidence_html(answer: Answer, turn: str) -> Markup:
    """The passages that an answer cites, each in its fiche; nothing where it cites none."""
    if not answer.citations:
        return NOTHING
    passages = NOTHING.join(
        _passage(citation, number, turn, unfolded=number == 1 or len(answer.citations) <= _UNFOLDED)
        for number, citation in enumerate(answer.citations, start=1)
    )
    return Markup('<section class="evidence" data-turn="{}"><p class="sources-of">{} «\u00a0{}\u00a0»</p>{}</section>').format(
        turn, text_fr.SOURCES_OF, escaped(answer.question), passages
    )


def _passage(citation: Citation, number: int, turn: str, *, unfolded: bool) -> Markup:
    fiche, span = citation.fiche, citation.excerpt.span
    place = place_of(citation)
    void = Markup('<p class="void">{}</p>').format(text_fr.EMPTY_SECTION) if place.blank else NOTHING
    return Markup(
        '<details class="passage" id="passage-{turn}-{number}" tabindex="-1"{unfolded}>'
        '<summary><span class="number">[{number}]</span> <span><span class="where">Fiche {code}{version} <span aria-hidden="true">›</span> {label}</span>'
        '<span class="preview">{preview}</span></span></summary>'
        '<p class="fiche-title">{title}</p>'
        '<div class="context">{before}<p class="cited">{around}</p>{void}{after}</div>'
        '<p class="address"><span class="file" title="{source}">{file}</span> <span>{position}</span></p>'
        '<p class="actions"><button type="button" class="plain" data-open data-code="{code}" data-version="{year}" data-source="{source}"'
        ' data-start="{start}" data-end="{end}">{open_fiche}</button>'
        '<button type="button" class="plain quiet" data-back="{turn}-{number}">{back}</button></p>'
        "</details>"
    ).format(
        turn=turn,
        number=number,
        unfolded=Markup(" open") if unfolded else "",
        code=fiche.code,
        version=version_html(fiche),
        label=place.label,
        preview=letters(citation.excerpt, fiche),
        title=escaped(fiche.title.line),
        before=_neighbour(place.before, fiche),
        around=verbatim(place.around, fiche, span),
        void=void,
        after=_neighbour(place.after, fiche),
        source=fiche.source.name,
        file=fiche.source.name.rsplit("/", 1)[-1],
        position=text_fr.position(citation),
        year=fiche.version or "",
        start=span.start,
        end=span.end,
        open_fiche=text_fr.OPEN_FICHE,
        back=text_fr.BACK_TO_ANSWER,
    )


def _neighbour(item: Excerpt | None, fiche: Fiche) -> Markup:
    return Markup('<p class="near">{}</p>').format(letters(item, fiche)) if item else NOTHING
