"""Paragraphs, cells and pages, in reading order -> the published text of a structured file."""

from ingest.errors import UnreadableSourceError
from ingest.model import Block, BlockKind, Cell, Source, Span


class Publisher:
    """Joins the paragraphs of a file, one a line, and keeps what the file says of each.

    Nothing is added to the words but the line breaks between paragraphs, and a blank line where a table row begins.
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._blocks: list[Block] = []
        self._page_starts: list[int] = []
        self._cell: Cell | None = None

    def page(self) -> None:
        """Start a page."""
        self._page_starts.append(self._length)

    def add(self, text: str, *, kind: BlockKind = BlockKind.TEXT, cell: Cell | None = None) -> int:
        """Add a paragraph and return where it starts; the first of a cell opens it.

        A blank one is a blank line, and for a cell the cell left blank. Line ends around `text` are not published.
        """
        row_before, row = self._row(self._cell), self._row(cell)
        if row != row_before and self._length:
            self._write("\n")
        opens = cell is not None and cell != self._cell
        self._cell = cell
        bare, start = text.strip("\r\n"), self._length
        if bare.strip() or opens:
            self._blocks.append(Block(Span(self._length, self._length + len(bare)), kind, cell))
        self._write(bare + "\n")
        return start

    def source(self, name: str, digest: str) -> Source:
        """Return what was published.

        Raises:
            UnreadableSourceError: not a word.
        """
        text = "".join(self._parts)
        if not text.strip():
            raise UnreadableSourceError(f"« {name} » ne contient aucun texte ; remplacez-le par la fiche complète.")
        return Source(name, text, digest, tuple(self._page_starts), tuple(self._blocks))

    @staticmethod
    def _row(cell: Cell | None) -> tuple[int, int] | None:
        return (cell.table, cell.row) if cell else None

    def _write(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)
