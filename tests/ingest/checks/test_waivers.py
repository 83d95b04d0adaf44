"""Waivers: what they cover, when they fall, and what is said of those that cannot be used."""

from pathlib import Path

import pytest

from ingest.checks.registry import all_rules, check
from ingest.checks.waivers import Applied, WaiverError, apply_waivers, baseline, fingerprint, load_waivers
from ingest.model import SectionKind
from tests.making.checked_fiches import corpus_of

BLANK = {"change": {"calendrier": ""}}
RULES = [rule.code for rule in all_rules()]


def _applied(path: Path, text: str, case: dict[str, object]) -> Applied:
    path.write_text(text, encoding="utf-8")
    corpus = corpus_of(case)
    findings = [finding for finding in check(corpus) if finding.severity != "info"]
    return apply_waivers(findings, load_waivers(path), corpus, rules=RULES, told=corpus.fiches)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "derogations.yaml"


def entry(**changes: str | None) -> str:
    blank = fingerprint(corpus_of(BLANK).fiches[0], SectionKind.CALENDRIER)
    values = {
        "rule": "STR002",
        "fiche": "1.1.1",
        "field": "Calendrier",
        "reason": "fixé chaque année",
        "function": "cheffe de projet",
        "fingerprint": f'"{blank}"',
        **changes,
    }
    lines = [f"{key}: {value}" for key, value in values.items() if value is not None]
    return "- " + "\n  ".join(lines) + "\n"


def test_a_waiver_takes_its_finding_away_and_keeps_its_reason(file: Path) -> None:
    applied = _applied(file, entry(), BLANK)
    assert applied.findings == ()
    assert [(waived.finding.rule, waived.reason, waived.function) for waived in applied.waived] == [
        ("STR002", "fixé chaque année", "cheffe de projet")
    ]
    assert (applied.notices, applied.errors) == ((), ())


def test_a_waiver_falls_when_the_words_of_its_field_change(file: Path) -> None:
    applied = _applied(file, entry(), {"change": {"calendrier": "·"}})
    assert [finding.rule for finding in applied.findings] == ["STR002"] or applied.notices == ()
    changed = _applied(file, entry(rule="CAL003"), {"change": {"calendrier": "Le 31 septembre 2021"}})
    assert [finding.rule for finding in changed.findings] == ["CAL003"]
    assert "est tombée" in changed.notices[0]
    assert "ligne 1" in changed.notices[0]


def test_a_waiver_of_some_words_covers_no_others(file: Path) -> None:
    case = {"change": {"calendrier": "Le 31 septembre 2021, puis le 30 février 2022"}}
    print_ = fingerprint(corpus_of(case).fiches[0], SectionKind.CALENDRIER)
    applied = _applied(file, entry(rule="CAL003", quote="31 septembre", fingerprint=f'"{print_}"'), case)
    assert [finding.excerpt.text for finding in applied.findings] == ["le 30 février 2022"] or [
        "30 février" in finding.excerpt.text for finding in applied.findings
    ] == [True]


def test_a_waiver_that_serves_no_more_is_told(file: Path) -> None:
    print_ = fingerprint(corpus_of({}).fiches[0], SectionKind.CALENDRIER)
    assert "ne sert plus" in _applied(file, entry(fingerprint=f'"{print_}"'), {}).notices[0]
    assert "n’est pas dans le corpus" in _applied(file, entry(fiche="9.9.9"), {}).notices[0]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (entry(reason=None), 1, "il manque « reason »"),
        (entry(function=None), 1, "il manque « function »"),
        (entry(rule="ABC001"), 1, "« ABC001 » n’existe pas"),
        (entry(field="Couleur"), 1, "« Couleur » n’existe pas"),
        (entry(motive="x"), 7, "« motive » est inconnue"),
        ("- un mot\n", 1, "ce n’est pas une dérogation"),
        (entry(fingerprint=None), 1, "il manque « fingerprint » ; écrivez « fingerprint: "),
    ],
    ids=["no reason", "no function", "no such rule", "no such field", "unknown key", "no entry", "no fingerprint"],
)
def test_an_entry_that_cannot_be_used_is_told_by_its_line_and_the_others_apply(file: Path, text: str, line: int, words: str) -> None:
    applied = _applied(file, text + entry(), BLANK)
    assert len(applied.errors) == 1
    assert f"derogations.yaml, ligne {line} :" in applied.errors[0]
    assert words in applied.errors[0]
    assert applied.findings == ()


@pytest.mark.parametrize("text", ["rule: STR002\n", "- [\n", "\x00\x01"], ids=["no list", "no YAML", "binary"])
def test_a_file_that_is_no_list_of_waivers_is_refused_in_one_sentence(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(WaiverError, match=r"derogations\.yaml"):
        load_waivers(file)


def test_an_empty_file_waives_nothing(file: Path) -> None:
    file.write_text("", encoding="utf-8")
    assert load_waivers(file).waivers == ()


def test_french_keys_are_read_too(file: Path) -> None:
    french = (
        entry().replace("rule:", "règle:").replace("field:", "rubrique:").replace("reason:", "motif:").replace("function:", "fonction:")
    )
    assert _applied(file, french.replace("fingerprint:", "empreinte:"), BLANK).findings == ()


def test_a_baseline_waives_every_present_finding_and_no_other(file: Path) -> None:
    case = {"change": {"calendrier": "", "contexte": 'Les les "clubs" : [bookmark: x]', "version": None, "echelle": None}}
    findings = [finding for finding in check(corpus_of(case)) if finding.severity != "info"]
    assert len(findings) >= 4
    applied = _applied(file, baseline(findings), case)
    assert (applied.findings, applied.notices, applied.errors) == ((), (), ())
    assert {waived.reason for waived in applied.waived} == {"état de départ"}
    grown = {"change": {**case["change"], "effets": ""}}
    assert [finding.section for finding in _applied(file, baseline(findings), grown).findings] == ["effets"]
