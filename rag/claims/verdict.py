"""What came of a sentence held against passages: a verdict, or the cause of its fall."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Verdict(StrEnum):
    EXACT = "exact"
    REPHRASED = "rephrased"


class Cause(StrEnum):
    """Why a sentence is dropped; the value is what `ask --explain` says."""

    NO_CITATION = "aucune citation"
    UNKNOWN_CITATION = "citation d’un passage qui n’a pas été donné"
    NO_CLAIM = "n’affirme rien"
    LANGUAGE = "n’est pas en français"
    FORM = "lien, balise ou adresse qui n’est pas dans le passage"
    QUOTE = "citation entre guillemets qui n’est pas dans le passage"
    FIGURE = "nombre, part ou montant qui n’est pas dans le passage"
    DATE = "date qui n’est pas dans le passage"
    CODE = "code de fiche qui n’est pas dans le passage"
    NAME = "nom ou sigle qui n’est pas dans le passage"
    ATTACHED = "chiffre, date ou nom rattaché à autre chose que dans le passage"
    NEGATION = "négation ajoutée ou perdue"
    CONDITION = "condition perdue"
    OPERATOR = "portée, cause ou comparaison qui n’est pas dans le passage"
    DONE = "donné pour fait ou certain, seulement prévu dans le passage"
    WORDS = "mots que le passage ne dit pas"
    MEANING = "sens trop éloigné du passage"
    AGAIN = "répète une phrase"
    LEANS = "s’appuie sur une phrase retirée"


@dataclass(frozen=True, slots=True)
class Dropped:
    """A sentence that nobody sees, why, and the words it fell over."""

    text: str
    cause: Cause
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of one sentence held against some passages."""

    verdict: Verdict | None
    cause: Cause | None = None
    detail: str = ""
    citations: tuple[int, ...] = ()
    text: str = ""
    features: Mapping[str, float] = field(default_factory=dict)


Failed = tuple[Cause, str] | None
