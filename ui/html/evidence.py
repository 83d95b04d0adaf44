"""The evidence of an answer: each cited passage in its fiche, with its neighbours, its address and what warns of it; then what to read beside."""

import re
from collections.abc import Sequence
from urllib.parse import urlencode

from markupsafe import Markup

from ingest.model import Excerpt, Fiche
from rag.answer import Answer
from rag.citation import Citation
from rag.related import Related
from ui import text_fr
from ui.html.passage import fiche_address, passage_link
from ui.html.pieces import NOTHING, escaped, icon, version_html
from ui.html.quoting import letters, place_of, verbatim
from ui.text_fr import ask as words

# Beyond, passages are folded: a long list of sources is read by its headings.
_UNFOLDED = 3
_NUMBERED = re.compile(r"\[(\d+)\] ")  # « [1] « 2013-2015 » : période échue au … »


def evidence_html(answer: Answer, turn: str, related: Sequence[Related] = ()) -> Markup:
    """The passages that an answer cites, each in its fiche; nothing where it cites none."""
    if not answer.citations:
        return NOTHING
    passages = NOTHING.join(
        _passage(citation, number, turn, _warnings(answer, number), unfolded=number == 1 or len(answer.citations) <= _UNFOLDED)
        for number, citation in enumerate(answer.citations, start=1)
    )
    return Markup('<section class="evidence" data-turn="{}"><p class="sources-of">{} «\u00a0{}\u00a0»</p>{}{}</section>').format(
        turn, text_fr.SOURCES_OF, escaped(answer.question), passages, _read_also(related)
    )


def _passage(citation: Citation, number: int, turn: str, warnings: Sequence[str], *, unfolded: bool) -> Markup:
    fiche, span = citation.fiche, citation.excerpt.span
    place = place_of(citation)
    void = Markup('<p class="void">{}</p>').format(text_fr.EMPTY_SECTION) if place.blank else NOTHING
    return Markup(
        '<details class="passage" id="passage-{turn}-{number}" tabindex="-1"{unfolded}>'
        '<summary><span class="number">[{number}]</span> <span><span class="where">Fiche {code}{version} <span aria-hidden="true">›</span> {label}</span>'
        '<span class="preview">{preview}</span></span></summary>'
        '<p class="fiche-title">{title}</p>'
        '<div class="context">{before}<p class="cited">{around}</p>{void}{after}</div>{warnings}'
        '<p class="address"><span class="file" title="{source}">{file}</span> <span>{position}</span></p>{page}'
        '<p class="actions"><a class="button" href="{fiche_address}">{open_fiche}</a>'
        '<a class="button quiet" href="/vue/fichier?{original}" hx-boost="false" download>{original_label}</a>'
        '<button type="button" class="button quiet" data-back="{turn}-{number}">{back}</button></p>'
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
        warnings=NOTHING.join(
            Markup('<p class="warning">{} <span>{}</span></p>').format(icon("notice"), escaped(warning)) for warning in warnings
        ),
        source=fiche.source.name,
        file=fiche.source.name.rsplit("/", 1)[-1],
        position=text_fr.position(citation),
        page=_page(citation),
        fiche_address=fiche_address(citation),
        open_fiche=text_fr.OPEN_FICHE,
        original=urlencode({"source": fiche.source.name}),
        original_label=words.ORIGINAL,
        back=text_fr.BACK_TO_ANSWER,
    )


def _warnings(answer: Answer, number: int) -> list[str]:
    """What the notices say of one citation."""
    told = [(_NUMBERED.match(notice), notice) for notice in answer.notices]
    return [notice[found.end() :] for found, notice in told if found and int(found[1]) == number]


def _page(citation: Citation) -> Markup:
    """The picture of the page, fetched when it is unfolded: for PDF alone, of which text and picture differ."""
    source = citation.fiche.source
    if citation.page is None or not source.name.lower().endswith(".pdf"):
        return NOTHING
    query = urlencode({"source": source.name, "debut": citation.excerpt.span.start, "fin": citation.excerpt.span.end})
    return Markup(
        '<details class="page" hx-get="/vue/page?{}" hx-trigger="toggle once" hx-target="find .page-picture" hx-swap="innerHTML" hx-push-url="false">'
        '<summary class="mini">{}</summary><div class="page-picture" aria-live="polite"></div></details>'
    ).format(query, words.PAGE_IMAGE)


def _read_also(related: Sequence[Related]) -> Markup:
    if not related:
        return NOTHING
    items = NOTHING.join(
        Markup('<li><a class="also" href="{}"><strong>Fiche {}{}</strong> {}</a><p class="why">{} {}</p></li>').format(
            fiche_address(one.words) if one.words.fiche == one.fiche else f"/vue/fiches?{urlencode({'fiche': one.fiche.code})}",
            one.fiche.code,
            version_html(one.fiche),
            escaped(one.fiche.title.line),
            words.RELATIONS[one.relation].format(other=one.other),
            passage_link(one.words) if one.words.excerpt != one.fiche.title else NOTHING,
        )
        for one in related
    )
    return Markup('<section class="read-also"><h3>{}</h3><ul>{}</ul></section>').format(words.READ_ALSO, items)


def _neighbour(item: Excerpt | None, fiche: Fiche) -> Markup:
    return Markup('<p class="near">{}</p>').format(letters(item, fiche)) if item else NOTHING
