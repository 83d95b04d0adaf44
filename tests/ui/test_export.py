import csv
import io

import pytest
from openpyxl import load_workbook

from ui.export import Table, csv_bytes, xlsx_bytes

TABLE = Table("Relevé", ("Fiche", "Texte"), (("1.1.2", "=1+1"), ("1.1.4", "- 5 % ; « dès 2024 »"), ("1.1.5", None)))


def test_a_csv_opens_right_in_french_excel() -> None:
    written = csv_bytes(TABLE)
    assert written.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(written.decode("utf-8-sig")), delimiter=";"))
    assert rows == [["Fiche", "Texte"], ["1.1.2", "'=1+1"], ["1.1.4", "'- 5 % ; « dès 2024 »"], ["1.1.5", ""]]


def test_a_workbook_holds_texts_and_no_formula() -> None:
    sheet = load_workbook(io.BytesIO(xlsx_bytes([TABLE])))["Relevé"]
    assert [cell.data_type for row in sheet.iter_rows(min_row=2, max_col=2) for cell in row] == ["s", "s", "s", "s", "s", "n"]
    assert sheet["B2"].value == "=1+1"
    assert sheet["B2"].quotePrefix
    assert sheet.auto_filter.ref == "A1:B4"
    assert sheet.freeze_panes == "A2"


def test_links_lead_from_their_cell() -> None:
    table = Table("Relevé", ("Fiche",), (("1.1.2",),), links=(((0, 0), "corpus/fiche.txt"),))
    assert load_workbook(io.BytesIO(xlsx_bytes([table])))["Relevé"]["A2"].hyperlink.target == "corpus/fiche.txt"


@pytest.mark.parametrize(
    ("names", "given"),
    [
        (["Ville : service/enfance", "Ville : service/enfance"], ["Ville   service enfance", "Ville   service enfance (2)"]),
        (["x" * 40], ["x" * 31]),
        (["[]"], ["Feuille"]),
        (["CAF", "Caf"], ["CAF", "Caf (2)"]),
    ],
)
def test_sheets_get_names_that_excel_takes(names: list[str], given: list[str]) -> None:
    tables = [Table(name, ("a",), ()) for name in names]
    assert load_workbook(io.BytesIO(xlsx_bytes(tables))).sheetnames == given


def test_what_a_cell_cannot_hold_is_shown_to_be_missing() -> None:
    table = Table("Relevé", ("a",), (("un\x07deux",), ("x" * 40_000,), ("\ud800",)))
    sheet = load_workbook(io.BytesIO(xlsx_bytes([table])))["Relevé"]
    assert sheet["A2"].value == "un\ufffddeux"
    assert sheet["A3"].value == "x" * 32_766 + "…"
    assert sheet["A4"].value == "\ufffd"
