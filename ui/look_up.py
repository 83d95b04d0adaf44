"""What the commands and the endpoints of the directories share: arguments as people give them -> filters, and what is found, in order."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from ingest.folding import fold
from ingest.funding import FundingStatus
from ingest.funding_kinds import FundingKind
from ingest.names import BodyKind
from ingest.partners import PartnerRole
from rag.directory import Directory
from rag.funding_lookup import DueDay, FundingFilters, FundingHit, most_euros
from rag.library import code_key
from rag.partner_lookup import PartnerFilters, PartnerHit
from ui import directory_words as words
from ui.arguments import fiche_code
from ui.choices import all_chosen, chosen
from ui.contacts import Contact, Contacts


class FundingSort(StrEnum):
    FICHE = "fiche"
    SCHEME = "scheme"
    FUNDER = "funder"
    KIND = "kind"
    AMOUNT = "amount"
    END = "end"


class PartnerSort(StrEnum):
    NAME = "name"
    KIND = "kind"
    FICHES = "fiches"


def funding_filters(
    *,
    kind: Sequence[str] | None = None,
    funder: str | None = None,
    fiche: str | None = None,
    pilier: int | None = None,
    place: str | None = None,
    theme: str | None = None,
    min_amount: float | None = None,
    status: str | None = None,
    axe: str | None = None,
    dashes: str = "--",
) -> FundingFilters:
    """What a list of schemes is narrowed to; `dashes` stand before the names of options in what is told.

    Raises:
        InputError: no kind or state has that name.
    """
    return FundingFilters(
        frozenset(all_chosen(kind, FundingKind, f"{dashes}kind")),
        funder or "",
        fiche_code(fiche),
        str(pilier) if pilier else None,
        place or "",
        theme or "",
        chosen(status, FundingStatus, f"{dashes}status"),
        min_amount,
        axe,
    )


def partner_filters(
    *,
    kind: Sequence[str] | None = None,
    role: str | None = None,
    name: str | None = None,
    fiche: str | None = None,
    pilier: int | None = None,
    place: str | None = None,
    axe: str | None = None,
    dashes: str = "--",
) -> PartnerFilters:
    """What a list of bodies is narrowed to.

    Raises:
        InputError: no kind or role has that name.
    """
    return PartnerFilters(
        frozenset(all_chosen(kind, BodyKind, f"{dashes}kind")),
        chosen(role, PartnerRole, f"{dashes}role"),
        fiche_code(fiche),
        str(pilier) if pilier else None,
        place or "",
        name or "",
        axe,
    )


def funding_hits(
    directory: Directory, query: str | None, at: date, filters: FundingFilters, order: FundingSort | None, *, limit: int
) -> list[FundingHit]:
    """The schemes that the filters leave, or up to `limit` of them nearest to `query`; in that order, or in the one asked for."""
    look_up = directory.funding
    hits = look_up.nearest(query, at, filters, limit=limit) if query else look_up.listed(at, filters)
    return sorted_funding(hits, order) if order else hits


def sorted_funding(hits: Sequence[FundingHit], order: FundingSort, *, is_reversed: bool = False) -> list[FundingHit]:
    """The schemes in an order or its reverse; those that say nothing of what they are sorted by come last either way."""
    said = sorted((hit for hit in hits if not _is_unsaid(hit, order)), key=lambda hit: _funding_key(hit, order), reverse=is_reversed)
    return said + sorted((hit for hit in hits if _is_unsaid(hit, order)), key=lambda hit: _funding_key(hit, order))


def _is_unsaid(hit: FundingHit, order: FundingSort) -> bool:
    record = hit.entry.record
    said = {
        FundingSort.SCHEME: bool(record.scheme),
        FundingSort.FUNDER: bool(record.funder),
        FundingSort.AMOUNT: most_euros(record) > 0,
        FundingSort.END: record.last is not None,
    }
    return not said.get(order, True)


def due_days(directory: Directory, query: str | None, at: date, filters: FundingFilters, *, limit: int) -> list[DueDay]:
    """The days to come of the schemes that would be found, soonest first."""
    days = directory.funding.due(at, filters)
    if not query:
        return days
    near = {hit.entry for hit in directory.funding.nearest(query, at, filters, limit=limit)}
    return [due for due in days if due.entry in near]


def partner_hits(directory: Directory, query: str | None, filters: PartnerFilters, order: PartnerSort | None) -> list[PartnerHit]:
    """The bodies that the filters leave, by name, or those that `query` asks for, the most to the point first."""
    look_up = directory.partners
    hits = look_up.find(query, filters) if query else look_up.listed(filters)
    return sorted(hits, key=lambda hit: _partner_key(hit, order)) if order else hits


def contacts_of(hit: PartnerHit, contacts: Contacts | None) -> list[Contact] | None:
    """What the town's list says of a body; None where the town gives no list."""
    return None if contacts is None else contacts.of((hit.partner.name, *hit.partner.aliases))


def _funding_key(hit: FundingHit, order: FundingSort) -> tuple[object, ...]:
    """Blank values come last; the highest amount and the nearest end come first."""
    record = hit.entry.record
    place = (code_key(hit.entry.fiche.code), hit.entry.fiche.id, record.quote.span)
    text = {FundingSort.SCHEME: record.scheme, FundingSort.FUNDER: record.funder, FundingSort.KIND: record.kind.value}.get(order)
    if text is not None:
        return (not text, fold(text), *place)
    if order is FundingSort.AMOUNT:
        return (-most_euros(record), *place)
    if order is FundingSort.END:
        return (record.last or date.max, *place)
    return place


def _partner_key(hit: PartnerHit, order: PartnerSort) -> tuple[object, ...]:
    name = fold(hit.partner.name)
    if order is PartnerSort.KIND:
        return words.BODY_KINDS[hit.partner.kind], name
    return (-len(hit.partner.fiches), name) if order is PartnerSort.FICHES else (name,)
