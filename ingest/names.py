"""Bodies and acronyms over a corpus: one name for one thing, every other kept, every merge explained."""

from dataclasses import dataclass
from enum import StrEnum

from ingest.model import Excerpt


class BodyKind(StrEnum):
    """What a body is."""

    ETAT = "etat"
    COLLECTIVITE = "collectivite"
    ASSOCIATION = "association"
    BAILLEUR = "bailleur"
    ETABLISSEMENT = "etablissement"
    SECURITE_SOCIALE = "securite_sociale"
    ENTREPRISE = "entreprise"
    HABITANTS = "habitants"
    AUTRE = "autre"


@dataclass(frozen=True, slots=True)
class Merge:
    """Why two spellings are one body: `why` is a plain French sentence, `quote` the words that introduce the acronym, in `fiche`."""

    name: str
    other: str
    why: str
    fiche: str = ""
    quote: Excerpt | None = None
