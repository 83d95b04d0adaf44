"""What fiches claim of things: how much, how many, when, by whom; each with the words that may tell two claims apart."""

import re
from collections.abc import Hashable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from ingest.amounts import Amount, find_amounts
from ingest.checks.days import all_dates_of
from ingest.checks.phrases import Phrase, Segment, Sentence
from ingest.checks.things import Key
from ingest.dates import DateMention
from ingest.model import Excerpt, Fiche, SectionKind, Span


class ClaimKind(StrEnum):
    MONTANT = "montant"
    FINANCEUR = "financeur"
    PERIODE = "periode"
    NOMBRE = "nombre"
    CIBLE = "cible"
    DATE = "date"
    PILOTE = "pilote"


@dataclass(frozen=True, slots=True)
class Qualifiers:
    """What may tell two claims apart though they speak of one thing."""

    years: frozenset[int] = frozenset()
    places: frozenset[str] = frozenset()
    phases: frozenset[str] = frozenset()
    per: str = ""  # « poste », « session »; blank for what is yearly or for the whole
    bound: str = ""  # « max », « min »
    is_rough: bool = False
    is_part: bool = False
    purpose: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Claim:
    """A fact said of `things` (keys, the nearest first); `unit` is what is counted or what happens.

    `value` is a number, the first and last day, or the keys of bodies. `aside` are the words that say what happens to what is counted, `bag` all
    those of the measure, and `is_definite` marks « les 24 salariés », which are all of them.
    """

    kind: ClaimKind
    fiche: Fiche = field(repr=False)
    section: SectionKind
    excerpt: Excerpt
    sentence: Span
    things: tuple[Key, ...]
    name: str  # the thing as written
    unit: str
    value: Hashable
    written: str
    qualifiers: Qualifiers = Qualifiers()
    aside: frozenset[str] = frozenset()
    bag: frozenset[str] = frozenset()
    payers: frozenset[Key] = frozenset()
    is_definite: bool = False


@dataclass(frozen=True, slots=True)
class Clause:
    """A sentence of a fiche and what it counts and dates; spans are those of the source."""

    fiche: Fiche
    section: SectionKind
    sentence: Sentence
    before: Sentence | None
    dates: tuple[tuple[Span, DateMention], ...]
    amounts: tuple[tuple[Span, Amount], ...]

    def taken(self, offset: int) -> bool:
        """Tell whether a date or an amount stands at `offset`."""
        return any(span.start <= offset < span.end for span, _found in (*self.dates, *self.amounts))

    def segment(self, offset: int) -> Segment:
        return self.sentence.segments[self.sentence.segment_at(offset)]

    def quote(self, start: int, end: int) -> Excerpt:
        """The words from a thing to its fact, up to the end of the segment and of its bracket."""
        last = self.segment(end - 1)
        first = max(start, self.sentence.excerpt.span.start)
        source = self.fiche.source
        stop = max(end, last.end)
        if last.bracket >= 0 and source.text[stop : stop + 1] in (")", "]"):
            stop += 1
        return source.excerpt(first, stop)


_SPELT = "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt trente quarante cinquante soixante cent mille".split()
# A number that counts, dates or is aimed at; one that only ends a line, « secteur 12 », says nothing.
_FIGURE = re.compile(
    r"\d[\d \xa0\u202f.,]*(?:[€%]|[ \xa0\u202f]?[^\W\d_])|(?:1[89]|2\d)\d\d|\d[/.-]\d|[:(=][^:()\n]{0,30}?\d|\b(?:objectif|cible|atteindre|viser)\s(?:de\s)?\d",
    re.IGNORECASE,
)
_SPELT_FIGURE = re.compile(rf"\b(?:{'|'.join(_SPELT)})\b", re.IGNORECASE)
_DIGIT = re.compile(r"\d")


# What a date or an amount is never without, looked for first because it is quick.
_DATED = re.compile(
    r"(?:1[89]|2\d)\d\d|\d\s?[/.-]\s?\d|\d(?:er)?\s+(?:jan|f[ée]v|mars|avr|mai|jui|ao|sep|oct|nov|d[ée]c)|\b(?:rentrée|printemps|été|automne|hiver)\b",
    re.IGNORECASE,
)
_COUNTED_IN = re.compile(r"€|%|euro|\bKE\b|\bEUR\b|pour\s?cent|\bETP\b|temps[ -]plein", re.IGNORECASE)


@lru_cache(maxsize=65_536)
def has_figure(text: str) -> bool:
    if _DIGIT.search(text) and _FIGURE.search(text):
        return True
    lowered = text.lower()
    return any(number in lowered for number in _SPELT) and _SPELT_FIGURE.search(text) is not None


def clause_of(fiche: Fiche, section: SectionKind, sentence: Sentence, before: Sentence | None) -> Clause:
    text, start = sentence.excerpt.text, sentence.excerpt.span.start
    if not has_figure(text):
        return Clause(fiche, section, sentence, before, (), ())
    found_dates = all_dates_of(text) if _DATED.search(text) else ()
    dates = tuple((Span(start + found.span.start, start + found.span.end), found) for found in found_dates)
    found_amounts = find_amounts(text) if _COUNTED_IN.search(text) else ()
    amounts = tuple((Span(start + found.span.start, start + found.span.start + _written(found)), found) for found in found_amounts)
    return Clause(fiche, section, sentence, before, dates, amounts)


# « 18 000 € par an de Sauveterre Agglomération »: the body is not part of the amount.
_YEARLY_OF = re.compile(r"(?<=\bpar an)\s+d.*\Z", re.DOTALL)


def _written(amount: Amount) -> int:
    match = _YEARLY_OF.search(amount.text)
    return match.start() if match else len(amount.text)


def written(phrase: Phrase, clause: Clause) -> str:
    return " ".join(clause.fiche.source.text[phrase.start : phrase.end].split())


def before(clause: Clause, start: int) -> str:
    first = clause.sentence.excerpt.span.start
    return clause.sentence.excerpt.text[max(0, start - first - 60) : start - first]


def after(clause: Clause, end: int) -> str:
    """What follows in the same segment."""
    return clause.fiche.source.text[end : max(end, clause.segment(end - 1).end)]
