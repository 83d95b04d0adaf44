"""Pictures of every view at two widths, in light, and of some in dark: `make screenshots` writes them where it is told.

python -m tests.bench.screenshots FOLDER [--corpus FOLDER]
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.bench._common import CORPUS, ROOT, indexed
from tests.making.chromium import chromium
from ui.html.shell import VIEWS

WIDTHS = (1280, 390)
QUESTION = "Qui finance le sport et jusqu’à quand ?"
_READY = "La page est ouverte sur "


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    with indexed(arguments.corpus) as settings:
        environment = {**os.environ, "FICHES_DATA_DIR": str(settings.data_dir), "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "ui.cli", "serve", "--port", "0"]
        server = subprocess.Popen(command, stderr=subprocess.PIPE, env=environment, text=True)
        try:
            _shoot(_address(server), arguments.folder)
        finally:
            server.terminate()
            server.wait(timeout=15)


def _address(server: "subprocess.Popen[str]") -> str:
    assert server.stderr is not None
    line = next(line for line in server.stderr if _READY in line)
    return line.split(_READY)[1].split(" ")[0]


def _shoot(url: str, folder: Path) -> None:
    with chromium() as browser:
        for theme in ("light", "dark"):
            for width in WIDTHS:
                context = browser.new_context(viewport={"width": width, "height": 860}, reduced_motion="reduce", color_scheme=theme)
                tab = context.new_page()
                for view in VIEWS:
                    _open(tab, url + view.address)
                    if view.address == "/":
                        tab.get_by_label("Votre question").fill(QUESTION)
                        tab.get_by_label("Votre question").press("Enter")
                        tab.locator("#log .turn:not(.pending)").first.wait_for()
                    tab.screenshot(path=str(folder / f"{view.name}-{width}-{theme}.png"))
                context.close()


def _open(tab: Any, address: str) -> None:
    tab.goto(address)
    tab.locator("h1").first.wait_for(state="attached")
    tab.wait_for_load_state("networkidle")


if __name__ == "__main__":
    main()
