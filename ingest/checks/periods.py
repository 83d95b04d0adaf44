"""The periods and deadlines of the schemes of a fiche that are over: before its version, or since."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from ingest.checks.corpus import CheckedCorpus
from ingest.checks.days import all_dates_of
from ingest.checks.phrases import read_sentences
from ingest.dates import Bound
from ingest.model import Excerpt, Fiche, SectionKind

_SECTIONS = (SectionKind.FINANCEMENTS, SectionKind.DISPOSITIFS)
# « convention 2013-2015, prolongée en 2016 »; « l’ancien contrat 2007-2014 »: the text itself says what became of it.
_GOES_ON = re.compile(r"\b(?:prolong|reconduct|reconduit|renouvel|prorog|avenant)", re.IGNORECASE)
_OLD = re.compile(
    r"\b(?:ancien(?:ne)?s?|précédente?s?|a\s+pris\s+fin|s['’]est\s+achevé\w*|terminée?s?|bilan|évaluation)\s+(?:[^\W\d_]+\s+){0,4}\Z",
    re.IGNORECASE,
)

_TWO_DIGITS = re.compile(r"\d{2}")


@dataclass(frozen=True, slots=True)
class Over:
    """A period that is over: its own words, the clause around them, its last day, and whether that was before the version."""

    words: str
    clause: Excerpt
    last: date
    before_version: bool


def periods_over(fiche: Fiche, corpus: CheckedCorpus) -> Sequence[Over]:
    """Return the periods and deadlines of a fiche's schemes that are over by the day of the check."""
    return corpus.once(_all_over).get(id(fiche), ())


def _all_over(corpus: CheckedCorpus) -> dict[int, tuple[Over, ...]]:
    return {id(fiche): tuple(_periods_over(fiche, corpus)) for fiche in corpus.fiches}


def _periods_over(fiche: Fiche, corpus: CheckedCorpus) -> Iterator[Over]:
    for kind in _SECTIONS:
        for section in fiche.all(kind):
            for item in section.items:
                for sentence in read_sentences(item) if _TWO_DIGITS.search(item.text) else ():
                    text, start = sentence.excerpt.text, sentence.excerpt.span.start
                    dates = all_dates_of(text)
                    if _GOES_ON.search(text):
                        dates = tuple(sorted((mention for mention in dates if mention.last), key=lambda mention: mention.last or date.min))[
                            -1:
                        ]
                    for mention in dates:
                        if (
                            mention.bound not in (Bound.PERIODE, Bound.JUSQUA)
                            or mention.impossible
                            or mention.is_reversed
                            or mention.last is None
                        ):
                            continue
                        if not mention.is_over(corpus.at) or _OLD.search(text, max(0, mention.span.start - 60), mention.span.start):
                            continue
                        segment = sentence.segments[sentence.segment_at(start + mention.span.start)]
                        first, last = min(segment.start, start + mention.span.start), max(segment.end, start + mention.span.end)
                        clause = fiche.source.excerpt(first, last)
                        yield Over(
                            " ".join(mention.text.split()),
                            clause,
                            mention.last,
                            fiche.version is not None and mention.last.year < fiche.version,
                        )
