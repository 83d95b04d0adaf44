"""The funding directory's records: who pays for what, how much, until when, in the words of the fiches."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from ingest.amounts import Amount
from ingest.dates import find_dates
from ingest.funding_clauses import Clause, clauses_of
from ingest.funding_kinds import FundingKind, kind_of_money
from ingest.funding_money import is_body_name
from ingest.funding_parts import Parts, parts_of, shared_out
from ingest.lines import BOOKMARK
from ingest.model import Excerpt, Fiche, SectionKind, Span


class FundingStatus(StrEnum):
    EN_COURS = "en_cours"
    EXPIRE = "expire"
    INCONNU = "inconnu"


@dataclass(frozen=True, slots=True)
class Status:
    """Whether a scheme's period is over at a day, and the words that say so: « convention 2013-2015 »."""

    status: FundingStatus
    reason: str  # a plain French sentence


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day by which something is due: « dépôt des dossiers avant le 15 mars 2025 »; `day` is the last one."""

    quote: Excerpt
    day: date


@dataclass(frozen=True, slots=True)
class FundingRecord:
    """One scheme mention of a financements field.

    The texts keep the clause's words on one line, "" where it has none; the excerpts beside them say where they stand, and
    each lies in `quote` or in the sub-heading above it. `funders` are the bodies of `funder`, one by one.
    """

    fiche: Fiche = field(repr=False)
    quote: Excerpt
    scheme: str
    funder: str
    kind: FundingKind
    amount: str
    period: str
    scheme_excerpts: tuple[Excerpt, ...] = ()
    funders: tuple[Excerpt, ...] = ()
    amounts: tuple[Amount, ...] = ()  # their spans are those of the source
    amount_excerpt: Excerpt | None = None
    period_excerpt: Excerpt | None = None
    first: date | None = None
    last: date | None = None
    conditions: tuple[Excerpt, ...] = ()  # who may ask, for whom, on what terms
    deadlines: tuple[Deadline, ...] = ()
    heading: Excerpt | None = None  # the sub-heading it stands under: « Crédits de droit commun »

    def status_at(self, day: date) -> Status:
        """Tell whether the period is over at `day`; without a period nothing is known."""
        if not self.period:
            return Status(FundingStatus.INCONNU, "La fiche ne dit pas de période.")
        if self.first is None and self.last is None:
            return Status(FundingStatus.INCONNU, f"La fiche dit « {self.period} », mais ne dit pas à partir de quand.")
        if self.last is not None and self.last < day:
            return Status(FundingStatus.EXPIRE, f"La fiche dit « {self.period} ».")
        return Status(FundingStatus.EN_COURS, f"La fiche dit « {self.period} ».")


def funding_of(fiche: Fiche) -> tuple[FundingRecord, ...]:
    """Return the scheme mentions of one fiche's financements fields, in order."""
    return tuple(
        _record(fiche, clause, parts)
        for section in fiche.all(SectionKind.FINANCEMENTS)
        for clause in clauses_of(section, fiche.source)
        for parts in shared_out(clause.text, parts_of(clause.text, listed=clause.listed))
    )


def funding_directory(fiches: Iterable[Fiche]) -> tuple[FundingRecord, ...]:
    """Return the scheme mentions of several fiches, fiche by fiche."""
    return tuple(record for fiche in fiches for record in funding_of(fiche))


def _record(fiche: Fiche, clause: Clause, parts: Parts) -> FundingRecord:
    def excerpt(span: Span) -> Excerpt:
        return fiche.source.excerpt(clause.start + span.start, clause.start + span.end)

    funder = excerpt(parts.funder) if parts.funder else _heading_body(clause, fiche)
    amount = excerpt(parts.amount) if parts.amount else None
    period = excerpt(parts.period) if parts.period else None
    scheme = excerpt(parts.scheme) if parts.scheme else None
    quote = fiche.source.excerpt(clause.start, clause.end)
    return FundingRecord(
        fiche=fiche,
        quote=quote,
        scheme=_words(scheme),
        funder=_words(funder),
        kind=kind_of_money(quote.line, _words(scheme), _words(funder), clause.heading.line if clause.heading else "", parts.funders),
        amount=_words(amount),
        period=_words(period),
        scheme_excerpts=(scheme,) if scheme else (),
        funders=tuple(excerpt(body.span) for body in parts.funders) or ((funder,) if funder else ()),
        amounts=tuple(_moved(one, clause.start) for one in parts.amounts),
        amount_excerpt=amount,
        period_excerpt=period,
        first=parts.mention.first if parts.mention else None,
        last=parts.mention.last if parts.mention else None,
        conditions=(*(excerpt(span) for span in parts.conditions), *clause.after),
        deadlines=_deadlines(fiche, clause, parts),
        heading=clause.heading,
    )


def _words(excerpt: Excerpt | None) -> str:
    """The words on one line, without the bookmarks that Word left among them."""
    return " ".join(BOOKMARK.sub(" ", excerpt.text).split()) if excerpt else ""


def _moved(amount: Amount, by: int) -> Amount:
    return replace(amount, span=Span(amount.span.start + by, amount.span.end + by))


def _heading_body(clause: Clause, fiche: Fiche) -> Excerpt | None:
    """The body that a line ending in a colon gives to those under it: « État : »."""
    if clause.heading is None or not clause.heading.text.rstrip().endswith(":"):
        return None
    bare = clause.heading.text.rstrip(" :\xa0\u202f\t\r\n")
    return fiche.source.excerpt(clause.heading.span.start, clause.heading.span.start + len(bare)) if is_body_name(bare) else None


def _deadlines(fiche: Fiche, clause: Clause, parts: Parts) -> tuple[Deadline, ...]:
    found = []
    for date_ in parts.deadlines:
        if date_.last is not None:
            quote = fiche.source.excerpt(clause.start, clause.end)
            found.append(Deadline(quote, date_.last))
    for after in clause.after:
        found.extend(Deadline(after, mention.last) for mention in find_dates(after.text) if mention.last is not None)
    return tuple(found)
