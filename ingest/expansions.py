"""Where a text spells an acronym out: « Caisse d'allocations familiales (CAF) », « CAF (caisse d’allocations familiales) »."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ingest.folding import strip_accents
from ingest.model import Span
from ingest.name_table import ACRONYM, letters

_AFTER = re.compile(rf"\(\s*(?:ex[- ]|dit\s+)?(?P<acronym>{ACRONYM.pattern})\s*(?:\)|[,;:–-])")
_BEFORE = re.compile(rf"(?P<acronym>{ACRONYM.pattern})\s*(?:\(|=\s*|:\s+)\s*(?P<long>[^()\n;:=]{{6,120}})")
_WORD = re.compile(r"[^\W\d_]+", re.UNICODE)
_SKIPPED = frozenset("de du des d la le les l a au aux en et sur dans pour par un une".split())
_MOST_WORDS = 16


@dataclass(frozen=True, slots=True)
class Expansion:
    """An acronym and the words it stands for, as written; `span` covers both."""

    acronym: str
    long: str
    span: Span


@lru_cache(maxsize=65_536)
def find_expansions(text: str) -> tuple[Expansion, ...]:
    """Return the acronyms that `text` spells out, in order: the initials of the words are the letters of the acronym."""
    if "(" not in text and "=" not in text and ":" not in text:
        return ()
    return tuple(sorted(_expansions(text), key=lambda found: found.span))


def expansions_in(texts: Iterable[str]) -> dict[str, str]:
    """Return the words of each acronym that `texts` spell out, by its letters; the first stand."""
    found: dict[str, str] = {}
    for text in texts:
        for expansion in find_expansions(text):
            found.setdefault(letters(expansion.acronym), expansion.long)
    return found


def _expansions(text: str) -> Iterator[Expansion]:
    for match in _AFTER.finditer(text):
        start = _long_before(text, match.start(), letters(match.group("acronym")))
        if start is not None:
            long = " ".join(text[start : match.start()].split())
            yield Expansion(match.group("acronym"), long, Span(start, match.end()))
    for match in _BEFORE.finditer(text):
        end = _long_after(match.group("long"), letters(match.group("acronym")))
        if end:
            long = " ".join(match.group("long")[:end].split())
            yield Expansion(match.group("acronym"), long, Span(match.start(), match.start("long") + end))


def _long_before(text: str, end: int, wanted: str) -> int | None:
    """The start of the shortest run of words before `end` whose initials are `wanted`, None where there is none."""
    words = list(_WORD.finditer(text, max(0, end - 160), end))
    if text[words[-1].end() if words else 0 : end].strip():
        return None
    folded = [strip_accents(word.group()) for word in words]
    for first in range(len(words) - 1, max(-1, len(words) - _MOST_WORDS - 1), -1):
        if re.search(r"[.;:()\n]\s*\n|[;:()]", text[words[first].start() : end]):
            return None
        if folded[first] and folded[first][0] == wanted[:1] and _spells(folded[first:], wanted):
            return words[first].start()
    return None


def _long_after(text: str, wanted: str) -> int:
    words = list(_WORD.finditer(text))[:_MOST_WORDS]
    folded = [strip_accents(word.group()) for word in words]
    if not words or text[: words[0].start()].strip() or not folded[0].startswith(wanted[:1]):
        return 0
    return next((words[last - 1].end() for last in range(2, len(words) + 1) if _spells(folded[:last], wanted)), 0)


def _spells(words: Sequence[str], wanted: str) -> bool:
    """Whether words give the letters in order: each its first letter, or its first two or three (« agence nationale de l’habitat », ANAH).

    Words of grammar may give none; at least two words must give one.
    """
    if len(words) < 2 or len(wanted) < 2:
        return False
    reached = {0}
    for word in words:
        step = {
            position + size
            for position in reached
            for size in (1, 2, 3)
            if wanted[position : position + size] == word[:size] and position + size <= len(wanted)
        }
        if word in _SKIPPED:
            step |= reached
        reached = step
        if not reached:
            return False
    return len(wanted) in reached and sum(word not in _SKIPPED for word in words) * 2 >= len(wanted)
