"""`fiches check`: the index, or files against it; formats, exit codes, waivers."""

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest
from docx import Document
from typer.testing import CliRunner

from tests.making.checked_fiches import fiche_text
from tests.making.fiche_model import real_fiches
from tests.making.word import make_docx
from tests.ui.test_cli import Outcome, Run, one_french_sentence
from ui.cli import app
from ui.settings import Settings

ROOT = Path(__file__).parents[2]
KEYS = [
    "rule",
    "severity",
    "fiche",
    "version",
    "section",
    "message",
    "action",
    "quote",
    "source",
    "start",
    "end",
    "line",
    "page",
    "related",
]


@pytest.fixture
def fiches(indexed: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run a command over the two real fiches, in this process, away from any waivers."""
    monkeypatch.chdir(ROOT)

    def run(*arguments: str, data_dir: Path = indexed.data_dir, **settings: str) -> Outcome:
        result = CliRunner().invoke(app, list(arguments), env={"FICHES_DATA_DIR": str(data_dir), **settings})
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return Outcome(result.exit_code, result.stdout, result.stderr)

    return run


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """A folder of two fiches that answer each other, the second with a blank calendar."""
    folder = tmp_path / "fiches"
    folder.mkdir()
    (folder / "a.txt").write_text(fiche_text({"liens": "Fiche 1.1.2"}, "1.1.1"), encoding="utf-8")
    (folder / "b.txt").write_text(fiche_text({"liens": "Fiche 1.1.1", "calendrier": ""}, "1.1.2"), encoding="utf-8")
    return folder


def test_json_is_the_contract_shape_key_by_key(fiches: Run, corpus_dir: Path) -> None:
    result = fiches("check", "--format", "json", "--select", "REF,STR", "--at", "2020-01-01")
    findings = json.loads(result.stdout)
    assert result.returncode == 1
    assert [list(finding) for finding in findings] == [KEYS] * len(findings)
    assert findings == sorted(findings, key=lambda finding: ["error", "warning", "info"].index(finding["severity"]))
    for finding in findings:
        text = (ROOT / finding["source"]).read_text(encoding="utf-8")
        assert text[finding["start"] : finding["end"]] == finding["quote"]
        assert text.count("\n", 0, finding["start"]) + 1 == finding["line"]
        assert finding["message"].endswith(".")
    [calendar] = [finding for finding in findings if finding["rule"] == "STR002" and finding["section"] == "calendrier"]
    assert (calendar["fiche"], calendar["version"], calendar["quote"]) == ("1.1.4", None, "Calendrier")
    axes = [finding for finding in findings if finding["rule"] == "REF005"]
    assert list(axes[0]["related"][0]) == ["fiche", "quote", "source", "start", "end"]


def test_a_section_that_is_missing_has_the_place_of_the_title(fiches: Run, tmp_path: Path) -> None:
    path = tmp_path / "f.txt"
    path.write_text(fiche_text({"calendrier": None}, "8.1.1"), encoding="utf-8")
    [finding] = json.loads(fiches("check", str(path), "--json", "--select", "STR001").stdout)
    assert (finding["section"], finding["quote"]) == ("calendrier", "ACCOMPAGNER LES JEUNES VERS LES LOISIRS")


def test_text_groups_by_fiche_and_underlines_the_words(fiches: Run) -> None:
    lines = fiches("check", "--select", "REF002").stdout.splitlines()
    assert lines[0].startswith("Fiche 1.1.2 (version 2017) – ")
    at = next(index for index, line in enumerate(lines) if "Fiche 411" in line)
    assert "REF002" in lines[at - 1]
    assert "ligne 83" in lines[at - 1]
    assert lines[at + 1].strip() == "^" * len("Fiche 411")
    assert lines[at + 1].index("^") == lines[at].index("Fiche 411")
    assert lines[-1] == "3 avertissements dans 1 fiche."


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--select", "REF001"], 1),
        (["--select", "REF001", "--fail-on", "never"], 0),
        (["--select", "REF002"], 0),
        (["--select", "REF002", "--fail-on", "warning"], 1),
        (["--select", "TXT002", "--fail-on", "warning"], 0),
        (["--ignore", "REF001"], 0),
    ],
)
def test_the_exit_code_says_whether_something_grave_was_found(fiches: Run, arguments: list[str], code: int) -> None:
    assert fiches("check", *arguments).returncode == code


def test_rules_are_chosen_by_several_options_or_commas(fiches: Run) -> None:
    def rules(*arguments: str) -> set[str]:
        return {finding["rule"] for finding in json.loads(fiches("check", "--json", *arguments).stdout)}

    assert rules("--select", "REF001,TXT001") == rules("--select", "REF001", "--select", "txt001") == {"REF001", "TXT001"}
    assert rules("--select", "REF", "--ignore", "REF001,REF005") == {"REF002"}


def test_files_are_confronted_with_the_index_and_only_their_findings_shown(fiches: Run, tmp_path: Path) -> None:
    path = tmp_path / "draft.txt"
    path.write_text(fiche_text({"liens": "Fiche 1.1.2"}, "1.1.9"), encoding="utf-8")
    findings = json.loads(fiches("check", str(path), "--json").stdout)
    assert {finding["fiche"] for finding in findings} == {"1.1.9"}
    assert "REF001" not in {finding["rule"] for finding in findings}  # 1.1.2 is in the index


def test_a_file_takes_the_place_of_the_indexed_fiche_of_its_code_and_version(fiches: Run, tmp_path: Path, corpus_dir: Path) -> None:
    path = tmp_path / "1.1.4.txt"
    text = (corpus_dir / "fiche-1.1.4.txt").read_text(encoding="utf-8").replace("Calendrier\n\t\n", "Calendrier\n\tEn continu\n")
    path.write_text(text, encoding="utf-8")
    findings = json.loads(fiches("check", str(path), "--json").stdout)
    assert ("STR005", "calendrier") not in {(finding["rule"], finding["section"]) for finding in findings}
    assert "STR005" not in {finding["rule"] for finding in findings}
    assert [finding["section"] for finding in findings if finding["rule"] == "STR002"] == ["dispositifs"]


def test_files_are_checked_without_an_index(fiches: Run, town: Path, tmp_path: Path) -> None:
    result = fiches("check", str(town), data_dir=tmp_path / "none")
    assert "STR002" in result.stdout
    assert result.returncode == 0
    assert "Aucun index" in one_french_sentence(fiches("check", data_dir=tmp_path / "none"))


def test_a_file_that_cannot_be_read_is_told_and_the_rest_is_done(fiches: Run, town: Path) -> None:
    (town / "c.docx").write_bytes(b"not a Word file")
    result = fiches("check", str(town))
    assert "STR002" in result.stdout
    assert "c.docx" in result.stderr
    assert result.returncode == 1
    assert fiches("check", str(town / "c.docx")).returncode == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--select", "XYZ001"], "XYZ001"),
        (["--explain", "XYZ001"], "XYZ001"),
        (["--at", "hier"], "hier"),
        (["--format", "pdf"], "--format"),
        (["--fail-on", "jamais"], "--fail-on"),
        (["-o", "/nulle/part/constats.csv"], "/nulle/part/constats.csv"),
        (["nulle-part.txt"], "nulle-part.txt"),
        (["tests/data/checks"], "Aucune fiche sous « tests/data/checks »"),
    ],
)
def test_misuse_is_one_french_sentence(fiches: Run, arguments: list[str], words: str) -> None:
    assert words in one_french_sentence(fiches("check", *arguments))


def test_every_rule_is_listed_and_explained(fiches: Run) -> None:
    listed = fiches("check", "--list-rules").stdout
    codes = [shape["rule"] for shape in json.loads(fiches("check", "--list-rules", "--json").stdout)]
    assert all(code in listed for code in codes)
    explained = fiches("check", "--explain", "str002").stdout
    assert "Incorrect ::" in explained
    assert "Correct ::" in explained


def test_each_format_is_written_to_the_file_asked_for(fiches: Run, town: Path, tmp_path: Path) -> None:
    heads = {"csv": b"\xef\xbb\xbf", "xlsx": b"PK", "docx": b"PK", "html": b"<!", "json": b"[", "text": b"Fiche"}
    for form, head in heads.items():
        path = tmp_path / f"constats.{form}"
        assert fiches("check", str(town), "--format", form, "-o", str(path), data_dir=tmp_path / "none").returncode == 0
        assert path.read_bytes().lstrip()[: len(head)].lower() == head.lower()
    assert zipfile.is_zipfile(tmp_path / "constats.xlsx")
    rows = list(csv.reader(io.StringIO((tmp_path / "constats.csv").read_text(encoding="utf-8-sig")), delimiter=";"))
    assert rows[1][1] == "STR002"


def test_received_word_files_are_given_back_with_comments(fiches: Run, town: Path, tmp_path: Path) -> None:
    (town / "c.docx").write_bytes(make_docx([real_fiches()[0]]))
    result = fiches("check", str(town), "--annotate", str(tmp_path / "commentaires.zip"))
    assert "commentaires.zip" in result.stderr
    with zipfile.ZipFile(tmp_path / "commentaires.zip") as archive:
        assert "a.txt" in archive.read("LISEZMOI.txt").decode("utf-8")
        (copy,) = [name for name in archive.namelist() if name.endswith(".docx")]
        comments = [comment.text for comment in Document(io.BytesIO(archive.read(copy))).comments]
    assert any("REF001" in comment for comment in comments)


def test_the_name_of_the_file_says_its_format(fiches: Run, town: Path, tmp_path: Path) -> None:
    fiches("check", str(town), "-o", str(tmp_path / "constats.csv"))
    assert (tmp_path / "constats.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_baseline_silences_what_is_there_until_its_words_change(fiches: Run, town: Path) -> None:
    waivers = town / "derogations.yaml"
    assert fiches("check", str(town), "--write-baseline", str(waivers)).returncode == 0
    result = fiches("check", str(town), "--fail-on", "warning")
    assert result.returncode == 0
    assert "sous dérogation" in result.stdout
    (town / "b.txt").write_text(fiche_text({"liens": "Fiche 1.1.1", "calendrier": "", "effets": ""}, "1.1.2"), encoding="utf-8")
    changed = fiches("check", str(town), "--fail-on", "warning")
    assert changed.returncode == 1
    assert "« Effets attendus » est vide" in changed.stdout
    assert "« Calendrier » est vide" not in changed.stdout


def test_a_waiver_that_cannot_be_used_is_told_and_the_findings_shown(fiches: Run, town: Path, tmp_path: Path) -> None:
    path = tmp_path / "w.yaml"
    path.write_text("- rule: STR002\n  fiche: 1.1.2\n  field: calendrier\n  function: cheffe de projet\n", encoding="utf-8")
    result = fiches("check", str(town), FICHES_WAIVERS=str(path))
    assert result.returncode == 2
    assert "ligne 1 : il manque « reason »" in result.stderr
    assert "STR002" in result.stdout


def test_an_unreadable_file_of_waivers_is_one_french_sentence(fiches: Run, town: Path, tmp_path: Path) -> None:
    assert "absent.yaml" in one_french_sentence(fiches("check", str(town), FICHES_WAIVERS=str(tmp_path / "absent.yaml")))
