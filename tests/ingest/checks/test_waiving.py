"""Decisions added to the file of waivers and taken back, beside what people wrote there."""

from datetime import date
from pathlib import Path

import pytest

from ingest.checks.corpus import CheckedCorpus
from ingest.checks.finding import Finding
from ingest.checks.registry import check
from ingest.checks.waivers import WaiverError, apply_waivers, load_waivers
from ingest.checks.waiving import accept, known_waivers, take_back
from ingest.model import Source
from ingest.parser import parse_fiches
from tests.making.checked_fiches import fiche_text

BY_HAND = """# À garder.
- rule: STR001
  fiche: 9.9.9   # une fiche à venir
  reason: >
    un motif
    sur deux lignes
  function: chef de projet
  fingerprint: 000000000000

# La suite.
"""


@pytest.fixture(scope="module")
def corpus() -> CheckedCorpus:
    text = fiche_text({"calendrier": "", "animateur": ""}, "1.1.1")
    return CheckedCorpus(parse_fiches(Source("a.txt", text)), at=date(2026, 1, 1))


@pytest.fixture(scope="module")
def findings(corpus: CheckedCorpus) -> tuple[Finding, ...]:
    return check(corpus, select=["STR002"])


def waived(path: Path, findings: tuple[Finding, ...], corpus: CheckedCorpus) -> list[tuple[Finding, str, str]]:
    applied = apply_waivers(findings, load_waivers(path), corpus, rules=["STR002"], told=corpus.fiches)
    return [(one.finding, one.reason, one.function) for one in applied.waived]


@pytest.mark.parametrize("before", [None, "", "[]\n", "# Rien encore.\n[]", BY_HAND, BY_HAND.rstrip("\n")])
def test_a_finding_that_is_accepted_is_waived_and_the_rest_of_the_file_stays(
    tmp_path: Path, corpus: CheckedCorpus, findings: tuple[Finding, ...], before: str | None
) -> None:
    path = tmp_path / "dossier" / "derogations.yaml"
    if before is not None:
        path.parent.mkdir()
        path.write_text(before, encoding="utf-8")
    accept(path, findings[0], 'fixé : "chaque année" # vraiment\n– par le comité', "cheffe de projet")
    assert waived(path, findings, corpus) == [(findings[0], 'fixé : "chaque année" # vraiment\n– par le comité', "cheffe de projet")]
    if before:
        assert path.read_text(encoding="utf-8").startswith(before.replace("[]", "").rstrip("\n"))


@pytest.mark.parametrize("before", ["", BY_HAND])
def test_what_was_accepted_can_be_taken_back(tmp_path: Path, corpus: CheckedCorpus, findings: tuple[Finding, ...], before: str) -> None:
    path = tmp_path / "derogations.yaml"
    path.write_text(before, encoding="utf-8")
    for finding in findings:
        accept(path, finding, "motif", "fonction")
    assert len(waived(path, findings, corpus)) == len(findings) == 2
    assert take_back(path, findings[0]) == 1
    assert [one[0] for one in waived(path, findings, corpus)] == [findings[1]]
    assert take_back(path, findings[1]) == 1
    assert take_back(path, findings[1]) == 0
    if before:
        assert path.read_text(encoding="utf-8") == before


@pytest.mark.parametrize("text", ["[{rule: STR001, fiche: 9.9.9, reason: x, function: y}]\n", "a: b\n", "- rule: [\n"])
def test_a_file_that_cannot_be_added_to_is_left_as_it_is(tmp_path: Path, findings: tuple[Finding, ...], text: str) -> None:
    path = tmp_path / "derogations.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(WaiverError):
        accept(path, findings[0], "motif", "fonction")
    assert path.read_text(encoding="utf-8") == text


def test_without_a_file_nothing_is_waived(tmp_path: Path) -> None:
    assert known_waivers(tmp_path / "derogations.yaml").waivers == ()
