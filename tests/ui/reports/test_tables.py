"""The findings as CSV and as a workbook."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import load_workbook

from ingest.checks.finding import Related, Severity
from ingest.checks.leaders import leaders
from ingest.checks.report import CheckReport
from ingest.model import SectionKind
from tests.making.convert import convert_many, needs_office
from tests.making.reports import AT, empty_report, excerpt, finding, hostile_report, real_report, town_report
from ui.reports import csv as csv_report
from ui.reports import xlsx

REPORTS = [town_report, hostile_report, empty_report]


def _workbook(report: CheckReport) -> Any:
    return load_workbook(io.BytesIO(xlsx.render(report)))


def _rows(sheet: Any) -> list[tuple[Any, ...]]:
    return list(sheet.iter_rows(values_only=True))


def _csv_rows(report: CheckReport) -> list[list[str]]:
    return list(csv.reader(io.StringIO(csv_report.render(report).decode("utf-8-sig")), delimiter=";"))


def test_a_finding_is_one_line_of_csv_that_leads_to_its_place() -> None:
    real = real_report()
    first, second = real.corpus.fiches
    link = finding(first, "Fiche 411", section=SectionKind.LIENS, related=[Related(second, excerpt(second, "Lien fiche 1.1.3"))])
    titles, row = _csv_rows(CheckReport((link,), real.corpus, AT))
    told = dict(zip(titles, row, strict=True))
    text = first.source.text
    assert text[int(told["Début"]) : int(told["Fin"])] == told["Citation"] == "Fiche 411"
    assert text.splitlines()[int(told["Ligne"]) - 1].startswith("Fiche 411")
    assert (told["Gravité"], told["Règle"], told["Fiche"], told["Version"]) == ("Erreur", "REF001", "1.1.2", "2017")
    assert (told["Rubrique"], told["Source"], told["Page"]) == ("Liens avec d’autres fiches", first.source.name, "")
    assert (told["Constat"], told["À faire"]) == ("« Fiche 411 » ne mène à aucune fiche.", "Corrigez le renvoi.")
    assert told["Autres passages"] == "1.1.4 : «\u00a0Lien fiche 1.1.3\u00a0»"


def test_no_finding_is_a_table_of_titles() -> None:
    assert len(_csv_rows(empty_report())) == 1


def test_a_workbook_has_a_sheet_for_each_question_and_each_service() -> None:
    book = _workbook(town_report())
    assert book.sheetnames[:3] == ["Constats", "Complétude", "Textes"]
    assert book.sheetnames[-2:] == ["Dérogations", "Fichiers non lus"]
    services = book.sheetnames[3:-2]
    assert services[-1] == "Sans animateur"
    fiches = {fiche.code: fiche for fiche in town_report().corpus.fiches}
    for service in services[:-1]:
        codes = {row[2] for row in _rows(book[service])[1:]}
        assert codes
        assert all(service in {name[:31] for name in leaders(fiches[code])} for code in codes)
    assert {row[2] for row in _rows(book["Sans animateur"])[1:]} == {"4.1.1"}


def test_every_finding_stands_in_the_list_of_a_service() -> None:
    book = _workbook(town_report())
    listed = {row for name in book.sheetnames[3:-2] for row in _rows(book[name])[1:]}
    assert listed == set(_rows(book["Constats"])[1:])
    assert len(_rows(book["Constats"])) == len(town_report().findings) + 1


def test_the_matrix_tells_each_section_in_words_and_in_colour() -> None:
    sheet = _workbook(real_report())["Complétude"]
    titles = [cell.value for cell in sheet[1]]
    row = dict(zip(titles, sheet[3], strict=True))
    assert (row["Fiche"].value, row["Rubriques remplies"].value) == ("1.1.4", 12)
    assert (row["Calendrier"].value, row["Contexte"].value) == ("vide", "remplie")
    assert row["Calendrier"].fill.fgColor.rgb != row["Contexte"].fill.fgColor.rgb


def test_texts_are_whole() -> None:
    sheet = _workbook(real_report())["Textes"]
    row = dict(zip(*_rows(sheet)[:2], strict=True))
    fiche = real_report().corpus.fiches[0]
    assert row["Objectifs"].split("\n") == [item.text.rstrip() for item in fiche.all(SectionKind.OBJECTIFS)[0].items]
    assert row["Financements mobilisables"].count("\n") + 1 == len(fiche.all(SectionKind.FINANCEMENTS)[0].items)


def test_a_waived_finding_stands_apart_with_its_reason() -> None:
    book = _workbook(town_report())
    titles, row = _rows(book["Dérogations"])
    told = dict(zip(titles, row, strict=True))
    assert (told["Motif"], told["Décidée par"], told["Règle"]) == ("Convention en cours de signature", "chef de projet", "STR002")


def test_severities_have_each_their_colour() -> None:
    first = real_report().corpus.fiches[0]
    findings = tuple(finding(first, first.title.text, severity=severity) for severity in Severity)
    sheet = _workbook(CheckReport(findings, real_report().corpus, AT))["Constats"]
    assert len({sheet.cell(row, 1).fill.fgColor.rgb for row in (2, 3, 4)}) == 3


def test_no_cell_of_a_hostile_fiche_is_a_formula() -> None:
    book = _workbook(hostile_report())
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert all(cell.hyperlink is None for cell in cells)
    written = [value for row in _csv_rows(hostile_report()) for value in row]
    assert not [value for value in written if value.startswith(("=", "+", "@", "-"))]


@pytest.mark.parametrize("made", REPORTS)
@pytest.mark.parametrize("render", [csv_report.render, xlsx.render])
def test_the_same_report_gives_the_same_bytes(render: Callable[[CheckReport], bytes], made: Callable[[], CheckReport]) -> None:
    assert render(made()) == render(made())


@needs_office
@pytest.mark.office
@pytest.mark.parametrize("made", [town_report, hostile_report])
def test_libreoffice_opens_the_workbook(made: Callable[[], CheckReport]) -> None:
    made_pdf = convert_many({"f.xlsx": xlsx.render(made())}, ".pdf")
    if not made_pdf and not convert_many({"f.csv": b"a;b"}, ".xlsx"):
        pytest.skip("LibreOffice is installed without Calc")
    assert made_pdf["f.xlsx"].startswith(b"%PDF")
