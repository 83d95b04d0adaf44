"""The funding directory as people ask it: all of it, the part that filters leave, or the schemes nearest to a project."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ingest.folding import fold
from ingest.funding import FundingRecord, FundingStatus, Status
from ingest.funding_kinds import FundingKind
from ingest.index.catalogue import FicheRecord
from ingest.index.embedding import BUNDLED_MODEL
from ingest.model import BannerKind, SectionKind
from rag.affinity import EMBEDDED, Affinity, Nearness, Place, Reading
from rag.analysis import stems
from rag.citation import Citation, cite
from rag.library import Library, code_key
from rag.meaning import meaning

# Log-odds that a text is about what the fiches are about, and what they must reach: set by hand on the 41 projects, 22 short look-ups
# and 22 texts about other things, so that what is clearly foreign (recipes, travel, sport results) finds nothing.
_SURE_COSINE = 0.86
_USUAL_COSINE, _COSINE_STEP, _KNOWN, _FIELD, _LEAST = 0.84, 0.015, 2.0, 0.5, -1.3
_FAR_BEHIND = 4.0  # log-odds under the nearest: what is further is no answer to a look-up
_CALL = frozenset({FundingKind.APPEL_A_PROJETS})
_SUBJECT = (SectionKind.ENJEU, SectionKind.OBJECTIFS, SectionKind.REALISATIONS)


@dataclass(frozen=True, slots=True)
class FundingEntry:
    """A record of the directory, and the fiche it stands in."""

    fiche: FicheRecord
    record: FundingRecord


@dataclass(frozen=True, slots=True)
class Why:
    """Why an entry answers a look-up: the words it shares, those its fiche shares, and the fiche's passage nearest in meaning."""

    words: tuple[str, ...]
    fiche_words: tuple[str, ...]
    passage: Citation | None
    score: float


@dataclass(frozen=True, slots=True)
class FundingHit:
    """An entry as listed: its state on the day asked about; `why` where something was looked up."""

    entry: FundingEntry
    status: Status
    why: Why | None = None


@dataclass(frozen=True, slots=True)
class FundingFilters:
    """What a list is narrowed to; names and words are compared without case or accents, None and "" let everything through."""

    kinds: frozenset[FundingKind] = frozenset()
    funder: str = ""
    fiche: str | None = None
    pilier: str | None = None
    place: str = ""
    theme: str = ""
    status: FundingStatus | None = None
    at_least: float | None = None  # euros: schemes that name no amount are left out
    axe: str | None = None  # « 1.2 »

    def keeps(self, entry: FundingEntry, status: Status) -> bool:
        record = entry.record
        return (
            (not self.kinds or record.kind in self.kinds)
            and (not self.funder or _holds(f"{record.funder} {' '.join(funder.text for funder in record.funders)}", self.funder))
            and (self.fiche is None or entry.fiche.code == self.fiche)
            and (self.pilier is None or entry.fiche.code.split(".")[0] == self.pilier)
            and (not self.place or _holds(_where(record), self.place))
            and (not self.theme or _shares(_subject(record), self.theme))
            and (self.status is None or status.status is self.status)
            and (self.at_least is None or most_euros(record) >= self.at_least)
            and (self.axe is None or entry.fiche.code.startswith(f"{self.axe}."))
        )


@dataclass(frozen=True, slots=True)
class DueDay:
    """A day to keep in mind: the last one to apply, or the last of a scheme's period; `quote` says so."""

    entry: FundingEntry
    day: date
    quote: Citation
    is_end_of_period: bool


class FundingLookUp:
    """Looks schemes up among the fiches that answer."""

    def __init__(self, affinity: Affinity, entries: Sequence[FundingEntry]) -> None:
        self.affinity = affinity
        self.entries = tuple(sorted(entries, key=lambda entry: (code_key(entry.fiche.code), entry.fiche.id, entry.record.quote.span)))
        self._places = {
            entry: Place(entry.fiche.id, entry.record.quote.span, frozenset(stems(entry.record.quote.text)), entry.record.kind in _CALL)
            for entry in self.entries
        }

    def listed(self, at: date, filters: FundingFilters | None = None) -> list[FundingHit]:
        """Return every entry that the filters leave, by fiche, in the order of its text."""
        hits = [FundingHit(entry, entry.record.status_at(at)) for entry in self.entries]
        return [hit for hit in hits if filters is None or filters.keeps(hit.entry, hit.status)]

    def nearest(
        self, text: str, at: date, filters: FundingFilters | None = None, *, limit: int = 10, reading: Reading | None = None
    ) -> list[FundingHit]:
        """Return up to `limit` entries, nearest to `text` first; none where the text is about something else."""
        reading = reading or self.affinity.read(text)
        kept = self.listed(at, filters)
        ranked = self.affinity.rank(reading, [self._places[hit.entry] for hit in kept])
        if not ranked or not is_about(self.affinity.library, text, reading, ranked):
            return []
        best = max(near.score for near in ranked)
        return [self._hit(kept[near.place], near) for near in ranked[:limit] if near.score >= best - _FAR_BEHIND]

    def _hit(self, hit: FundingHit, near: Nearness) -> FundingHit:
        library = self.affinity.library
        passage = cite(library.excerpt(near.passage), library.fiche(library.record_of(near.passage)), near.passage.section)
        return FundingHit(hit.entry, hit.status, Why(near.own_words, near.fiche_words, passage, near.score))

    def due(self, at: date, filters: FundingFilters | None = None) -> list[DueDay]:
        """Return the days to come, soonest first: last days to apply, and ends of periods."""
        days = []
        for hit in self.listed(at, filters):
            record = hit.entry.record
            days += [
                DueDay(hit.entry, deadline.day, cite(deadline.quote, record.fiche, SectionKind.FINANCEMENTS), is_end_of_period=False)
                for deadline in record.deadlines
            ]
            if record.last is not None and record.last not in [deadline.day for deadline in record.deadlines]:
                quote = record.period_excerpt or record.quote
                days.append(DueDay(hit.entry, record.last, cite(quote, record.fiche, SectionKind.FINANCEMENTS), is_end_of_period=True))
        return sorted(
            (due for due in days if due.day >= at), key=lambda due: (due.day, code_key(due.entry.fiche.code), due.quote.excerpt.span)
        )


def is_about(library: Library, text: str, reading: Reading, ranked: Sequence[Nearness]) -> bool:
    """Tell whether a text is of the fiches' world, by its nearest passage, the words they hold, and its field at large."""
    if library.model != BUNDLED_MODEL:  # whose cosines are of another size
        return any(near.fiche_words for near in ranked)
    cosine = max(near.cosine for near in ranked)
    if not reading.known and cosine < _SURE_COSINE:
        return False  # « élevage de chèvres »: no fiche writes any of its words, nor another for them
    field = meaning(library, text[:EMBEDDED]).field
    return (cosine - _USUAL_COSINE) / _COSINE_STEP + _KNOWN * reading.known + _FIELD * field >= _LEAST


def most_euros(record: FundingRecord) -> float:
    """The largest sum that a record names, 0 where it names none."""
    return float(max((amount.upper or amount.value for amount in record.amounts if amount.is_money), default=0))


def _where(record: FundingRecord) -> str:
    """What says for which places a scheme is: its own words, and the extent of its fiche."""
    extent = (item.text for section in record.fiche.all(SectionKind.ECHELLE) for item in section.items)
    return " ".join((record.quote.text, *extent))


def _subject(record: FundingRecord) -> str:
    fiche = record.fiche
    told = (item.text for kind in _SUBJECT for section in fiche.all(kind) for item in section.items)
    title = fiche.banner_part(BannerKind.TITLE)
    return " ".join((title.text if title else "", record.quote.text, *told))


def _holds(text: str, wanted: str) -> bool:
    """Whether `text` holds the words of `wanted`, whole and side by side."""
    return f" {fold(wanted)} " in f" {fold(text)} "


def _shares(text: str, wanted: str) -> bool:
    """Whether `text` holds every word of `wanted`, in any form."""
    return frozenset(stems(wanted)) <= frozenset(stems(text))
