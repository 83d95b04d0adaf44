"""Ruling lines -> the tables that they draw: rows, and the boxes of their cells."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.readers.pdf.marks import Box

_MAX_RULES = 600  # each way, a page: the longest are kept; a yearly planning, week by week, has under 150
_MAX_SQUARES = 4_000  # a finer grid than a yearly planning is graph paper


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell of a row: one box, or the boxes of the smaller rows that stand beside a higher cell."""

    box: Box
    rows: tuple[tuple[Box, ...], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table."""

    box: Box
    edges: tuple[float, ...]  # the vertical rules, from left to right
    rows: tuple[tuple[GridCell, ...], ...]

    @property
    def cells(self) -> tuple[GridCell, ...]:
        return tuple(cell for row in self.rows for cell in row)


@dataclass(slots=True)
class _Segment:
    at: float  # across the direction
    start: float
    end: float


def find_grids(rules: Iterable[Box], em: float) -> list[Grid]:
    """Find the tables of a page; `em` is the size of its text.

    A table within a cell of another comes as a grid of its own. A frame around others is none.
    """
    slack = em / 4  # rules nearer than that are one: double borders, corners that do not quite meet
    rules = list(rules)
    across = _segments(((rule.top + rule.bottom) / 2, rule.left, rule.right, rule.height) for rule in rules)
    down = _segments(((rule.left + rule.right) / 2, rule.top, rule.bottom, rule.width) for rule in rules)
    horizontal, vertical = _merged(across, em, slack), _merged(down, em, slack)
    grids = [grid for flat, tall in _components(horizontal, vertical, slack) if (grid := _grid(flat, tall, em, slack))]
    return [grid for grid in grids if len(grid.cells) > 1 or not any(o is not grid and grid.box.encloses(o.box, slack) for o in grids)]


def _segments(boxes: Iterable[tuple[float, float, float, float]]) -> list[tuple[_Segment, float]]:
    return [(_Segment(at, start, end), thickness) for at, start, end, thickness in boxes]


def _merged(segments: list[tuple[_Segment, float]], em: float, slack: float) -> list[_Segment]:
    """Keep what is thin, and join what goes on along one line: dashes, and borders drawn cell by cell."""
    # A third of the text size: thicker borders than that are shading.
    thin = sorted((s for s, thickness in segments if thickness <= em / 3 and s.end - s.start >= thickness), key=lambda s: s.at)
    groups: list[list[_Segment]] = []
    for segment in thin:
        if groups and segment.at - groups[-1][0].at <= slack:
            groups[-1].append(segment)
        else:
            groups.append([segment])
    merged: list[_Segment] = []
    for group in groups:
        group.sort(key=lambda s: s.start)
        at = max(group, key=lambda s: s.end - s.start).at
        run = _Segment(at, group[0].start, group[0].end)
        for segment in group[1:]:
            if segment.start <= run.end + slack:
                run.end = max(run.end, segment.end)
            else:
                merged.append(run)
                run = _Segment(at, segment.start, segment.end)
        merged.append(run)
    # No row is lower, and no column narrower, than its text.
    long = sorted((s for s in merged if s.end - s.start >= em * 0.8), key=lambda s: s.start - s.end)
    return long[:_MAX_RULES]


def _components(flat: list[_Segment], tall: list[_Segment], slack: float) -> list[tuple[list[_Segment], list[_Segment]]]:
    """Group the rules that touch: each group is one table."""
    parent = list(range(len(flat) + len(tall)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for i, h in enumerate(flat):
        for j, v in enumerate(tall, start=len(flat)):
            if h.start - slack <= v.at <= h.end + slack and v.start - slack <= h.at <= v.end + slack:
                parent[root(i)] = root(j)
    groups: dict[int, tuple[list[_Segment], list[_Segment]]] = {}
    for i, h in enumerate(flat):
        groups.setdefault(root(i), ([], []))[0].append(h)
    for j, v in enumerate(tall, start=len(flat)):
        groups.setdefault(root(j), ([], []))[1].append(v)
    return [group for group in groups.values() if group[0] and group[1]]


def _grid(flat: list[_Segment], tall: list[_Segment], em: float, slack: float) -> Grid | None:
    # Tables open at the sides, or cut by the end of the page without a border, end where their rules end.
    xs = _positions([v.at for v in tall], [h.start for h in flat], [h.end for h in flat], slack)
    ys = _positions([h.at for h in flat], [v.start for v in tall], [v.end for v in tall], slack)
    columns, lines = len(xs) - 1, len(ys) - 1
    if columns < 1 or lines < 1 or columns * lines > _MAX_SQUARES:
        return None
    if columns * lines == 1 and (xs[1] - xs[0] < 2 * em or ys[1] - ys[0] < 2 * em):
        return None  # a box to tick
    spans = _cell_spans(flat, tall, xs, ys, slack)
    rows = []
    for top, bottom in pairwise(_cuts(((s[1], s[3]) for s in spans), lines)):
        inside = [span for span in spans if top <= span[1] and span[3] <= bottom]
        cells = tuple(_cell(inside, left, right, xs, ys) for left, right in pairwise(_column_cuts(inside, top, bottom, columns)))
        rows.append(cells)
    return Grid(Box(xs[0], ys[0], xs[-1], ys[-1]), tuple(xs), tuple(rows))


def _positions(rules: list[float], starts: list[float], ends: list[float], slack: float) -> list[float]:
    """The places of the rules, those within `slack` as one, and the ends of the others where they stick out."""
    places: list[float] = []
    for at in sorted(rules):
        if not places or at - places[-1] > slack:
            places.append(at)
    if min(starts) < places[0] - 2 * slack:
        places.insert(0, min(starts))
    if max(ends) > places[-1] + 2 * slack:
        places.append(max(ends))
    return places


def _cell_spans(
    flat: list[_Segment], tall: list[_Segment], xs: Sequence[float], ys: Sequence[float], slack: float
) -> list[tuple[int, int, int, int]]:
    """Join the squares that no rule parts; each cell as left, top, right, bottom among `xs` and `ys`."""
    columns, lines = len(xs) - 1, len(ys) - 1
    parent = list(range(columns * lines))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    def parted(rules: list[_Segment], at: float, start: float, end: float) -> bool:
        middle = (start + end) / 2
        return any(abs(rule.at - at) <= slack and rule.start <= middle <= rule.end for rule in rules)

    for line in range(lines):
        for column in range(columns):
            square = line * columns + column
            if column + 1 < columns and not parted(tall, xs[column + 1], ys[line], ys[line + 1]):
                parent[root(square)] = root(square + 1)
            if line + 1 < lines and not parted(flat, ys[line + 1], xs[column], xs[column + 1]):
                parent[root(square)] = root(square + columns)
    spans: dict[int, tuple[int, int, int, int]] = {}
    for square in range(columns * lines):
        line, column = divmod(square, columns)
        left, top, right, bottom = spans.get(root(square), (column, line, column + 1, line + 1))
        spans[root(square)] = (min(left, column), min(top, line), max(right, column + 1), max(bottom, line + 1))
    return sorted(spans.values(), key=lambda span: (span[1], span[0]))


def _cuts(ranges: Iterable[tuple[int, int]], count: int) -> list[int]:
    """The places from 0 to `count` that no range goes over."""
    crossed = {at for start, end in ranges for at in range(start + 1, end)}
    return [at for at in range(count + 1) if at not in crossed]


def _column_cuts(spans: list[tuple[int, int, int, int]], top: int, bottom: int, columns: int) -> list[int]:
    """Where a row is cut into cells: at each cell as high as the row, and around what stands between two of them."""
    cuts = {0, columns}
    for left, cell_top, right, cell_bottom in spans:
        if (cell_top, cell_bottom) == (top, bottom):
            cuts.update((left, right))
    crossed = {at for left, _, right, _ in spans for at in range(left + 1, right)}
    return sorted(cuts - crossed)


def _cell(spans: list[tuple[int, int, int, int]], left: int, right: int, xs: Sequence[float], ys: Sequence[float]) -> GridCell:
    rows: dict[int, list[Box]] = {}
    for x0, y0, x1, y1 in spans:
        if left <= x0 and x1 <= right:
            rows.setdefault(y0, []).append(Box(xs[x0], ys[y0], xs[x1], ys[y1]))
    parts = tuple(tuple(sorted(row, key=lambda box: box.left)) for _, row in sorted(rows.items()))
    inside = [box for row in parts for box in row]
    top, bottom = min(box.top for box in inside), max(box.bottom for box in inside)
    return GridCell(Box(xs[left], top, xs[right], bottom), parts)
