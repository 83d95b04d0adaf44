"""Whether each word of a sentence is said by the passages, or adds nothing to them."""

import re
from collections.abc import Sequence

from ingest.model import SectionKind
from rag.claims.evidence import Evidence
from rag.claims.facts import facts_of
from rag.claims.verdict import Cause, Failed
from rag.claims.words import Word, follows_article, is_finite, is_frame, is_light, is_role, is_telling, is_verb, says, words_of

_AGES = frozenset({"age", "agee", "ages", "agees"})
_YOUNG = frozenset({"jeune", "jeunes"})
_YOUNG_AGE = re.compile(r"(?<!\d)(?:1\d|2[0-9])\s*ans(?!\w)")
# What a verb stands after where it is the one its sentence tells by: « a été précédé », « doit circuler ».
_TELLS = re.compile(
    r"(?<!\w)(?:est|sont|été|être|sera|seront|serai(?:t|ent)|a|ont|aura|auront|soit|soient|étai(?:t|ent)|se|s['’]|doi(?:t|vent)|peu(?:t|vent)|pourr\w+|devr\w+|d['’]y|y|à|de)\s*(?:\w+ment\s+|pas\s+|aussi\s+|également\s+)?\Z",
    re.IGNORECASE,
)
_PARTICIPLE = re.compile(r"(?:ee?s?|erte?s?|ise?s?|ite?s?|ue?s?)\Z")
_FOR = re.compile(
    r"(?<!\w)(?:pour|afin\s+d(?:e\s|['’])|but\s+d(?:e\s|['’])|permett\w+\s+d(?:e\s|['’])|en)\s*(?:[ls]['’]|l[ea]s?\s+|se\s+)?\Z",
    re.IGNORECASE,
)

_LISTS = frozenset({SectionKind.PARTENAIRES, SectionKind.ANIMATEUR, SectionKind.DISPOSITIFS})  # names, of which no deed is told

# Measured on the tuning sets of tests/data/claims.
_MOST_LIGHT = 0.5  # share of the words that may be light ones, said by no passage
_MOST_OWN = 1  # verbs of its own that a sentence may have, neither of change nor of role
_LEAST_SAID = 0.6  # share of the words that the passages say where the sentence has a verb of its own


def unsaid(claim: str, passages: Sequence[Evidence], whole: str) -> Failed:
    said = frozenset().union(*(passage.stems for passage in passages))
    around = frozenset().union(*(passage.around for passage in passages))
    spans = facts_of(claim).spans
    counted = light = 0
    own: list[str] = []
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
        if is_light(word) and not _qualifies(word, claim):
            light += 1
            continue
        if word.folded in _AGES and re.match(r"\s+(?:de|d['’]|entre|au)\s*(?:\w+\s+)?(?:\w+\s+)?\d", claim[word.end :]):
            continue
        if word.folded in _YOUNG and _YOUNG_AGE.search(whole) and not word.is_name:
            continue
        if any(not word.stems.isdisjoint(passage.titled) for passage in passages) and not word.is_name:
            continue
        if all(passage.section in _LISTS for passage in passages) or not _is_own_verb(word, claim):
            return Cause.WORDS, word.written
        own.append(word.written)
    if not anchored:
        return Cause.WORDS, "rien qui vienne du passage"
    if counted and light / counted > _MOST_LIGHT and light > 1:
        return Cause.WORDS, "trop de mots à lui"
    if own and (len(own) > _MOST_OWN or (counted - light - len(own)) / counted < _LEAST_SAID):
        return Cause.WORDS, ", ".join(own)
    return None


def _qualifies(word: Word, claim: str) -> bool:
    """« un marché couvert », « un taux élevé »: a participle that tells what a thing is like."""
    before, after = claim[: word.start], claim[word.end :]
    if not _PARTICIPLE.search(word.folded) or is_finite(word):
        return False
    led_on = re.match(r"\s+(?:par|à|aux?|d[eu]s?|d['’]|pour|en|dans|sur|entre|avec|l[ea]s?|lors|depuis|le)(?!\w)|\s*\d", after)
    return led_on is None and (re.search(r"[^\W\d_]\s+\Z", before) is not None)


def _is_own_verb(word: Word, claim: str) -> bool:
    """Whether it is the verb that a sentence is told by, in the words of its writer, and no deed, change or role of its own."""
    if word.is_name or is_role(word) or is_telling(word) or not is_verb(word):
        return False
    before = claim[: word.start]
    return not _FOR.search(before) and not follows_article(word, claim) and (is_finite(word) or _TELLS.search(before) is not None)
