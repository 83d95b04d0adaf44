"""Whether a word is French: a correct word is never taken for a typing mistake of another."""

from functools import lru_cache

from spellchecker import SpellChecker

from ingest.folding import strip_accents


@lru_cache(maxsize=1)
def _dictionary() -> SpellChecker:
    return SpellChecker(language="fr", distance=1)


@lru_cache(maxsize=1)
def _folded_words() -> frozenset[str]:
    return frozenset(strip_accents(word) for word in _dictionary().word_frequency.dictionary)


def is_french(word: str) -> bool:
    """Tell whether `word` is in the French dictionary, its accents typed or not. The first call loads it, in half a second."""
    lowered = word.lower()
    return lowered in _dictionary() or strip_accents(lowered) in _folded_words()
