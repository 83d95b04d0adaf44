"""The words of French, as a dictionary has them."""

import bisect
from functools import lru_cache

from spellchecker import SpellChecker

from ingest.folding import strip_accents


@lru_cache(maxsize=1)
def french_words() -> frozenset[str]:
    words = SpellChecker(language="fr").word_frequency.words()
    return frozenset(words)


@lru_cache(maxsize=1)
def _sorted() -> list[str]:
    return sorted(french_words())


def begins_a_word(start: str) -> bool:
    words = _sorted()
    place = bisect.bisect_left(words, start)
    return place < len(words) and words[place].startswith(start)


@lru_cache(maxsize=4_096)
def ends_a_word(end: str) -> bool:
    return any(word.endswith(end) and len(word) > len(end) for word in french_words())


@lru_cache(maxsize=4_096)
def is_accented_word(folded: str) -> bool:
    """Tell whether a word without accents is French with them."""
    return any(len(word) == len(folded) and word[0] == folded[0] and strip_accents(word) == folded for word in _sorted())
