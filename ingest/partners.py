"""The partner directory's records: who takes part where, in which role, under which names."""

from dataclasses import dataclass, field
from enum import StrEnum

from ingest.model import Excerpt, Fiche, SectionKind
from ingest.names import BodyKind, Merge


class PartnerRole(StrEnum):
    """In which way a fiche names a body; `MENTION` is one outside the fields that name those who take part."""

    ANIMATEUR = "animateur"
    PARTENAIRE = "partenaire"
    FINANCEUR = "financeur"
    MENTION = "mention"


@dataclass(frozen=True, slots=True)
class PartnerMention:
    """A body as one field of a fiche names it.

    `name` is the name on one line, without article, service or person: « Valmorée Agglomération »; `quote` the segment with its
    precisions: « Valmorée Agglomération, direction du numérique ». « Villes de A, B et C » is three mentions of one quote.
    """

    fiche: Fiche = field(repr=False)
    section: SectionKind
    quote: Excerpt
    name: str
    kind: BodyKind
    role: PartnerRole


@dataclass(frozen=True, slots=True)
class Partner:
    """One body over the corpus, under the name it has most often; `also_mentioned` are its mentions outside the fields of partners."""

    name: str
    aliases: tuple[str, ...]  # the other spellings, the most frequent first
    kind: BodyKind
    roles: tuple[PartnerRole, ...]
    fiches: tuple[str, ...]  # codes, in order, each once
    mentions: tuple[PartnerMention, ...]
    also_mentioned: tuple[PartnerMention, ...] = ()
    merges: tuple[Merge, ...] = ()
