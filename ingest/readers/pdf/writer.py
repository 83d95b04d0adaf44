"""What the pages say, in order, with the tables and paragraphs that go on from one page to the next."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.model import BlockKind, Cell
from ingest.readers.pdf.lines import Paragraph
from ingest.readers.pdf.tables import Table


@dataclass(slots=True)
class Entry:
    """A paragraph about to be published."""

    text: str
    kind: BlockKind = BlockKind.TEXT
    cell: Cell | None = None


@dataclass(slots=True)
class Writer:
    """What was read so far, with the table or the paragraph that the next page may go on with."""

    pages: list[list[Entry]] = field(default_factory=list)
    tables: int = 0
    row: int = 0
    table: Table | None = None  # the last thing written, when it is a table
    opening: list[str] = field(default_factory=list)  # the texts of that table's first row
    width: int = 0  # the number of cells in its last row
    ends: dict[int, tuple[Paragraph, Entry]] = field(default_factory=dict)  # the last paragraph of each column; 0: outside tables
    is_page_start: bool = True

    def add_furniture(self, text: str) -> None:
        self.pages[-1].append(Entry(text, BlockKind.FURNITURE))

    def _add(self, paragraphs: Sequence[Paragraph], cell: Cell | None = None, *, goes_on: bool = False) -> None:
        column = cell.column if cell else 0
        former = self.ends.pop(column, None)
        for paragraph in paragraphs:
            entry = Entry(paragraph.text, cell=cell)
            if goes_on and former and former[0].goes_on_in(paragraph) and not former[1].text.endswith(("-", "\xad")):
                former[1].text += " "  # the space that the end of the page took the place of
            former = None
            self.pages[-1].append(entry)
            self.ends[column] = paragraph, entry
        if cell and not paragraphs:
            self.pages[-1].append(Entry("", cell=cell))

    def add_loose(self, paragraphs: Sequence[Paragraph], *, has_headings: bool) -> None:
        self._add(paragraphs, goes_on=self.is_page_start and self.table is None)
        for paragraph, entry in zip(paragraphs, self.pages[-1][-len(paragraphs) :], strict=True):
            if has_headings and paragraph.is_heading:
                entry.kind = BlockKind.HEADING
        self.table = None
        self.is_page_start = False

    def add_table(self, table: Table, em: float) -> None:
        goes_on = self.is_page_start and self.table is not None and self.table.goes_on_in(table, em)
        rows = table.rows
        if not goes_on:
            self.tables += 1
            self.row = 0
            self.opening = _texts(rows[0])
        elif len(rows) > 1 and _texts(rows[0]) == self.opening and self.row > 1:
            for text in filter(None, _texts(rows[0])):  # a heading that Word repeats on each page of the table
                self.add_furniture(text)
            rows = rows[1:]
        for row in rows:
            same = goes_on and row is rows[0] and len(row) == self.width > 1 and self.row > 0 and self._is_cut(row)
            if not same:
                self.row += 1
                self.ends.clear()
            for column, cell in enumerate(row, start=1):
                if cell or not same:  # what goes on is never a blank cell
                    self._add(cell, Cell(self.tables, self.row, column), goes_on=same)
            self.width = len(row)
        self.table = table
        self.is_page_start = False

    def _is_cut(self, row: list[list[Paragraph]]) -> bool:
        """Whether a row at the top of a page is the rest of the last one: without a label, or with the rest of its label."""
        if not row[0]:
            return True
        if 1 not in self.ends:
            return False
        label, rest, content = self.ends[1][0], row[0][0], self.ends.get(2)
        if label.text.count("(") > label.text.count(")") or label.text.count("«") > label.text.count("»"):
            return True
        # A label that goes on was as long as the content beside it: both came to the end of the page.
        last = label.lines[-1]
        if content is not None and last.baseline < content[0].lines[-1].baseline - 1.5 * last.size:
            return False
        flows = content is not None and bool(row[1]) and content[0].goes_on_in(row[1][0])
        if flows and row[1][0].text[:1].islower():
            return True
        return rest.text[:1].islower() and label.goes_on_in(rest) and (flows or not row[1])


def _texts(row: list[list[Paragraph]]) -> list[str]:
    return [" ".join(" ".join(paragraph.text for paragraph in cell).split()) for cell in row]
