"""Names and acronyms written out: what an acronym stands for, and what stands between the parts of a name, to the word."""

import re
from collections.abc import Iterator, Sequence

from rag.claims.evidence import Evidence, fact_clauses
from rag.claims.verdict import Cause, Failed
from rag.claims.words import Word, is_frame, is_verb, says, stems_of, words_of

_MEANS = re.compile(
    r"(?<!\w)(?P<short>[A-ZÀ-Ý][A-ZÀ-Ý+]{1,9}s?)\W{0,3}\s+(?:signifie|désigne|veut\s+dire|est\s+l(?:e\s+sigle|['’]acronyme)\s+d\w*|est\s+l[ea]|:)\W+(?P<long>.+)"
)


def misexpanded(claim: str, passages: Sequence[Evidence]) -> Failed:
    """« CLAS signifie… »: what an acronym stands for is written so in the passage, to the word."""
    match = _MEANS.search(claim)
    if match is None or (match.group("long")[:1].isdigit()):
        return None
    words = [word for word in words_of(match.group("long")) if not is_frame(word)]
    if not re.search(r"signifie|désigne|sigle|acronyme|veut\s+dire", claim) and not _is_expansion(match.group("short"), words):
        return None
    own = frozenset().union(*(passage.stems for passage in passages))
    missing = next((word for word in words if word.stems.isdisjoint(own)), None)
    return (Cause.NAME, missing.written) if missing else None


def _is_expansion(short: str, words: Sequence[Word]) -> bool:
    initials = "".join(word.folded[0] for word in words)
    return bool(initials) and short[0].lower() == initials[0] and short[1:2].lower() in initials[1:]


def parts_of_names(claim: str, passages: Sequence[Evidence]) -> Failed:
    """What stands between the parts of one name stands there in the passage: « Syndicat mixte des mobilités du Sauvignac »."""
    words = words_of(claim)
    for index, first in enumerate(words):
        if not first.written[0].isupper():
            continue
        last = next((other for other in words[index + 1 : index + 5] if other.is_name and _is_complement(claim, first, other)), None)
        if last is None:
            continue
        between = [word for word in words[index + 1 :] if word.start < last.start]
        rooms = [stems_of(part) for passage in passages for part in _name_rooms(passage.text) if says(stems_of(part), last)]
        if not rooms or not any(says(passage.stems, first) for passage in passages):
            continue
        if not any(all(not word.stems.isdisjoint(room) for word in (first, *between)) for room in rooms):
            return Cause.NAME, claim[first.start : last.end]
    return None


def _name_rooms(text: str) -> Iterator[str]:
    for clause in fact_clauses(text):
        yield from (part for part in re.split(r"\s*[():]\s*|\s+(?:et|puis|dont|par)\s+", clause) if part)
        yield clause


def _is_complement(claim: str, first: Word, last: Word) -> bool:
    """Whether nothing but words and « de » stands from one to the other, and the last follows « de »."""
    between = claim[first.end : last.start]
    return (
        re.fullmatch(r"(?:[\s-]+(?:d[eu]s?|la|les?|l['’]|d['’])?|[\s-]+[^\W\d_]+|['’])*", between) is not None
        and re.search(r"(?:\sd[eu]s?\s(?:la\s|l['’])?|\sd['’])\Z", between) is not None
        and not re.search(r"(?<!\w)(?:est|sont|et|a|ont|pour|par|dans|en|à|qui|que|aux?|sur|avec|ou)(?!\w)", between)
        and not any(is_verb(word) for word in words_of(between))
    )
