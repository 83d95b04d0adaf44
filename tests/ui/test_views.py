"""What every view shares: its address, its page without JavaScript, the drawer, the words found again after a change."""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient

from ingest.model import Span
from ui.app import local_app
from ui.places import Place, find_fiche, find_words
from ui.settings import Settings
from ui.wiring import library


@pytest.fixture(scope="module")
def web(indexed: Settings) -> Iterator[TestClient]:
    with TestClient(local_app(indexed), base_url="http://127.0.0.1") as client:
        yield client


def test_a_view_asked_for_by_the_page_comes_alone(web: TestClient) -> None:
    address = "/vue/passage?fiche=114&extrait=Villes"
    alone = web.get(address, headers={"HX-Request": "true"}).text
    assert "<html" not in alone
    assert alone in web.get(address).text


def test_the_drawer_gets_the_passage_without_its_heading(web: TestClient) -> None:
    shown = web.get("/vue/passage?fiche=114&extrait=Villes", headers={"HX-Request": "true", "HX-Target": "drawer-body"}).text
    assert "<mark>Villes</mark>" in shown
    assert "<h1" not in shown


def test_a_fiche_that_is_unknown_is_told_in_the_place_of_the_view(web: TestClient) -> None:
    response = web.get("/vue/passage?fiche=9.9.9")
    assert response.status_code == 404
    assert "La fiche « 9.9.9 » n’est pas indexée" in response.text
    assert 'lang="fr"' in response.text


def test_an_address_without_what_it_needs_is_told_in_french(web: TestClient) -> None:
    response = web.get("/vue/passage")
    assert response.status_code == 422
    assert "« fiche » n’est pas valable" in response.text


def test_an_address_cannot_put_code_on_the_page(web: TestClient) -> None:
    shown = web.get("/vue/passage?" + urlencode({"fiche": '"><img src=x onerror=alert(1)>'})).text
    assert "<img" not in shown


def test_words_are_found_where_they_stand_after_the_fiche_has_changed(indexed: Settings) -> None:
    opened = library(indexed)
    place = Place("1.1.4", None, "corpus/elsewhere.txt", Span(3, 20), "Villes dans le cadre")
    fiche = find_fiche(opened, place)
    assert fiche is not None
    found = find_words(fiche, place)
    assert found is not None
    assert found.text == "Villes dans le cadre"
    assert fiche.source.text[found.span.start : found.span.end] == found.text


def test_words_that_are_gone_are_not_replaced_by_what_stands_there_now(indexed: Settings) -> None:
    opened = library(indexed)
    place = Place("1.1.4", None, None, Span(3, 20), "Ces mots ne sont dans aucune fiche")
    fiche = find_fiche(opened, place)
    assert fiche is not None
    assert find_words(fiche, place) is None
    assert find_words(fiche, replace(place, words=None, span=Span(0, 10**9))) is None
