"""Each view in a real browser: as axe-core sees it, at two widths, in light and in dark, and without a word to another host."""

from typing import Any

import pytest

from tests.making.chromium import LOOKS, needs_chromium
from ui.html.shell import VIEWS

from .conftest import Page

pytestmark = needs_chromium
# A view may be several: what is looked at beside each address of the menu.
MORE = ("/vue/fiches?fiche=1.1.2", "/vue/financements?q=sport", "/vue/passage?fiche=1.1.4&extrait=Villes")
ADDRESSES = (*(view.address for view in VIEWS), *MORE)
# Violations of Gradio's own markup, which we cannot change: none is serious (the accessibility statement lists them).
GRADIO_ROOT = "gradio-app"


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_no_view_shuts_anybody_out(browser: Any, page: Page, width: int, theme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce", color_scheme=theme)
    tab = context.new_page()
    told: list[str] = []
    requests: list[str] = []
    tab.on("pageerror", lambda error: told.append(str(error)))
    tab.on("console", lambda message: told.append(f"{tab.url} {message.text}") if message.type in ("error", "warning") else None)
    tab.on("request", lambda request: requests.append(request.url))
    faults: list[str] = []
    for address in ADDRESSES:
        tab.goto(page.url + address)
        tab.locator("h1").first.wait_for(state="attached")
        if address == "/":
            tab.get_by_label("Votre question").fill("Qui anime la fiche 1.1.4 ?")
            tab.get_by_label("Votre question").press("Enter")
            tab.locator("#log .turn:not(.pending)").first.wait_for()
        for violation in Axe().run(tab).response["violations"]:
            places = [node["html"][:120] for node in violation["nodes"]]
            faults.append(f"{address} {violation['impact']} {violation['id']} {places[:3]}")
        content, window = tab.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        if content > window:
            faults.append(f"{address} is {content} wide in a window of {window}")
    context.close()
    assert faults == []
    assert told == []
    assert [url for url in requests if not url.startswith((page.url, "data:", "blob:"))] == []


def test_the_conversation_is_still_there_after_a_look_at_another_view(browser: Any, page: Page) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    tab = context.new_page()
    tab.goto(page.url)
    tab.get_by_label("Votre question").fill("Qui anime la fiche 1.1.4 ?")
    tab.get_by_label("Votre question").press("Enter")
    tab.locator("#log .turn:not(.pending)").first.wait_for()
    tab.get_by_role("link", name="À propos").click()
    tab.wait_for_url("**/vue/a-propos")
    tab.locator('.view[data-view="a-propos"]').wait_for()
    assert tab.evaluate("document.activeElement.tagName") == "H1"
    assert tab.locator("nav a[aria-current]").inner_text() == "À propos"
    tab.go_back()
    tab.locator("#log .turn").first.wait_for()
    assert tab.locator("#log .turn").is_visible()
    tab.go_forward()
    tab.locator('.view[data-view="a-propos"]').wait_for()
    tab.get_by_role("link", name="Poser une question").click()
    assert "Villes dans le cadre" in tab.locator("#log .turn").inner_text()
    context.close()
