"""Tables drawn without rules, found by the gutter between their columns, which no line of theirs crosses."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.readers.pdf.lines import Line, Word
from ingest.readers.pdf.rows import row_tops

_GAP = 0.75  # of the size: wider than a space stretched by justification mostly is, narrower than the margins of two cells

_MAX_TABLES = 40  # on a page, those within columns of others included; more is text that falls into columns by chance


@dataclass(frozen=True, slots=True)
class Columns:
    """A run of lines cut at gutters: each row holds the lines of its cells."""

    edges: tuple[float, ...]  # where the columns after the first begin
    rows: tuple[tuple[tuple[Line, ...], ...], ...]

    @property
    def top(self) -> float:
        return min(line.baseline - line.size for row in self.rows for cell in row for line in cell)


def find_columns(
    lines: Sequence[Line], separators: Sequence[float] = (), former: tuple[float, ...] = (), *, depth: int = 0
) -> list[Line | Columns]:
    """Cut the lines of a page into tables and the lines around them, from top to bottom.

    Args:
        lines: from top to bottom.
        separators: the heights of the rules between rows, where there are any.
        former: the edges of the table at the end of the page before, which may go on at the top of this one.
        depth: how many tables were found around or before these lines.
    """
    if depth > _MAX_TABLES:
        return list(lines)
    if former and lines:
        end = _reach(lines, 0, former[0])
        # What goes on is the content column; the last lines of a label may stand alone above it.
        if any(line.right > former[0] for line in lines[: min(end, 3)]):
            _, columns = _columns(lines[:end], former[0], separators, goes_on=True)
            if columns is not None:
                return [columns, *find_columns(lines[end:], separators, depth=depth + 1)]
    for edge in _candidates(lines):
        for start, end in _runs(lines, edge):
            if not _is_table(lines[start:end], edge):
                continue
            before, columns = _columns(lines[start:end], edge, separators, depth=depth)
            if columns is not None:
                above = find_columns(lines[: start + before], separators, depth=depth + 1)
                return [*above, columns, *find_columns(lines[end:], separators, depth=depth + 1)]
    return list(lines)


def _starts(line: Line) -> list[float]:
    """The places where the line begins, and begins again after a gap; not after a bullet."""
    places = [line.words[0].left]
    for index, (word, after) in enumerate(pairwise(line.words)):
        if after.left - word.right > _GAP * line.size and not (index == 0 and line.mark == word.text):
            places.append(after.left)
    return places


def _candidates(lines: Sequence[Line]) -> list[float]:
    """Where a second column may begin, from left to right: three lines begin there, two of them with a label beside."""
    if not lines:
        return []
    margin = min(line.left for line in lines)
    size = max(line.size for line in lines)
    found: list[tuple[float, bool]] = []
    for line in lines:
        found.extend((place, index > 0) for index, place in enumerate(_starts(line)) if place > margin + 3 * line.size)
    found.sort()
    edges: list[float] = []
    start = 0
    for index in range(1, len(found) + 1):
        if index == len(found) or found[index][0] - found[index - 1][0] > size / 4:
            group = found[start:index]
            beside = sum(after_gap for _, after_gap in group) + _half_way(lines, group[0][0])
            if len(group) >= 3 and beside >= 2:
                edges.append(group[0][0])
            start = index
    return edges


def _half_way(lines: Sequence[Line], edge: float) -> int:
    """Count the lines left of `edge` that are nearer to a line right of it than two lines of a text are."""
    pairs = pairwise(lines)
    near = [(a, b) if a.left < b.left else (b, a) for a, b in pairs if b.baseline - a.baseline < 0.9 * min(a.size, b.size)]
    return sum(left.right < edge <= right.left + right.size / 4 for left, right in near)


def _crosses(line: Line, edge: float) -> bool:
    """Whether words go over the edge of the column, or follow one another there with no more than a space."""
    before = max((word.right for word in line.words if word.left < edge - line.size / 4), default=None)
    if before is None:
        return False
    after = min((word.left for word in line.words if word.left >= edge - line.size / 4), default=None)
    return before > edge - line.size / 4 or (after is not None and after - before < _GAP * line.size)


def _reach(lines: Sequence[Line], start: int, edge: float) -> int:
    end = start
    while end < len(lines) and not _crosses(lines[end], edge):
        end += 1
    return end


def _runs(lines: Sequence[Line], edge: float) -> list[tuple[int, int]]:
    """The runs of lines that leave the gutter before `edge` free, less the lines around them that stand left of it."""
    runs = []
    start = 0
    while start < len(lines):
        end = _reach(lines, start, edge)
        first, last = start, end
        while first < end and lines[first].right < edge and not _labels_next(lines, first, end, edge):
            first += 1
        while last > first and lines[last - 1].right < edge and not _ends_label(lines, last - 1, first, edge):
            last -= 1
        if last > first:
            runs.append((first, last))
        start = max(end, start) + 1
    return runs


def _labels_next(lines: Sequence[Line], index: int, end: int, edge: float) -> bool:
    """Whether a line left of the edge begins a label set half-way up its row: the next lines are nearer than two lines are."""
    near = index + 1 < end and lines[index + 1].baseline - lines[index].baseline < 0.9 * lines[index].size
    return near and lines[index + 1].right > edge


def _ends_label(lines: Sequence[Line], index: int, first: int, edge: float) -> bool:
    """Whether a line left of the edge goes on with the label above it: no further than a line and a half."""
    line = lines[index]
    for above in reversed(lines[first:index]):
        if line.baseline - above.baseline > 1.5 * line.size:
            return False
        if above.left < edge - line.size:
            return True
    return False


def _is_table(lines: Sequence[Line], edge: float) -> bool:
    both = [line for line in lines if line.left < edge - line.size and line.right > edge]
    right = [word.text for line in lines for word in line.words if word.left >= edge - line.size / 4]
    # A table of contents has page numbers on its right, and no more.
    return len(both) + _half_way(lines, edge) >= 2 and not all(text.strip(".-– ").isdigit() for text in right)


def _columns(
    lines: Sequence[Line], edge: float, separators: Sequence[float], *, goes_on: bool = False, trimmed: bool = False, depth: int = 0
) -> tuple[int, Columns | None]:
    """Cut lines into rows and columns; return how many stand before the first label, and are no part of the table."""
    left = [part for line in lines if (part := _part(line, None, edge))]
    right = [part for line in lines if (part := _part(line, edge, None))]
    if not right or not (left or goes_on):
        return 0, None
    bounds = row_tops(left, right, separators, goes_on=goes_on)
    if not goes_on and not trimmed and len(bounds) > 1 and left[0].baseline >= bounds[1]:
        before = sum(line.baseline < bounds[1] for line in lines)
        return before, _columns(lines[before:], edge, separators, trimmed=True, depth=depth)[1]
    inner = find_columns(right, separators, depth=depth + 1)
    further = inner[0].edges if len(inner) == 1 and isinstance(inner[0], Columns) else ()
    edges = (edge, *further)
    rows = []
    for top, bottom in pairwise((*bounds, float("inf"))):
        row = lines[bisect_left(lines, top, key=_baseline) : bisect_left(lines, bottom, key=_baseline)]
        parts = pairwise((None, *edges, None))
        rows.append(tuple(tuple(part for line in row if (part := _part(line, low, high))) for low, high in parts))
    return 0, Columns(edges, tuple(row for row in rows if any(row)))


def _baseline(line: Line) -> float:
    return line.baseline


def _part(line: Line, low: float | None, high: float | None) -> Line | None:
    def inside(word: Word) -> bool:
        slack = line.size / 4
        return (low is None or word.left >= low - slack) and (high is None or word.left < high - slack)

    words = tuple(word for word in line.words if inside(word))
    return Line(words, line.baseline, line.size, line.space, line.artifact, line.bold) if words else None
