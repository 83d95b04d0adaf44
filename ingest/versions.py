"""Which fiches answer by default: of one code under like titles, the newest version."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from typing import TypeVar

from rapidfuzz import fuzz

from ingest.folding import fold

_LIKE_TITLES = 55.0  # token_set_ratio, 0 to 100: two wordings of one title score 70 and more, two subjects under 45

_SAME_PASSAGES = 0.8  # a Word file and its PDF share all their passages but those that a page cuts; a revision changes a section

Key = TypeVar("Key", bound=Hashable)


def like_titles(one: str, other: str) -> bool:
    """Tell whether two titles may be versions of one fiche rather than two fiches under one code."""
    return fuzz.token_set_ratio(fold(one), fold(other)) >= _LIKE_TITLES


def current_keys(fiches: Iterable[tuple[Key, str, int | None, str, frozenset[str]]]) -> frozenset[Key]:
    """Return the keys of the fiches that answer by default, from (key, code, version, title, passages); null is the oldest version.

    Fiches of one code under clearly unlike titles are no versions of each other: each is current. One version in two files
    with the same passages, the Word file and its PDF, is one fiche: the first is current. `passages` are identifiers of words.
    """
    by_code: dict[str, list[tuple[Key, int | None, str, frozenset[str]]]] = defaultdict(list)
    for key, code, version, title, passages in fiches:
        by_code[code].append((key, version, title, passages))
    current: set[Key] = set()
    for same_code in by_code.values():
        newest_first = sorted(same_code, key=lambda fiche: -(fiche[1] or 0))
        kept: list[tuple[int | None, str, frozenset[str]]] = []
        for key, version, title, passages in newest_first:
            if not any(like_titles(title, other) and (version != year or _is_copy(passages, theirs)) for year, other, theirs in kept):
                kept.append((version, title, passages))
                current.add(key)
    return frozenset(current)


def _is_copy(one: frozenset[str], other: frozenset[str]) -> bool:
    """Tell whether two fiches say the same but for a few passages, which another format cuts or reads otherwise."""
    return len(one & other) >= _SAME_PASSAGES * max(len(one), len(other), 1)
