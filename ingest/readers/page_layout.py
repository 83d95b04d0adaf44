"""Pages of pieces and rules -> paragraphs and table cells in reading order, label by label."""

import re
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ingest.model import BlockKind, Cell
from ingest.readers.page_columns import Columns, find_columns
from ingest.readers.page_furniture import Item, find_furniture, in_band
from ingest.readers.page_grid import Grid, GridCell, find_grids
from ingest.readers.page_lines import Line, Paragraph, build_lines, build_paragraphs, line_pitch
from ingest.readers.page_marks import Box, PageMarks, Piece
from ingest.readers.publisher import Publisher

# « FICHE 1.1.2 » in the first row of a page's table: another fiche, hence another table.
_BANNER = re.compile(r"\W*fiche\b\D{0,30}\d", re.IGNORECASE)

Rows = list[list[list[Paragraph]]]  # of cells, of paragraphs


@dataclass(slots=True)
class _Table:
    """A table as read on one page."""

    edges: tuple[float, ...]  # its vertical rules; without rules, where its columns after the first begin
    rows: Rows
    top: float
    is_ruled: bool = True

    def goes_on_in(self, later: "_Table", em: float) -> bool:
        """Whether `later`, at the top of the next page, has the columns of this table and opens no other fiche."""
        first = next((paragraph.text for cell in later.rows[0] for paragraph in cell), "")
        if self.is_ruled != later.is_ruled or _BANNER.match(first):
            return False
        few, many = sorted((self.edges, later.edges), key=len)
        # A page may lack the rows that have the most columns: those of the other are then among them, the outer ones included.
        same = all(any(abs(edge - other) < em / 2 for other in many) for edge in few)
        return same and (not self.is_ruled or (abs(few[0] - many[0]) < em / 2 and abs(few[-1] - many[-1]) < em / 2))


@dataclass(slots=True)
class _Ruled:
    """A grid with its text, and the grids within its cells."""

    grid: Grid
    pieces: dict[GridCell, list[Piece]] = field(default_factory=dict)
    inner: dict[GridCell, list["_Ruled"]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Setting:
    """How the text of a column is set."""

    inset: float  # from the rule to the text
    pitch: float  # from line to line, for a size of 1


@dataclass(slots=True)
class _Page:
    marks: PageMarks
    em: float
    tables: list[_Table]
    lines: list[Line]  # outside ruled tables
    separators: list[float]


@dataclass(slots=True)
class _Entry:
    """A paragraph about to be published."""

    text: str
    kind: BlockKind = BlockKind.TEXT
    cell: Cell | None = None


@dataclass(slots=True)
class _Writer:
    """What was read so far, with the table or the paragraph that the next page may go on with."""

    pages: list[list[_Entry]] = field(default_factory=list)
    tables: int = 0
    row: int = 0
    table: _Table | None = None  # the last thing written, when it is a table
    opening: list[str] = field(default_factory=list)  # the texts of that table's first row
    width: int = 0  # the number of cells in its last row
    ends: dict[int, tuple[Paragraph, _Entry]] = field(default_factory=dict)  # the last paragraph of each column; 0: outside tables
    is_page_start: bool = True

    def furniture(self, text: str) -> None:
        self.pages[-1].append(_Entry(text, BlockKind.FURNITURE))

    def paragraphs(self, paragraphs: Sequence[Paragraph], cell: Cell | None = None, *, goes_on: bool = False) -> None:
        column = cell.column if cell else 0
        former = self.ends.pop(column, None)
        for paragraph in paragraphs:
            entry = _Entry(paragraph.text, cell=cell)
            if goes_on and former and former[0].goes_on_in(paragraph) and not former[1].text.endswith(("-", "\xad")):
                former[1].text += " "  # the space that the end of the page took the place of
            former = None
            self.pages[-1].append(entry)
            self.ends[column] = paragraph, entry
        if cell and not paragraphs:
            self.pages[-1].append(_Entry("", cell=cell))

    def loose(self, paragraphs: Sequence[Paragraph], *, has_headings: bool) -> None:
        self.paragraphs(paragraphs, goes_on=self.is_page_start and self.table is None)
        for paragraph, entry in zip(paragraphs, self.pages[-1][-len(paragraphs) :], strict=True):
            if has_headings and paragraph.is_heading:
                entry.kind = BlockKind.HEADING
        self.table = None
        self.is_page_start = False

    def write_table(self, table: _Table, em: float) -> None:
        goes_on = self.is_page_start and self.table is not None and self.table.goes_on_in(table, em)
        rows = table.rows
        if not goes_on:
            self.tables += 1
            self.row = 0
            self.opening = _texts(rows[0])
        elif len(rows) > 1 and _texts(rows[0]) == self.opening and self.row > 1:
            for text in filter(None, _texts(rows[0])):  # a heading that Word repeats on each page of the table
                self.furniture(text)
            rows = rows[1:]
        for row in rows:
            same = goes_on and row is rows[0] and len(row) == self.width > 1 and self.row > 0 and self._is_cut(row)
            if not same:
                self.row += 1
                self.ends.clear()
            for column, cell in enumerate(row, start=1):
                if cell or not same:  # what goes on is never a blank cell
                    self.paragraphs(cell, Cell(self.tables, self.row, column), goes_on=same)
            self.width = len(row)
        self.table = table
        self.is_page_start = False

    def _is_cut(self, row: list[list[Paragraph]]) -> bool:
        """Whether a row at the top of a page is the rest of the last one: without a label, or with the rest of its label."""
        if not row[0]:
            return True
        content = self.ends.get(2)
        flows = content is not None and bool(row[1]) and content[0].goes_on_in(row[1][0])
        if flows and row[1][0].text[:1].islower():
            return True
        if 1 not in self.ends:
            return False
        label, rest = self.ends[1][0], row[0][0]
        if label.text.count("(") > label.text.count(")") or label.text.count("«") > label.text.count("»"):
            return True
        return rest.text[:1].islower() and label.goes_on_in(rest) and (flows or not row[1])


def _texts(row: list[list[Paragraph]]) -> list[str]:
    return [" ".join(" ".join(paragraph.text for paragraph in cell).split()) for cell in row]


def publish_pages(pages: Iterable[PageMarks], publisher: Publisher) -> None:
    """Publish pages in reading order.

    A paragraph cut by the end of a page is two blocks, of the same cell where it is in a table: the first then ends in a
    space, which no other block does, or in the hyphen of a word that is cut too.
    """
    frames: set[tuple[int, int]] = set()
    read = [_read(marks, frames) for marks in pages]
    items = [_items(page) for page in read]
    heights = [page.marks.height for page in read]
    furniture = find_furniture([[item for item, _ in page] for page in items], heights)
    margins = _margins(read, items, furniture)
    writer = _Writer()
    for page, page_items, found in zip(read, items, furniture, strict=True):
        _write_page(writer, page, page_items, found, margins.get(round(page.marks.width), 0.0))
    for entries in writer.pages:
        publisher.page()
        for entry in entries:
            publisher.add(entry.text, kind=entry.kind, cell=entry.cell)


def _margins(
    pages: Sequence[_Page], items: Sequence[Sequence[tuple[Item, Line | _Table]]], furniture: Sequence[set[int]]
) -> dict[int, float]:
    """Where the text ends on the right, by the width of the page: its longest line, the edge of its tables."""
    margins: dict[int, float] = {}
    lefts: dict[int, float] = {}
    for page, page_items, found in zip(pages, items, furniture, strict=True):
        width = round(page.marks.width)
        for index, (item, thing) in enumerate(page_items):
            # A line in a margin may be a footer that no other page has.
            if index not in found and not in_band(item.bottom, page.marks.height):
                margins[width] = max(margins.get(width, 0.0), thing.right if isinstance(thing, Line) else thing.edges[-1])
                lefts[width] = min(lefts.get(width, 1e9), thing.left if isinstance(thing, Line) else thing.edges[0])
    # Where no line comes near the margin that the one on the left would have opposite it, lines are short, not full.
    return {width: right if right > 0.6 * (width - lefts[width]) else width - lefts[width] for width, right in margins.items()}


def _read(marks: PageMarks, frames: set[tuple[int, int]]) -> _Page:
    """Read the rules of a page. `frames` keeps the sides of the boxes that only frame a table without rules, page after page."""
    sizes = [piece.size for piece in marks.pieces for _ in range(min(len(piece.text), 20))]
    em = statistics.median(sizes) if sizes else 10.0
    ruled, loose = _place(find_grids(marks.rules, em), marks.pieces)
    for one in [*ruled]:
        if len(one.grid.cells) == 1 and not one.inner:
            inside = next(iter(one.pieces.values()))
            sides = round(one.grid.box.left), round(one.grid.box.right)
            if sides in frames or any(isinstance(found, Columns) for found in find_columns(build_lines(inside))):
                frames.add(sides)
                ruled.remove(one)
                loose.extend(inside)
    separators = sorted(
        (rule.top + rule.bottom) / 2
        for rule in marks.rules
        # Wider than any underlined phrase of a cell, and in no ruled table.
        if rule.height <= em / 3 and rule.width > marks.width * 0.4 and not any(r.grid.box.encloses(rule, em) for r in ruled)
    )
    return _Page(marks, em, [_ruled_table(one, em) for one in ruled], build_lines(loose), separators)


def _place(grids: Sequence[Grid], pieces: Sequence[Piece]) -> tuple[list[_Ruled], list[Piece]]:
    """Put each piece in the innermost cell that holds it; return the outer tables that have text, and the pieces outside."""
    ruled = sorted((_Ruled(grid) for grid in grids), key=lambda r: r.grid.box.width * r.grid.box.height)
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


def _cell_at(ruled: _Ruled, x: float, y: float) -> tuple[_Ruled, GridCell] | None:
    if not ruled.grid.box.holds(x, y):
        return None
    return next(((ruled, cell) for row in ruled.grid.rows for cell in row if cell.box.holds(x, y)), None)


def _ruled_table(ruled: _Ruled, em: float) -> _Table:
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
    return _Table(ruled.grid.edges, [row for row in rows if any(row)], ruled.grid.box.top)


def _cell_lines(cell: GridCell, pieces: Sequence[Piece]) -> list[tuple[Box, list[Line]]]:
    found: list[tuple[Box, list[Piece]]] = [(box, []) for row in cell.rows for box in row]
    for piece in pieces:
        next(inside for box, inside in found if box.holds(*piece.middle) or box is found[-1][0]).append(piece)
    return [(box, build_lines(inside)) for box, inside in found]


def _cell_paragraphs(
    cell: GridCell, lines: list[tuple[Box, list[Line]]], inner: Sequence[_Ruled], settings: dict[float, _Setting], em: float
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
        for small in _ruled_table(table, em).rows:
            paragraphs.extend(_data_row([line for part in small for line in _joined([line for p in part for line in p.lines])]))
    return sorted(paragraphs, key=lambda paragraph: paragraph.top) if inner else paragraphs


def _joined(lines: Sequence[Line]) -> list[Line]:
    """The lines of a small cell as one."""
    return [Line(tuple(word for line in lines for word in line.words), lines[0].baseline, lines[0].size, lines[0].space)] if lines else []


def _data_row(cells: list[Line]) -> list[Paragraph]:
    return [Paragraph(tuple(cells), joint="\t")] if cells else []


def _items(page: _Page) -> list[tuple[Item, Line | _Table]]:
    """What stands on a page, from top to bottom."""
    found: list[tuple[Item, Line | _Table]] = []
    for line in page.lines:
        found.append((Item(line.text, line.baseline - line.size, line.baseline, line.size, line.artifact, line.number), line))
    for table in page.tables:
        lines = [line for row in table.rows for cell in row for paragraph in cell for line in paragraph.lines]
        text = " ".join(line.text for line in lines)
        found.append((Item(text, table.top, max(line.baseline for line in lines), page.em, all(line.artifact for line in lines)), table))
    return sorted(found, key=lambda pair: pair[0].top)


def _write_page(writer: _Writer, page: _Page, items: list[tuple[Item, Line | _Table]], furniture: set[int], right: float) -> None:
    writer.pages.append([])
    writer.is_page_start = True
    body = [index for index in range(len(items)) if index not in furniture]
    first, last = (body[0], body[-1]) if body else (len(items), len(items))
    for item, _ in items[:first]:
        writer.furniture(item.text)
    things = [items[index][1] for index in body]
    run: list[Line] = []
    for thing in things:
        if isinstance(thing, Line):
            run.append(thing)
            continue
        _write_lines(writer, page, run, right)
        run = []
        writer.write_table(thing, page.em)
    _write_lines(writer, page, run, right)
    for item, _ in items[last + 1 :]:
        writer.furniture(item.text)
    for watermark in page.marks.watermarks:
        writer.furniture(watermark)


def _write_lines(writer: _Writer, page: _Page, lines: list[Line], right: float) -> None:
    """Write the lines between two ruled tables, those that stand in columns as the table that they make."""
    former = writer.table.edges if writer.is_page_start and writer.table and not writer.table.is_ruled else ()
    plain: list[Line] = []
    right = max(right, *(line.right for line in lines if not in_band(line.baseline, page.marks.height)), 0.0)
    left = min((line.left for line in lines), default=0.0)
    pitch = line_pitch([lines])
    # Bold tells headings where it is the exception.
    has_headings = sum(len(line.text) for line in lines if line.bold) * 2 < sum(len(line.text) for line in lines)
    for found in find_columns(lines, page.separators, former):
        if isinstance(found, Line):
            plain.append(found)
            continue
        if plain:
            writer.loose(build_paragraphs(plain, left, right, pitch), has_headings=has_headings)
            plain = []
        writer.write_table(_column_table(found, right, page.em), page.em)
    if plain:
        writer.loose(build_paragraphs(plain, left, right, pitch), has_headings=has_headings)


def _column_table(columns: Columns, right: float, em: float) -> _Table:
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
    return _Table(columns.edges, rows, columns.top, is_ruled=False)
