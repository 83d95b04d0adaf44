"""A passage as claims are held against it, and the clauses that texts are cut into."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from ingest.folding import fold
from ingest.headings import LABELS
from ingest.model import SectionKind
from rag.claims.facts import Facts, facts_of
from rag.claims.words import is_finite, of_section, stems_of, words_of

SEGMENT = re.compile(r"(?<=[;!?])\s+|(?:(?<=[^\W\d_]{2}[.…])|(?<=[)»%€][.…]))\s+(?=[A-ZÀ-Ý«\d])|\n+|\s+[–—]\s+(?=[A-ZÀ-Ý])")


_ENTRY = re.compile(r"\s*;\s*|(?:(?<=[^\W\d_]{2}[.…])|(?<=[)»%€][.…]))\s+(?=[A-ZÀ-Ý«\d])|\n+")
COMMA = re.compile(rf"{SEGMENT.pattern}|,(?!\d)\s+|\s*[;]\s*")


_CLAUSE = re.compile(
    r"\s+(?=sans\s)|\s*[,;:()–—]\s*(?![\d]{3}\b)|\s+(?:et|mais|dont|qui|puis|alors que|tandis que|ainsi que|soit|pour|contre)\s+",
    re.IGNORECASE,
)


_SENTENCE_CLAUSE = re.compile(
    r"\s+(?=sans\s)|\s*[;()–—]\s*|\s*[:,](?!\d)\s*|\s+(?:et|mais|dont|qui|puis|alors que|tandis que|ainsi que|soit)\s+", re.IGNORECASE
)


#: What says a thing again that the sentence before names: « elles emploient », « le taux y est », « 20 % n’ont pas ».
ANAPHORA = re.compile(
    r"(?<!\w)(?:y|(?:qui|s['’]|ils?|elles?)\s*en|ils?|elles?|celui|celles?|ceux|leurs?|ce(?:s|t|tte)?|dont|une?\s+sur|soit)(?!\w)|(?:%|tiers|quart|moitié)\s+(?:n['’]|ne\s|sont|ont|est|a\s)",
    re.IGNORECASE,
)
_OPENING = re.compile(r"(?:dans|à|au|aux|en|pour|parmi|sur|chez|lors|avec)\s[^\d]{2,60}", re.IGNORECASE)


@dataclass(frozen=True)
class Evidence:
    """A passage as claims are held against it: its number, its words on one line, and where it stands."""

    n: int
    text: str
    fiche: str
    section: SectionKind
    title: str = ""
    heading: str = ""

    @cached_property
    def stems(self) -> frozenset[str]:
        return stems_of(self.text)

    @cached_property
    def around(self) -> frozenset[str]:
        """What its place says of it: the heading it stands under, the title of its fiche."""
        return of_section(self.section) | stems_of(f"{self.heading or LABELS.get(self.section, '')}")

    @cached_property
    def titled(self) -> frozenset[str]:
        return stems_of(self.title)

    @cached_property
    def facts(self) -> Facts:
        return facts_of(self.text)

    @cached_property
    def folded(self) -> str:
        return f" {fold(self.text)} "

    @cached_property
    def segments(self) -> tuple[str, ...]:
        return segments(self.text)

    @cached_property
    def clauses(self) -> tuple[str, ...]:
        return clauses(self.text)


def segments(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in SEGMENT.split(text) if part and part.strip())


def clauses(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in _CLAUSE.split(text) if part and part.strip())


@lru_cache(maxsize=2_048)
def entries(text: str) -> tuple[str, ...]:
    """The sentences of a text, and the items of its lists that a semicolon ends."""
    return tuple(part for part in _ENTRY.split(text) if part.strip())


@lru_cache(maxsize=2_048)
def fact_clauses(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in COMMA.split(text) if part and part.strip())


@lru_cache(maxsize=2_048)
def topics(text: str) -> frozenset[str]:
    """The first clause of each segment: what the others are about."""
    return frozenset(fact_clauses(segment)[0] for segment in segments(text) if fact_clauses(segment))


def own_clauses(claim: str) -> list[str]:
    """The clauses of a sentence; « entre 1 500 et 6 000 € » is not cut."""
    facts, parts, start = facts_of(claim).spans, [], 0
    for match in _SENTENCE_CLAUSE.finditer(claim):
        if not any(span.start < match.end() and match.start() < span.end for span in facts):
            parts.append(claim[start : match.start()].strip())
            start = match.end()
    parts = [*parts, claim[start:].strip()]
    if len(parts) > 1 and _OPENING.fullmatch(parts[0]) and not any(is_finite(word) for word in words_of(parts[0])):
        parts[:2] = [f"{parts[0]}, {parts[1]}"]  # « Dans l’agglomération, elles sont 28 % »
    return parts
