"""The views of fundings, of deadlines and of « Mon projet »: addresses, lists, files, what hostile texts become."""

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document
from fastapi.testclient import TestClient
from icalendar import Calendar

from ingest.funding import funding_directory
from ingest.funding_names import schemes_of
from ingest.model import Source
from ingest.parser import parse_fiches
from tests.ui.towns import hostile_town
from ui.app import local_app
from ui.html.funding import elsewhere_html
from ui.settings import Settings

FUNDING, DUE, PROJECT = "/vue/financements", "/vue/financements/echeances", "/vue/financements/projet"


@pytest.fixture(scope="module")
def web(indexed: Settings) -> Iterator[TestClient]:
    with TestClient(local_app(indexed), base_url="http://127.0.0.1") as client:
        yield client


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with TestClient(local_app(hostile_town(tmp_path_factory.mktemp("town"))), base_url="http://127.0.0.1") as client:
        yield client


def rows(page: str) -> list[str]:
    return re.findall(r'<tr><th scope="row">.*?</tr>', page, re.DOTALL)


def test_every_scheme_of_the_directory_is_a_row_with_its_quote(web: TestClient) -> None:
    shown = rows(web.get(FUNDING).text)
    records = web.get(f"{FUNDING}/fichier?format=json").json()
    assert len(shown) == len(records) > 5
    for row, record in zip(shown, records, strict=True):
        assert f"debut={record['start']}" in row
        assert 'hx-target="#drawer-body"' in row


@pytest.mark.parametrize(
    ("query", "holds", "lacks"),
    [
        ("nature=fondation", ">fondation</td>", ">droit commun</td>"),
        ("fiche=1.1.4", "1.1.4", "« Appel à projets"),
        ("pilier=9", "Aucun financement ne répond à ces filtres", "<tbody>"),
        ("axe=1.1", "<tbody>", "Aucun financement"),
        ("axe=1.2", "Aucun financement ne répond", "<tbody>"),
        ("etat=expire", "Échu", "Durée non dite</span></span></td>"),
    ],
)
def test_a_list_is_narrowed_by_its_address(web: TestClient, query: str, holds: str, lacks: str) -> None:
    page = web.get(f"{FUNDING}?{query}").text
    assert holds in page
    assert lacks not in page


def test_what_is_over_depends_on_the_day_asked_about(web: TestClient) -> None:
    then, today = (web.get(f"{FUNDING}{query}").text for query in ("?au=2014-06-01&etat=en_cours", "?etat=en_cours"))
    assert "2013-2015" in then
    assert "2013-2015" not in "".join(rows(today))


def test_a_search_says_why_each_row_is_proposed(web: TestClient) -> None:
    shown = rows(web.get(f"{FUNDING}?q=sport").text)
    assert shown
    for row in shown:
        assert "Proposé par" in row
        assert "passage le plus proche" in row


def test_a_search_for_something_else_finds_nothing_and_says_so(web: TestClient) -> None:
    page = web.get(f"{FUNDING}?q=recette+du+gratin+dauphinois").text
    assert "n’est proche de «\u00a0recette du gratin dauphinois\u00a0»" in page


def test_a_column_sorts_both_ways_and_says_which(web: TestClient) -> None:
    def codes(query: str) -> list[str]:
        return re.findall(r">(\d\.\d\.\d)</a>", web.get(f"{FUNDING}?{query}").text)

    assert codes("tri=fiche") == sorted(codes("tri=fiche"))
    assert codes("tri=fiche&inverse=1") == sorted(codes("tri=fiche"), reverse=True)
    page = web.get(f"{FUNDING}?tri=amount").text
    assert 'aria-sort="ascending"><a href="/vue/financements?tri=amount&amp;inverse=1"' in page


def test_rows_that_say_no_amount_come_last_either_way(web: TestClient) -> None:
    for query in ("tri=amount", "tri=amount&inverse=1"):
        amounts = re.findall(r'data-label="Montant"><span class="(void|quote)">', web.get(f"{FUNDING}?{query}").text)
        assert amounts[-1] == "void"


def test_an_active_filter_can_be_taken_away(web: TestClient) -> None:
    page = web.get(f"{FUNDING}?q=sport&nature=fondation").text
    assert '<a class="chip" href="/vue/financements?q=sport">' in page
    assert '<a class="chip" href="/vue/financements?nature=fondation">' in page


def test_the_browser_shows_an_address_without_blank_fields(web: TestClient) -> None:
    response = web.get(f"{FUNDING}?q=&pilier=&nature=fondation&page=", headers={"HX-Request": "true"})
    assert response.headers["hx-replace-url"] == "/vue/financements?nature=fondation"


@pytest.mark.parametrize("query", ["nature=rien", "au=hier", "etat=x", "tri=x"])
def test_an_address_that_means_nothing_is_told_in_one_sentence(web: TestClient, query: str) -> None:
    response = web.get(f"{FUNDING}?{query}")
    assert response.status_code == 409
    assert 'role="alert"' in response.text


def test_the_files_hold_what_the_list_shows(web: TestClient) -> None:
    response = web.get(f"{FUNDING}/fichier?format=csv&nature=fondation")
    assert response.headers["content-disposition"].startswith('attachment; filename="financements-')
    found = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert {row["Nature"] for row in found} == {"fondation"}
    assert web.get(f"{FUNDING}/fichier?format=xlsx").content.startswith(b"PK")


def test_deadlines_stand_by_date_and_go_into_a_diary(web: TestClient) -> None:
    page = web.get(f"{DUE}?au=2013-01-01").text
    days = re.findall(r'<time datetime="([\d-]+)">', page)
    assert days == sorted(days)
    assert days
    calendar = Calendar.from_ical(web.get(f"{DUE}/fichier?format=ics&au=2013-01-01").content)
    assert len(calendar.walk("VEVENT")) == len(days)


def test_without_days_to_come_the_last_one_is_told_with_the_way_to_it(web: TestClient) -> None:
    page = web.get(f"{DUE}?au=2099-01-01").text
    assert "Aucune échéance" in page
    assert re.search(r'href="/vue/financements/echeances\?au=20\d\d', page)


def test_a_project_gets_its_dossier_and_stays_in_the_form(web: TestClient) -> None:
    text = "Un stage de football pour les enfants pendant les vacances"
    page = web.post(PROJECT, data={"texte": text}).text
    assert f">{text}</textarea>" in page
    for title in ("Les fiches auxquelles il répond", "Les financements à demander", "Qui rencontrer", "Ce qu’on lui demandera de compter"):
        assert f"<h3>{title}</h3>" in page
    assert "/vue/passage?" in page


def test_the_file_of_a_project_is_read(web: TestClient, tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("Un stage de football pour les enfants pendant les vacances.")
    document.save(str(tmp_path / "projet.docx"))
    page = web.post(PROJECT, files={"fichier": ("projet.docx", (tmp_path / "projet.docx").read_bytes())}).text
    assert "Un stage de football" in page
    assert "Le dossier du projet" in page


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"data": {"texte": "  "}}, "Décrivez le projet"),
        ({"files": {"fichier": ("projet.docx", b"not a document")}}, "projet.docx"),
    ],
)
def test_a_project_that_cannot_be_read_is_told_beside_the_form(web: TestClient, sent: dict[str, object], told: str) -> None:
    response = web.post(PROJECT, **sent)  # type: ignore[arg-type]
    assert response.status_code == 422
    assert told in response.text
    assert "<textarea" in response.text


def test_a_dossier_is_given_as_a_page_and_as_a_document_and_nothing_is_kept(web: TestClient, indexed: Settings) -> None:
    def kept() -> set[Path]:
        return {path for path in indexed.data_dir.rglob("*") if "sqlite" not in path.name}

    before = kept()
    data = {"texte": "Un stage de football pour les enfants"}
    page = web.post(f"{PROJECT}/fichier", data={**data, "format": "html"})
    assert page.headers["content-disposition"].startswith("attachment")
    assert "stage de football" in page.text
    assert web.post(f"{PROJECT}/fichier", data={**data, "format": "docx"}).content.startswith(b"PK")
    assert json.loads(web.post(f"{PROJECT}/fichier", data={**data, "format": "json"}).text)["text"] == data["texte"]
    assert kept() == before


@pytest.mark.parametrize("path", [FUNDING, DUE, f"{FUNDING}?q=CAF", f"{FUNDING}?financeur=%3Cimg+src%3Dx%3E"])
def test_what_a_fiche_holds_is_shown_and_never_run(hostile: TestClient, path: str) -> None:
    page = hostile.get(path).text
    assert "<img" not in page
    assert 'href="javascript' not in page
    assert len(page) < 60_000


def test_a_project_is_shown_and_never_run(hostile: TestClient) -> None:
    page = hostile.post(PROJECT, data={"texte": '</textarea><img src=x onerror=alert(1)>" CAF'}).text
    assert "<img" not in page
    assert page.count("</textarea>") == 1


def test_a_scheme_that_other_fiches_name_too_leads_to_them_and_says_why_it_is_the_same() -> None:
    lines = {"1.1.2": "FPH : 8 000 €", "1.1.4": "Fonds de participation des habitants : 10 000 €"}
    fiches = [
        parse_fiches(Source(f"{code}.txt", f"FICHE {code}\nTITRE\n\n\tFinancements mobilisables\n\n\t- {line}\n\n\tCalendrier\n\t2025\n"))[
            0
        ]
        for code, line in lines.items()
    ]
    (scheme,) = schemes_of(funding_directory(fiches))
    page = elsewhere_html(scheme.records[0], scheme)
    assert "Le même dans d’autres fiches</summary>" in page.replace(" (1)", "")
    assert "Fonds de participation des habitants" in page
    assert "fiche=1.1.4" in page
    assert "La table des noms connus" in page
    alone = funding_directory(fiches[:1])[0]
    assert not elsewhere_html(alone, schemes_of([alone])[0])
