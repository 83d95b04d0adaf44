"""The French sentences of the view of partners."""

from collections.abc import Sequence

from ingest.names import Merge
from rag.partner_lookup import PartnerHit
from ui.text_fr.listing import counted

LEAD = "Qui anime, participe ou finance, dans quelles fiches et sous quels noms : chaque mention mène aux mots exacts de sa fiche."
SEARCH = "Chercher par le sens"
SEARCH_HINT = "Par exemple : qui travaille avec la CAF, associations sportives, santé des femmes…"
NAME, KIND, ROLES, FICHES, MENTIONS, CONTACTS = "Organisme", "Nature", "Rôles", "Fiches", "Mentions", "Contacts"
ROLE = "Rôle"
PLACE = "Lieu"
TABLE = "Les organismes que nomment les fiches"
NONE_INDEXED = "Les fiches indexées ne nomment aucun partenaire."
NOTHING_LEFT = "Aucun organisme ne répond à ces filtres ; retirez-en un."
ALSO_WRITTEN = "Aussi écrit"
WHY_ONE = "Pourquoi ces noms sont ceux d’un seul organisme"
WHO = "Organisme"
ALL_MENTIONS = "Ce que disent les fiches"
SEE_FUNDING = "Voir les financements où il est nommé"
GONE = "Cet organisme n’est plus dans l’annuaire : les fiches ont changé, ou son nom."


def found_nothing(query: str) -> str:
    return f"Aucun organisme des fiches ne répond à « {query} »."


def summary(hits: Sequence[PartnerHit], fiches: int, of: int, query: str) -> str:
    """« 114 organismes dans 20 fiches sur 21. »."""
    if not hits:
        return ""
    asked = f" pour « {query} »" if query else ""
    return f"{counted(len(hits), 'organisme')}{asked}, dans {counted(fiches, 'fiche')} sur {of}."


def mentions(count: int) -> str:
    return counted(count, "mention")


def merge(found: Merge) -> str:
    """« CAF » et « Caisse d’allocations familiales » : les initiales de ces mots."""
    return f"« {found.name} » et « {found.other} » : {found.why[:1].lower()}{found.why[1:]}"


def details_of(name: str) -> str:
    return f"{name} : noms, fiches et mentions"
