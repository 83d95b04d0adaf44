"""The page of a PDF beside a quote: drawn from the file that is indexed, and from no other."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.making.fiche_model import real_fiches
from tests.making.pdf import make_pdf
from ui.app import local_app
from ui.asking import Asked, Asking
from ui.settings import Settings
from ui.wiring import Desk, index_builder, library


@pytest.fixture(scope="module")
def received(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, Path]:
    """An index of one PDF, and that file."""
    file = tmp_path_factory.mktemp("received") / "fiches.pdf"
    file.write_bytes(make_pdf(real_fiches()))
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"))
    with index_builder(settings) as builder:
        assert builder.index([str(file)]).fiches == 2
    return settings, file


@pytest.fixture(scope="module")
def web(received: tuple[Settings, Path]) -> Iterator[TestClient]:
    with TestClient(local_app(received[0]), base_url="http://127.0.0.1") as client:
        yield client


@pytest.fixture(scope="module")
def quoted(received: tuple[Settings, Path]) -> dict[str, Any]:
    opened = library(received[0])
    fiche = opened.fiche(opened.by_code["1.1.4"][0])
    span = fiche.sections[0].items[0].span
    return {"source": fiche.source.name, "debut": span.start, "fin": span.end}


def test_the_sources_offer_the_page_of_a_pdf(received: tuple[Settings, Path]) -> None:
    (found,) = Asking(Desk(received[0])).respond(Asked(turn="abcd", question="Qui anime la fiche 1.1.4 ?"))
    assert 'hx-get="/vue/page?source=' in str(found["evidence"])
    assert "Voir la page du PDF" in str(found["evidence"])


def test_the_sources_offer_no_page_of_a_text(indexed: Settings) -> None:
    (found,) = Asking(Desk(indexed)).respond(Asked(turn="abcd", question="Qui anime la fiche 1.1.4 ?"))
    assert "/vue/page?" not in str(found["evidence"])


def test_a_page_comes_with_its_number_and_the_passage_framed(web: TestClient, quoted: dict[str, Any]) -> None:
    shown = web.get("/vue/page", params=quoted).text
    assert 'src="/vue/page-image?source=' in shown
    assert "avec le passage entouré" in shown
    image = web.get("/vue/page-image", params=quoted)
    assert image.headers["content-type"] == "image/png"
    assert image.content.startswith(b"\x89PNG")


@pytest.mark.parametrize("wrong", [{"source": "/etc/passwd"}, {"source": "../x.pdf"}, {"debut": 10**9, "fin": 10**9 + 1}, {"fin": 0}])
def test_nothing_else_is_drawn(web: TestClient, quoted: dict[str, Any], wrong: dict[str, Any]) -> None:
    assert "<img" not in web.get("/vue/page", params={**quoted, **wrong}).text
    assert web.get("/vue/page-image", params={**quoted, **wrong}).status_code == 409


def test_a_file_that_has_changed_is_told_in_place_of_its_page(received: tuple[Settings, Path], quoted: dict[str, Any]) -> None:
    settings, file = received
    former = file.read_bytes()
    file.write_bytes(former + b"\n")
    try:
        with TestClient(local_app(settings), base_url="http://127.0.0.1") as web:
            assert "a changé depuis l’indexation" in web.get("/vue/page", params=quoted).text
    finally:
        file.write_bytes(former)
