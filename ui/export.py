"""Tables -> CSV and XLSX that a town hall's Excel opens right, with the text of the fiches kept harmless."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from ui.zipped import dated

Value = str | int | float | None

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")  # what a spreadsheet takes for a formula (OWASP, CSV Injection)
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_FULL_CELL = 32_767  # characters that a cell of Excel can hold
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\]")  # of a sheet
_SHEET_NAME = 31  # characters
_WIDEST, _NARROWEST = 60, 8  # characters
_RESERVED = ("history", "historique")  # names that Excel keeps for itself
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_HEADER = PatternFill("solid", fgColor="E8EDF4")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings; `links` gives cells an address and `colours` a ground, by (row, column) from 0, outside CSV.

    A colour is « RRGGBB », light enough for black text. `fixed` columns stay in view beside the others.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    links: tuple[tuple[tuple[int, int], str], ...] = ()
    colours: tuple[tuple[tuple[int, int], str], ...] = ()
    fixed: int = 0


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe stands before one that looks like it."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def csv_bytes(table: Table) -> bytes:
    """UTF-8 with its mark, semicolons, CRLF: what Excel in French opens right."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerow(table.columns)
    for row in table.rows:
        writer.writerow([harmless(value) if isinstance(value, str) else value for value in row])
    return written.getvalue().encode("utf-8-sig", "replace")


def xlsx_bytes(tables: Sequence[Table], *, day: date | None = None) -> bytes:
    """One sheet a table: filters, frozen headings, wrapped text; every text is text, never a formula.

    With `day`, the workbook says it was written then: the same tables give the same bytes.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    taken = set(_RESERVED)
    for table in tables:
        _fill(book.create_sheet(_sheet_name(table.name, taken)), table)
    written = io.BytesIO()
    book.save(written)
    return dated(written.getvalue(), day) if day else written.getvalue()


def _fill(sheet: Worksheet, table: Table) -> None:
    links, colours = dict(table.links), dict(table.colours)
    fills = {colour: PatternFill("solid", fgColor=colour) for colour in colours.values()}
    for column, title in enumerate(table.columns, start=1):
        cell = sheet.cell(1, column)
        _set(cell, title)
        cell.font, cell.fill = Font(bold=True), _HEADER
        cell.alignment = _WRAPPED
    for number, row in enumerate(table.rows):
        for column, value in enumerate(row):
            cell = sheet.cell(number + 2, column + 1)
            _set(cell, value)
            cell.alignment = _WRAPPED
            if colour := colours.get((number, column)):
                cell.fill = fills[colour]
            if address := links.get((number, column)):
                cell.hyperlink = address
                cell.font = Font(color="0B57D0", underline="single")
    for column, title in enumerate(table.columns):
        longest = max(
            [
                *(len(word) + 3 for word in title.split()),
                *(len(line) for row in table.rows for line in str(row[column] or "").splitlines()[:50]),
            ]
        )
        sheet.column_dimensions[get_column_letter(column + 1)].width = min(max(longest + 2, _NARROWEST), _WIDEST)
    sheet.freeze_panes = f"{get_column_letter(table.fixed + 1)}2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0  # as many pages as it takes; all columns on each
    if table.columns:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{len(table.rows) + 1}"


def _set(cell: Cell | MergedCell, value: Value) -> None:
    if not isinstance(value, str):
        cell.value = value
        return
    text = _NOT_IN_XML.sub("\ufffd", value)
    cell.value = text if len(text) <= _FULL_CELL else text[: _FULL_CELL - 1] + "…"
    if text.startswith(_FORMULA):
        cell.data_type = "s"  # else openpyxl writes a formula
        cell.quotePrefix = True  # and Excel keeps it text when it is edited


def _sheet_name(name: str, taken: set[str]) -> str:
    """A name that Excel takes, and that no other sheet has: case does not count."""
    clean = _NOT_IN_A_NAME.sub(" ", _NOT_IN_XML.sub("", name)).strip(" '")[:_SHEET_NAME] or "Feuille"
    given, number = clean, 2
    while given.casefold() in taken:
        suffix = f" ({number})"
        given, number = clean[: _SHEET_NAME - len(suffix)] + suffix, number + 1
    taken.add(given.casefold())
    return given
