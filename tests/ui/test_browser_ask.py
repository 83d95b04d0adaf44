"""The conversation in a real browser: asked again, stopped, kept, linked to, taken away, by keyboard alone."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.making.chromium import needs_chromium, wait_until

from .conftest import Page
from .test_browser import Visit

pytestmark = needs_chromium

LEADER = "Qui anime la fiche 1.1.4 ?"
VILLES = "Villes dans le cadre des projets de quartier"

# Leaves room for less than one turn.
FILL = """() => {
    for (let size = 4_000_000, key = 0; size > 500; key += 1) {
        try { sessionStorage.setItem("full" + key, "x".repeat(size)); } catch { size = Math.floor(size / 2); }
    }
}"""


@pytest.fixture
def visit(browser: Any, page: Page) -> Iterator[Visit]:
    visit = Visit(browser, page, 1280)
    yield visit
    visit.context.close()
    assert [url for url in visit.requests if not url.startswith((page.url, "data:", "blob:"))] == []
    assert visit.complaints == []


def quotes(turn: Any) -> list[str]:
    return [text.strip("« »\u00a0") for text in turn.locator(".quote").all_inner_texts()]


def asked(visit: Visit) -> list[str]:
    return [text.split(" : ", 1)[-1] for text in visit.tab.locator("#log .turn .asked").all_text_contents()]


def test_a_question_that_is_edited_takes_those_after_it_away(visit: Visit) -> None:
    first = visit.ask(LEADER)
    visit.ask("et la 1.1.2 ?")
    first.get_by_role("button", name="Modifier").click()
    field = visit.tab.get_by_label("Question à modifier")
    assert field.input_value() == LEADER
    field.fill("Qui anime la fiche 1.1.2 ?")
    field.press("Enter")
    visit.tab.locator("#log .turn:not(.pending) .quote", has_text="Ville").wait_for()
    assert asked(visit) == ["Qui anime la fiche 1.1.2 ?"]
    assert visit.tab.locator("#evidence > *").count() == 1


def test_an_edit_that_is_given_up_changes_nothing(visit: Visit) -> None:
    turn = visit.ask(LEADER)
    turn.get_by_role("button", name="Modifier").click()
    visit.tab.keyboard.press("Escape")
    assert visit.focused(".textContent") == "Modifier"
    assert asked(visit) == [LEADER]


def test_a_question_is_asked_again(visit: Visit) -> None:
    visit.ask(LEADER).get_by_role("button", name="Relancer").click()
    visit.tab.locator("#log .turn:not(.pending)").wait_for()
    assert asked(visit) == [LEADER]
    assert quotes(visit.turns.first) == [VILLES]


def test_an_answer_is_stopped_and_what_comes_late_is_left_out(visit: Visit) -> None:
    # The question and the click in one go: no answer can come in between.
    visit.box.fill(LEADER)
    visit.tab.evaluate("() => { document.querySelector('#composer').requestSubmit(); document.querySelector('#stop').click(); }")
    assert "Vous avez arrêté cette réponse." in visit.turns.first.inner_text()
    visit.tab.wait_for_timeout(800)
    assert visit.tab.locator("#log .quote").count() == 0
    visit.turns.first.get_by_role("button", name="Relancer").click()
    visit.tab.locator("#log .quote", has_text=VILLES).wait_for()
    assert asked(visit) == [LEADER]


def test_the_conversation_outlives_a_reload_and_leans_on_what_was_asked(visit: Visit) -> None:
    visit.ask(LEADER)
    visit.tab.reload()
    visit.turns.first.wait_for()
    assert quotes(visit.turns.first) == [VILLES]
    assert visit.panel.locator("mark:visible").all_inner_texts() == [VILLES]
    assert quotes(visit.ask("et la 1.1.2 ?")) == ["Ville"]


def test_the_conversation_is_there_after_another_view(visit: Visit) -> None:
    visit.ask(LEADER)
    visit.tab.goto(visit.tab.url.rstrip("/") + "/vue/passage?fiche=112&extrait=Ville")
    visit.tab.get_by_role("link", name="Poser une question").click()
    visit.turns.first.wait_for()
    assert quotes(visit.turns.first) == [VILLES]


def test_a_fiche_opens_at_the_quote_and_the_way_back_leads_to_the_conversation(visit: Visit) -> None:
    visit.ask(LEADER)
    visit.tab.get_by_role("link", name="Ouvrir la fiche").first.click()
    quoted = visit.tab.locator("#view mark", has_text=VILLES).first
    quoted.wait_for()
    wait_until(
        visit.tab,
        "mark => { const { top, bottom } = mark.getBoundingClientRect(); return top >= 0 && bottom <= innerHeight; }",
        quoted.element_handle(),
    )
    assert "/vue/fiches?fiche=1.1.4" in visit.tab.url
    assert not visit.turns.first.is_visible()
    visit.tab.go_back()
    visit.turns.first.wait_for()
    assert quotes(visit.turns.first) == [VILLES]
    assert visit.panel.is_visible()


def test_a_new_conversation_is_not_kept(visit: Visit) -> None:
    visit.ask(LEADER)
    visit.tab.get_by_role("button", name="Nouvelle conversation").click()
    visit.tab.reload()
    visit.box.wait_for()
    visit.tab.locator("#examples").wait_for()
    assert visit.turns.count() == 0
    assert visit.tab.evaluate("sessionStorage.getItem('fiches-conversation')") is None


def test_a_link_asks_its_question_within_its_filters_and_only_once(visit: Visit) -> None:
    root = visit.tab.url
    visit.tab.goto(root + "?question=Qui+anime+%3F&fiche=114")
    visit.turns.first.wait_for()
    assert quotes(visit.turns.first) == [VILLES]
    assert "Limité à : Fiche 114" in visit.turns.first.inner_text()
    assert visit.tab.get_by_role("button", name="Retirer le filtre Fiche 114").count() == 1
    assert visit.tab.url == root
    visit.tab.reload()
    visit.turns.first.wait_for()
    assert visit.turns.count() == 1


def test_the_link_of_a_question_is_copied(visit: Visit) -> None:
    visit.context.grant_permissions(["clipboard-read", "clipboard-write"])
    turn = visit.ask(LEADER)
    turn.get_by_role("button", name="Copier le lien").click()
    visit.tab.get_by_role("button", name="Lien copié").wait_for()
    visit.tab.goto(visit.tab.evaluate("navigator.clipboard.readText()"))
    visit.turns.nth(1).wait_for()
    assert asked(visit) == [LEADER, LEADER]


def test_an_answer_is_copied_with_its_sources(visit: Visit) -> None:
    # The clipboard is the machine's: another browser may write in it at the same time.
    visit.tab.evaluate("navigator.clipboard.writeText = async (text) => { window.copied = text; }")
    visit.ask(LEADER).get_by_role("button", name="Copier avec les sources").click()
    visit.tab.get_by_role("button", name="Réponse copiée").wait_for()
    copied = visit.tab.evaluate("window.copied")
    assert copied.startswith(LEADER)
    assert f"« {VILLES} » [1]" in copied
    assert "fiche-1.1.4.txt, ligne 41" in copied


def test_a_filter_is_a_chip_that_a_click_takes_off(visit: Visit) -> None:
    visit.tab.get_by_text("Préciser la recherche").click()
    visit.tab.get_by_label("Rubrique", exact=True).select_option(label="Calendrier")
    chip = visit.tab.get_by_role("button", name="Retirer le filtre Rubrique Calendrier")
    chip.wait_for()
    assert quotes(visit.ask("Que dit la fiche 1.1.2 ?")) == ["En continu"]
    chip.click()
    chip.wait_for(state="detached")
    assert len(quotes(visit.ask("Que dit la fiche 1.1.2 ?"))) > 1


def test_a_refusal_within_filters_is_asked_again_without_them(visit: Visit) -> None:
    visit.tab.goto(visit.tab.url + "?question=Qui+anime+la+fiche+1.1.4+%3F&pilier=3")
    visit.turns.first.wait_for()
    assert "Les fiches ne le disent pas" in visit.turns.first.inner_text()
    visit.turns.first.get_by_role("button", name="Chercher sans les filtres").click()
    visit.turns.nth(1).wait_for()
    assert quotes(visit.turns.nth(1)) == [VILLES]
    assert visit.tab.locator(".chip").count() == 0


def test_an_opinion_is_thanked_for_and_not_asked_twice(visit: Visit) -> None:
    turn = visit.ask(LEADER)
    turn.get_by_text("Réponse pas utile").click()
    turn.get_by_label("Il manque quelque chose").check()
    turn.get_by_role("button", name="Envoyer").click()
    visit.tab.get_by_text("Merci, votre avis est enregistré.").wait_for()
    visit.tab.reload()
    visit.turns.first.wait_for()
    assert visit.tab.get_by_text("Merci, votre avis est enregistré.").count() == 1


def test_nothing_of_a_question_is_shown_but_as_text_when_it_is_kept(visit: Visit) -> None:
    hostile = "<img src=x onerror=alert(1)> \u202efiche 1.1.4"
    visit.ask(hostile)
    visit.tab.reload()
    visit.turns.first.wait_for()
    visit.turns.first.get_by_role("button", name="Modifier").click()
    assert visit.tab.get_by_label("Question à modifier").input_value() == hostile
    assert visit.tab.locator("#log img").count() == 0


def test_a_page_whose_storage_is_full_keeps_the_newest_turns(visit: Visit) -> None:
    visit.ask(LEADER)
    visit.tab.evaluate(FILL)
    visit.ask("Qui anime la fiche 1.1.2 ?")
    kept = json.loads(visit.tab.evaluate("sessionStorage.getItem('fiches-conversation')"))
    assert len(kept["turns"]) <= 1
    assert visit.turns.count() == 2


# By keyboard alone, and for screen readers.


def tab_to(visit: Visit, name: str, *, back: bool = False) -> None:
    """Press Tab until what has the focus bears this name: no other way in is used."""
    for _ in range(80):
        visit.tab.keyboard.press("Shift+Tab" if back else "Tab")
        if name in visit.focused("?.getAttribute('aria-label') ?? document.activeElement.innerText ?? ''"):
            return
    pytest.fail(f"« {name} » is not reached by Tab")


def test_a_whole_visit_goes_by_keyboard_alone(visit: Visit) -> None:
    visit.tab.keyboard.press("Tab")
    assert visit.focused(".textContent") == "Aller au contenu"
    for _ in range(40):
        visit.tab.keyboard.press("Tab")
        if visit.focused(".id") == "question-text":
            break
    visit.tab.keyboard.type("Quels financements pour le sport ?")
    visit.tab.keyboard.press("Enter")
    visit.turns.first.wait_for()
    assert visit.focused(".id") == "question-text"
    tab_to(visit, "Citation 1", back=True)
    visit.tab.keyboard.press("Enter")
    assert visit.focused(".classList.contains('passage')")
    tab_to(visit, "Retour à la réponse")
    visit.tab.keyboard.press("Enter")
    assert "Citation 1" in visit.focused(".getAttribute('aria-label')")
    tab_to(visit, "Comment cette réponse a été trouvée")
    visit.tab.keyboard.press("Enter")
    assert visit.tab.locator(".reasoning[open]").count() == 1
    tab_to(visit, "Réponse utile")
    visit.tab.keyboard.press("Enter")
    visit.tab.get_by_text("Merci, votre avis est enregistré.").wait_for()
    visit.box.focus()
    visit.tab.keyboard.type("et les partenaires ?")
    visit.tab.keyboard.press("Enter")
    visit.turns.nth(1).wait_for()
    tab_to(visit, "Exporter la conversation")
    visit.tab.keyboard.press("Enter")
    with visit.tab.expect_download() as download:
        tab_to(visit, "Page web (.html)")
        visit.tab.keyboard.press("Enter")
    assert download.value.suggested_filename == "conversation.html"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_view_has_no_fault_that_axe_finds(browser: Any, page: Page, theme: str, width: int) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    visit = Visit(browser, page, width)
    visit.tab.emulate_media(color_scheme=theme)
    for question in ("Quels financements pour le sport ?", "Quel est le calendrier de la fiche 1.1.4 ?", "Qui anime la fiche 9.9.9 ?"):
        visit.ask(question)
    visit.tab.get_by_text("Préciser la recherche").click()
    visit.turns.first.locator("summary", has_text="Comment cette").click()
    visit.turns.first.locator("summary", has_text="pas utile").click()
    found = axe.Axe().run(visit.tab).response["violations"]
    content, window = visit.widths()
    visit.context.close()
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
    assert content <= window
