"""The page in a real browser: what is clicked, what has the focus, what is requested."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.making.chromium import needs_chromium

from .conftest import Page

pytestmark = needs_chromium


class Visit:
    """One tab on the page, and all that it requested and complained about."""

    def __init__(self, browser: Any, page: Page, width: int, height: int = 900) -> None:
        self.context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
        self.tab = self.context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.tab.on("request", lambda request: self.requests.append(request.url))
        self.tab.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.tab.on("console", lambda message: self.complaints.append(message.text) if message.type in ("error", "warning") else None)
        self.tab.goto(page.url)
        self.box = self.tab.get_by_label("Votre question")
        self.box.wait_for()
        self.turns = self.tab.locator("#log .turn:not(.pending)")
        self.panel = self.tab.locator("#panel")

    def ask(self, question: str) -> Any:
        """Type, press Enter, and return the new turn."""
        before = self.turns.count()
        self.box.fill(question)
        self.box.press("Enter")
        turn = self.turns.nth(before)
        turn.wait_for()
        return turn

    def focused(self, expression: str) -> Any:
        return self.tab.evaluate(f"document.activeElement{expression}")

    def widths(self) -> tuple[int, int]:
        return self.tab.evaluate("document.documentElement.scrollWidth"), self.tab.evaluate("window.innerWidth")


@pytest.fixture(params=[1280, 390])
def visit(request: pytest.FixtureRequest, browser: Any, page: Page) -> Iterator[Visit]:
    visit = Visit(browser, page, request.param)
    yield visit
    visit.context.close()
    assert [url for url in visit.requests if not url.startswith((page.url, "data:", "blob:"))] == []
    assert visit.complaints == []


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_a_citation_leads_to_its_passage_by_keyboard(visit: Visit, key: str) -> None:
    turn = visit.ask("Qui anime la fiche 1.1.4 ?")
    assert "Villes dans le cadre des projets de quartier" in turn.inner_text()
    visit.tab.get_by_role("button", name="Citation 1 : fiche 1.1.4, Animateur").focus()
    visit.tab.keyboard.press(key)
    assert visit.focused(".classList.contains('passage')")
    assert visit.focused(".querySelector('mark').textContent") == "Villes dans le cadre des projets de quartier"
    shown = visit.focused(".innerText")
    assert "ligne 41" in shown
    assert "fiche-1.1.4.txt" in shown


def test_a_follow_up_is_read_with_the_question_before(visit: Visit) -> None:
    visit.ask("Qui anime la fiche 1.1.4 ?")
    turn = visit.ask("et la 1.1.2 ?")
    assert turn.locator(".quote").all_inner_texts() == ["«\u00a0Ville\u00a0»"]


def test_a_citation_of_an_older_answer_shows_its_own_passage(visit: Visit) -> None:
    older = visit.ask("Qui anime la fiche 1.1.4 ?")
    visit.ask("et la 1.1.2 ?")
    assert visit.panel.locator("mark:visible").all_inner_texts() == ["Ville"]
    older.locator(".cite").click()
    assert visit.panel.locator("mark:visible").all_inner_texts() == ["Villes dans le cadre des projets de quartier"]


def test_an_abstention_says_its_kind(visit: Visit) -> None:
    assert "Rubrique vide" in visit.ask("Quel est le calendrier de la fiche 1.1.4 ?").inner_text()
    assert "Fiche non indexée" in visit.ask("Qui anime la fiche 9.9.9 ?").inner_text()
    assert visit.panel.is_hidden()


def test_an_example_asks_its_question(visit: Visit) -> None:
    example = visit.tab.locator("[data-ask]").first
    asked = example.get_attribute("data-ask")
    example.click()
    visit.turns.first.wait_for()
    assert visit.turns.first.locator(".asked").inner_text().endswith(asked)
    assert visit.turns.first.locator(".abstained, .failed").count() == 0


def test_a_question_is_shown_as_it_was_typed(visit: Visit) -> None:
    hostile = "<img src=x onerror=alert(1)> ${alert(1)} {{1}} **gras** fiche 1.1.4"
    turn = visit.ask(hostile)
    assert turn.locator(".asked").inner_text().endswith(hostile)
    assert turn.locator("img").count() == 0


def test_a_question_that_is_too_long_is_told_in_the_conversation(visit: Visit) -> None:
    shown = visit.ask("x" * 301).inner_text()
    assert "301 caractères" in shown
    assert "Traceback" not in shown


def test_a_server_that_is_gone_is_told_in_the_conversation(visit: Visit) -> None:
    visit.ask("Qui anime la fiche 1.1.4 ?")
    visit.context.set_offline(True)
    visit.box.fill("et la 1.1.2 ?")
    visit.box.press("Enter")
    visit.tab.get_by_text("Le serveur ne répond plus").wait_for()
    assert visit.tab.get_by_text("Recherche…").count() == 0
    visit.complaints.clear()  # the browser's own, about the connection


def test_clearing_forgets_the_conversation(visit: Visit) -> None:
    visit.ask("Qui anime la fiche 1.1.4 ?")
    visit.tab.get_by_role("button", name="Nouvelle conversation").click()
    visit.turns.first.wait_for(state="detached")
    visit.tab.wait_for_timeout(300)
    assert visit.panel.is_hidden()
    assert visit.ask("et la 1.1.2 ?").locator(".quote").all_inner_texts() != ["«\u00a0Ville\u00a0»"]  # the whole fiche is summed up


def test_nothing_overflows_sideways(visit: Visit) -> None:
    for question in ("Quels sont les objectifs de la fiche 1.1.2 ?", "x" * 250, "Quels sont les liens de la fiche 1.1.4 ?"):
        visit.ask(question)
        content, window = visit.widths()
        assert content <= window


def test_the_page_can_be_read_by_its_landmarks(visit: Visit) -> None:
    visit.ask("Qui anime la fiche 1.1.4 ?")
    assert visit.tab.evaluate("document.documentElement.lang") == "fr"
    assert visit.tab.title() == "Fiches du contrat de ville"
    visit.tab.locator('#log[aria-live="polite"]').wait_for()  # silent while an answer is put in its place
    assert visit.tab.get_by_role("heading", level=1).count() == 1
