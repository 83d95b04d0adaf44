"""A conversation taken away says what the page said, and which of its quotes still stand."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from docx import Document
from fastapi.testclient import TestClient

from ui.app import local_app
from ui.asking import Asked, Asking
from ui.settings import Settings
from ui.wiring import Desk

HOSTILE = "<img src=x onerror=alert(1)> ![x](https://example.org/x.png) \u202e **gras** ?"
QUESTIONS = ("Qui anime la fiche 1.1.4 ?", "Quel est le calendrier de la fiche 1.1.4 ?", "Qui anime les fiches ?", HOSTILE, " ")


@pytest.fixture(scope="module")
def turns(indexed: Settings) -> list[dict[str, Any]]:
    asking = Asking(Desk(indexed))
    return [list(asking.respond(Asked(turn="abcd", question=question)))[-1]["kept"] for question in QUESTIONS]  # type: ignore[misc]


@pytest.fixture(scope="module")
def web(indexed: Settings) -> Iterator[TestClient]:
    with TestClient(local_app(indexed), base_url="http://127.0.0.1") as client:
        yield client


def taken(web: TestClient, turns: list[dict[str, Any]], form: str) -> bytes:
    response = web.post("/vue/question/export", params={"forme": form}, json={"turns": turns})
    assert response.status_code == 200
    assert response.headers["content-disposition"] == f"attachment; filename=conversation.{form}"
    return response.content


def text_of(written: bytes, form: str) -> str:
    if form != "docx":
        return written.decode("utf-8")
    document = Document(io.BytesIO(written))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


@pytest.mark.parametrize("form", ["docx", "html", "md"])
def test_each_form_says_the_questions_the_quotes_and_their_places(web: TestClient, turns: list[dict[str, Any]], form: str) -> None:
    text = text_of(taken(web, turns, form), form)
    for part in (
        "Qui anime la fiche 1.1.4 ?",
        "Villes dans le cadre des projets de quartier",
        "Rubrique vide",
        "fiche-1.1.4.txt, ligne 41",
    ):
        assert part in text
    assert "exacte" in text


@pytest.mark.parametrize("form", ["docx", "html", "md"])
def test_a_quote_that_is_no_longer_there_is_told(web: TestClient, turns: list[dict[str, Any]], form: str) -> None:
    citation = {**turns[0]["citations"][0], "quote": "Villes dans le cadre de rien"}
    text = text_of(taken(web, [{**turns[0], "citations": [citation]}], form), form)
    assert "n’est plus à cette place" in text
    assert "(exacte)" not in text


def test_nothing_of_a_question_acts_in_the_files(web: TestClient, turns: list[dict[str, Any]]) -> None:
    page = taken(web, turns, "html").decode("utf-8")
    assert "<img" not in page
    assert "<script" not in page
    assert "default-src &#39;none&#39;" in page or "default-src 'none'" in page
    text = taken(web, turns, "md").decode("utf-8")
    assert "![x]" not in text
    assert "<img" not in text.replace("\\<img", "")


@pytest.mark.parametrize(
    "wrong", [{"turns": [{"question": "?"}]}, {"turns": "x"}, {}, {"turns": [], "more": 1}, {"turns": [{"question": "x" * 30_000}]}]
)
def test_what_is_no_conversation_is_refused(web: TestClient, wrong: dict[str, Any]) -> None:
    assert web.post("/vue/question/export?forme=md", json=wrong).status_code == 422


def test_numbers_without_a_citation_are_left_out(web: TestClient, turns: list[dict[str, Any]]) -> None:
    assert "[1]" not in text_of(taken(web, [{**turns[0], "citations": []}], "docx"), "docx")
