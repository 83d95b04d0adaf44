"""A contract as large as one likes: the fictional fiches under other codes, each paragraph made different from every other."""

import re
import shutil
from pathlib import Path

from tests.bench._common import FICTIONAL

_CODE = re.compile(r"\b\d\.\d\.\d\b")


def write_fiches(folder: Path, count: int) -> None:
    """Write `count` text fiches, two hundred to a folder, in the words and proportions of the fictional corpus."""
    shutil.rmtree(folder, ignore_errors=True)
    texts = (path.read_text(encoding="utf-8-sig", errors="replace") for path in sorted(FICTIONAL.glob("*fiche*.txt")))
    models = [text for text in texts if _CODE.search(text[:200])]
    for number in range(count):
        path = folder / f"lot-{number // 200:03}" / f"fiche-{number:06}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(generated(models[number % len(models)], number), encoding="utf-8")


def generated(model: str, number: int) -> str:
    """Return `model` as the fiche of this number: its code is its own and so is each of its paragraphs."""
    code = f"{number // 9_801 + 1}.{number // 99 % 99 + 1}.{number % 99 + 1}"  # a part has two digits at most
    lines = _CODE.sub(code, model).splitlines()
    return "\n".join(f"{line.rstrip()} secteur {number}" if len(line.split()) > 5 else line for line in lines) + "\n"
