"""The pictures of the README, from the two real fiches and a fictional town: `python -m tests.bench.captures`."""

from pathlib import Path

from PIL import Image

from tests.bench import screenshots
from tests.bench._common import CORPUS, FICTIONAL, ROOT
from tests.making.chromium import chromium

FOLDER = ROOT / "tests/captures"
COLOURS = 128  # letters and flat grounds need no more, and a README is opened over slow lines


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with screenshots.served(CORPUS) as url:
        _take(url, 1280, "light", {"question": screenshots.answer_scene})
        _take(url, 390, "dark", {"telephone": screenshots.source_scene})
    with screenshots.served(FICTIONAL) as url:
        _take(url, 1280, "light", {"constat": screenshots.finding_scene, "completude": screenshots.completeness_scene})


def _take(url: str, width: int, theme: str, scenes: dict[str, screenshots.Scene]) -> None:
    with chromium() as browser:
        tab = browser.new_page(
            viewport={"width": width, "height": screenshots.HEIGHT}, reduced_motion="reduce", color_scheme=theme, locale="fr-FR"
        )
        for name, scene in scenes.items():
            scene(tab, url)
            path = FOLDER / f"{name}.png"
            screenshots.picture(tab, path)
            _lighten(path)


def _lighten(path: Path) -> None:
    with Image.open(path) as taken:
        window = taken.convert("RGB").crop((0, 0, taken.width, min(taken.height, screenshots.HEIGHT)))
    window.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    main()
