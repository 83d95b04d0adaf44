"""The parts of a list: its filters, what they are set to, headings that sort, pages, downloads, and the views beside it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from ui.addresses import Address
from ui.html.pieces import NOTHING, escaped
from ui.outline import Choice
from ui.reports.words import shown
from ui.text_fr import listing as words

_LONGEST_CHOICE = 70  # characters of a title in a list of choices


@dataclass(frozen=True, slots=True)
class Column:
    """A heading; `sort` is what the address says to sort by it, "" where it does not sort."""

    label: str
    sort: str = ""


def short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def tabs_html(label: str, tabs: Iterable[tuple[str, str, bool]]) -> Markup:
    """The views beside this one: address, name, and whether it is the one on show."""
    links = NOTHING.join(
        Markup('<li><a href="{}"{}>{}</a></li>').format(address, Markup(' aria-current="page"') if current else NOTHING, name)
        for address, name, current in tabs
    )
    return Markup('<nav class="subnav" aria-label="{}"><ul>{}</ul></nav>').format(label, links)


def filters_html(path: str, fields: Iterable[Markup], hidden: Iterable[tuple[str, str]] = ()) -> Markup:
    kept = NOTHING.join(Markup('<input type="hidden" name="{}" value="{}" />').format(name, value) for name, value in hidden if value)
    return Markup(
        '<form class="filters" action="{path}" method="get" data-live role="search" aria-label="{label}">{fields}{kept}'
        '<button class="button" type="submit">{go}</button></form>'
    ).format(path=path, label=words.FILTERS, fields=NOTHING.join(fields), kept=kept, go=words.FILTER)


def select_html(name: str, label: str, choices: Iterable[Choice], chosen: str, every: str = words.EVERY) -> Markup:
    options = NOTHING.join(
        Markup('<option value="{}"{}>{}</option>').format(
            value, Markup(" selected") if value == chosen else NOTHING, escaped(short(shown(told), _LONGEST_CHOICE))
        )
        for value, told in (("", every), *choices)
    )
    return Markup('<p class="field-box"><label for="f-{0}">{1}</label><select id="f-{0}" name="{0}">{2}</select></p>').format(
        name, label, options
    )


def search_html(name: str, label: str, value: str, hint: str, most: int) -> Markup:
    return Markup(
        '<p class="field-box wide"><label for="f-{0}">{1}</label><input type="search" id="f-{0}" name="{0}" value="{2}" placeholder="{3}" maxlength="{4}" /></p>'
    ).format(name, label, value, hint, most)


def text_html(name: str, label: str, value: str, known: Iterable[str] = ()) -> Markup:
    """A text that is typed, with what is known to type from."""
    listed = NOTHING.join(Markup('<option value="{}"></option>').format(shown(one)) for one in known)
    suggested = Markup('<datalist id="l-{}">{}</datalist>').format(name, listed) if listed else NOTHING
    return Markup(
        '<p class="field-box"><label for="f-{0}">{1}</label><input type="text" id="f-{0}" name="{0}" value="{2}"{3} autocomplete="off" />{4}</p>'
    ).format(name, label, value, Markup(' list="l-{}"').format(name) if listed else NOTHING, suggested)


def date_html(name: str, label: str, value: str) -> Markup:
    return Markup('<p class="field-box"><label for="f-{0}">{1}</label><input type="date" id="f-{0}" name="{0}" value="{2}" /></p>').format(
        name, label, value
    )


def chips_html(address: Address, told: Iterable[tuple[str, str]]) -> Markup:
    """What the list is narrowed to, each with the way back from it."""
    set_ = [(name, label) for name, label in told if address.get(name)]
    if not set_:
        return NOTHING
    chips = [
        Markup('<li><a class="chip" href="{}"><span class="unseen">{}</span><span aria-hidden="true">{} ✕</span></a></li>').format(
            address.but(**{name: None}), shown(words.remove(label)), shown(short(label, _LONGEST_CHOICE))
        )
        for name, label in set_
    ]
    if len(set_) > 1:
        chips.append(
            Markup('<li><a class="chip" href="{}">{}</a></li>').format(address.but(**{name: None for name, _label in set_}), words.ALL)
        )
    return Markup('<ul class="chips" aria-label="{}">{}</ul>').format(words.ACTIVE_FILTERS, NOTHING.join(chips))


def head_html(columns: Sequence[Column], address: Address, sorted_by: str) -> Markup:
    """Headings whose links sort: once as it reads best, again the other way round."""
    return Markup("<thead><tr>{}</tr></thead>").format(NOTHING.join(_heading(column, address, sorted_by) for column in columns))


def _heading(column: Column, address: Address, sorted_by: str) -> Markup:
    if not column.sort:
        return Markup('<th scope="col">{}</th>').format(column.label)
    is_sorted, is_reversed = column.sort == sorted_by, bool(address.get("inverse"))
    way = Markup(' aria-sort="{}"').format("descending" if is_reversed else "ascending") if is_sorted else NOTHING
    arrow = Markup(' <span aria-hidden="true">{}</span>').format("▼" if is_reversed else "▲") if is_sorted else NOTHING
    other = address.but(tri=column.sort, inverse="1" if is_sorted and not is_reversed else None)
    return Markup('<th scope="col"{}><a href="{}" title="{}">{}{}</a></th>').format(
        way, other, words.sort_by(column.label), column.label, arrow
    )


def pages_html(address: Address, page: int, of: int) -> Markup:
    if of < 2:
        return NOTHING
    steps = [(page - 1, words.PREVIOUS, "prev"), (page + 1, words.NEXT, "next")]
    links = [
        Markup('<a class="button" rel="{}" href="{}">{}</a>').format(way, address.but(page=number if number > 1 else None), label)
        if 1 <= number <= of
        else NOTHING
        for number, label, way in steps
    ]
    return Markup('<nav class="pages" aria-label="{}">{}<span>{}</span>{}</nav>').format(
        words.PAGES, links[0], words.page_of(page, of).capitalize(), links[1]
    )


def downloads_html(address: Address, formats: Iterable[str]) -> Markup:
    """Links to files; the browser itself follows them."""
    links = NOTHING.join(
        Markup('<li><a class="button quiet" href="{}" hx-boost="false" download>{}</a></li>').format(
            address.but(format=form), words.FORMATS[form]
        )
        for form in formats
    )
    return Markup(
        '<div class="downloads actions"><span id="downloads" class="soft">{0}</span><ul aria-labelledby="downloads">{1}</ul></div>'
    ).format(words.DOWNLOADS, links)
