"""`fiches backup` and `fiches restore`: an index in one file, and back, whole."""

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from rag.library import CATALOGUE_FILE
from ui import wiring
from ui.cli import app
from ui.settings import Settings

Run = Callable[..., Result]


@pytest.fixture
def fiches(indexed: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, data_dir: Path = indexed.data_dir) -> Result:
        result = CliRunner().invoke(app, list(arguments), env={"FICHES_DATA_DIR": str(data_dir)})
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return run


@pytest.fixture
def saved(fiches: Run, tmp_path: Path) -> Path:
    assert fiches("backup", "index.zip").exit_code == 0
    return tmp_path / "index.zip"


def answer(fiches: Run, data_dir: Path) -> dict[str, object]:
    shape = json.loads(fiches("ask", "Quelles actions pour la mixité ?", "--json", data_dir=data_dir).stdout)
    del shape["timings_ms"]
    return shape


def test_a_restored_index_answers_as_the_one_that_was_saved(fiches, indexed, saved, tmp_path):
    elsewhere = tmp_path / "ailleurs"
    result = fiches("restore", str(saved), data_dir=elsewhere)
    assert (result.exit_code, "2 fiche(s)" in result.stdout) == (0, True)
    assert answer(fiches, elsewhere) == answer(fiches, indexed.data_dir)
    assert json.loads(fiches("doctor", "--json", data_dir=elsewhere).stdout)["ok"]


def test_a_restored_index_is_brought_up_to_date_without_embedding_anew(fiches, saved, tmp_path):
    elsewhere = tmp_path / "ailleurs"
    fiches("restore", str(saved), data_dir=elsewhere)
    status = json.loads(fiches("status", "--json", data_dir=elsewhere).stdout)
    assert (status["fiches"], status["sources"]) == (2, 2)


def test_a_reader_sees_the_restored_index_without_restart(fiches, indexed, saved, tmp_path):
    data_dir = Path(shutil.copytree(indexed.data_dir, tmp_path / "data", ignore=shutil.ignore_patterns("models")))
    (tmp_path / "autre.txt").write_text("FICHE 9.9.9\n\nContexte\nUn constat.\n\nAnimateur\nVille\n", encoding="utf-8")
    assert fiches("index", "autre.txt", data_dir=data_dir).exit_code == 0
    desk = wiring.Desk(Settings(data_dir=data_dir))
    assert len(desk.answerer().library.catalogue.fiches()) == 3
    assert fiches("restore", str(saved), data_dir=data_dir).exit_code == 0
    assert len(desk.answerer().library.catalogue.fiches()) == 2


def test_a_backup_never_writes_over_a_file(fiches, saved):
    before = saved.read_bytes()
    result = fiches("backup", "index.zip")
    assert (result.exit_code, saved.read_bytes()) == (2, before)
    assert "existe déjà" in result.stderr


@pytest.mark.parametrize("damage", ["cut", "no zip", "other zip", "part missing", "vectors cut", "catalogue overwritten"])
def test_a_file_that_is_no_backup_leaves_the_index_as_it_is(fiches, indexed, saved, tmp_path, damage):
    data_dir = Path(shutil.copytree(indexed.data_dir, tmp_path / "data", ignore=shutil.ignore_patterns("models")))
    before = answer(fiches, data_dir)
    with zipfile.ZipFile(saved) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    if damage == "cut":
        saved.write_bytes(saved.read_bytes()[:5_000])
    elif damage == "no zip":
        saved.write_bytes(b"FICHE 1.1.2")
    else:
        if damage == "other zip":
            parts = {"../evade.txt": b"x"}
        elif damage == "part missing":
            del parts["vectors.npy"]
        elif damage == "vectors cut":
            parts["vectors.npy"] = parts["vectors.npy"][:-2_000]
        else:
            parts[CATALOGUE_FILE] = parts[CATALOGUE_FILE][:4_096] + b"\xff" * 8_192 + parts[CATALOGUE_FILE][12_288:]
        with zipfile.ZipFile(saved, "w") as archive:
            for name, data in parts.items():
                archive.writestr(name, data)
    result = fiches("restore", str(saved), data_dir=data_dir)
    assert result.exit_code == 2
    assert "n’est pas une sauvegarde de « fiches backup », ou elle est abîmée" in result.stderr
    assert not (tmp_path / "evade.txt").exists()
    assert answer(fiches, data_dir) == before
