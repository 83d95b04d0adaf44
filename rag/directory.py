"""The two directories of one library, worked out once: who funds what, and who takes part."""

from functools import cached_property
from pathlib import Path

from ingest.funding import funding_of
from ingest.model import Fiche
from ingest.names import Aliases, read_aliases
from ingest.partners import partner_directory
from rag.affinity import Affinity
from rag.funding_lookup import FundingEntry, FundingLookUp
from rag.library import Library
from rag.partner_lookup import PartnerLookUp
from rag.terms import Vocabulary


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
