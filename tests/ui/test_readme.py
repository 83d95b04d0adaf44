"""What the README says is what the code does."""

import re
import tomllib
from pathlib import Path

from ingest.checks.registry import all_rules
from ui.reports.words import SEVERITIES
from ui.settings import Settings

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_readme_names_every_setting_with_its_default() -> None:
    table = dict(re.findall(r"^\| `(FICHES_\w+)` \| (.*?) \|", README, re.MULTILINE))
    assert set(table) == {f"FICHES_{name.upper()}" for name in Settings.model_fields}


def test_the_readme_gives_a_reason_for_every_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {re.split(r"[<>=\[~!]", line)[0].lower() for line in [*project["dependencies"], *project["optional-dependencies"]["dev"]]}
    rows = {name.lower() for name, reason in re.findall(r"^\| ([\w.-]+) \| (.{10,}) \|$", README, re.MULTILINE)}
    assert declared <= rows, declared - rows


def test_the_readme_shows_a_real_answer() -> None:
    assert "Fiche 1.1.4 – Animateur : « Villes dans le cadre des projets de quartier » [1]" in README


def test_nothing_names_a_registry_host_or_this_machine() -> None:
    for path in [*ROOT.glob("*.md"), *ROOT.glob("*.toml"), ROOT / "Makefile", ROOT / "constraints.txt", ROOT / ".ci/run"]:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"pypi\.org|files\.pythonhosted|registry\.npmjs|/work/|/opt/|/tmp/w", text), path


def test_the_constraints_carry_no_local_version_and_no_torch() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert not [line for line in lines if re.match(r"torch\b|nvidia|triton", line) or "+" in line or "@" in line]


def test_the_readme_s_answers_are_those_that_are_given(answerer) -> None:
    section = README.split("### Answers of each kind")[1].split("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("| ") and not line.startswith("| ---")]
    assert len(rows) > 6
    for question, told in rows[1:]:
        assert " ".join(answerer.answer(question).markdown.split()).startswith(told), question


def test_the_readme_lists_the_rules_as_they_are_registered() -> None:
    names = {severity: name.lower() for severity, name in SEVERITIES.items()}
    rows = [f"| {rule.code} | {names[rule.severity]} | {rule.title} |" for rule in all_rules()]
    assert re.findall(r"^\| [A-Z]{3}\d{3} \|.*\|$", README, re.MULTILINE) == rows
