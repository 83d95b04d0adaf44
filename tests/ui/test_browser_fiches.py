"""The fiches, the corpus and « À propos » in a real browser: keyboard, landing, copied links, ticks, files that are sent."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.making.chromium import LOOKS, needs_chromium, wait_until
from ui.settings import Settings

from .conftest import ROOT, SERVER, Page, _wait_for_url
from .test_corpus_view import fiche

pytestmark = needs_chromium

VIEWS = (
    "/vue/fiches",
    "/vue/fiches?fiche=1.1.2&extrait=Favoriser+le+lien+social",
    "/vue/fiches/nouveau",
    "/vue/fiches/glossaire",
    "/vue/fiches/parcours",
    "/vue/corpus",
    "/vue/a-propos",
)


class Tab:
    """A tab that keeps what it requested and what it complained about."""

    def __init__(self, browser: Any, url: str, width: int = 1280, scheme: str = "light") -> None:
        self.url = url
        self.context = browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce", color_scheme=scheme)
        self.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=url)
        self.tab = self.context.new_page()
        self.complaints: list[str] = []
        self.foreign: list[str] = []
        self.tab.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.tab.on("console", lambda message: self.complaints.append(message.text) if message.type in ("error", "warning") else None)
        self.tab.on(
            "request", lambda request: None if request.url.startswith((url, "data:", "blob:")) else self.foreign.append(request.url)
        )

    def open(self, path: str) -> Any:
        self.tab.goto(self.url + path)
        return self.tab


@pytest.fixture
def tab(browser: Any, page: Page) -> Iterator[Tab]:
    tab = Tab(browser, page.url)
    yield tab
    tab.context.close()
    assert tab.complaints == []
    assert tab.foreign == []


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_each_view_is_accessible_and_nothing_overflows(browser: Any, page: Page, width: int, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed").Axe()
    tab = Tab(browser, page.url, width, scheme)
    for view in VIEWS:
        shown = tab.open(view)
        wait_until(shown, "!document.querySelector('.late .soft > a:only-child')")
        found = axe.run(shown).response["violations"]
        assert [(violation["id"], [node["target"] for node in violation["nodes"]]) for violation in found] == [], view
        assert shown.evaluate("document.documentElement.scrollWidth <= innerWidth"), view
    tab.context.close()
    assert tab.complaints == []
    assert tab.foreign == []


def test_a_fiche_is_found_and_opened_by_keyboard(tab: Tab) -> None:
    shown = tab.open("/vue/fiches")
    shown.get_by_label("Mots de la fiche").focus()
    shown.keyboard.type("mixtes")
    wait_until(shown, "document.querySelectorAll('.fiche-tile').length === 1")
    assert shown.evaluate("document.activeElement.id") == "filter-words"  # the field is still being typed in
    shown.locator(".fiche-tile a").focus()
    shown.keyboard.press("Enter")
    shown.get_by_role("heading", level=1, name="Fiche 1.1.4").wait_for()
    wait_until(shown, "document.activeElement.tagName === 'H1'")
    shown.go_back()
    shown.locator(".fiche-tile").wait_for()
    assert shown.get_by_label("Mots de la fiche").input_value() == "mixtes"


def test_the_page_lands_on_the_words_that_were_quoted(tab: Tab) -> None:
    shown = tab.open("/vue/fiches?" + urlencode({"fiche": "1.1.2", "extrait": "Participation des habitants"}))
    assert shown.evaluate("document.activeElement.querySelector('mark')?.textContent") == "Participation des habitants"
    assert shown.evaluate(
        "(() => { const box = document.querySelector('mark').getBoundingClientRect(); return 0 <= box.top && box.bottom <= innerHeight })()"
    )


def test_the_contents_lead_to_a_field_without_leaving_the_page(tab: Tab) -> None:
    shown = tab.open("/")  # whose links start from the root
    shown.get_by_role("link", name="Fiches", exact=True).click()
    shown.locator(".fiche-tile a").first.click()
    shown.get_by_role("link", name="Calendrier").click()
    wait_until(shown, "location.hash === '#rubrique-calendrier'")
    assert shown.get_by_role("heading", level=1, name="Fiche 1.1.2").is_visible()
    assert shown.evaluate("document.querySelector('#rubrique-calendrier').getBoundingClientRect().top < innerHeight")


def test_the_address_of_a_field_is_copied_whole_and_opens_there(tab: Tab) -> None:
    shown = tab.open("/vue/fiches?fiche=1.1.2")
    shown.get_by_role("button", name="Copier le lien de la rubrique « Animateur »").click()
    shown.get_by_text("Lien copié.").wait_for(state="attached")
    copied = shown.evaluate("navigator.clipboard.readText()")
    assert copied == f"{tab.url}/vue/fiches?fiche=1.1.2&version=2017#rubrique-animateur"
    shown.goto(copied)
    wait_until(shown, "document.activeElement.id === 'rubrique-animateur'")


def test_what_was_read_stays_ticked(tab: Tab) -> None:
    shown = tab.open("/vue/fiches/parcours")
    shown.get_by_label("Lue : Fiche 1.1.2").check()
    shown.get_by_text("1 fiche lue sur 2.").wait_for()
    shown.reload()
    assert shown.get_by_label("Lue : Fiche 1.1.2").is_checked()
    shown.get_by_role("button", name="Oublier mes coches").click()
    shown.get_by_text("0 fiche lue sur 2.").wait_for()


def test_paper_gets_the_fiche_alone(tab: Tab) -> None:
    shown = tab.open("/vue/fiches?fiche=1.1.2")
    shown.emulate_media(media="print")
    assert shown.locator(".fiche-card").is_visible()
    assert not any(
        shown.locator(name).first.is_visible() for name in (".page-header", ".summary", ".fiche-aside", ".actions", ".neighbours")
    )


def test_a_view_reads_without_javascript(browser: Any, page: Page) -> None:
    context = browser.new_context(java_script_enabled=False)
    shown = context.new_page()
    shown.goto(page.url + "/vue/fiches?fiche=1.1.2")
    shown.get_by_role("link", name="Financements et partenaires").click()
    assert "UFOLEP" in shown.locator("main").inner_text()
    context.close()


@pytest.fixture
def own_page(indexed: Settings, tmp_path: Path) -> Iterator[Page]:
    """A page whose index may be changed."""
    data = tmp_path / "data"
    shutil.copytree(indexed.data_dir, data)
    log = tmp_path / "stderr.txt"
    with log.open("wb") as stderr:
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        process = subprocess.Popen([sys.executable, "-c", SERVER, str(data)], cwd=tmp_path, stderr=stderr, env=environment)
    try:
        yield Page(_wait_for_url(process, log), process, log)
    finally:
        process.terminate()
        process.wait(timeout=15)


def test_a_folder_is_sent_and_its_fiche_read_while_the_page_answers(browser: Any, own_page: Page, tmp_path: Path) -> None:
    folder = tmp_path / "dossier" / "2026"
    folder.mkdir(parents=True)
    (folder / "fiche.txt").write_bytes(fiche("3.1.1"))
    (folder / "photo.png").write_bytes(b"x")
    tab = Tab(browser, own_page.url)
    shown = tab.open("/vue/corpus")
    shown.get_by_label("Un dossier entier").set_input_files(str(tmp_path / "dossier"))
    shown.get_by_role("button", name="Ajouter à l’index").click()
    shown.get_by_text("Envoi terminé.").wait_for(timeout=90_000)
    assert "dossier/2026/photo.png" in shown.locator("#run").inner_text()
    shown.get_by_role("link", name="3.1.1").wait_for()  # the list has been fetched again
    shown.get_by_role("link", name="Retirer uploads/dossier/2026/fiche.txt").click()
    shown.get_by_text("Ces fiches ne répondront plus : 3.1.1.").wait_for()
    tab.context.close()
    assert tab.complaints == []
