"""Who does what, with whom and where: words that stand together in a sentence stand together in the passage."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from ingest.folding import strip_accents
from ingest.references import find_references
from rag.claims.evidence import ANAPHORA, Evidence, fact_clauses, own_clauses, segments
from rag.claims.facts import Figure, facts_of
from rag.claims.verdict import Cause, Failed
from rag.claims.words import Word, follows_article, is_frame, is_verb, says, stems_of, words_of

_LINKS = re.compile(
    r"(?<!\w)(?:en\s+lien\s+avec|avec\s+l['’]appui\s+d\w*|avec\s+le\s+soutien\s+d\w*|pour\s+le\s+compte\s+d\w*|sous\s+l['’]autorité\s+d\w*|à\s+la\s+place\s+d\w*|au\s+profit\s+d\w*|plutôt\s+qu\w*|et\s+non|mais\s+pas|contrairement|en\s+remplacement\s+d\w*|remplac\w+|au\s+lieu\s+d\w*|(?:plus|moins|aussi|autant)\s[^.;,:]{1,40}?\bque?\b)(?!\w)",
    re.IGNORECASE,
)


_LEANING = re.compile(r"(?:qui|que|qu['’]|dont|et|ou|où|lequel|laquelle|lesquels|lesquelles)\b", re.IGNORECASE)


_COMPLEMENT = re.compile(
    r"(?<!\w)(?:aux?|à|dans|en|du|des|de|d['’]|sur|pour|chez|vers)\s*(?:l['’]|la\s+|les?\s+)?(?:[^\W\d_]+[\s-]+)?\Z", re.IGNORECASE
)


_PLACE = re.compile(r"(?<!\w)(?:dans|à|au|aux)\s+(?:l['’]|la\s+|le\s+|les\s+)?(?=[^\W\d])", re.IGNORECASE)


_THERE = re.compile(r"(?<!\w)(?:y|ils?|elles?)(?!\w)", re.IGNORECASE)
_NEAR_WORDS = 5


def linked(claim: str, passages: Sequence[Evidence]) -> Failed:
    """« A, en lien avec B » is not « B, en lien avec A »."""
    match = _LINKS.search(claim)
    if match is None:
        return None
    link = _link(match.group())
    for passage in passages:
        for known in _LINKS.finditer(passage.text):
            if _link(known.group()) != link:
                continue
            before, after = stems_of(passage.text[: known.start()]), stems_of(passage.text[known.end() :])
            wrong = [word for word in words_of(claim[match.end() :]) if says(before, word) and not says(after, word) and not is_frame(word)]
            if wrong:
                return Cause.ATTACHED, wrong[0].written
    return None


def _link(words: str) -> list[str]:
    parts = strip_accents(words).split()
    return parts[:1] if parts[0] in ("plus", "moins", "aussi", "autant") else parts[:2]


def pairs(claim: str, passages: Sequence[Evidence]) -> Failed:
    """Two words side by side stand in one clause of a passage: « police nationale » is not « police municipale, Éducation nationale »."""
    words = [word for word in words_of(claim) if not is_frame(word)]
    for one, other in pairwise(words):
        if claim[one.end : other.start].strip(" \xa0-") or is_verb(one) or is_verb(other):
            continue
        holding = [passage for passage in passages if says(passage.stems, one) and says(passage.stems, other)]
        if holding and not any(
            says(stems_of(clause), one) and says(stems_of(clause), other) for passage in holding for clause in fact_clauses(passage.text)
        ):
            return Cause.ATTACHED, f"{one.written} {other.written}"
    return None


def agents(claim: str, passages: Sequence[Evidence]) -> Failed:
    """Who does a thing is who does it in the passage: a name and a verb of one clause stand together there too."""
    for clause in own_clauses(claim):
        words = words_of(clause)
        names = [
            word
            for word in words
            if (word.is_name or (word.start < 4 and word.written[0].isupper())) and not _COMPLEMENT.search(clause[: word.start])
        ]
        verbs = [word for word in words if is_verb(word) and not is_frame(word) and not follows_article(word, clause)]
        for name in names:
            for verb in verbs:
                rooms = [room for passage in passages for room in _rooms(passage.text, verb)]
                known = any(says(passage.stems, name) for passage in passages)
                if rooms and known and all(name.stems.isdisjoint(stems_of(room)) for room in rooms):
                    return Cause.ATTACHED, f"{name.written} {verb.written}"
    return None


def _rooms(text: str, verb: Word) -> list[str]:
    """For each clause with the verb: that clause, what its segment is about, and the clause before it where it leans on that."""
    found = []
    whole = segments(text)
    for number, segment in enumerate(whole):
        led = whole[number - 1] if number and ANAPHORA.search(segment) else ""
        parts = fact_clauses(segment)
        for index, part in enumerate(parts):
            if not verb.stems.isdisjoint(stems_of(part)):
                before = parts[index - 1] if index and _LEANING.match(part) else ""
                found.append(f"{led} {parts[0]} {before} {part}")
    return found


def titled(claim: str, passages: Sequence[Evidence]) -> Failed:
    """A word that the passage says of one fiche is not said of another."""
    said = facts_of(claim).codes
    for passage in passages:
        parts = _by_code(passage.text)
        if len(said) != 1 or len(parts) < 2 or not said & {code for code, _stems in parts}:
            continue
        for word in words_of(claim):
            holding = {code for code, stems in parts if not word.stems.isdisjoint(stems)}
            if holding and not is_frame(word) and not holding & said:
                return Cause.ATTACHED, word.written
    return None


@lru_cache(maxsize=2_048)
def _by_code(text: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """Each fiche that a text names, and the words from there to the next."""
    references = find_references(text)
    ends = [*(reference.span.start for reference in references[1:]), len(text)]
    return (
        tuple((reference.code, stems_of(text[reference.span.end : end])) for reference, end in zip(references, ends, strict=True))
        if references
        else ()
    )


def placed(claim: str, passages: Sequence[Evidence]) -> Failed:
    """« 34 % dans le quartier » is not « 34 % dans le département », which the passage names further on."""
    figures = facts_of(claim).figures
    for match in _PLACE.finditer(claim):
        word = next((word for word in words_of(claim) if word.start >= match.end() - 1), None)
        figure = next((figure for figure in reversed(figures) if figure.span.end <= match.start()), None)
        if word is None or figure is None or is_frame(word) or claim[figure.span.end : match.start()].count(" ") > _NEAR_WORDS:
            continue
        rooms = [
            clause
            for passage in passages
            for clause in fact_clauses(passage.text)
            if any(other.value == figure.value for other in facts_of(clause).figures)
        ]
        if any(_THERE.search(segment) for passage in passages for segment in passage.segments if _holds(segment, figure)):
            continue
        if rooms and not any(says(stems_of(room), word) for room in rooms) and all(_PLACE.search(room) for room in rooms):
            return Cause.ATTACHED, word.written
    return None


def _holds(text: str, figure: Figure) -> bool:
    return any(other.value == figure.value for other in facts_of(text).figures)


_EVERY = re.compile(r"(?<!\w)(?:chaque|tou(?:te)?s?(?:\s+l[ea]s?|\s+les)?|l['’]ensemble\s+d[eu]s?)\s+(?P<what>[^\W\d_]+)", re.IGNORECASE)
_WHO = r"\s+(?:[^\W\d_]+\s+)?(?P<who>(?:qui|dont|ayant|inscrite?s?|domiciliée?s?|âgée?s?|titulaires?|volontaires?|orientée?s?)\b[^,;.]*)"


def unrestricted(claim: str, passages: Sequence[Evidence]) -> Failed:
    """« chaque famille » is not « chaque famille qui suit quatre ateliers »."""
    for match in _EVERY.finditer(claim):
        every = re.compile(rf"(?<!\w){re.escape(match.group('what').removesuffix('s'))}s?(?!\w){_WHO}", re.IGNORECASE)
        known = [found for passage in passages for found in every.finditer(passage.text)]
        bare = any(re.search(rf"{re.escape(match.group('what'))}\s*(?:[,;.]|\Z)", passage.text, re.IGNORECASE) for passage in passages)
        if known and not bare and not any(says(stems_of(claim), word) for found in known for word in words_of(found.group("who"))):
            return Cause.OPERATOR, match.group()
    return None
