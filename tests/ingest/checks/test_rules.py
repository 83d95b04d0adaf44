"""Each rule has cases of both kinds, in tests/data/checks/, and an explanation whose examples are there."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from ingest.checks.corpus import CheckedCorpus
from ingest.checks.registry import FAMILIES, UnknownRuleError, all_rules, check, select_rules
from ingest.corpus import load_corpus
from tests.making.checked_fiches import CASES, corpus_of, meaning

RULES = {rule.code: rule for rule in all_rules()}


def _cases(kind: str) -> list[Any]:
    read = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(CASES.glob("[A-Z]*.yaml"))}
    return [pytest.param(rule, case or {}, id=f"{rule}: {name}") for rule, cases in read.items() for name, case in cases[kind].items()]


@pytest.mark.parametrize(("rule", "case"), _cases("fails"))
def test_a_broken_rule_is_found_at_its_place(rule: str, case: Mapping[str, Any]) -> None:
    findings = [finding for finding in check(corpus_of(case), select=[rule]) if finding.fiche.code == case.get("fiche", finding.fiche.code)]
    assert len(findings) == case.get("count", 1), [(finding.excerpt.text, finding.message) for finding in findings]
    finding = findings[0]
    assert finding.fiche.source.text[finding.excerpt.span.start : finding.excerpt.span.end] == finding.excerpt.text
    assert case["quote"] in finding.excerpt.text
    if "section" in case:
        assert finding.section == case["section"]
    if "severity" in case:
        assert finding.severity == case["severity"]
    if "related" in case:
        assert [related.excerpt.text for related in finding.related if case["related"] in related.excerpt.text]


@pytest.mark.parametrize(("rule", "case"), _cases("passes"))
def test_what_does_not_count_is_not_found(rule: str, case: Mapping[str, Any]) -> None:
    assert [(finding.excerpt.text, finding.message) for finding in check(corpus_of(case), select=[rule])] == []


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.code)
def test_a_rule_is_explained_and_has_cases_of_both_kinds(rule: Any) -> None:
    assert rule.family in FAMILIES
    assert "Incorrect ::" in rule.explanation
    assert "Correct ::" in rule.explanation
    assert rule.title.endswith(".")
    cases = yaml.safe_load((CASES / f"{rule.code}.yaml").read_text(encoding="utf-8"))
    assert cases["passes"]
    assert cases["fails"]


def test_nothing_is_found_in_the_fiche_that_cases_start_from() -> None:
    assert [(finding.rule, finding.excerpt.text) for finding in check(corpus_of({})) if finding.severity != "info"] == []


REELS = yaml.safe_load((CASES / "reels.yaml").read_text(encoding="utf-8"))


def test_the_genuine_faults_of_the_real_fiches_are_found_and_nothing_else(corpus_dir: Path) -> None:
    fiches = load_corpus([str(corpus_dir)]).fiches
    found = [finding for finding in check(CheckedCorpus(fiches, at=date(2021, 6, 1), meaning=meaning())) if finding.severity != "info"]
    told = [(finding.rule, finding.fiche.code, finding.excerpt.line) for finding in found]
    for fault in REELS:
        hits = [
            place
            for place in told
            if place[:2] == (fault["rule"], fault["fiche"]) and (fault["quote"] in place[2] or place[2] in fault["quote"])
        ]
        assert len(hits) == 1, fault
        told.remove(hits[0])
    assert told == []


def test_rules_are_chosen_by_code_or_family() -> None:
    assert {rule.code for rule in select_rules(["STR"], ["STR002"])} == {code for code in RULES if code[:3] == "STR"} - {"STR002"}
    with pytest.raises(UnknownRuleError, match="XYZ001"):
        select_rules(["XYZ001"])
