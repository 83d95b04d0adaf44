"""The two directories of one library, worked out once: who funds what, and who takes part."""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from ingest.funding import FundingRecord, funding_of
from ingest.funding_names import Scheme, schemes_of
from ingest.index.catalogue import FicheRecord
from ingest.model import Fiche, Span
from ingest.names import Aliases, expansions_of, read_aliases
from ingest.partners import Partner, PartnerRole, partner_directory
from rag.affinity import Affinity
from rag.funding_lookup import FundingEntry, FundingLookUp
from rag.library import Library
from rag.partner_lookup import PartnerLookUp
from rag.terms import Vocabulary

#: The schemes of a corpus by the source and the place of each clause that names them.
Schemes = Mapping[tuple[str, Span], Scheme]


def elsewhere(record: FundingRecord, schemes: Schemes) -> Scheme | None:
    """The scheme of a clause, if other fiches name it too."""
    scheme = schemes.get((record.fiche.source.name, record.quote.span))
    return scheme if scheme and scheme.beside(record) else None


class Directory:
    """What the fiches that answer say of money and of bodies; each part is made when it is first asked for."""

    def __init__(self, library: Library, *, aliases: Path | None = None) -> None:
        """`aliases`: the user's file that joins or splits names of bodies."""
        self.library = library
        self._aliases: Aliases | None = read_aliases(aliases) if aliases else None

    @cached_property
    def fiches(self) -> tuple[Fiche, ...]:
        """The fiches that answer, by code."""
        return tuple(self.library.fiche(record) for record in self.library.current)

    @property
    def made_at(self) -> str:
        """When the generation that answers was made (ISO 8601)."""
        return self.library.catalogue.generations()[-1].made_at

    @cached_property
    def affinity(self) -> Affinity:
        return Affinity(self.library, Vocabulary(self.library), self.library.current)

    @cached_property
    def funding(self) -> FundingLookUp:
        entries = [
            FundingEntry(record, found)
            for record, fiche in zip(self.library.current, self.fiches, strict=True)
            for found in funding_of(fiche)
        ]
        return FundingLookUp(self.affinity, entries)

    @cached_property
    def partners(self) -> PartnerLookUp:
        records = [entry.record for entry in self.funding.entries]
        return PartnerLookUp(self.affinity, partner_directory(self.fiches, records, self._aliases, mentions_elsewhere=False))

    @cached_property
    def schemes(self) -> Schemes:
        """The scheme that a clause names, under all its names, by the source and the place of the clause."""
        found = schemes_of((entry.record for entry in self.funding.entries), expansions_of(self.fiches), self._aliases)
        return {(record.fiche.source.name, record.quote.span): scheme for scheme in found for record in scheme.records}

    @cached_property
    def payers(self) -> dict[tuple[str, Span], tuple[Partner, ...]]:
        """Who pays each scheme, by the source and the place of its clause; none where the clause names nobody."""
        by_place = {
            (mention.fiche.source.name, mention.quote.span): partner
            for partner in self.partners.partners
            for mention in partner.mentions
            if mention.role is PartnerRole.FINANCEUR
        }
        found: dict[tuple[str, Span], tuple[Partner, ...]] = {}
        for entry in self.funding.entries:
            record = entry.record
            source = record.fiche.source.name
            named = [by_place[source, funder.span] for funder in record.funders if (source, funder.span) in by_place]
            found[source, record.quote.span] = tuple(dict.fromkeys(named))
        return found

    def record_of(self, fiche: Fiche) -> FicheRecord:
        """The record of a fiche that answers."""
        return self._by_place[fiche.source.name, fiche.code, fiche.title.span]

    @cached_property
    def _by_place(self) -> dict[tuple[str, str, Span], FicheRecord]:
        return {
            (fiche.source.name, fiche.code, fiche.title.span): record
            for record, fiche in zip(self.library.current, self.fiches, strict=True)
        }
