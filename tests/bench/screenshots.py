"""Pictures of every view and of what opens in it, at two widths, light and dark: `make screenshots` writes them where it is told.

python -m tests.bench.screenshots FOLDER [--corpus FOLDER…] [--url URL]
"""

import argparse
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.bench._common import CORPUS, ROOT, indexed
from tests.making.chromium import chromium
from ui.html.shell import VIEWS

WIDTHS = (1280, 390)
HEIGHT = 860
LONGEST = 2600  # of a page, in pixels: what stands below repeats what stands above
QUESTION = "Qui finance le sport et jusqu’à quand ?"
Scene = Callable[[Any, str], None]
_READY = "La page est ouverte sur "


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--corpus", type=Path, nargs="+", default=[CORPUS])
    parser.add_argument("--url", help="a page that is open already")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    if arguments.url:
        shoot(arguments.url, arguments.folder)
    else:
        with served(*arguments.corpus) as url:
            shoot(url, arguments.folder)


@contextmanager
def served(*corpus: Path) -> Iterator[str]:
    """The address of a page that answers from these fiches."""
    with indexed(*corpus) as settings, socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        taken.close()
        environment = {**os.environ, "FICHES_DATA_DIR": str(settings.data_dir), "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "ui.cli", "serve", "--port", str(port)]
        server = subprocess.Popen(command, stderr=subprocess.PIPE, env=environment, text=True)
        try:
            yield _address(server)
        finally:
            server.terminate()
            server.wait(timeout=15)


def _address(server: "subprocess.Popen[str]") -> str:
    assert server.stderr is not None
    said: list[str] = []
    for line in server.stderr:
        if _READY in line:
            return line.split(_READY)[1].split(" ")[0]
        said.append(line)
    raise SystemExit(f"the page did not start:\n{''.join(said)}")


def shoot(url: str, folder: Path) -> None:
    with chromium() as browser:
        for theme in ("light", "dark"):
            for width in WIDTHS:
                context = browser.new_context(
                    viewport={"width": width, "height": HEIGHT}, reduced_motion="reduce", color_scheme=theme, locale="fr-FR"
                )
                tab = context.new_page()
                for name, scene in _scenes():
                    scene(tab, url)
                    picture(tab, folder / f"{name}-{width}-{theme}.png")
                context.close()


def _scenes() -> Iterator[tuple[str, Scene]]:
    yield "accueil", _welcome
    yield "question", answer_scene
    yield "refus", _refusal
    for view in VIEWS:
        if view.address != "/":
            yield view.name, lambda tab, url, address=view.address: open_view(tab, url + address)
    yield "fiche", _fiche
    yield "passage", _passage
    yield "constat", finding_scene
    yield "completude", completeness_scene
    for name, address in (
        ("echeances", "/vue/financements/echeances"),
        ("projet", "/vue/financements/projet?texte=un+atelier+radio+avec+des+ados+le+soir"),
        ("renvois", "/vue/coherence/renvois"),
        ("sigles", "/vue/fiches/glossaire"),
        ("parcours", "/vue/fiches/parcours"),
        ("inconnue", "/vue/fiches?fiche=9.9.9"),
        ("texte", "/texte?q=Qui+finance+le+sport+et+jusqu%E2%80%99%C3%A0+quand+%3F"),
    ):
        yield name, lambda tab, url, address=address: open_view(tab, url + address)


def open_view(tab: Any, address: str) -> None:
    tab.goto(address)
    tab.locator("h1").first.wait_for(state="attached")
    tab.wait_for_load_state("networkidle")
    tab.locator("progress:not([value])").wait_for(state="detached", timeout=180_000)  # the fiches are looked over once


def _welcome(tab: Any, url: str) -> None:
    open_view(tab, url)
    tab.locator("#examples").wait_for()


def ask(tab: Any, question: str) -> None:
    before = tab.locator("#log .turn:not(.pending)").count()
    tab.get_by_label("Votre question").fill(question)
    tab.get_by_label("Votre question").press("Enter")
    tab.locator("#log .turn:not(.pending)").nth(before).wait_for()


def answer_scene(tab: Any, url: str) -> None:
    _welcome(tab, url)
    ask(tab, QUESTION)


def source_scene(tab: Any, url: str) -> None:
    """The passage of a citation, on a phone."""
    answer_scene(tab, url)
    tab.locator("#log .cite").first.click()
    tab.locator("#panel mark").first.wait_for()


def _refusal(tab: Any, url: str) -> None:
    tab.get_by_role("button", name="Nouvelle conversation").click()
    ask(tab, "Quel est le budget de la fiche 9.9.9 ?")


def _fiche(tab: Any, url: str) -> None:
    open_view(tab, url + "/vue/fiches")
    tab.locator(".fiche-tile a").first.click()
    tab.locator(".fiche-card").wait_for()


def _passage(tab: Any, url: str) -> None:
    open_view(tab, url + "/vue/financements")
    tab.locator("a.proof").first.click()
    tab.locator("#drawer[open]").wait_for()


def finding_scene(tab: Any, url: str) -> None:
    open_view(tab, url + "/vue/coherence")
    tab.locator(".finding .actions a").first.click()
    tab.locator("#drawer[open]").wait_for()


def completeness_scene(tab: Any, url: str) -> None:
    open_view(tab, url + "/vue/coherence/completude")


def picture(tab: Any, path: Path) -> None:
    """The whole page, or its beginning; what is over it or stays beside what is read, as the window shows it."""
    tab.wait_for_load_state("networkidle")
    tab.mouse.move(0, 0)
    tall = tab.evaluate("document.documentElement.scrollHeight")
    if tab.locator("dialog[open], #log .turn").count():
        tab.screenshot(path=str(path))
    else:
        clip = {"x": 0, "y": 0, "width": tab.viewport_size["width"], "height": min(tall, LONGEST)}
        tab.screenshot(path=str(path), full_page=True, clip=clip)


if __name__ == "__main__":
    main()
