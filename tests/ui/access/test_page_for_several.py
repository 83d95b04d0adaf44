"""The page in Chromium, for a reader and a coordinator: what each sees, and a question that is transmitted from the conversation."""

from typing import Any

import pytest

from tests.making.chromium import needs_chromium
from ui.access.access import SESSION_COOKIE

from .conftest import House, password

pytestmark = needs_chromium


def tab_of(browser: Any, house: House, who: str, **options: Any) -> Any:
    context = browser.new_context(**options)
    context.set_default_timeout(120_000)
    context.add_cookies([{"name": SESSION_COOKIE, "value": house.sessions[who], "url": house.url}])
    return context.new_page()


def test_a_reader_transmits_a_refusal_and_the_coordinator_finds_it(browser: Any, house: House) -> None:
    lea = tab_of(browser, house, "lecteur")
    complaints: list[str] = []
    lea.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    lea.goto(house.url)
    box = lea.get_by_label("Votre question")
    box.fill("Quel est le calendrier de la fiche 1.1.4 ?")
    box.press("Enter")
    turn = lea.locator("#log .turn:not(.pending)").first
    turn.get_by_text("Transmettre au coordinateur").click()
    turn.get_by_label("Ce qui manque").fill("il faudrait une date")
    turn.get_by_role("button", name="Transmettre", exact=True).click()
    turn.get_by_text("La question est transmise").wait_for()
    assert complaints == []
    cora = tab_of(browser, house, "coordinateur")
    cora.goto(house.url + "/vue/retours")
    cora.get_by_role("heading", name="Fiche 1.1.4, Calendrier").wait_for()
    assert "il faudrait une date" in cora.locator("#view").inner_text()
    cora.get_by_role("button", name="Clore").first.click()
    cora.get_by_text("close.").first.wait_for()
    assert cora.get_by_role("button", name="Rouvrir").count() == 1


@pytest.mark.parametrize(
    ("who", "labels"),
    [("lecteur", ["Mon historique"]), ("admin", ["Mon historique", "Questions transmises", "À revoir", "Comptes", "Journal"])],
)
def test_each_sees_what_their_role_opens(browser: Any, house: House, who: str, labels: list[str]) -> None:
    tab = tab_of(browser, house, who)
    tab.goto(house.url + "/vue/historique")
    tab.locator("details.account > summary").click()
    assert tab.locator("details.account a").all_inner_texts() == labels
    tab.get_by_role("button", name="Se déconnecter").wait_for()


@pytest.mark.parametrize("path", ["/vue/historique", "/vue/retours", "/vue/a-revoir", "/journal"])
def test_axe_finds_nothing_in_the_views_of_a_coordinator(browser: Any, house: House, path: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    tab = tab_of(browser, house, "admin", bypass_csp=True)
    tab.goto(house.url + path)
    found = axe.Axe().run(tab)
    assert found.violations_count == 0, found.generate_report()


def test_logging_in_by_hand_opens_the_page(browser: Any, house: House) -> None:
    tab = browser.new_context().new_page()
    tab.set_default_timeout(120_000)
    tab.goto(house.url)
    tab.get_by_label("Nom d’utilisateur").fill("coordinateur")
    tab.get_by_label("Mot de passe").fill(password("coordinateur"))
    tab.get_by_role("button", name="Se connecter").click()
    tab.get_by_label("Votre question").wait_for()
