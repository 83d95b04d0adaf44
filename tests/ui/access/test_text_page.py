"""The page without JavaScript: its words, its links, its accessibility; and the health of the server."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.making.chromium import needs_chromium

from .conftest import House, password

QUESTIONS = [
    "Qui anime la fiche 1.1.4 ?",
    "Quel est le calendrier de la fiche 1.1.4 ?",
    "Qui anime la fiche 9.9.9 ?",
    "Quels sont les partenaires et les financements de la fiche 1.1.2 ?",
    "Quelles fiches mobilisent la CAF ?",
    "<img src=x onerror=alert(1)> fiche 1.1.4",
]


@pytest.fixture(scope="module")
def reader(house: House) -> Iterator[httpx.Client]:
    with house.client("lecteur") as client:
        yield client


def text_page(reader: httpx.Client, question: str = "") -> str:
    response = reader.get("/texte", params={"q": question} if question else {})
    assert response.status_code == 200
    return response.text


@pytest.mark.parametrize("question", QUESTIONS)
def test_each_citation_leads_to_its_passage_and_back(reader: httpx.Client, question: str) -> None:
    page = text_page(reader, question)
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def test_a_quote_stands_in_its_passage_to_the_letter(reader: httpx.Client) -> None:
    page = text_page(reader, QUESTIONS[0])
    assert "<mark>Villes dans le cadre des projets de quartier</mark>" in page
    assert "ligne 41" in page


@pytest.mark.parametrize("question", ["", *QUESTIONS])
def test_the_page_runs_no_script(reader: httpx.Client, question: str) -> None:
    response = reader.get("/texte", params={"q": question})
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert not re.search(r"<script|<img|\son\w+=", response.text.replace("&lt;img src=x onerror=alert(1)&gt;", ""), re.IGNORECASE)


def test_a_refusal_says_why(reader: httpx.Client) -> None:
    assert "Rubrique vide" in text_page(reader, QUESTIONS[1])
    assert "Fiche non indexée" in text_page(reader, QUESTIONS[2])


@pytest.mark.parametrize(("question", "status"), [("x" * 2_001, 400), ("x" * 20_001, 422)])
def test_a_question_that_is_too_long_is_told_in_a_sentence(reader: httpx.Client, question: str, status: int) -> None:
    response = reader.get("/texte", params={"q": question})
    assert response.status_code == status
    assert "Traceback" not in response.text


def test_the_health_says_nothing_but_health(house: House) -> None:
    response = httpx.get(house.url + "/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@needs_chromium[0]
@needs_chromium[1]
def test_a_reader_logs_in_without_javascript_and_leaves(browser: Any, house: House) -> None:
    tab = browser.new_context(java_script_enabled=False).new_page()
    tab.goto(house.url + "/texte?q=Qui%20anime%20la%20fiche%201.1.4%20%3F")
    tab.get_by_label("Nom d’utilisateur").fill("lecteur")
    tab.get_by_label("Mot de passe").fill(password("lecteur"))
    tab.get_by_role("button", name="Se connecter").click()
    assert tab.get_by_role("heading", level=1).inner_text() == "Qui anime la fiche 1.1.4 ?"
    tab.get_by_role("link", name="Citation 1 :").click()
    assert tab.url.endswith("#source-1")
    tab.locator("details.account summary").click()
    tab.get_by_role("button", name="Se déconnecter").click()
    assert tab.get_by_role("heading", level=1).inner_text() == "Se connecter"
    tab.goto(house.url + "/")
    assert "/connexion" in tab.url


@pytest.fixture(scope="module")
def seen(browser: Any, house: House) -> Any:
    """A page whose scripts axe may run, with the session of a reader."""
    context = browser.new_context(bypass_csp=True)
    context.add_cookies([{"name": "fiches_session", "value": house.sessions["lecteur"], "url": house.url}])
    return context.new_page()


@needs_chromium[0]
@needs_chromium[1]
@pytest.mark.parametrize("path", ["/connexion", "/texte", *(f"/texte?q={question}" for question in QUESTIONS)])
@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing(house: House, seen: Any, path: str, width: int) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    seen.set_viewport_size({"width": width, "height": 800})
    seen.goto(house.url + path)
    found = axe.Axe().run(seen)
    assert found.violations_count == 0, found.generate_report()
    assert seen.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_style_is_given_before_the_login(house: House) -> None:
    assert httpx.get(house.url + "/plain.css").headers["content-type"].startswith("text/css")
