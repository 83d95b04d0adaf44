"""The report as a Word document."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from ingest.checks.finding import Related
from ingest.checks.report import CheckReport
from tests.making.convert import needs_office, with_libreoffice
from tests.making.reports import AT, empty_report, excerpt, finding, hostile_report, real_report, town_report
from ui.reports import docx as docx_report


def _document(report: CheckReport) -> Any:
    return Document(io.BytesIO(docx_report.render(report)))


def _headings(document: Any, level: int) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == f"Heading {level}"]


def _words(document: Any) -> str:
    """All paragraphs, those of the tables included."""
    return "\n".join("".join(text.text or "" for text in element.iter(qn("w:t"))) for element in document.element.iter(qn("w:p")))


def test_a_document_has_a_title_a_date_and_real_headings() -> None:
    document = _document(town_report())
    assert document.paragraphs[0].style.name == "Title"
    assert "22 novembre 2026" in document.paragraphs[1].text
    tops = _headings(document, 1)
    assert tops[0] == "En bref"
    assert tops[-3:] == ["Sans animateur", "Dérogations", "Fichiers non lus"]
    fiches = _headings(document, 2)
    assert len(fiches) == len({finding.fiche.code for finding in town_report().findings})
    assert all(heading.startswith("Fiche ") for heading in fiches)


def test_findings_stand_under_who_leads_then_under_their_fiche() -> None:
    document = _document(real_report())
    assert _headings(document, 1)[1:3] == ["Ville", "Dérogations"]
    assert [heading[:11] for heading in _headings(document, 2)] == ["Fiche 1.1.2", "Fiche 1.1.4"]


def test_a_finding_is_told_with_its_words_and_the_others() -> None:
    real = real_report()
    first, second = real.corpus.fiches
    one = finding(first, "de nouveaux crédits", related=[Related(second, excerpt(second, "Lien fiche 1.1.3"))])
    text = _words(_document(CheckReport((one,), real.corpus, AT)))
    assert "«\u00a0de nouveaux crédits\u00a0» ne mène à aucune fiche." in text
    assert "30% des 6 millions d'euros de nouveaux crédits pour l'éducation" in text
    assert "Corrigez le renvoi." in text
    assert "Fiche 1.1.4, ligne 69 : «\u00a0Lien fiche 1.1.3\u00a0»" in text


def test_headers_of_tables_are_repeated_and_the_language_is_french() -> None:
    document = _document(town_report())
    for table in document.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert document.core_properties.language == "fr-FR"
    assert {element.get(qn("w:val")) for element in document.styles.element.iter(qn("w:lang"))} == {"fr-FR"}


@pytest.mark.parametrize("made", [town_report, hostile_report, empty_report])
def test_the_same_report_gives_the_same_bytes(made: Callable[[], CheckReport]) -> None:
    assert docx_report.render(made()) == docx_report.render(made())


@needs_office
@pytest.mark.office
@pytest.mark.parametrize("made", [town_report, hostile_report])
def test_libreoffice_opens_the_document(made: Callable[[], CheckReport]) -> None:
    assert with_libreoffice(docx_report.render(made()), ".docx", ".pdf").startswith(b"%PDF")
