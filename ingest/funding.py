"""The funding directory's records: who pays for what, how much, until when, in the words of the fiches."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from ingest.amounts import Amount
from ingest.model import Excerpt, Fiche


class FundingKind(StrEnum):
    """What a scheme's money is, the first that applies."""

    EUROPE = "europe"
    FONDATION = "fondation"
    APPEL_A_PROJETS = "appel_a_projets"
    POLITIQUE_DE_LA_VILLE = "politique_de_la_ville"
    COLLECTIVITE = "collectivite"
    DROIT_COMMUN = "droit_commun"
    AUTRE = "autre"


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
        if not self.period or (self.first is None and self.last is None):
            return Status(FundingStatus.INCONNU, "La fiche ne dit pas de période.")
        if self.last is not None and self.last < day:
            return Status(FundingStatus.EXPIRE, f"La fiche dit « {self.period} ».")
        return Status(FundingStatus.EN_COURS, f"La fiche dit « {self.period} ».")
