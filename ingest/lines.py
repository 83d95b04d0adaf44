"""A source's text -> its lines, the unit that the grammar of a fiche reads."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from ingest.model import BlockKind, Cell

_LINE = re.compile(r"[^\r\n\x0b\x0c\x85\u2028\u2029\x07]*(?:\r\n|[\r\n\x0b\x0c\x85\u2028\u2029\x07]|\Z)")
BREAKS = "\r\n\x0b\x0c\x85\u2028\u2029\x07"
BOOKMARK = re.compile(r"\[bookmark:[^\]\r\n]{0,80}\]", re.IGNORECASE)
BULLET = re.compile(
    r"(?:[·•▪▫◦●○■□‣⁃∙➢➤➔►▶✓✔❖◆◊\uf0b7\uf0a7\uf0d8\uf0fc\uf02d\uf076]+|[*–—-](?=[\s\xa0])|-(?=[A-ZÀ-Ý«\"“])|[→⇒]|(?:\+|\.|~|>|=>)(?=[ \t\xa0]+[^\W\d_])|o(?=[ \t\xa0]+\S)|"
    r"\(?(?:\d{1,2}|[a-z])[.)](?=[ \t\xa0])|\d{1,2}\.(?=[A-ZÀ-Ý][a-zà-ÿ])|§(?=[ \t\xa0]))[ \t\xa0]*"
)
INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060\xad"
#: Paragraphs that stand beside the text of the fiche.
ASIDE = (BlockKind.FURNITURE, BlockKind.NOTE)
_WHITE = INVISIBLE + " \t\xa0\u202f\u3000"


class Role(Enum):
    """What a table tells of the cell a line stands in."""

    LABEL = "label"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its text without the line break, its offset, and whether it opens a table cell.

    `content_start` is the offset of the first character that is neither white space nor a bookmark, `end` that after the
    last character that is not white space. In a file with paragraphs, `kind` and `cell` are those of its block, `role` what
    its cell is to the row, and `goes_on` marks the further lines of one paragraph; a label over several lines is one line.
    """

    text: str
    start: int
    opens_cell: bool
    blank: bool
    content_start: int
    end: int
    kind: BlockKind = BlockKind.TEXT
    cell: Cell | None = None
    role: Role | None = None
    goes_on: bool = False

    @property
    def content(self) -> str:
        return self.text[self.content_start - self.start : self.end - self.start]

    @property
    def listed(self) -> bool:
        """An item of a list whose mark is not part of the text."""
        return self.kind in (BlockKind.BULLET, BlockKind.NUMBER)


def make_line(
    text: str,
    start: int,
    *,
    opens_cell: bool = False,
    kind: BlockKind = BlockKind.TEXT,
    cell: Cell | None = None,
    role: Role | None = None,
    goes_on: bool = False,
) -> Line:
    """Measure a line that starts at offset `start`."""
    bare = text.rstrip()
    position = 0
    while True:
        position = len(text) - len(text[position:].lstrip().lstrip(INVISIBLE))
        bookmark = BOOKMARK.match(text, position)
        if bookmark is None:
            break
        position = bookmark.end()
    return Line(
        text,
        start,
        opens_cell,
        not bare.strip(_WHITE),
        start + position,
        start + len(bare),
        kind=kind,
        cell=cell,
        role=role,
        goes_on=goes_on,
    )


def plain_lines(text: str) -> Iterator[Line]:
    """Cut plain text at its line breaks; a tab at the head or a cell mark before it opens a cell."""
    opens = True
    for match in _LINE.finditer(text):
        if match.start() == len(text):
            break
        content = match.group(0).rstrip(BREAKS)
        yield make_line(content, match.start(), opens_cell=content.startswith("\t") or (opens and match.start() > 0))
        opens = match.group(0).endswith("\x07")
