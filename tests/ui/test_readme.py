"""What the README says is what the code does."""

import re
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import yaml

from ingest.checks.registry import all_rules
from ui.cli import app
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


def test_the_topology_of_the_readme_names_settings_commands_and_services_that_exist() -> None:
    block = README.split("### Plusieurs processus")[1].split("```yaml\n")[1].split("```")[0]
    topology = yaml.safe_load(block)
    services, volumes = topology["services"], topology["volumes"]
    commands = {command.name or command.callback.__name__ for command in app.registered_commands}
    for name, service in services.items():
        assert set(service.get("depends_on", [])) <= set(services), name
        mounted = {volume.partition(":")[0] for volume in service["volumes"]}
        assert {volume for volume in mounted if not volume.startswith(".")} <= set(volumes), name
        settings = service.get("environment", {})
        assert set(settings) <= {f"FICHES_{field.upper()}" for field in Settings.model_fields}, name
        Settings(**{key.removeprefix("FICHES_").lower(): value for key, value in settings.items()})
        if settings:
            assert service["command"][0] == "fiches"
            assert service["command"][1] in commands, name
            assert urlsplit(settings["FICHES_CHROMA_URL"]).hostname in services, name
    assert services["chroma"]["image"].rpartition(":")[2] in (ROOT / "constraints.txt").read_text(encoding="utf-8")


def test_the_readme_lists_the_rules_as_they_are_registered() -> None:
    names = {severity: name.lower() for severity, name in SEVERITIES.items()}
    rows = [f"| {rule.code} | {names[rule.severity]} | {rule.title} |" for rule in all_rules()]
    assert re.findall(r"^\| [A-Z]{3}\d{3} \|.*\|$", README, re.MULTILINE) == rows


def test_the_pictures_of_the_readme_are_there_and_light_and_told_in_words() -> None:
    pictures = re.findall(r"!\[(.*?)\]\((.*?)\)", README)
    assert len(pictures) >= 4
    for told, path in pictures:
        assert len(told) > 40, path
        assert (ROOT / path).read_bytes().startswith(b"\x89PNG"), path
        assert (ROOT / path).stat().st_size < 200_000, path
