"""The views of fundings, partners and findings in a real browser: by keyboard, in the drawer, without a script, and by the rules of axe."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.making.chromium import needs_chromium

from .conftest import Page

pytestmark = needs_chromium

VIEWS = (
    "/vue/financements",
    "/vue/financements?q=sport",
    "/vue/financements/echeances?au=2013-01-01",
    "/vue/financements/projet",
    "/vue/partenaires",
    "/vue/coherence",
    "/vue/coherence/completude",
    "/vue/coherence/renvois",
    "/vue/coherence/acceptes",
)


@pytest.fixture(params=[(1280, "light"), (390, "dark")], ids=["wide", "narrow"])
def tab(request: pytest.FixtureRequest, browser: Any, page: Page) -> Iterator[Any]:
    width, colours = request.param
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=colours, reduced_motion="reduce", base_url=page.url
    )
    opened = context.new_page()
    complaints: list[str] = []
    elsewhere: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None)
    opened.on("request", lambda asked: elsewhere.append(asked.url) if not asked.url.startswith((page.url, "data:")) else None)
    yield opened
    context.close()
    assert complaints == []
    assert elsewhere == []


def visit(tab: Any, path: str) -> None:
    tab.goto(path)
    tab.get_by_text("La relecture des fiches est en cours").wait_for(state="detached", timeout=60_000)


def test_no_view_breaks_a_rule_of_axe_or_overflows(tab: Any) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    for path in VIEWS:
        visit(tab, path)
        found = axe.run(tab).response["violations"]
        assert [(path, one["id"], one["nodes"][0]["html"][:200]) for one in found] == []
        content, window = tab.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert content <= window, path


def test_what_opens_in_the_drawer_breaks_no_rule_of_axe(tab: Any) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    for path, opener in (("/vue/partenaires", "a.name"), ("/vue/coherence", ".finding .button"), ("/vue/coherence", ".rule")):
        visit(tab, path)
        tab.locator(opener).first.click()
        tab.locator("#drawer[open] h2").wait_for()
        assert [(opener, one["id"], one["nodes"][0]["html"][:200]) for one in axe.run(tab).response["violations"]] == []


def test_a_search_answers_while_one_types_and_keeps_the_field(tab: Any) -> None:
    visit(tab, "/vue/financements")
    tab.get_by_label("Chercher par le sens").press_sequentially("sport")
    tab.get_by_text("Proposé par").first.wait_for()
    assert tab.evaluate("document.activeElement.id") == "f-q"
    tab.wait_for_url(re.compile(r"/vue/financements\?q=sport$"))


def test_the_quote_of_a_row_opens_by_keyboard_and_gives_the_focus_back(tab: Any) -> None:
    visit(tab, "/vue/financements")
    link = tab.locator("tbody .proof").first
    link.focus()
    tab.keyboard.press("Enter")
    mark = tab.locator("#drawer[open] mark")
    mark.wait_for()
    tab.keyboard.press("Escape")
    tab.locator("#drawer[open]").wait_for(state="detached")
    assert tab.evaluate("document.activeElement.className") == "proof"


def test_a_project_is_answered_where_it_was_typed(tab: Any) -> None:
    visit(tab, "/vue/financements/projet")
    tab.get_by_label("Votre projet").fill("Un stage de football pour les enfants pendant les vacances")
    tab.get_by_role("button", name="Voir ce que les fiches lui offrent").press("Enter")
    tab.get_by_role("heading", name="Le dossier du projet").wait_for()
    with tab.expect_download() as download:
        tab.get_by_role("button", name="Word").click()
    assert download.value.suggested_filename.endswith(".docx")


def test_a_finding_is_accepted_and_taken_back_by_keyboard(tab: Any) -> None:
    visit(tab, "/vue/coherence?regle=STR002")
    opener = tab.locator(".finding .button").first
    opener.focus()
    tab.keyboard.press("Enter")
    tab.get_by_label("Motif").fill("fixé chaque année")
    tab.get_by_role("button", name="Accepter", exact=True).press("Enter")
    tab.locator("#drawer").get_by_text("Accepté : fixé chaque année").wait_for()
    tab.keyboard.press("Escape")
    settled = tab.locator("#view .finding.settled")
    settled.wait_for()
    settled.get_by_role("button", name="Remettre parmi les constats").press("Enter")
    settled.wait_for(state="detached")
    assert tab.locator("#view .finding").count() > 0


def test_a_mark_of_a_picture_is_followed_by_keyboard(tab: Any) -> None:
    visit(tab, "/vue/coherence/completude")
    tab.locator("a.way[data-drawer]").first.focus()
    tab.keyboard.press("Enter")
    tab.locator("#drawer[open] .constat").wait_for()
    tab.keyboard.press("Escape")
    tab.locator("a.way[data-node]").first.focus()
    tab.keyboard.press("Enter")
    tab.wait_for_url(re.compile(r"/vue/coherence\?fiche="))


@pytest.mark.parametrize("path", ["/vue/financements?q=sport", "/vue/partenaires", "/vue/coherence"])
def test_a_view_can_be_read_without_a_script(browser: Any, page: Page, path: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=page.url)
    tab = context.new_page()
    tab.goto(path)
    tab.get_by_role("link", name=re.compile("«|Voir")).first.click()
    assert tab.get_by_role("heading", level=1).count() == 1
    context.close()
