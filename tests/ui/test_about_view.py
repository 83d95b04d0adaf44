"""« À propos »: what is in use here, and where what people type goes."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from ui.app import local_app
from ui.privacy import recipients
from ui.settings import Settings

from .test_fiches_view import Seen


def shown(settings: Settings) -> str:
    with TestClient(local_app(settings), base_url="http://127.0.0.1") as client:
        response = client.get("/vue/a-propos")
    assert response.status_code == 200
    return Seen(response.text).text


def test_the_model_and_the_corpus_in_use_are_named(indexed: Settings) -> None:
    page = shown(indexed)
    assert "2 fiches dans 2 fichiers" in page
    assert indexed.embedding_model in page
    assert "rien n’est envoyé ailleurs" in page


def test_it_can_be_read_before_anything_is_indexed(tmp_path: Path) -> None:
    assert "rien n’est encore indexé" in shown(Settings(data_dir=tmp_path))


def test_another_machine_is_named_with_what_it_is_sent(tmp_path: Path) -> None:
    page = shown(Settings(data_dir=tmp_path, chroma_url="https://chroma.ville.example:8000"))
    assert "chroma.ville.example : les vecteurs des passages" in page
    assert "rien n’est envoyé ailleurs" not in page


def test_a_language_model_elsewhere_is_named_with_what_it_reads(tmp_path: Path) -> None:
    page = shown(Settings(data_dir=tmp_path, llm="openai:petit", llm_base_url="https://modele.ville.example/v1"))
    assert "modele.ville.example : chaque question et les extraits" in page
    assert "rédigées par le modèle de langue openai:petit" in page
    assert "rien n’est envoyé ailleurs" not in page


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000", "http://localhost:8000", "http://[::1]:8000", ""])
def test_this_machine_is_no_other(url: str) -> None:
    assert recipients(Settings(chroma_url=url)) == ()
