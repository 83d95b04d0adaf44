"""The piliers, axes and fiches that answer, as lists narrow to them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from ingest.chunking import clean
from ingest.model import BannerKind, Fiche
from rag.directory import Directory
from rag.library import code_key

Choice = tuple[str, str]  # what an address holds, and what is read


@dataclass(frozen=True, slots=True)
class Outline:
    """Choices by code: piliers « 1 », axes « 1.2 », fiches « 1.2.3 »."""

    piliers: tuple[Choice, ...]
    axes: tuple[Choice, ...]
    fiches: tuple[Choice, ...]


@lru_cache(maxsize=1)
def outline(directory: Directory) -> Outline:
    """Name each pilier and axe as most of its fiches do; « Axe 1.2 » where they give its number only."""
    fiches = directory.fiches
    titles = {fiche.code: f"{fiche.code} – {clean(fiche.title.line)}" for fiche in reversed(fiches)}
    return Outline(
        _named(fiches, 1, BannerKind.PILIER, "Pilier"),
        _named(fiches, 2, BannerKind.AXE, "Axe"),
        tuple((code, titles[code]) for code in sorted(titles, key=code_key)),
    )


def _named(fiches: Sequence[Fiche], depth: int, kind: BannerKind, word: str) -> tuple[Choice, ...]:
    said: dict[str, Counter[str]] = {}
    for fiche in fiches:
        code = ".".join(fiche.code.split(".")[:depth])
        part = fiche.banner_part(kind)
        name = clean(part.text) if part else ""
        # « Axe 2 » tells nothing that the code does not.
        has_name = any(letter.isalpha() for letter in name.casefold().removeprefix(word.casefold()))
        said.setdefault(code, Counter())[name if has_name else ""] += has_name
    return tuple((code, _label(word, code, said[code])) for code in sorted(said, key=code_key))


def _label(word: str, code: str, names: Counter[str]) -> str:
    name, count = names.most_common(1)[0]
    if not count:
        return f"{word} {code}"
    told = name.partition(":")[2].strip() or name
    return f"{word} {code} – {told.capitalize() if told.isupper() else told}"
