"""The report opened in a real browser, from a file, without network: what is seen, what is reached, what axe-core says."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ingest.checks.finding import Severity
from ingest.checks.report import CheckReport
from tests.making.chromium import needs_chromium
from tests.making.reports import empty_report, hostile_report, real_report, town_report
from ui.reports import html as html_report

pytestmark = needs_chromium

WIDTHS = [1280, 390]


@pytest.fixture
def visit(browser: Any, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Opens a report; whatever it asks for beyond its own file fails the test, and so does a complaint of the browser."""
    contexts, requests, complaints = [], [], []

    def opened(report: CheckReport, *, width: int = 1280, scheme: str = "light", scripts: bool = True, fragment: str = "") -> Any:
        path = tmp_path / "relecture.html"
        path.write_bytes(html_report.render(report))
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=scripts,
            bypass_csp=scripts,  # axe-core is a script, which the page itself does not allow
            reduced_motion="reduce",
        )
        contexts.append(context)
        tab = context.new_page()
        tab.on("request", lambda request: requests.append(request.url))
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.on("console", lambda message: complaints.append(message.text))
        tab.goto(path.as_uri() + fragment)
        return tab

    yield opened
    for context in contexts:
        context.close()
    assert [url for url in requests if not url.startswith(tmp_path.as_uri())] == []
    assert complaints == []


@pytest.mark.parametrize(
    ("made", "width", "scheme"),
    [
        (town_report, 1280, "light"),
        (town_report, 390, "dark"),
        (real_report, 390, "light"),
        (real_report, 1280, "dark"),
        (hostile_report, 390, "light"),
        (empty_report, 1280, "light"),
    ],
)
def test_axe_core_finds_no_violation(visit: Callable[..., Any], made: Callable[[], CheckReport], width: int, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    tab = visit(made(), width=width, scheme=scheme)
    tab.evaluate("document.querySelectorAll('details').forEach(element => element.open = true)")
    found = axe.Axe().run(tab)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("made", [town_report, hostile_report])
def test_only_tables_and_pictures_are_wider_than_a_screen(visit: Callable[..., Any], made: Callable[[], CheckReport], width: int) -> None:
    tab = visit(made(), width=width)
    assert tab.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("severity", ["error", "warning", "info"])
def test_a_figure_narrows_the_page_to_what_it_counts_without_script(visit: Callable[..., Any], severity: str) -> None:
    tab = visit(town_report(), scripts=False)
    tab.locator(f'a[href="#gravite-{severity}"]').click()
    shown = tab.locator("article:visible")
    assert shown.count() == town_report().count(Severity(severity))
    assert tab.locator(f"article.{severity}:visible").count() == shown.count()
    tab.get_by_role("link", name="Tout afficher").click()
    assert tab.locator("article:visible").count() == len(town_report().findings)


def test_a_leader_sees_only_the_fiches_it_leads(visit: Callable[..., Any]) -> None:
    tab = visit(town_report(), scripts=False)
    tab.get_by_role("link", name=re.compile("CAF du Val d’Orle [0-9]+")).click()
    assert tab.locator("section.group:visible").count() == 1
    assert "Fiche 1.1.4" in tab.locator("section.group:visible").inner_text()


def test_the_first_key_leads_past_the_summary(visit: Callable[..., Any]) -> None:
    tab = visit(real_report())
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.textContent") == "Aller au contenu"
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "contenu"


def test_the_focus_is_seen(visit: Callable[..., Any]) -> None:
    tab = visit(real_report())
    tab.keyboard.press("Tab")
    tab.keyboard.press("Tab")
    assert tab.evaluate("getComputedStyle(document.activeElement).outlineWidth") == "3px"


def test_paper_holds_the_findings_and_no_navigation(visit: Callable[..., Any]) -> None:
    tab = visit(town_report())
    tab.emulate_media(media="print")
    assert not tab.get_by_role("navigation").is_visible()
    assert tab.locator("article:visible").count() == len(town_report().findings)
    assert tab.pdf().startswith(b"%PDF")
