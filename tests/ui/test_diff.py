"""« Quoi de neuf »: the command `fiches diff`, over a real index of real files."""

import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from ingest.changes import compare
from ingest.model import Source
from ingest.parser import parse_fiches
from rag.comparison import Comparison, Version
from ui.cli import app
from ui.render_diff import diff_text
from ui.shapes import DiffShape, GenerationShape

ROOT = Path(__file__).parents[2]

SPORT = """FICHE 1.1.2 (version 2017)
FAVORISER LA PRATIQUE SPORTIVE

Contexte
Les clubs de la ville accueillent encore peu de jeunes filles des quartiers prioritaires, et les horaires des gymnases restent courts.

Financements
· Convention d’objectifs 2013-2015 entre l’État et la ville, signée le 4 avril 2013 à la préfecture du département
· Crédits [b]de droit[/b] commun

Calendrier

"""
HEALTH = "FICHE 1.2.1\nSANTÉ\n\nAnimateur\n· Agence régionale de santé\n\nCalendrier\n2019\n"
SCHOOL = "FICHE 2.1.1\nÉCOLE\n\nAnimateur\n· Éducation nationale\n\nCalendrier\n2021\n"

Run = Callable[..., Result]


def run_over(data_dir: Path, *arguments: str) -> Result:
    result = CliRunner().invoke(app, list(arguments), env={"FICHES_DATA_DIR": str(data_dir)})
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three generations, over the files that stand beside the index: first, revised, and the next version beside the former."""
    folder = tmp_path_factory.mktemp("quoi-de-neuf")
    files, data = folder / "fiches", folder / "data"
    files.mkdir()

    def index() -> None:
        result = run_over(data, "index", str(files), "--prune")
        assert result.exit_code == 0, result.stderr

    (files / "sport.txt").write_text(SPORT, encoding="utf-8")
    (files / "sante.txt").write_text(HEALTH, encoding="utf-8")
    index()
    revised = SPORT.replace("2013-2015", "2017-2020").replace("· Crédits [b]de droit[/b] commun\n", "· Fonds \u202elocal\n")
    (files / "sport.txt").write_text(revised.replace("Calendrier\n", "Calendrier\n2018\n"), encoding="utf-8")
    (files / "sante.txt").unlink()
    (files / "ecole.txt").write_text(SCHOOL, encoding="utf-8")
    index()
    (files / "sport-2020.txt").write_text(revised.replace("version 2017", "version 2020"), encoding="utf-8")
    index()
    return folder


@pytest.fixture
def fiches(folder: Path) -> Run:
    return lambda *arguments: run_over(folder / "data", *arguments)


def shape(result: Result) -> DiffShape:
    assert result.exit_code == 0, result.stderr
    return DiffShape.model_validate_json(result.stdout, strict=True)


def one_french_sentence(result: Result) -> str:
    assert result.exit_code == 2
    assert result.stdout == ""
    (line,) = result.stderr.strip().splitlines()
    assert line.endswith(".")
    return line


def told(result: Result) -> list[tuple[str, str, int | None, int | None]]:
    return [(fiche.fiche, fiche.change, fiche.version_before, fiche.version_after) for fiche in shape(result).fiches]


def test_the_last_generation_is_compared_with_the_one_before(fiches: Run) -> None:
    assert told(fiches("diff", "--json")) == [("1.1.2", "added", None, 2020)]


def test_one_generation_is_compared_with_the_last_and_two_as_given(fiches: Run) -> None:
    assert told(fiches("diff", "1", "2", "--json")) == [
        ("1.1.2", "changed", 2017, 2017),
        ("1.2.1", "removed", None, None),
        ("2.1.1", "added", None, None),
    ]
    assert told(fiches("diff", "2", "1", "--json")) == [
        ("1.1.2", "changed", 2017, 2017),
        ("1.2.1", "added", None, None),
        ("2.1.1", "removed", None, None),
    ]
    assert [change[:2] for change in told(fiches("diff", "1", "--json"))] == [
        ("1.1.2", "added"),
        ("1.1.2", "changed"),
        ("1.2.1", "removed"),
        ("2.1.1", "added"),
    ]


def test_two_years_are_compared_within_the_last_generation(fiches: Run) -> None:
    result = fiches("diff", "2017", "2020", "--json")
    assert told(result) == [("1.1.2", "changed", 2017, 2020)]
    assert json.loads(result.stdout)["from"] == {"version": 2017}
    assert json.loads(result.stdout)["to"] == {"version": 2020}


def test_a_year_is_compared_with_the_newest_version_and_fiches_without_year_stay_out(fiches: Run) -> None:
    result = fiches("diff", "2017", "--json")
    assert told(result) == [("1.1.2", "changed", 2017, 2020)]
    assert json.loads(result.stdout)["to"] == {"version": None}


def test_json_is_the_shape_and_every_quote_is_in_its_source(fiches: Run, folder: Path) -> None:
    result = fiches("diff", "1", "2", "--json")
    raw = json.loads(result.stdout)
    assert list(raw) == ["from", "to", "fiches"]
    assert (raw["from"]["generation"], raw["to"]["generation"]) == ("1", "2")
    sport = shape(result).fiches[0]
    assert [(field.section, field.change) for field in sport.fields] == [("financements", "changed"), ("calendrier", "filled")]
    text = (folder / "fiches/sport.txt").read_text(encoding="utf-8")
    for field in sport.fields:
        for item in field.items:
            if item.after:
                assert Path(item.after.source).name == "sport.txt"
                assert text[item.after.start : item.after.end] == item.after.quote
                assert "".join(run.text for run in item.words if run.op != "delete") == item.after.quote
            if item.before:
                assert SPORT[item.before.start : item.before.end] == item.before.quote
                assert "".join(run.text for run in item.words if run.op != "insert") == item.before.quote


def test_words_are_told_in_the_marks_of_wdiff(fiches: Run) -> None:
    printed = fiches("diff", "1", "2").stdout
    words = " ".join(printed.split())
    assert "Convention d’objectifs [-2013-2015-] {+2017-2020+} entre l’État et la ville, signée le 4 …" in words
    assert "Calendrier (rubrique remplie, vide auparavant) – {+2018+}" in words
    assert "Fiche 1.1.2 (version 2017) – modifiée : FAVORISER LA PRATIQUE SPORTIVE" in words
    assert printed.splitlines()[-1] == "1 fiche modifiée, 1 ajoutée, 1 retirée."
    assert "Contexte" not in printed


def test_what_a_fiche_says_is_neither_markup_nor_an_order_to_the_terminal(fiches: Run) -> None:
    printed = fiches("diff", "1", "2").stdout
    assert "[-Crédits [b]de droit[/b] commun-]" in printed
    assert "{+Fonds \ufffdlocal+}" in printed


def test_a_source_that_holds_orders_to_the_terminal_cannot_give_them() -> None:
    before, after = (
        parse_fiches(Source("f\x1b[2J.txt", text))
        for text in (HEALTH, HEALTH.replace("SANTÉ", "\x1b[31mSANTÉ\x9b\x07").replace("2019", "20\x1b]0;x"))
    )
    printed = diff_text(Comparison(Version(2017), Version(None), compare(before, after)))
    assert "SANTÉ" in printed
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", printed)


def test_a_word_struck_at_the_end_stands_apart_from_the_one_before() -> None:
    before, after = (
        parse_fiches(Source("f.txt", HEALTH.replace("régionale de santé", words)))
        for words in ("régionale de santé locale", "régionale, de santé")
    )
    assert "Agence régionale{+,+} de santé [-locale-]" in diff_text(Comparison(Version(2017), Version(None), compare(before, after)))


def test_one_fiche_or_one_section_can_be_asked_for(fiches: Run) -> None:
    assert told(fiches("diff", "1", "2", "--fiche", "211", "--json")) == [("2.1.1", "added", None, None)]
    found = shape(fiches("diff", "1", "2", "--section", "Financements", "--json"))
    assert [(fiche.fiche, [field.section for field in fiche.fields]) for fiche in found.fiches] == [("1.1.2", ["financements"])]
    assert "Version : (version [-2017-] {+2020+})" in fiches("diff", "2017", "--section", "bandeau").stdout


def test_no_change_is_a_result(fiches: Run) -> None:
    result = fiches("diff", "1", "2", "--section", "contexte")
    assert result.exit_code == 0
    assert re.fullmatch(r"Rien n’a changé de la génération 1 \(.+\) à la génération 2 \(.+\)\.\n", result.stdout)


def test_the_generations_kept_are_listed(fiches: Run) -> None:
    lines = fiches("diff", "--list").stdout.splitlines()
    assert [re.sub(r"\d\d/\d\d/\d{4} à \d{1,2}\u00a0h\u00a0\d\d", "…", line) for line in lines] == [
        "   1  …  sources : 2 ajoutées",
        "   2  …  sources : 1 ajoutée, 1 mise à jour, 1 retirée",
        "   3  …  sources : 1 ajoutée (celle qui répond)",
    ]
    listed = [GenerationShape.model_validate(line) for line in json.loads(fiches("diff", "--list", "--json").stdout)]
    assert [generation.generation for generation in listed] == ["1", "2", "3"]


def test_without_a_former_generation_there_is_nothing_to_show_yet(tmp_path: Path) -> None:
    (tmp_path / "ecole.txt").write_text(SCHOOL, encoding="utf-8")
    run_over(tmp_path / "data", "index", str(tmp_path / "ecole.txt"))
    result = run_over(tmp_path / "data", "diff")
    assert (result.exit_code, result.stdout.strip()) == (
        0,
        "L’index n’a qu’une génération : il n’y a pas encore de changement à montrer.",
    )
    assert json.loads(run_over(tmp_path / "data", "diff", "--json").stdout)["from"] is None


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("diff", "9"), "générations gardées : 1, 2, 3"),
        (("diff", "0", "2"), "générations gardées : 1, 2, 3"),
        (("diff", "1999"), "versions indexées : 2017, 2020"),
        (("diff", "2017", "2"), "pas l’une et l’autre"),
        (("diff", "hier"), "ni une génération ni une année"),
        (("diff", "-1"), "n’existe pas"),
        (("diff", "1", "2", "3"), "au plus"),
        (("diff", "--fiche", "9.9.9"), "dans aucun des deux"),
        (("diff", "--section", "météo"), "n’existe pas"),
    ],
)
def test_misuse_is_told_in_one_french_sentence(fiches: Run, arguments: tuple[str, ...], says: str) -> None:
    assert says in one_french_sentence(fiches(*arguments))


def test_a_missing_index_says_how_to_make_one(tmp_path: Path) -> None:
    assert "fiches index" in one_french_sentence(run_over(tmp_path / "rien", "diff"))


def on_a_terminal(data_dir: Path, *arguments: str, **environment: str) -> str:
    leader, follower = pty.openpty()
    clean = {
        name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE")
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "ui.cli", *arguments],
        stdout=follower,
        cwd=ROOT,
        env={**clean, "FICHES_DATA_DIR": str(data_dir), "TERM": "xterm-256color", "COLUMNS": "100", **environment},
    )
    os.close(follower)
    output = b""
    while True:
        try:
            piece = os.read(leader, 65_536)
        except OSError:  # how a terminal says that its last writer has gone
            break
        if not piece:
            break
        output += piece
    os.close(leader)
    assert process.wait(timeout=60) == 0
    return output.decode("utf-8")


def test_a_terminal_gets_colours_and_only_ours(folder: Path) -> None:
    printed = on_a_terminal(folder / "data", "diff", "1", "2")
    assert "\x1b[9;31m2013-2015\x1b[0m \x1b[4;32m2017-2020\x1b[0m" in printed
    assert "Crédits [b]de droit[/b] commun" in printed
    assert "\u202e" not in printed


def test_no_color_is_heard(folder: Path) -> None:
    printed = on_a_terminal(folder / "data", "diff", "1", "2", NO_COLOR="1")
    assert "\x1b" not in printed
    assert "[-2013-2015-] {+2017-2020+}" in printed
