"""The view of partners: addresses, one body with its names and mentions, files, contacts."""

import csv
import html
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.ui.towns import hostile_town
from ui.app import local_app
from ui.settings import Settings

PARTNERS = "/vue/partenaires"


@pytest.fixture(scope="module")
def web(indexed: Settings) -> Iterator[TestClient]:
    with TestClient(local_app(indexed), base_url="http://127.0.0.1") as client:
        yield client


def names(page: str) -> list[str]:
    return [html.unescape(name) for name in re.findall(r'<a class="name quote"[^>]*>(.*?)</a>', page)]


def test_every_body_of_the_directory_is_a_row_that_opens_in_the_drawer(web: TestClient) -> None:
    page = web.get(PARTNERS).text
    records = web.get(f"{PARTNERS}/fichier?format=json").json()
    assert names(page) == [record["name"] for record in records]
    assert page.count('hx-get="/vue/partenaires/organisme') == len(records)


@pytest.mark.parametrize(
    ("query", "holds", "lacks"),
    [
        ("role=animateur", "Villes", "UFOLEP"),
        ("fiche=1.1.4", "1.1.4", "UFOLEP"),
        ("nature=association", "UFOLEP", "DRAC"),
        ("axe=9.9", "Aucun organisme ne répond à ces filtres", "<tbody>"),
        ("q=qui+travaille+avec+l%27UFOLEP", "Nommé avec", "Aucun organisme"),
    ],
)
def test_a_list_is_narrowed_by_its_address(web: TestClient, query: str, holds: str, lacks: str) -> None:
    page = web.get(f"{PARTNERS}?{query}").text.partition("</form>")[2]
    assert holds in page
    assert lacks not in page


def test_a_column_sorts_both_ways(web: TestClient) -> None:
    ahead, back = (names(web.get(f"{PARTNERS}?tri=name{way}").text) for way in ("", "&inverse=1"))
    assert ahead == back[::-1]


def test_a_body_shows_each_of_its_mentions_with_its_quote(web: TestClient) -> None:
    record = max(web.get(f"{PARTNERS}/fichier?format=json").json(), key=lambda record: len(record["mentions"]))
    page = web.get(f"{PARTNERS}/organisme", params={"nom": record["name"]}, headers={"HX-Request": "true", "HX-Target": "drawer-body"}).text
    assert "<h1" not in page
    assert page.count('class="proof"') >= len(record["mentions"]) > 1
    for name in record["aliases"]:
        assert name in page


def test_a_body_that_is_gone_is_told(web: TestClient) -> None:
    response = web.get(f"{PARTNERS}/organisme?nom=Personne")
    assert response.status_code == 404
    assert "n’est plus dans l’annuaire" in response.text


def test_the_files_hold_what_the_list_shows(web: TestClient) -> None:
    found = csv.DictReader(io.StringIO(web.get(f"{PARTNERS}/fichier?nature=association").content.decode("utf-8-sig")), delimiter=";")
    assert {row["Nature"] for row in found} == {"association"}


def test_the_contacts_of_the_town_can_be_clicked(indexed: Settings, tmp_path: Path) -> None:
    listed = tmp_path / "contacts.csv"
    listed.write_text("organisme;service;courriel;telephone\nUFOLEP;accueil;ufolep@example.org;02 47 00 00 00\n", encoding="utf-8")
    settings = indexed.model_copy(update={"contacts": listed})
    with TestClient(local_app(settings), base_url="http://127.0.0.1") as web:
        page = web.get(f"{PARTNERS}?nature=association").text
    assert 'href="mailto:ufolep@example.org"' in page
    assert 'href="tel:0247000000"' in page


def test_what_a_fiche_holds_is_shown_and_never_run(tmp_path: Path) -> None:
    with TestClient(local_app(hostile_town(tmp_path)), base_url="http://127.0.0.1") as web:
        page = web.get(PARTNERS).text
        assert "<img" not in page
        for record in web.get(f"{PARTNERS}/fichier?format=json").json():
            assert "<img" not in web.get(f"{PARTNERS}/organisme", params={"nom": record["name"]}).text
