"""A contract as large as one likes: the fictional fiches under other codes, each paragraph made different from every other."""

import re
import shutil
from pathlib import Path

from tests.bench._common import FICTIONAL

_CODE = re.compile(r"\b\d\.\d\.\d\b")
_SHORT = 5  # words of a line that is no paragraph


def write_fiches(folder: Path, count: int, *, passages: int | None = None) -> None:
    """Write `count` text fiches, two hundred to a folder, in the words and proportions of the fictional corpus; with `passages`, shorter."""
    shutil.rmtree(folder, ignore_errors=True)
    texts = (path.read_text(encoding="utf-8-sig", errors="replace") for path in sorted(FICTIONAL.glob("*fiche*.txt")))
    models = [text for text in texts if _CODE.search(text[:200])]
    for number in range(count):
        path = folder / f"lot-{number // 200:03}" / f"fiche-{number:06}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(generated(models[number % len(models)], number, passages), encoding="utf-8")


def generated(model: str, number: int, passages: int | None = None) -> str:
    """Return `model` as the fiche of this number: its code is its own and so is each of its paragraphs, at most `passages` of them."""
    code = f"{number // 9_801 + 1}.{number // 99 % 99 + 1}.{number % 99 + 1}"  # a part has two digits at most
    lines = _CODE.sub(code, model).splitlines()
    told = [(line, len(line.split()) > _SHORT) for line in lines]
    left = passages if passages is not None else len(lines)
    kept = []
    for line, is_long in told:
        left -= is_long
        if not is_long or left >= 0:
            kept.append(f"{line.rstrip()} secteur {number}" if is_long else line)
    return "\n".join(kept) + "\n"
