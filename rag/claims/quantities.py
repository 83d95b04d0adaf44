"""Counts and ranges keep the thing they count, and their order."""

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from rag.claims.evidence import Evidence
from rag.claims.facts import facts_of
from rag.claims.verdict import Cause, Failed
from rag.claims.words import same, stems_of, stems_of_word, words_of


def counted(claim: str, passages: Sequence[Evidence]) -> Failed:
    """« deux groupes » where the passage counts eight of them, and two of something else."""
    said = _counts(claim)
    known = [_counts(passage.text) for passage in passages]
    own_words = stems_of(claim)
    for value, noun in said:
        own = {other for counts in known for other, thing in counts if _alike(thing, noun)}
        if own and value not in own and any(value == other for counts in known for other, _thing in counts):
            return Cause.ATTACHED, noun
        things = [thing for counts in known for other, thing in counts if other == value]
        if things and not any(_alike(thing, noun) or not stems_of_word(thing).isdisjoint(own_words) for thing in things):
            return Cause.ATTACHED, noun  # « 40 personnes » for « 40 places »
    return None


def _alike(one: str, other: str) -> bool:
    return any(same(left, right) for left in stems_of_word(one) for right in stems_of_word(other))


def _counts(text: str) -> list[tuple[object, str]]:
    found: list[tuple[object, str]] = []
    for figure in facts_of(text).figures:
        if figure.kind == "nombre":
            following = next((word for word in words_of(text) if word.start >= figure.span.end), None)
            if following and re.fullmatch(r"[\s\xa0]+(?:d['’]|de\s+)?", text[figure.span.end : following.start]):
                found.append((figure.value, following.folded))
    return found


def from_to(claim: str, passages: Sequence[Evidence]) -> Failed:
    """« de 48 à 31 » is not « de 31 à 48 »."""
    known = {pair for passage in passages for pair in _ranges(passage.text)}
    for low, high in _ranges(claim):
        if (high, low) in known and (low, high) not in known:
            return Cause.ATTACHED, f"{low} à {high}"
    return None


def _ranges(text: str) -> list[tuple[Fraction, Fraction]]:
    figures = facts_of(text).figures
    return [
        (one.value, other.value)
        for one, other in pairwise(figures)
        if re.fullmatch(r"\s*(?:\w+\s+)?(?:à|contre|puis)\s+", text[one.span.end : other.span.start])
    ]
