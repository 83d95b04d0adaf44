"""Pages of pieces and rules -> paragraphs and table cells in reading order, label by label."""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.readers.pdf.columns import Columns, find_columns
from ingest.readers.pdf.furniture import Item, find_furniture, in_band
from ingest.readers.pdf.grid import find_grids
from ingest.readers.pdf.lines import Line, build_lines, build_paragraphs, line_pitch
from ingest.readers.pdf.marks import PageMarks
from ingest.readers.pdf.tables import Table, column_table, place_pieces, ruled_table
from ingest.readers.pdf.writer import Writer
from ingest.readers.publisher import Publisher


@dataclass(slots=True)
class _Page:
    marks: PageMarks
    em: float
    tables: list[Table]
    lines: list[Line]  # outside ruled tables
    separators: list[float]


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
    writer = Writer()
    for page, page_items, found in zip(read, items, furniture, strict=True):
        _write_page(writer, page, page_items, found, margins.get(round(page.marks.width), 0.0))
    for entries in writer.pages:
        publisher.page()
        for entry in entries:
            publisher.add(entry.text, kind=entry.kind, cell=entry.cell)


def _margins(
    pages: Sequence[_Page], items: Sequence[Sequence[tuple[Item, Line | Table]]], furniture: Sequence[set[int]]
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
    ruled, loose = place_pieces(find_grids(marks.rules, em), marks.pieces)
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
    return _Page(marks, em, [ruled_table(one, em) for one in ruled], build_lines(loose), separators)


def _items(page: _Page) -> list[tuple[Item, Line | Table]]:
    """What stands on a page, from top to bottom."""
    found: list[tuple[Item, Line | Table]] = []
    for line in page.lines:
        found.append((Item(line.text, line.baseline - line.size, line.baseline, line.size, line.artifact, line.number), line))
    for table in page.tables:
        lines = [line for row in table.rows for cell in row for paragraph in cell for line in paragraph.lines]
        text = " ".join(line.text for line in lines)
        found.append((Item(text, table.top, max(line.baseline for line in lines), page.em, all(line.artifact for line in lines)), table))
    return sorted(found, key=lambda pair: pair[0].top)


def _write_page(writer: Writer, page: _Page, items: list[tuple[Item, Line | Table]], furniture: set[int], right: float) -> None:
    writer.pages.append([])
    writer.is_page_start = True
    body = [index for index in range(len(items)) if index not in furniture]
    first, last = (body[0], body[-1]) if body else (len(items), len(items))
    for item, _ in items[:first]:
        writer.add_furniture(item.text)
    things = [items[index][1] for index in body]
    run: list[Line] = []
    for thing in things:
        if isinstance(thing, Line):
            run.append(thing)
            continue
        _write_lines(writer, page, run, right)
        run = []
        writer.add_table(thing, page.em)
    _write_lines(writer, page, run, right)
    for item, _ in items[last + 1 :]:
        writer.add_furniture(item.text)
    for watermark in page.marks.watermarks:
        writer.add_furniture(watermark)


def _write_lines(writer: Writer, page: _Page, lines: list[Line], right: float) -> None:
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
            writer.add_loose(build_paragraphs(plain, left, right, pitch), has_headings=has_headings)
            plain = []
        writer.add_table(column_table(found, right, page.em), page.em)
    if plain:
        writer.add_loose(build_paragraphs(plain, left, right, pitch), has_headings=has_headings)
