"""Running headers, footers and page numbers: what stands at the edge of pages and comes again from page to page."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

# « FICHE 1.1.2 (version 2017) », « Fiche n° 411 » at the top of a page opens a fiche; it is no header before it comes again.
_BANNER = re.compile(r"\W*fiche\b\D{0,30}\d", re.IGNORECASE)
# « 3 », « - 3 - », « Page 3 », « p. 3 / 12 », « Page 3 sur 12 »
_PAGE_NUMBER = re.compile(r"[-–—|\s]*(?:page|p\.|p)?\s*\d{1,4}\s*(?:(?:/|sur|de|\||-)\s*\d{1,4})?[-–—|\s]*", re.IGNORECASE)
# A number that is no part of a code: « 12 », not « 1.1.2 ».
_NUMBER = re.compile(r"(?<![\d.])\d+(?!\d|\.\d)")
_BAND = 0.12  # of the page's height: margins are 2 to 3.5 cm of the 29.7 of a page
_REACH = 0.2  # of the page's height: a header with a logo and an address takes up to 5 of its 29.7 cm
_DEEPEST = 8  # lines of a header; the longest met, with address and telephone, has 6


@dataclass(frozen=True, slots=True)
class Item:
    """A line outside tables, or a whole table."""

    text: str
    top: float
    bottom: float
    size: float
    artifact: bool = False
    number: str = ""  # the page number that a void sets apart at its end: « Contrat de ville          3 »


def find_furniture(pages: Sequence[Sequence[Item]], heights: Sequence[float]) -> list[set[int]]:
    """Return, for each page, which of its items (from top to bottom) are furniture.

    A line is when everything beyond it, up to the edge of the page, is too, and either the file tags it so, or it has the
    shape of a page number or the number of its page at its end, or it comes again within two pages (two: odd and even pages
    may differ) at a height where pages have no text of their own.
    """
    top = _side(pages, [[item.top for item in page] for page in pages], heights, is_top=True)
    # From the bottom up, so that both sides are read from the edge of the page inwards.
    depths = [[height - item.bottom for item in page] for page, height in zip(pages, heights, strict=True)]
    bottom = _side(pages, depths, heights, is_top=False)
    found = []
    for number, (page, height, in_header, in_footer) in enumerate(zip(pages, heights, top, bottom, strict=True), start=1):
        numbered = {index for index, item in enumerate(page) if _PAGE_NUMBER.fullmatch(item.text) or item.number == str(number)}
        at_top = {index for index in numbered if in_band(page[index].top, height) == "top"}
        at_bottom = {index for index in numbered if in_band(page[index].bottom, height) == "bottom"}
        order = range(len(page))
        found.append(_peel(order, in_header | at_top) | _peel(order[::-1], in_footer | at_bottom))
    return found


def in_band(at: float, height: float) -> str:
    """Whether a height on a page is in its "top" or "bottom" margin; empty between."""
    if at < _BAND * height:
        return "top"
    return "bottom" if at > (1 - _BAND) * height else ""


def _peel(order: Sequence[int], furniture: set[int]) -> set[int]:
    peeled: set[int] = set()
    for index in order[:_DEEPEST]:
        if index not in furniture:
            break
        peeled.add(index)
    return peeled


def _side(pages: Sequence[Sequence[Item]], depths: Sequence[Sequence[float]], heights: Sequence[float], *, is_top: bool) -> list[set[int]]:
    """The items of each page that come again at one depth from an edge, where few pages have text of their own."""
    places: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, page in enumerate(pages):
        for index, item in enumerate(page):
            if depths[number][index] < _REACH * heights[number]:
                places[_key(item.text, is_top)].append((number, index))
    again: list[set[int]] = [set() for _ in pages]
    for spots in places.values():
        for position, (number, index) in enumerate(spots):
            near = [*spots[max(position - 3, 0) : position], *spots[position + 1 : position + 4]]
            item, depth = pages[number][index], depths[number][index]
            if any(0 < abs(other - number) <= 2 and abs(depths[other][at] - depth) < 1.5 * item.size for other, at in near):
                again[number].add(index)
    own = [min((depth for index, depth in enumerate(page) if index not in again[n]), default=1e9) for n, page in enumerate(depths)]
    # A cover, and one page in ten besides, may have text where the others have their header.
    allowed = len(pages) // 10 + (len(pages) > 2)
    found: list[set[int]] = [set() for _ in pages]
    opened: set[str] = set()
    for number, page in enumerate(pages):
        for index, item in enumerate(page):
            if is_top and _BANNER.match(item.text) and item.text not in opened:
                opened.add(item.text)
                continue
            depth = depths[number][index] + item.size / 2
            if item.artifact or (index in again[number] and sum(other <= depth for other in own) <= allowed):
                found[number].add(index)
    return found


def _key(text: str, is_top: bool) -> str:
    """The text less what changes from page to page: its numbers, but for the code of a fiche."""
    flat = " ".join(text.split()).casefold()
    return flat if is_top and _BANNER.match(flat) else _NUMBER.sub("#", flat)
