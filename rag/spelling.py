"""Whether a word is French, and how common: a correct word is never taken for a typing mistake, a common one says little."""

import math
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations, product

from spellchecker import SpellChecker

_ACCENTED = {"a": "àâ", "c": "ç", "e": "éèêë", "i": "îï", "o": "ô", "u": "ùûü"}
_MOST_ACCENTS = 2  # « préférée » has three, and such words are few
_NONE = -3.0
_MOST_LETTERS = 25  # « anticonstitutionnellement »: what is longer is no word

# One letter for each sound of French, in this order, over letters without accents: « quartier » and « cartier » sound « kartie ».
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"sch|sh|ch", "0"),
        (r"ph", "f"),
        (r"h", ""),
        (r"e?aux?", "o"),
        (r"gu(?=[eiy])", "G"),
        (r"ge(?=[ao])|g(?=[eiy])", "j"),
        (r"G", "g"),
        (r"sc(?=[eiy])|c(?=[eiy])", "s"),
        (r"qu|[ckq]", "k"),
        (r"(?<![sx])ti(?=on)", "si"),
        (r"y", "i"),
        (r"[ae]i(?![nlm])", "e"),
        (r"(?:ai|ei|i|u|y)[nm](?![aeiounm])", "1"),
        (r"[ae][nm](?![aeiounm])", "2"),
        (r"o[nm](?![aeiounm])", "3"),
        (r"(.)\1+", r"\1"),
        (r"(?<=\w\w)(?:er|ez|et)s?$", "e"),
        (r"(?<=\w\w)[estxdpz]+$", ""),
    )
)


@lru_cache(maxsize=2)
def _dictionary(language: str = "fr") -> SpellChecker:
    return SpellChecker(language=language, distance=1)


@lru_cache(maxsize=4_096)
def is_french(word: str) -> bool:
    """Tell whether `word` is in the French dictionary, its accents typed or not. The first call loads it, in 0.3 s."""
    lowered = word.lower()
    if len(lowered) > _MOST_LETTERS:
        return False
    return any(spelling in _dictionary() for spelling in _spellings(lowered))


def sound(word: str) -> str:
    """Return what a word of letters without accents sounds like: two words of one key may be one, spelt by ear."""
    for pattern, letter in _SOUNDS:
        word = pattern.sub(letter, word)
    return word


def _spellings(word: str) -> Iterator[str]:
    """Yield `word`, then `word` with one or two of its letters accented."""
    yield word.replace("oe", "œ")
    yield word
    places = [index for index, letter in enumerate(word) if letter in _ACCENTED]
    for count in range(1, _MOST_ACCENTS + 1):
        for chosen in combinations(places, count):
            for accents in product(*(_ACCENTED[word[index]] for index in chosen)):
                letters = list(word)
                for index, accent in zip(chosen, accents, strict=True):
                    letters[index] = accent
                yield "".join(letters)


@lru_cache(maxsize=8_192)
def commonness(word: str, language: str = "fr") -> float:
    """Return how common a word is in French, or English ("en"), at large, log10 of its occurrences per million words, accents typed or not; -3 for none.

    « gens » 3.0, « petit » 2.9, « logement » 0.7, « patinoire » 0.1 (pyspellchecker's counts, from film subtitles).
    """
    lowered = word.lower()
    if len(lowered) > _MOST_LETTERS:
        return _NONE
    counts = _dictionary(language).word_frequency
    most = max((counts[spelling] for spelling in _spellings(lowered) if spelling in counts), default=0)
    return math.log10(most * 1e6 / counts.total_words) if most else _NONE
