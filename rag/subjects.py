"""What a text is about, among the subjects that fiches deal with: by the words of every day, and by those that fiches write for them."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache

import numpy as np
from numpy.typing import NDArray

from rag.analysis import stem, stems
from rag.terms import THESAURUS

_Shares = NDArray[np.float32]


@cache
def _subjects() -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    """For each subject, the stems of its everyday words and of those that fiches write."""
    entries = tomllib.loads(THESAURUS.read_text(encoding="utf-8"))["sujet"]
    return tuple((frozenset(stems(entry["mots"])), frozenset(stems(entry["fiches"]))) for entry in entries)


SUBJECTS = len(_subjects())


@cache
def subject_words() -> Mapping[str, tuple[int, ...]]:
    """The subjects of each word, by its stem."""
    found: dict[str, list[int]] = {}
    for number, (everyday, of_fiches) in enumerate(_subjects()):
        for word in everyday | of_fiches:
            found.setdefault(word, []).append(number)
    return {word: tuple(numbers) for word, numbers in found.items()}


def words_of_fiches(folded: str) -> frozenset[str]:
    """The stems in which fiches speak of what an everyday word is about: « pc » -> those of « numérique », « inclusion »."""
    wanted = stem(folded)
    return frozenset(word for everyday, of_fiches in _subjects() if wanted in everyday for word in of_fiches)


def subjects_of(words: Iterable[str]) -> _Shares:
    """How much of each subject some stems tell, each word once, shared between its subjects."""
    told = np.zeros(SUBJECTS, dtype=np.float32)
    by_word = subject_words()
    for word in frozenset(words):
        numbers = by_word.get(word, ())
        for number in numbers:
            told[number] += 1 / len(numbers)
    return told
