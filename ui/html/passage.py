"""A quote in its fiche, in the drawer that opens over a view, and the link that opens it."""

from urllib.parse import urlencode

from markupsafe import Markup

from rag.citation import Citation
from ui import text_fr
from ui.html.pieces import NOTHING, escaped, version_html
from ui.html.quoting import letters, place_of, verbatim


def passage_address(citation: Citation) -> str:
    """Where the quote of a citation is shown in its fiche, as it was read: the characters and the words, of which either may move."""
    return f"/vue/passage?{urlencode(_query(citation))}"


def fiche_address(citation: Citation) -> str:
    """The fiche opened at the quote, as an address that can be mailed: the words lead to their place after the fiche has changed."""
    return f"/vue/fiches?{urlencode(_query(citation))}"


def _query(citation: Citation) -> dict[str, str | int]:
    fiche, span = citation.fiche, citation.excerpt.span
    version = {"version": fiche.version} if fiche.version else {}
    return {
        "fiche": fiche.code,
        **version,
        "source": fiche.source.name,
        "debut": span.start,
        "fin": span.end,
        "extrait": citation.excerpt.text[:_QUOTED],
    }


# Characters of a quote that its address repeats: enough to find it again, and short enough for a mail.
_QUOTED = 200


def passage_link(citation: Citation, label: str | None = None) -> Markup:
    """A link that opens the quote in the drawer; without JavaScript, as a page. `label` is what is read, else the quote itself."""
    shown = escaped(label) if label else Markup("«\u00a0{}\u00a0»").format(letters(citation.excerpt, citation.fiche))
    return Markup(
        '<a class="proof" href="{address}" hx-get="{address}" hx-target="#drawer-body" hx-swap="innerHTML" hx-push-url="false">{shown}</a>'
    ).format(address=passage_address(citation), shown=shown)


def passage_html(citation: Citation) -> Markup:
    """The item that holds the quote, between its neighbours, and the way to the fiche."""
    fiche = citation.fiche
    place = place_of(citation)
    before, after = (
        Markup('<p class="near">{}</p>').format(letters(item, fiche)) if item else NOTHING for item in (place.before, place.after)
    )
    return Markup(
        '<article class="in-fiche"><h2 tabindex="-1">Fiche {code}{version} <span aria-hidden="true">›</span> {label}</h2><p class="soft">{title}</p>'
        '<div class="context">{before}<p class="cited">{around}</p>{void}{after}</div>'
        '<p class="address"><span class="mono" title="{source}">{file}</span> <span>{position}</span></p>'
        '<p class="actions"><a class="button" href="{address}" data-leaves>{open_fiche}</a></p></article>'
    ).format(
        code=fiche.code,
        version=version_html(fiche),
        label=place.label,
        title=escaped(fiche.title.line),
        before=before,
        around=verbatim(place.around, fiche, citation.excerpt.span),
        void=Markup('<p class="void">{}</p>').format(text_fr.EMPTY_SECTION) if place.blank else NOTHING,
        after=after,
        source=fiche.source.name,
        file=fiche.source.name.rsplit("/", 1)[-1],
        position=text_fr.position(citation),
        address=fiche_address(citation),
        open_fiche=text_fr.OPEN_FICHE,
    )
