"""Markdown: the file itself, verbatim, with the marks of its tables, headings and lists told from its words."""

import re
from collections.abc import Iterator

from ingest.model import Block, BlockKind, Cell, Source, Span
from ingest.readers.options import ReadingOptions
from ingest.readers.text import read_text

_LINE = re.compile(r"[^\n]*\n?")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(?P<text>.*?)[ \t]*#*[ \t]*$")
_LISTED = re.compile(r"[ \t]*(?:> ?)*(?P<mark>[-*+]|\d{1,3}[.)])[ \t]+(?P<text>.*?)[ \t]*$")
_PLAIN = re.compile(r"[ \t]*(?:>[ \t]?)*(?P<text>.*?)[ \t]*(?:\\|[ ]{2,})?$")
_RULE = re.compile(r"[ \t]*(?:(?:[-*_=][ \t]*){3,}|`{3,}.*|~{3,}.*|<!--.*-->)[ \t]*$")
_TABLE_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_BAR = re.compile(r"(?<!\\)\|")
_BREAK = re.compile(r"<br\s*/?>|</?(?:p|ul|ol|div)>", re.IGNORECASE)
_ITEM_TAG = re.compile(r"</?li>", re.IGNORECASE)
_EMPHASIS = re.compile(r"(\*\*|__|\*|_|`)(?=\S)(?P<text>[^*_`]*\S)\1$")
_MAX_COLUMNS = 100
_WRAPPED = 60  # a shorter line ended because its author ended it


def read_markdown(data: bytes, name: str, options: ReadingOptions) -> Source:
    """Publish the file as it is; its blocks leave the marks out.

    Raises:
        UnreadableSourceError: empty or blank, or not text.
    """
    source = read_text(data, name, options)
    return Source(name, source.text, source.digest, blocks=tuple(_blocks(source.text)))


def _blocks(text: str) -> Iterator[Block]:
    tables = row = 0
    last: Block | None = None
    for match in _LINE.finditer(text):
        line = match.group(0).rstrip("\r\n")
        if _is_row(line, in_table=row > 0):
            if last:
                yield last
                last = None
            if row == 0:
                tables += 1
            if not _TABLE_RULE.fullmatch(line):
                row += 1
                yield from _cells(line, match.start(), tables, row)
            continue
        row = 0
        block = _line_block(line, match.start())
        if last and block and block.kind is BlockKind.TEXT and _goes_on(text, last, block):
            last = Block(Span(last.span.start, block.span.end), last.kind)
            continue
        if last:
            yield last
        last = block
    if last:
        yield last


def _is_row(line: str, *, in_table: bool) -> bool:
    return (line.lstrip().startswith("|") or (in_table and _BAR.search(line) is not None)) and line.count("|") <= _MAX_COLUMNS


def _cells(line: str, offset: int, table: int, row: int) -> Iterator[Block]:
    head = len(line) - len(line.lstrip())
    bars = [match.start() for match in _BAR.finditer(line)]
    starts = ([] if bars and bars[0] == head else [head]) + [bar + 1 for bar in bars]
    ends = [*(bar for bar in bars if bar != head), len(line)]
    for column, (start, end) in enumerate(zip(starts, ends, strict=False), start=1):
        if start >= len(line.rstrip()):  # after the closing bar
            break
        pieces = list(_pieces(line, start, end))
        for kind, first, last in pieces or [(BlockKind.TEXT, start, start)]:
            yield Block(Span(offset + first, offset + last), kind, Cell(table, row, column))


def _pieces(line: str, start: int, end: int) -> Iterator[tuple[BlockKind, int, int]]:
    """The lines of a cell, cut at its <br> and <li>."""
    position = start
    for tag in [*re.finditer(rf"{_BREAK.pattern}|{_ITEM_TAG.pattern}", line[start:end], re.IGNORECASE), None]:
        stop = start + tag.start() if tag else end
        piece = line[position:stop]
        first, last = _bare(piece)
        if first < last:
            listed = tag is not None and tag.group(0).lower() == "</li>"
            yield (BlockKind.BULLET if listed else BlockKind.TEXT, position + first, position + last)
        position = start + tag.end() if tag else end


def _bare(piece: str) -> tuple[int, int]:
    """Span of a piece without its white space and its emphasis."""
    first, last = len(piece) - len(piece.lstrip()), len(piece.rstrip())
    emphasis = _EMPHASIS.match(piece[:last], first)
    return emphasis.span("text") if emphasis else (first, last)


def _line_block(line: str, offset: int) -> Block | None:
    if _RULE.fullmatch(line) or not line.strip():
        return None
    match, kind = _HEADING.fullmatch(line), BlockKind.HEADING
    if match is None:
        match, kind = _LISTED.fullmatch(line), BlockKind.BULLET
        if match and match.group("mark")[0].isdecimal():
            kind = BlockKind.NUMBER
    if match is None:
        match, kind = _PLAIN.fullmatch(line), BlockKind.TEXT
    if match is None or not match.group("text"):
        return None
    first, last = _bare(match.group("text"))
    if first >= last:
        return None  # « > » and a non-breaking space
    return Block(Span(offset + match.start("text") + first, offset + match.start("text") + last), kind)


def _goes_on(text: str, above: Block, block: Block) -> bool:
    """A line that goes on with the paragraph above: no blank line, no forced break, a long line and a small letter."""
    between = text[above.span.end : block.span.start]
    line_start = text.rfind("\n", 0, above.span.end) + 1
    return (
        above.kind is not BlockKind.HEADING
        and between.count("\n") == 1
        and not between.startswith(("  ", "\\"))
        and above.span.end - line_start >= _WRAPPED
        and text[block.span.start].islower()
    )
