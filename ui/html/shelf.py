"""The fiches by pilier and axe, the filters above them, and the way to what else is said of them all."""

from collections.abc import Callable, Sequence
from urllib.parse import urlencode

from markupsafe import Markup

from rag.shelf import Axe, Pilier, Shelf, Shelved, Wanted
from ui.fiche_addresses import VIEW
from ui.html.listing import tabs_html
from ui.html.pieces import NOTHING, escaped
from ui.text_fr import fiches as words

# Fiches on one page; a contract has 30 to 80.
_PAGE = 120

Address = Callable[[Shelved], str]


def parts_html(current: str) -> Markup:
    """The ways through the fiches, above each of their pages."""
    return tabs_html(
        words.PARTS_LABEL, ((f"{VIEW}/{name}" if name else VIEW, label, name == current) for name, label in words.PARTS.items())
    )


def filters_html(shelf: Shelf, wanted: Wanted) -> Markup:
    piliers = [(pilier.number, words.pilier_title(pilier)) for pilier in shelf.piliers]
    axes = [
        (axe.number, f"{axe.number} – {words.axe_title(axe.number, axe.name)}")
        for pilier in shelf.piliers
        for axe in pilier.axes
        if wanted.pilier in ("", pilier.number)
    ]
    return Markup(
        '<form class="filters" role="search" aria-label="{label}" action="{view}" method="get" data-live>'
        '<div class="field-box wide"><label for="filter-words">{words_label}</label><input id="filter-words" type="search" name="mots" value="{words}" /></div>'
        '<div class="field-box"><label for="filter-pilier">{pilier_label}</label><select id="filter-pilier" name="pilier">{piliers}</select></div>'
        '<div class="field-box"><label for="filter-axe">{axe_label}</label><select id="filter-axe" name="axe">{axes}</select></div>'
        '<div class="field-box"><label for="filter-place">{place_label}</label><input id="filter-place" type="search" name="lieu" value="{place}" /></div>'
        '<button type="submit" class="button">{filter}</button></form>'
    ).format(
        label=words.FILTERS_LABEL,
        view=VIEW,
        words_label=words.WORDS,
        words=escaped(wanted.words),
        pilier_label=words.PILIER,
        piliers=_options([("", words.ALL_PILIERS), *piliers], wanted.pilier),
        axe_label=words.AXE,
        axes=_options([("", words.ALL_AXES), *axes], wanted.axe),
        place_label=words.PLACE,
        place=escaped(wanted.place),
        filter=words.FILTER,
    )


def _options(choices: Sequence[tuple[str, str]], chosen: str) -> Markup:
    return NOTHING.join(
        Markup('<option value="{}"{}>{}</option>').format(value, Markup(" selected") if value == chosen else NOTHING, escaped(label))
        for value, label in choices
    )


def shelf_html(piliers: Sequence[Pilier], wanted: Wanted, of: int, page: int, address: Address) -> Markup:
    """The fiches that the filters leave; a long list goes on over several pages."""
    found = sum(len(pilier.fiches) for pilier in piliers)
    clear = Markup(' <a href="{}">{}</a>').format(VIEW, words.CLEAR_FILTERS) if wanted else NOTHING
    count = Markup('<p class="count" role="status">{}{}</p>').format(words.fiche_count(found, of if wanted else None), clear)
    if not found:
        return count + Markup('<p class="empty">{}</p>').format(words.NONE_MATCH)
    first = (page - 1) * _PAGE
    kept = {shelved.record.id for shelved in [one for pilier in piliers for one in pilier.fiches][first : first + _PAGE]}
    groups = NOTHING.join(_pilier(pilier, kept, address) for pilier in piliers if any(one.record.id in kept for one in pilier.fiches))
    return count + groups + _pages(wanted, page, -(-found // _PAGE))


def _pilier(pilier: Pilier, kept: set[int], address: Address) -> Markup:
    axes = NOTHING.join(_axe(axe, kept, address) for axe in pilier.axes if any(one.record.id in kept for one in axe.fiches))
    return Markup('<section class="pilier"><h2><span class="quote">{}</span> <span class="soft">{}</span></h2>{}</section>').format(
        escaped(words.pilier_title(pilier)), words.fiche_count(len(pilier.fiches)), axes
    )


def _axe(axe: Axe, kept: set[int], address: Address) -> Markup:
    cards = NOTHING.join(_card(shelved, address(shelved)) for shelved in axe.fiches if shelved.record.id in kept)
    return Markup('<h3><span class="quote">{}</span></h3><ul class="cards">{}</ul>').format(
        escaped(words.axe_title(axe.number, axe.name)), cards
    )


def _card(shelved: Shelved, address: str) -> Markup:
    record = shelved.record
    notes = []
    if record.version:
        notes.append(Markup('<span class="badge">{}</span>').format(f"version {record.version}"))
    if shelved.others:
        notes.append(Markup('<span class="badge info">{}</span>').format(words.other_versions(len(shelved.others))))
    return Markup('<li class="card fiche-tile"><a href="{}"><span class="code">{}</span> <span class="quote">{}</span></a>{}</li>').format(
        address,
        record.code,
        escaped(record.title),
        Markup('<p class="notes">{}</p>').format(Markup(" ").join(notes)) if notes else NOTHING,
    )


def _pages(wanted: Wanted, page: int, pages: int) -> Markup:
    if pages < 2:
        return NOTHING
    links = [(page - 1, words.FORMER_PAGE), (page + 1, words.NEXT_PAGE)]
    return Markup('<nav class="actions" aria-label="{}">{}<span class="soft">{} / {}</span></nav>').format(
        words.PAGES_LABEL,
        NOTHING.join(
            Markup('<a class="button" href="{}?{}">{}</a>').format(VIEW, urlencode(_query(wanted, number)), label)
            for number, label in links
            if 1 <= number <= pages
        ),
        page,
        pages,
    )


def _query(wanted: Wanted, page: int) -> dict[str, str | int]:
    query: dict[str, str | int] = {"mots": wanted.words, "pilier": wanted.pilier, "axe": wanted.axe, "lieu": wanted.place, "page": page}
    return {name: value for name, value in query.items() if value}
