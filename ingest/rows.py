"""Paragraphs and table cells -> lines that know whether they are the label of a row or its value.

A row « label | value » is recognised by the words of its first cell; once half the rows of a table are, its other rows of two
cells are read the same way, whatever their label says.
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence

from ingest.banner import banner_code
from ingest.folding import fold
from ingest.labels import Label, find_label, is_prompt
from ingest.lines import ASIDE, Line, Role, make_line
from ingest.model import Block, BlockKind, Source

_BANNER_KEY = re.compile(
    r"(?:pilier|axe|(?:code|numero|n|ref(?:erence)?)(?: (?:de (?:la )?)?fiche)?|fiche(?: (?:n|numero|orientation operationnelle))?|"
    r"(?:titre|intitule)(?: de (?:la fiche|l action|l orientation))?|version|edition|(?:date )?(?:de |d )?(?:derniere )?(?:mise a jour|maj|version|validation)|date)"
    r"(?: transversal)?(?: \d)?"
)
_LABEL_MAX_CHARS = 90
_LABEL_MAX_PARAGRAPHS = 6
_UNKNOWN_MAX_WORDS = 9
_Cell = list[Block]
_Row = list[_Cell]


def structured_lines(source: Source) -> Iterator[Line]:
    """Yield the lines of a source that has blocks, in order; words outside its blocks are marks of its format."""
    end = 0
    for line in _lines(source):
        # A blank line of the author's stays a blank line; those around table rows are ours.
        if line.cell is None and source.text.count("\n", end, line.start) > 1:
            yield make_line("", end)
        yield line
        end = line.start + len(line.text)


def _lines(source: Source) -> Iterator[Line]:
    """Yield the lines in the order of the tables: a table goes on under the foot of a page."""
    aside = list(_paragraph_lines(source, (block for block in source.blocks if block.kind in ASIDE)))
    for line in _written_lines(source):
        while aside and aside[0].start < line.start:
            yield aside.pop(0)
        yield line
    yield from aside


def _written_lines(source: Source) -> Iterator[Line]:
    forms = 0
    written = (block for block in source.blocks if block.kind not in ASIDE)
    for table, group in itertools.groupby(written, key=lambda block: block.cell.table if block.cell else None):
        blocks = list(group)
        lines = list(_table_lines(source, blocks, among_forms=forms > 0) if table else _paragraph_lines(source, blocks))
        forms += any(line.role is Role.LABEL for line in lines)
        yield from lines


def _paragraph_lines(source: Source, blocks: Iterable[Block], role: Role | None = None) -> Iterator[Line]:
    cell = None
    for block in blocks:
        offset = block.span.start
        opens = block.cell is not None and block.cell != cell
        cell = block.cell
        for index, text in enumerate(source.text[block.span.start : block.span.end].split("\n")):
            yield make_line(text, offset, opens_cell=opens and index == 0, kind=block.kind, cell=block.cell, role=role, goes_on=index > 0)
            offset += len(text) + 1


def _table_lines(source: Source, blocks: Sequence[Block], *, among_forms: bool) -> Iterator[Line]:
    rows = [
        [list(cell) for _key, cell in itertools.groupby(row, key=lambda block: block.cell)]
        for _key, row in itertools.groupby(blocks, key=lambda block: block.cell.row if block.cell else 0)
    ]
    several = [row for row in rows if len(row) > 1 and not _is_banner_row(source, row)]
    named = [row for row in several if _names_heading(source, row[0])]
    is_form = bool(named) and 2 * len(named) >= len([row for row in several if _text(source, row[0])])
    if heads := _head_rows(source, rows):
        yield from _columns(source, rows, heads)
        return
    # Among tables of one row for each section, one whose label is not known.
    if among_forms and not named and len(rows) == 1 and len(rows[0]) == 2 and _may_be_label(source, rows[0][0]):
        yield from _form_row(source, rows[0])
        return
    above_named = itertools.takewhile(lambda row: row not in named, rows)
    below_banner = among_forms and not any(banner_code(_joined(source, cell)) for row in above_named for cell in row)
    for row in rows:
        if banner_code(_joined(source, row[0])):  # another fiche opens in the same table
            below_banner = False
        if is_form and len(row) > 1:
            known = _names_heading(source, row[0])
            below_banner = below_banner or known
            if known or (below_banner and _may_be_label(source, row[0])):
                yield from _form_row(source, row)
                continue
        if is_form and below_banner and (not _text(source, row[0]) if len(row) > 1 else _column(row[0]) > 1):  # the row above goes on
            yield from _paragraph_lines(source, itertools.chain(*row), Role.VALUE)
            continue
        if len(row) > 1 and (_is_banner_row(source, row) or ((below_banner or not is_form) and _is_figures(source, row, several))):
            yield _joined(source, list(itertools.chain(*row)))
        else:
            yield from _paragraph_lines(source, itertools.chain(*row))


def _form_row(source: Source, row: _Row) -> Iterator[Line]:
    """« label | value », or « label | value | label | value »."""
    expects_label = True
    for index, cell in enumerate(row):
        again = index > 0 and _column(cell) == _column(row[0])  # the label goes on over the page
        if again or (expects_label and index + 1 < len(row) and (index == 0 or _names_heading(source, cell))):
            yield from _label_lines(source, cell)
            expects_label = False
        else:
            yield from _paragraph_lines(source, cell, Role.VALUE)
            expects_label = True


def _head_rows(source: Source, rows: Sequence[_Row]) -> list[int]:
    """Indexes of the rows « Pilote | Calendrier | Public » of a table that gives its values below its labels."""
    heads = [index for index, row in enumerate(rows) if len(row) > 1 and all(_names_heading(source, cell) for cell in row)]
    beside = any(len(row) > 1 and _names_heading(source, row[0]) for index, row in enumerate(rows) if index not in heads)
    answered = all(index + 1 < len(rows) and index + 1 not in heads and len(rows[index + 1]) == len(rows[index]) for index in heads)
    return heads if answered and not beside else []


def _columns(source: Source, rows: Sequence[_Row], heads: Sequence[int]) -> Iterator[Line]:
    """Each label, then what stands below it; rows above the first labels are read as they come."""
    for row in rows[: heads[0]]:
        yield from _paragraph_lines(source, itertools.chain(*row))
    for head, stop in zip(heads, [*heads[1:], len(rows)], strict=True):
        for column, label in enumerate(rows[head]):
            yield from _label_lines(source, label)
            for row in rows[head + 1 : stop]:
                if column < len(row):
                    yield from _paragraph_lines(source, row[column], Role.VALUE)


def _label_lines(source: Source, cell: _Cell) -> Iterator[Line]:
    """The headings of a label cell, each on one line however many paragraphs it takes, and the template's questions."""
    start = 0
    while start < len(cell):
        stop = _heading_end(source, cell, start)
        yield _joined(source, cell[start:stop], role=Role.LABEL)
        start = stop


def _heading_end(source: Source, cell: _Cell, start: int) -> int:
    """The longest run of paragraphs that makes one heading; all of them where none does."""
    named = {stop: _label_of(source, cell[start:stop]) for stop in range(start + 1, min(len(cell), start + _LABEL_MAX_PARAGRAPHS) + 1)}
    for stop in sorted(named, reverse=True):
        label = named[stop]
        if label and len(label.name.kinds) == 1 and label.content is None:
            return stop
    if is_prompt(_joined(source, [cell[start]]).content) or named[start + 1]:
        return start + 1
    return len(cell) if start == 0 else start + 1


def _label_of(source: Source, cell: Sequence[Block]) -> Label | None:
    return find_label(_joined(source, cell, role=Role.LABEL), doc_has_cells=True, expects_label=True, spellings=source.spellings)


def _names_heading(source: Source, cell: _Cell) -> bool:
    """Tell whether the paragraphs of a cell, together or the first of them, are a heading."""
    text = _text(source, cell)
    if not text or len(text) > 3 * _LABEL_MAX_CHARS:
        return False
    for stop in range(1, min(len(cell), _LABEL_MAX_PARAGRAPHS) + 1):
        label = _label_of(source, cell[:stop])
        if label and label.content is None:
            return True
    return False


def _may_be_label(source: Source, cell: _Cell) -> bool:
    text = _text(source, cell)
    return bool(fold(text)) and len(text) <= _LABEL_MAX_CHARS and len(fold(text).split()) <= _UNKNOWN_MAX_WORDS


def _is_banner_row(source: Source, row: _Row) -> bool:
    """« Titre | … », « Code | 1.1.2 », « Pilier | … »: a part of the banner and its name, read as one line."""
    return len(row) == 2 and _BANNER_KEY.fullmatch(fold(_text(source, row[0]))) is not None


def _is_figures(source: Source, row: _Row, several: Sequence[_Row]) -> bool:
    """A row of a table of figures or names: one line."""
    return len(several) > 1 and all(len(cell) <= 1 or len(_text(source, cell)) <= _LABEL_MAX_CHARS for cell in row)


def _joined(source: Source, blocks: Sequence[Block], role: Role | None = None) -> Line:
    written = [block for block in blocks if block.span.start < block.span.end] or blocks[:1]
    start, end = written[0].span.start, written[-1].span.end
    return make_line(source.text[start:end], start, opens_cell=True, kind=BlockKind.TEXT, cell=blocks[0].cell, role=role)


def _column(cell: _Cell) -> int:
    return cell[0].cell.column if cell[0].cell else 1


def _text(source: Source, cell: _Cell) -> str:
    return source.text[cell[0].span.start : cell[-1].span.end].strip()
