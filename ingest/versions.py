"""Which fiches answer by default: of one code under like titles, the newest version."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from typing import TypeVar

from rapidfuzz import fuzz

from ingest.folding import fold

_LIKE_TITLES = 55.0  # token_set_ratio, 0 to 100: two wordings of one title score 70 and more, two subjects under 45

Key = TypeVar("Key", bound=Hashable)


def like_titles(one: str, other: str) -> bool:
    """Tell whether two titles may be versions of one fiche rather than two fiches under one code."""
    return fuzz.token_set_ratio(fold(one), fold(other)) >= _LIKE_TITLES


def current_keys(fiches: Iterable[tuple[Key, str, int | None, str]]) -> frozenset[Key]:
    """Return the keys of the fiches that answer by default, from (key, code, version, title); null is the oldest version.

    Fiches of one code under clearly unlike titles are no versions of each other: each is current.
    """
    by_code: dict[str, list[tuple[Key, int | None, str]]] = defaultdict(list)
    for key, code, version, title in fiches:
        by_code[code].append((key, version, title))
    current: set[Key] = set()
    for same_code in by_code.values():
        newest_first = sorted(same_code, key=lambda fiche: -(fiche[1] or 0))
        kept: list[tuple[int | None, str]] = []
        for key, version, title in newest_first:
            if not any(like_titles(title, other) and version != year for year, other in kept):
                kept.append((version, title))
                current.add(key)
    return frozenset(current)
