"""Tables with their text: the cells that rules draw, and those that columns make."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.readers.pdf.columns import Columns
from ingest.readers.pdf.grid import Grid, GridCell
from ingest.readers.pdf.lines import Line, Paragraph, build_lines, build_paragraphs, line_pitch
from ingest.readers.pdf.marks import Box, Piece

# « FICHE 1.1.2 » in the first row of a page's table: another fiche, hence another table.
_BANNER = re.compile(r"\W*fiche\b\D{0,30}\d", re.IGNORECASE)

Rows = list[list[list[Paragraph]]]  # of cells, of paragraphs


@dataclass(slots=True)
class Table:
    """A table as read on one page."""

    edges: tuple[float, ...]  # its vertical rules; without rules, where its columns after the first begin
    rows: Rows
    top: float
    is_ruled: bool = True

    def goes_on_in(self, later: "Table", em: float) -> bool:
        """Whether `later`, at the top of the next page, has the columns of this table and opens no other fiche."""
        first = next((paragraph.text for cell in later.rows[0] for paragraph in cell), "")
        if self.is_ruled != later.is_ruled or _BANNER.match(first):
            return False
        few, many = sorted((self.edges, later.edges), key=len)
        # A page may lack the rows that have the most columns: those of the other are then among them, the outer ones included.
        same = all(any(abs(edge - other) < em / 2 for other in many) for edge in few)
        return same and (not self.is_ruled or (abs(few[0] - many[0]) < em / 2 and abs(few[-1] - many[-1]) < em / 2))


@dataclass(slots=True)
class Ruled:
    """A grid with its text, and the grids within its cells."""

    grid: Grid
    pieces: dict[GridCell, list[Piece]] = field(default_factory=dict)
    inner: dict[GridCell, list["Ruled"]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Setting:
    """How the text of a column is set."""

    inset: float  # from the rule to the text
    pitch: float  # from line to line, for a size of 1


def place_pieces(grids: Sequence[Grid], pieces: Sequence[Piece]) -> tuple[list[Ruled], list[Piece]]:
    """Put each piece in the innermost cell that holds it; return the outer tables that have text, and the pieces outside."""
    ruled = sorted((Ruled(grid) for grid in grids), key=lambda r: r.grid.box.width * r.grid.box.height)
    loose = []
    for piece in pieces:
        spot = next((spot for one in ruled if (spot := _cell_at(one, *piece.middle))), None)
        if spot is None:
            loose.append(piece)
        else:
            spot[0].pieces.setdefault(spot[1], []).append(piece)
    outer = []
    for index, one in enumerate(ruled):
        if not one.pieces and not one.inner:
            continue
        box = one.grid.box
        middle = ((box.left + box.right) / 2, (box.top + box.bottom) / 2)
        around = next((s for other in ruled[index + 1 :] if other.grid.box.encloses(box) and (s := _cell_at(other, *middle))), None)
        if around is None:
            outer.append(one)
        else:
            around[0].inner.setdefault(around[1], []).append(one)
    return outer, loose


def _cell_at(ruled: Ruled, x: float, y: float) -> tuple[Ruled, GridCell] | None:
    if not ruled.grid.box.holds(x, y):
        return None
    rows = (row for row in ruled.grid.rows if row[0].box.top <= y <= row[0].box.bottom)
    return next(((ruled, cell) for row in rows for cell in row if cell.box.holds(x, y)), None)


def ruled_table(ruled: Ruled, em: float) -> Table:
    lines = {cell: _cell_lines(cell, ruled.pieces.get(cell, [])) for cell in ruled.grid.cells}
    columns: dict[float, list[tuple[Box, list[Line]]]] = {}
    for found in (spot for cell in lines.values() for spot in cell if spot[1]):
        columns.setdefault(found[0].left, []).append(found)
    # The text stands as far from the right rule as from the left one: this tells what a line could have held. In a column
    # of nothing but indented items, the others tell.
    insets = {left: max(min(line.left - left for _, inside in column for line in inside), 0.0) for left, column in columns.items()}
    least = min(insets.values(), default=0.0)
    settings = {
        left: _Setting(insets[left] if insets[left] < least + em / 2 else least, line_pitch([inside for _, inside in column]))
        for left, column in columns.items()
    }
    rows = [[_cell_paragraphs(cell, lines[cell], ruled.inner.get(cell, []), settings, em) for cell in row] for row in ruled.grid.rows]
    return Table(ruled.grid.edges, [row for row in rows if any(row)], ruled.grid.box.top)


def _cell_lines(cell: GridCell, pieces: Sequence[Piece]) -> list[tuple[Box, list[Line]]]:
    found: list[tuple[Box, list[Piece]]] = [(box, []) for row in cell.rows for box in row]
    for piece in pieces:
        next(inside for box, inside in found if box.holds(*piece.middle) or box is found[-1][0]).append(piece)
    return [(box, build_lines(inside)) for box, inside in found]


def _cell_paragraphs(
    cell: GridCell, lines: list[tuple[Box, list[Line]]], inner: Sequence[Ruled], settings: dict[float, _Setting], em: float
) -> list[Paragraph]:
    paragraphs: list[Paragraph] = []
    boxes = iter(lines)
    for row in cell.rows:
        parts = [next(boxes) for _ in row]
        if len(row) > 1:
            paragraphs.extend(_data_row([line for _, found in parts for line in _joined(found)]))
            continue
        box, found = parts[0]
        if found:
            setting = settings[box.left]
            right = max(box.right - setting.inset, *(line.right for line in found))
            paragraphs.extend(build_paragraphs(found, min(line.left for line in found), right, setting.pitch))
    for table in inner:
        for small in ruled_table(table, em).rows:
            paragraphs.extend(_data_row([line for part in small for line in _joined([line for p in part for line in p.lines])]))
    return sorted(paragraphs, key=lambda paragraph: paragraph.top) if inner else paragraphs


def _joined(lines: Sequence[Line]) -> list[Line]:
    """The lines of a small cell as one."""
    return [Line(tuple(word for line in lines for word in line.words), lines[0].baseline, lines[0].size, lines[0].space)] if lines else []


def _data_row(cells: list[Line]) -> list[Paragraph]:
    return [Paragraph(tuple(cells), joint="\t")] if cells else []


def column_table(columns: Columns, right: float, em: float) -> Table:
    rows: Rows = []
    count = len(columns.edges) + 1
    every = [[line for row in columns.rows for line in row[column]] for column in range(count)]
    lefts = [min((line.left for line in lines), default=0.0) for lines in every]
    rights = [max((line.right for line in lines), default=0.0) for lines in every]
    # A column is as wide as its longest line; the last one may hold short lines only, and goes on to the margin of the page.
    if right - rights[-1] > 2 * em:
        rights[-1] = right
    pitches = [line_pitch([row[column] for row in columns.rows]) for column in range(count)]
    for row in columns.rows:
        rows.append([build_paragraphs(cell, lefts[column], rights[column], pitches[column]) for column, cell in enumerate(row)])
    return Table(columns.edges, rows, columns.top, is_ruled=False)
