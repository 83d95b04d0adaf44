"""Whether each word of a sentence is said by the passages, or adds nothing to them."""

import re
from collections.abc import Sequence

from rag.claims.evidence import Evidence
from rag.claims.facts import facts_of
from rag.claims.verdict import Cause, Failed
from rag.claims.words import is_frame, is_light, says, words_of

_AGES = frozenset({"age", "agee", "ages", "agees"})


_MOST_LIGHT = 0.5  # share of the words that may be light ones, said by no passage; tuned on tests/data/claims/tuning.jsonl


def unsaid(claim: str, passages: Sequence[Evidence], _whole: str) -> Failed:
    said = frozenset().union(*(passage.stems for passage in passages))
    around = frozenset().union(*(passage.around for passage in passages))
    spans = facts_of(claim).spans
    counted = light = 0
    anchored = bool(spans) or bool(facts_of(claim).codes)
    for word in words_of(claim):
        if any(span.start <= word.start < span.end for span in spans):
            continue
        counted += 1
        if says(said, word):
            anchored = anchored or word.is_name or not is_frame(word)
            continue
        if not word.is_name and says(around, word):
            continue
        if is_frame(word):
            counted -= 1
            continue
        if is_light(word):
            light += 1
            continue
        if word.folded in _AGES and re.match(r"\s+(?:de|d['’]|entre|au)\s*(?:\w+\s+)?(?:\w+\s+)?\d", claim[word.end :]):
            continue
        if any(not word.stems.isdisjoint(passage.titled) for passage in passages) and not word.is_name:
            continue
        return Cause.WORDS, word.written
    if not anchored:
        return Cause.WORDS, "rien qui vienne du passage"
    if counted and light / counted > _MOST_LIGHT and light > 1:
        return Cause.WORDS, "trop de mots à lui"
    return None
