"""What is new, the acronyms and the reading paths, as pages."""

import shutil
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from ui.app import local_app
from ui.settings import Settings
from ui.wiring import index_builder

from .test_fiches_view import ROOT, Seen


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An index of two generations: between them an animateur was renamed and a fiche added."""
    folder = tmp_path_factory.mktemp("received")
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"))
    shutil.copy(ROOT / "corpus" / "fiche-1.1.4.txt", folder)
    for change in (None, "Régies de quartier"):
        if change:
            file = folder / "fiche-1.1.4.txt"
            file.write_bytes(file.read_bytes().replace(b"Villes dans le cadre", f"{change} dans le cadre".encode()))
            shutil.copy(ROOT / "corpus" / "fiche-1.1.2-v2017.txt", folder)
        with index_builder(settings) as builder:
            builder.index([str(folder)], prune=False, dry_run=False)
    return settings


@pytest.fixture(scope="module")
def web(twice: Settings) -> Iterator[TestClient]:
    with TestClient(local_app(twice), base_url="http://127.0.0.1") as client:
        yield client


def test_what_is_new_is_counted_and_marked_word_by_word(web: TestClient) -> None:
    response = web.get("/vue/fiches/nouveau")
    assert "1 fiche modifiée, 1 ajoutée, aucune retirée." in response.text
    assert ">[retiré : </span>Villes<" in response.text
    assert ">[ajouté : </span>Régies de quartier<" in response.text
    assert "/vue/fiches?fiche=1.1.2&version=2017" in Seen(response.text).links


def test_two_states_may_be_given_in_either_order(web: TestClient) -> None:
    assert "1 fiche modifiée" in web.get("/vue/fiches/nouveau?depuis=2&jusqua=1").text


def test_a_state_that_is_not_kept_is_told(web: TestClient) -> None:
    response = web.get("/vue/fiches/nouveau?depuis=77")
    assert response.status_code == 409
    assert "La génération 77 n’est pas gardée" in response.text


def test_one_state_has_nothing_new(indexed: Settings) -> None:
    with TestClient(local_app(indexed), base_url="http://127.0.0.1") as client:
        assert "il n’y a pas encore de changement à montrer" in client.get("/vue/fiches/nouveau").text


def test_acronyms_are_told_with_where_they_stand(web: TestClient) -> None:
    page = Seen(web.get("/vue/fiches/glossaire").text)
    assert "UFOLEP" in page.text
    assert "DDCS" in page.text
    assert "Aucune fiche ne le développe." in page.text
    assert any(link.startswith("/vue/passage?") and "extrait=UFOLEP" in link for link in page.links)


def test_acronyms_are_found_by_their_letters(web: TestClient) -> None:
    page = Seen(web.get("/vue/fiches/glossaire?mots=ufo").text)
    assert "1 sigle" in page.text
    assert "Aucun sigle ne répond" in web.get("/vue/fiches/glossaire?mots=zzz").text


def test_a_path_is_given_for_each_pilier_with_the_words_of_the_fiches(web: TestClient) -> None:
    page = web.get("/vue/fiches/parcours?pilier=1")
    assert page.text.count("data-read=") == 2
    assert "Ce qu’elle vise" in page.text
    assert web.get("/vue/fiches/parcours?pilier=77").status_code == 200
