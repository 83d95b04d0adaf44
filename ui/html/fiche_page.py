"""The page of one fiche: the card in the middle, its fields on one side, what surrounds it on the other."""

from collections.abc import Sequence
from urllib.parse import urlencode

from markupsafe import Markup

from ingest.model import Fiche
from rag.shelf import Shelved
from ui.fiche_addresses import VIEW, file_address
from ui.html.fiche_card import Card, card_html, copy_button, summary_html
from ui.html.pieces import NOTHING, escaped, icon
from ui.text_fr import fiches as words


def fiche_page(
    card: Card,
    here: str,
    *,
    notices: Sequence[Markup],
    neighbours: tuple[tuple[Shelved, str] | None, tuple[Shelved, str] | None],
    aside: Sequence[Markup],
    is_current: bool,
) -> Sequence[Markup]:
    """Return the parts of the view; `here` is the address on show, `neighbours` the fiches before and after with theirs."""
    return (
        _neighbours(neighbours),
        Markup('<p class="unseen" role="status" id="copied"></p>'),
        *notices,
        _actions(card),
        Markup(
            '<div class="fiche-layout">{}<div class="fiche-main">{}</div><div class="fiche-aside">{}</div><div class="fiche-late">{}</div></div>'
        ).format(summary_html(card, here), card_html(card), NOTHING.join(aside), _late(card.fiche, is_current=is_current)),
    )


def notice_html(sentence: str, link: tuple[str, str] | None = None) -> Markup:
    """A sentence above the card, with where to go."""
    return Markup('<p class="told note">{}<span>{}{}</span></p>').format(
        icon("notice"),
        escaped(sentence),
        Markup(' <a href="{}">{}</a>').format(*link) if link else NOTHING,
    )


def _neighbours(neighbours: tuple[tuple[Shelved, str] | None, tuple[Shelved, str] | None]) -> Markup:
    sides = (("previous", words.FORMER_FICHE, "← "), ("next", words.NEXT_FICHE, "→ "))
    links = NOTHING.join(
        Markup('<a class="{}" href="{}"><span class="soft">{}{}</span> <span>{} – <span class="quote">{}</span></span></a>').format(
            side, found[1], arrow, label, found[0].record.code, escaped(found[0].record.title)
        )
        for (side, label, arrow), found in zip(sides, neighbours, strict=True)
        if found
    )
    return Markup('<nav class="neighbours" aria-label="{}"><a class="up" href="{}">{}</a>{}</nav>').format(
        words.NEIGHBOURS_LABEL, VIEW, words.BACK_TO_ALL, links
    )


def _actions(card: Card) -> Markup:
    name = card.fiche.source.name
    return Markup(
        '<div class="actions fiche-actions"><a class="button" href="{}" hx-boost="false" title="{}">{}</a>{}'
        '<button type="button" class="button" data-print hidden>{}</button></div><p class="soft origin">{} : <span class="mono quote">{}</span></p>'
    ).format(
        file_address(name),
        name,
        words.DOWNLOAD_ORIGINAL,
        copy_button(card.address, words.COPY_FICHE),
        words.PRINT,
        words.ORIGINAL,
        escaped(name.rsplit("/", 1)[-1]),  # the whole name stands in the button: on a server, it tells of its folders
    )


def _late(fiche: Fiche, *, is_current: bool) -> Markup:
    """What takes longer than the fiche itself, fetched when it is there; a link without JavaScript."""
    query: dict[str, str | int] = {"fiche": fiche.code, "source": fiche.source.name}
    if fiche.version:
        query["version"] = fiche.version
    sections = [("annuaires", words.DIRECTORIES_LINK)]
    if is_current:
        sections.append(("constats", words.FINDINGS))
    return NOTHING.join(
        Markup(
            '<section class="late" hx-get="{address}" hx-trigger="load" hx-target="this" hx-swap="innerHTML show:none" hx-push-url="false">'
            '<p class="soft"><a href="{address}">{label}</a></p></section>'
        ).format(address=f"{VIEW}/{name}?{urlencode(query)}", label=label)
        for name, label in sections
    )
