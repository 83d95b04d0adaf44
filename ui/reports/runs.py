"""Runs of a Word document cut where a comment begins or ends: neither a letter nor its formatting changes."""

import copy
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from docx.oxml.ns import qn
from lxml import etree

_RUN, _TEXT, _PROPERTIES = qn("w:r"), qn("w:t"), qn("w:rPr")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
#: A letter's address: its element, and how many letters of it stand before; the count of all of them is its end.
Point = tuple[etree._Element, int]


class Cuts:
    """Collects the points where runs must be cut, cuts them all at once, then says which run begins or ends at a point."""

    def __init__(self) -> None:
        self._points: dict[etree._Element, dict[etree._Element, set[int]]] = defaultdict(lambda: defaultdict(set))
        self._begins: dict[Point, etree._Element] = {}
        self._ends: dict[Point, etree._Element] = {}

    def add(self, point: Point) -> None:
        element, offset = point
        run = element.getparent()
        assert run is not None
        self._points[run][element].add(offset)

    def begins(self, point: Point) -> etree._Element:
        """The run that begins there; the element itself where it was not to be cut."""
        return self._begins.get(point, point[0])

    def ends(self, point: Point) -> etree._Element:
        return self._ends.get(point, point[0])

    def apply(self) -> None:
        for run, points in self._points.items():
            self._cut(run, points)

    def _cut(self, run: etree._Element, points: dict[etree._Element, set[int]]) -> None:
        groups: list[list[etree._Element]] = [[]]
        begins: dict[Point, int] = {}
        ends: dict[Point, int] = {}
        for child in [child for child in run if child.tag != _PROPERTIES]:
            offsets = points.get(child, set())
            if 0 in offsets and groups[-1]:
                groups.append([])
            for number, (start, end, piece) in enumerate(_pieces(child, offsets)):
                if number:
                    groups.append([])
                groups[-1].append(piece)
                begins[child, start] = ends[child, end] = len(groups) - 1
            if _length(child) in offsets:
                groups.append([])
        runs = _spread(run, [group for group in groups if group] or [[]])
        # Only the last group can be empty: the places of the others are theirs.
        self._begins.update((point, runs[place]) for point, place in begins.items())
        self._ends.update((point, runs[place]) for point, place in ends.items())


def is_letters_of_a_run(element: etree._Element) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag == _RUN


def _length(child: etree._Element) -> int:
    return len(child.text or "") if child.tag == _TEXT else 1


def _pieces(child: etree._Element, offsets: set[int]) -> Iterator[tuple[int, int, etree._Element]]:
    """The element whole, or copies of it with a part of its text each."""
    length = _length(child)
    inner = sorted(offset for offset in offsets if 0 < offset < length)
    if not inner:
        yield 0, length, child
        return
    text = child.text or ""
    for start, end in pairwise([0, *inner, length]):
        piece = copy.deepcopy(child)
        piece.text = text[start:end]
        piece.tail = None
        piece.set(_SPACE, "preserve")
        yield start, end, piece


def _spread(run: etree._Element, groups: list[list[etree._Element]]) -> list[etree._Element]:
    """The run with the first group for content, and after it a run of the same formatting for each of the others."""
    properties = run.find(_PROPERTIES)
    for child in list(run):
        if child is not properties:
            run.remove(child)
    runs = [run]
    for _group in groups[1:]:
        other = run.makeelement(_RUN, {str(name): str(value) for name, value in run.attrib.items()})
        if properties is not None:
            other.append(copy.deepcopy(properties))
        runs[-1].addnext(other)
        runs.append(other)
    for place, group in zip(runs, groups, strict=True):
        place.extend(group)
    return runs
