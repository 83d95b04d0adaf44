"""`fiches support-bundle` holds nothing personal; `fiches self-test` goes the whole way."""

import json
import logging
import shutil
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from typer.testing import CliRunner

from ui.access.accounts import Accounts
from ui.access.audit import Journal
from ui.access.roles import Role
from ui.cli import app
from ui.settings import Settings
from ui.support import shown_settings, stripped, support_bundle, unquoted
from ui.watch.logs import JsonLines

# Each is planted somewhere; none may be found.
PERSONAL = ("planchard", "ginette", "0612345678", "sk-tres-secret", "jeton-de-chroma", "mairie-bidule", "10.11.12.13", "nœud de réflexion")


@pytest.fixture
def data_dir(indexed: Settings, tmp_path: Path) -> Path:
    """An index, accounts, a journal and a log of people, in a folder of somebody’s name."""
    folder = Path(shutil.copytree(indexed.data_dir, tmp_path / "ginette" / "data", ignore=shutil.ignore_patterns("models")))
    Accounts(folder, PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)).add("planchard", Role.ADMIN, "un mot de passe de ginette")
    Journal(folder / "journal", 30).write("connexion", "planchard", address="10.11.12.13")
    with closing(sqlite3.connect(folder / "catalogue.sqlite3")) as catalogue, catalogue:
        catalogue.execute("UPDATE source SET name = 'cv-ginette-planchard.docx', path = '/home/ginette/cv.docx' WHERE id = 1")
    (folder / "uploads").mkdir()
    (folder / "uploads" / "planchard-0612345678.txt").write_text("x")
    (folder / "logs").mkdir(exist_ok=True)
    lines = [
        logging.LogRecord("ui.asking", logging.ERROR, "/home/ginette/asking.py", 1, "%s asked", ("Ginette Planchard",), None),
        logging.LogRecord("httpx", logging.INFO, "x", 1, "GET https://mairie-bidule/texte?q=planchard", (), None),
    ]
    lines[0].fields = {"question": "Le 0612345678 est-il celui de Mme Planchard ?", "status": 500}
    lines[0].reference = "abcdef0123456789"
    written = [JsonLines().format(line) for line in lines]
    error = {"logger": "ui.views", "error": ["/home/ginette/ui/views.py:12 failed", "builtins.OSError: [Errno 2] /home/ginette/cv.docx"]}
    (folder / "logs" / "serveur.jsonl").write_text(
        "\n".join(
            [*written, json.dumps(error), '{"cut'],
        ),
        encoding="utf-8",
    )
    return folder


def test_a_support_bundle_holds_nothing_personal_and_all_that_helps(data_dir: Path, tmp_path: Path) -> None:
    contacts = tmp_path / "contacts-ginette.csv"
    contacts.write_text("organisme;service;courriel;telephone\nVille;x;ginette@mairie-bidule;0612345678\n", encoding="utf-8")
    settings = Settings(
        data_dir=data_dir,
        contacts=contacts,
        corpus="/home/ginette/fiches",
        llm="openai:mairie-bidule",
        llm_base_url="https://mairie-bidule/v1",
        llm_api_key="sk-tres-secret",
        chroma_token="jeton-de-chroma",
        proxy_address="10.11.12.13",
        proxy_user_header="X-Planchard",
    )
    file = tmp_path / "aide.zip"
    support_bundle(settings.model_copy(update={"llm": ""}), file)
    with zipfile.ZipFile(file) as bundle:
        parts = {name: bundle.read(name).decode() for name in bundle.namelist()}
    parts["réglages"] = json.dumps(shown_settings(settings), ensure_ascii=False)
    assert [(name, word) for name, text in parts.items() for word in PERSONAL if word in text.lower()] == []
    assert json.loads(parts["versions.json"])["packages"]["chromadb"]
    assert json.loads(parts["index.json"])["counts"] == {
        "source": 2,
        "fiche": 2,
        "chunk": json.loads(parts["index.json"])["counts"]["chunk"],
    }
    assert not json.loads(parts["diagnostic.json"])["ok"]  # the planted name is damage to the doctor
    first, _library, last = json.loads(parts["journal-technique.json"])
    assert (first["template"], first["status"], first["reference"]) == ("%s asked", 500, "abcdef0123456789")
    assert last["error"] == ["views.py:12 failed", "builtins.OSError"]
    assert json.loads(parts["réglages"])["FICHES_LLM_API_KEY"] == "(masqué)"


def test_a_bundle_never_writes_over_a_file(tmp_path: Path) -> None:
    (tmp_path / "aide.zip").write_bytes(b"x")
    told = CliRunner().invoke(app, ["support-bundle", "-o", str(tmp_path / "aide.zip")], env={"FICHES_DATA_DIR": str(tmp_path / "data")})
    assert (told.exit_code, "existe déjà" in told.stderr) == (2, True)


@pytest.mark.parametrize(
    ("told", "left"),
    [
        ("« /srv/ada/catalogue » est abîmé : row 3", "« … » est abîmé : row 3"),
        ("le texte enregistré de « cv.docx » est altéré (2 en tout)", "le texte enregistré de « … » est altéré (…)"),
        ("mkdir -p /srv/ada/abime && mv -f '/srv/ada lovelace/x'* /srv/ada/", "mkdir -p … && mv -f « … »* …"),
        ("écrire à ada@ville.example", "écrire à …"),
    ],
)
def test_what_the_doctor_quotes_is_taken_out(told: str, left: str) -> None:
    assert unquoted(told) == left


def test_a_line_of_a_library_keeps_no_message() -> None:
    assert stripped({"logger": "httpx", "level": "INFO", "message": "x", "template": "x"}) == {"logger": "httpx", "level": "INFO"}


def test_the_trial_goes_the_whole_way_and_leaves_the_data_alone(tmp_path: Path) -> None:
    told = CliRunner().invoke(app, ["self-test"], env={"FICHES_DATA_DIR": str(tmp_path / "data")})
    assert (told.exit_code, told.stdout.count("bien :")) == (0, 5), told.output
    assert not (tmp_path / "data").exists()


def test_a_trial_that_fails_says_at_which_step_and_what_to_do(tmp_path: Path) -> None:
    settings = {"FICHES_DATA_DIR": str(tmp_path / "data"), "FICHES_MAX_FILE_MB": "0.0001"}
    told = CliRunner().invoke(app, ["self-test"], env=settings)
    assert told.exit_code == 1
    assert "échec : lire et indexer" in told.stdout
    assert "revenez à la version d’avant" in told.stdout
