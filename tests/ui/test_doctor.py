"""`fiches doctor` names what is wrong with an index, and the command that it gives repairs it."""

import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from ui.cli import app
from ui.settings import Settings

ROOT = Path(__file__).parents[2]
Run = Callable[..., Result]


@pytest.fixture
def data_dir(indexed: Settings, tmp_path: Path) -> Path:
    return Path(shutil.copytree(indexed.data_dir, tmp_path / "data", ignore=shutil.ignore_patterns("models")))


@pytest.fixture
def fiches(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(ROOT)

    def run(*arguments: str, **settings: str) -> Result:
        result = CliRunner().invoke(app, list(arguments), env={"FICHES_DATA_DIR": str(data_dir), **settings})
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return run


def failed(fiches: Run, **settings: str) -> dict[str, tuple[str, str]]:
    """What the doctor finds wrong, and its repair, by the name of the check; its exit code is checked."""
    result = fiches("doctor", "--json", **settings)
    shape = json.loads(result.stdout)
    wrong = {check["name"]: (check["found"], check["repair"]) for check in shape["checks"] if not check["ok"]}
    assert shape["ok"] == (not wrong)
    assert result.exit_code == (1 if wrong else 0)
    return wrong


def repair(fiches: Run, command: str) -> None:
    """Run the commands that the doctor gave, as a person would paste them."""
    for part in command.split(" && "):
        program, *arguments = part.split()
        if program == "fiches":
            assert fiches(*arguments).exit_code == 0
        else:
            subprocess.run(part, shell=True, check=True)


def test_nothing_is_wrong_with_a_fresh_index(fiches):
    assert failed(fiches) == {}
    assert fiches("doctor").stdout.rstrip().endswith("Tout est en ordre.")


def test_without_an_index_the_doctor_says_how_to_make_one(fiches, tmp_path):
    (name, (found, command)), *others = failed(fiches, FICHES_DATA_DIR=str(tmp_path / "vide")).items()
    assert (name, command, others) == ("catalogue", "fiches index corpus/", [])
    assert "aucun index" in found


def test_a_first_run_that_wrote_nothing_is_no_index(fiches, tmp_path):
    (tmp_path / "vide").mkdir()
    (tmp_path / "vide" / "catalogue.sqlite3").touch()
    assert set(failed(fiches, FICHES_DATA_DIR=str(tmp_path / "vide"))) == {"catalogue"}
    result = fiches("status", FICHES_DATA_DIR=str(tmp_path / "vide"))
    assert (result.exit_code, "lancez d’abord « fiches index" in result.stderr) == (2, True)


def test_a_lexical_base_cut_short_is_found_and_repaired(fiches, data_dir):
    rows = next((data_dir / "lexical").glob("*/rows.npy"))
    os.truncate(rows, 40)
    ((name, (_found, command)),) = failed(fiches).items()
    assert (name, command) == ("base lexicale", "fiches rebuild")
    repair(fiches, command)
    assert failed(fiches) == {}


def test_vectors_that_are_gone_are_counted_and_repaired(fiches, data_dir):
    shutil.rmtree(data_dir / "chroma")
    wrong = failed(fiches)
    assert set(wrong) == {"base vectorielle"}
    assert "vecteurs manquent" in wrong["base vectorielle"][0]
    repair(fiches, wrong["base vectorielle"][1])
    assert failed(fiches) == {}


def test_a_catalogue_overwritten_is_set_aside_and_made_anew(fiches, data_dir):
    catalogue = data_dir / "catalogue.sqlite3"
    data = bytearray(catalogue.read_bytes())
    data[4_096:12_288] = b"\xff" * 8_192
    catalogue.write_bytes(data)
    wrong = failed(fiches)
    assert set(wrong) == {"catalogue"}
    repair(fiches, wrong["catalogue"][1])
    assert failed(fiches) == {}


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE source SET name = replace(name, 'fiche-1.1.4', 'fiche-1.1.5')",
        "UPDATE source SET root = root || 'x'",
        "UPDATE fiche SET current = 0 WHERE code = '1.1.4'",
        "UPDATE fiche SET title = 'AUTRE' WHERE code = '1.1.4'",
        "UPDATE meta SET value = '2' WHERE key = 'generation'",
        "UPDATE generation SET made_at = '2020-01-01'",
    ],
)
def test_a_row_that_the_disk_has_changed_is_found_and_repaired(fiches, data_dir, change):
    with closing(sqlite3.connect(data_dir / "catalogue.sqlite3")) as database, database:
        assert database.execute(change).rowcount > 0
    wrong = failed(fiches)
    assert "n’est plus tel qu’il a été écrit" in wrong["catalogue"][0]
    repair(fiches, wrong["catalogue"][1])
    assert failed(fiches) == {}


def test_a_damaged_name_in_the_catalogue_is_told_in_french(fiches, data_dir):
    path = data_dir / "catalogue.sqlite3"
    path.write_bytes(path.read_bytes().replace(b"CREATE TABLE meta", b"CREATE TABLE m\xcc\xcca"))
    for command in (("ask", "Qui anime la fiche 1.1.4 ?"), ("status",)):
        result = fiches(*command)
        assert result.exit_code == 2
        assert "ne peut pas être lu ou écrit" in result.stderr
    assert "catalogue" in failed(fiches)


def test_an_index_of_an_older_program_is_told_and_made_anew(fiches, data_dir):
    with sqlite3.connect(data_dir / "catalogue.sqlite3") as catalogue:
        catalogue.execute("UPDATE meta SET value = '1' WHERE key = 'format'")
    catalogue.close()
    wrong = failed(fiches)
    assert set(wrong) == {"version de l’index"}
    repair(fiches, wrong["version de l’index"][1])
    assert failed(fiches) == {}
