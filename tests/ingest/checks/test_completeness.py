"""The matrix of the sections that fiches fill, leave blank or lack."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ingest.checks.completeness import Filling, completeness
from ingest.checks.corpus import CheckedCorpus
from ingest.checks.registry import check
from ingest.corpus import load_corpus
from ingest.model import Fiche, SectionKind, Source
from ingest.parser import parse_fiches
from tests.making.checked_fiches import corpus_of
from tests.making.fiche_model import FICTIONAL


def _corpus(fiches: Iterable[Fiche]) -> CheckedCorpus:
    return CheckedCorpus(fiches, at=date(2026, 11, 22))


def _states(*changes: Mapping[str, Any]) -> list[dict[SectionKind, Filling]]:
    matrix = completeness(corpus_of({"fiches": list(changes)}))
    return [{cell.section: cell.filling for cell in row.cells} for row in matrix.rows]


@pytest.mark.parametrize(
    ("change", "filling"), [({}, Filling.FILLED), ({"calendrier": ""}, Filling.BLANK), ({"calendrier": None}, Filling.MISSING)]
)
def test_a_section_is_filled_blank_or_missing(change: Mapping[str, Any], filling: Filling) -> None:
    assert _states(change)[0][SectionKind.CALENDRIER] is filling


def test_a_section_that_the_template_has_is_shown_even_where_no_fiche_has_it() -> None:
    assert _states({"financements": None})[0][SectionKind.FINANCEMENTS] is Filling.MISSING


def test_a_section_that_the_template_does_not_ask_for_is_not_missing() -> None:
    assert SectionKind.PUBLIC not in _states({})[0]
    having = {"headings": {"public": "Public visé"}, "public": "· Jeunes"}
    assert [states[SectionKind.PUBLIC] for states in _states(having, {}, {})] == [Filling.FILLED, Filling.UNUSED, Filling.UNUSED]


def test_what_is_missing_is_what_the_rule_reports() -> None:
    corpus = _corpus(load_corpus([str(FICTIONAL / "valmoree")]).fiches)
    reported = {(finding.fiche.code, finding.section) for finding in check(corpus, select=["STR001"])}
    matrix = completeness(corpus)
    assert {(row.fiche.code, cell.section) for row in matrix.rows for cell in row.cells if cell.filling is Filling.MISSING} == reported


def test_two_sections_in_one_cell_are_filled_by_the_same_words(data_files: Path) -> None:
    path = data_files / "fiches/shared-cell-without-subheadings.txt"
    row = completeness(_corpus(parse_fiches(Source(path.name, path.read_text(encoding="utf-8"))))).rows[0]
    pair = {cell.section: cell for cell in row.cells if cell.section in (SectionKind.PARTENAIRES, SectionKind.DISPOSITIFS)}
    assert {cell.filling for cell in pair.values()} == {Filling.FILLED}
    assert pair[SectionKind.PARTENAIRES].shared_with is SectionKind.DISPOSITIFS
    assert pair[SectionKind.DISPOSITIFS].items == pair[SectionKind.PARTENAIRES].items


def test_the_real_fiche_without_calendar_and_schemes_is_told_so(corpus_dir: Path) -> None:
    matrix = completeness(_corpus(load_corpus([str(corpus_dir)]).fiches))
    blank = [(row.fiche.code, cell.section) for row in matrix.rows for cell in row.cells if cell.filling is not Filling.FILLED]
    assert blank == [("1.1.4", SectionKind.DISPOSITIFS), ("1.1.4", SectionKind.CALENDRIER)]
    assert (matrix.count(Filling.BLANK), matrix.count(Filling.MISSING)) == (2, 0)


def test_no_fiche_makes_an_empty_matrix() -> None:
    assert completeness(_corpus(())).rows == ()
