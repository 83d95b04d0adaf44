"""Words that follow each other in a sentence are said of one thing in the passage: in one entry of it, or in two that lean on each other."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from rag.claims.evidence import ANAPHORA, Evidence, entries, own_clauses
from rag.claims.facts import facts_of
from rag.claims.verdict import Cause, Failed
from rag.claims.words import Word, is_frame, is_light, says, stems_of, words_of

_BETWEEN = re.compile(r"(?<!\w)(?:et|ou|ni|puis|ainsi|mais|que|qui|dont|pour|afin|tandis|alors|comme)(?!\w)|[,;:()]", re.IGNORECASE)
_LABEL = re.compile(r"\A[^:;.]{2,60}:\s")
_LISTED = re.compile(r"\s*,\s*(?![^()]*\))")
_LEADER = re.compile(
    r"(?<!\w)(?:chef(?:fe)?s?\s+de\s+(?:file|projet)|pilot\w+|port(?:eu|é)\w*|anim\w+|référent\w*|responsable\w*|coordo\w+|préside\w*|direct\w+)(?!\w)",
    re.IGNORECASE,
)


def strangers(claim: str, passages: Sequence[Evidence]) -> Failed:
    """Two words side by side that the passages only say of different things."""
    for clause in own_clauses(claim):
        spans = facts_of(clause).spans
        words = [
            word
            for word in words_of(clause)
            if not is_frame(word) and not is_light(word) and not any(span.start <= word.start < span.end for span in spans)
        ]
        known = [word for word in words if any(says(passage.stems, word) for passage in passages)]
        for one, other in pairwise(known):
            if _BETWEEN.search(clause[one.end : other.start]):
                continue
            holding = [passage for passage in passages if says(passage.stems, one) and says(passage.stems, other)]
            if holding and not any(_meet(one, other, passage.text) for passage in holding):
                return Cause.ATTACHED, f"{one.written} {other.written}"
    return None


def _meet(one: Word, other: Word, text: str) -> bool:
    return any(says(room, one) and says(room, other) for room in _rooms(text))


@lru_cache(maxsize=2_048)
def _rooms(text: str) -> tuple[frozenset[str], ...]:
    """The words of each entry; of one that leans on the one before, those of both."""
    parts = entries(text)
    label = _LABEL.match(parts[0]) if parts else None
    if label is not None and not any(_LABEL.match(part) for part in parts[1:]):  # what stands before the colon is what all is about
        parts = (parts[0], *(f"{label.group()} {part}" for part in parts[1:]))
    rooms = [stems_of(part) for part in parts]
    rooms += [stems_of(f"{before} {after}") for before, after in pairwise(parts) if ANAPHORA.search(after)]
    return tuple(rooms)


def other_leader(claim: str, passages: Sequence[Evidence]) -> Failed:
    """« A (chef de file), B, C »: only A leads."""
    match = _LEADER.search(claim)
    if match is None:
        return None
    said = stems_of(match.group())
    for passage in passages:
        items = _LISTED.split(passage.text.split(";")[0])
        leading = [item for item in items if (found := _LEADER.search(item)) and not said.isdisjoint(stems_of(found.group()))]
        if len(items) < 2 or len(leading) != 1:
            continue
        own = [word for word in words_of(claim) if not is_frame(word) and says(passage.stems, word) and word.stems.isdisjoint(said)]
        if own and not any(says(stems_of(leading[0]), word) for word in own):
            return Cause.ATTACHED, own[0].written
    return None
