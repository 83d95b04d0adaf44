"""The view of the corpus: files sent, indexed by a child process, removed; and what the reader is told meanwhile."""

import io
import re
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from ingest.index.catalogue import SourceRecord
from ingest.index.lock import writing
from ui.app import local_app
from ui.indexing import Step, steps_to_refresh
from ui.settings import Settings
from ui.wiring import library

from .test_fiches_view import Seen

FICHE = "FICHE {code}\nTITRE {code}\n\n\tPilier 1\nAxe 1\n\n\tObjectifs\n\t· Premier objectif de la {code}\n\n\tAnimateur\n\tVille\n"


def fiche(code: str) -> bytes:
    return FICHE.format(code=code).encode()


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(data_dir=tmp_path_factory.mktemp("corpus") / "data", corpus="nulle-part/", max_upload_mb=0.1, max_upload_files=20)


@pytest.fixture(scope="module")
def web(settings: Settings) -> Iterator[TestClient]:
    with TestClient(local_app(settings), base_url="http://127.0.0.1") as client:
        yield client


def send(web: TestClient, *files: tuple[str, bytes]) -> str:
    """Send files as the form does, and return the page once their indexing is over."""
    response = web.post("/vue/corpus/fichiers", files=[("fichiers", (name, io.BytesIO(data))) for name, data in files])
    assert response.status_code == 200, response.text
    return over(web)


def over(web: TestClient) -> str:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        response = web.get("/vue/corpus/etat", headers={"HX-Request": "true"})
        if response.status_code == 286:
            assert response.headers["hx-trigger"] == "corpus-changed"
            return web.get("/vue/corpus").text
        assert "progress" in response.text
        time.sleep(0.1)
    pytest.fail("the indexing did not end")


def test_files_are_sent_indexed_and_removed(web: TestClient, settings: Settings) -> None:
    """One story, since each indexing takes seconds."""
    assert "Rien n’est encore indexé" in web.get("/vue/corpus").text

    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("d/fiche.txt", fiche("1.1.3"))
    page = send(
        web,
        ("dossier/fiche.txt", fiche("1.1.1")),
        ("../copie.txt", fiche("1.1.1")),
        ("annexe.zip", archive.getvalue()),
        ("notes.txt", b"rien qui ressemble a une fiche"),
        ("photo.png", b"x"),
    )
    seen = Seen(page).text
    assert "2 ajoutés, 1 en double, 1 non lu, 1 refusé. L’index compte 2 fiches." in seen
    assert "ne contient pas de fiche" in seen
    assert "Le même contenu est déjà indexé" in seen
    assert not (settings.data_dir / "uploads/copie.txt").exists()
    opened = library(settings)
    assert {source.name for source in opened.catalogue.sources()} == {"uploads/dossier/fiche.txt", "uploads/annexe.zip!/d/fiche.txt"}
    assert [record.code for record in opened.current] == ["1.1.1", "1.1.3"]
    assert "Premier objectif de la 1.1.3" in web.get("/vue/fiches?fiche=1.1.3").text
    assert web.get("/vue/fichier", params={"source": "uploads/dossier/fiche.txt"}).content == fiche("1.1.1")

    confirm = web.get("/vue/corpus/retirer", params={"source": "uploads/annexe.zip!/d/fiche.txt"}).text
    assert "uploads/annexe.zip" in Seen(confirm).text
    assert "Ces fiches ne répondront plus : 1.1.3." in confirm
    web.post("/vue/corpus/retirer", data={"source": "uploads/annexe.zip"})
    assert "Fichier retiré. Fichiers : 1 retiré" in Seen(over(web)).text
    assert not (settings.data_dir / "uploads/annexe.zip").exists()
    assert [record.code for record in library(settings).current] == ["1.1.1"]

    web.post("/vue/corpus/retirer", data={"source": "uploads/notes.txt"})
    assert "Fichiers qui n’ont pas pu être lus" not in over(web)

    (settings.data_dir / "uploads/dossier/fiche.txt").write_bytes(fiche("1.1.1").replace(b"Ville", b"Agglo"))
    web.post("/vue/corpus/actualiser")
    assert "Relecture terminée. Fichiers : 1 mis à jour" in Seen(over(web)).text
    assert library(settings).catalogue.sources()[0].name == "uploads/dossier/fiche.txt"

    with writing(settings.data_dir):
        web.post("/vue/corpus/refaire")
        assert "Une autre indexation est en cours" in over(web)
    assert [record.code for record in library(settings).current] == ["1.1.1"]

    web.post("/vue/corpus/refaire")
    busy = web.post("/vue/corpus/refaire", headers={"HX-Request": "true"})
    assert busy.status_code == 409
    assert "Une indexation est déjà en cours" in busy.text
    assert busy.headers["hx-push-url"] == "/vue/corpus"
    assert web.get("/vue/fiches?fiche=1.1.1").status_code == 200  # whoever reads is not disturbed
    web.post("/vue/corpus/arreter")
    assert re.search("Interrompu|Index reconstruit", over(web))
    assert [record.code for record in library(settings).current] == ["1.1.1"]


def test_nothing_sent_is_told(web: TestClient) -> None:
    response = web.post("/vue/corpus/fichiers", files=[("fichiers", ("", b""))])
    assert response.status_code == 409
    assert "Choisissez au moins un fichier" in response.text


def test_too_much_is_refused_whatever_length_is_announced(web: TestClient) -> None:
    files = [("fichiers", ("grand.txt", b"x" * 200_000))]
    assert "L’envoi dépasse 0.1 Mo" in web.post("/vue/corpus/fichiers", files=files).text

    def trickle() -> Iterator[bytes]:
        yield b'--b\r\nContent-Disposition: form-data; name="fichiers"; filename="g.txt"\r\n\r\n'
        for _ in range(30):
            yield b"x" * 10_000

    response = web.post("/vue/corpus/fichiers", content=trickle(), headers={"content-type": "multipart/form-data; boundary=b"})
    assert response.status_code == 409
    assert "L’envoi dépasse 0.1 Mo" in response.text


def test_too_many_files_are_refused(web: TestClient) -> None:
    response = web.post("/vue/corpus/fichiers", files=[("fichiers", (f"{number}.txt", b"x")) for number in range(25)])
    assert "plus de 20 fichiers" in response.text


@pytest.mark.parametrize("content_type", ["text/plain", "multipart/form-data", "multipart/form-data; boundary=x"])
def test_a_form_that_cannot_be_read_is_told(web: TestClient, content_type: str) -> None:
    response = web.post("/vue/corpus/fichiers", content=b"--y\r\nnot a form", headers={"content-type": content_type})
    assert response.status_code == 409
    assert 'role="alert"' in response.text


@pytest.mark.parametrize("source", ["/etc/passwd", "uploads/../catalogue.sqlite3", "corpus/fiche.txt"])
def test_a_file_that_was_not_sent_is_not_removed(web: TestClient, settings: Settings, source: str) -> None:
    before = sorted(settings.data_dir.glob("*"))
    assert web.get("/vue/corpus/retirer", params={"source": source}).status_code == 404
    assert web.post("/vue/corpus/retirer", data={"source": source}).status_code == 409
    assert sorted(settings.data_dir.glob("*")) == before


def test_sources_are_read_again_under_the_names_they_have(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    data, elsewhere = tmp_path / "data", tmp_path / "ailleurs"
    for folder in (tmp_path / "corpus/d", data / "uploads", elsewhere):
        folder.mkdir(parents=True)

    def record(number: int, path: Path, name: str, root: Path) -> SourceRecord:
        return SourceRecord(number, str(path), name, str(root), "")

    records = [
        record(1, tmp_path / "corpus/d/f.txt", "corpus/d/f.txt", tmp_path / "corpus"),
        record(2, tmp_path / "corpus/d/f.txt", "corpus/d/f.txt", tmp_path / "corpus/d/f.txt"),
        record(3, data / "uploads/x.txt", "uploads/x.txt", data / "uploads/x.txt"),
        record(4, elsewhere / "f.txt", "../autre/chemin/f.txt", elsewhere),
    ]
    assert steps_to_refresh(records, "corpus", Path("data")) == [
        Step(paths=["corpus", str(elsewhere)], prune=True),
        Step(paths=["uploads/x.txt"], folder=str(data), prune=True),
    ]
