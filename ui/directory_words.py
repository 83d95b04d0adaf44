"""The French words of the directories, the glossary and the dossier of a project."""

from collections.abc import Sequence
from datetime import date

from ingest.funding import FundingStatus
from ingest.funding_kinds import FundingKind
from ingest.names import BodyKind
from ingest.partners import PartnerRole
from rag.funding_lookup import DueDay, FundingHit, Why
from rag.glossary import GlossaryEntry
from rag.partner_lookup import PartnerHit

FUNDING_KINDS = {
    FundingKind.DROIT_COMMUN: "droit commun",
    FundingKind.POLITIQUE_DE_LA_VILLE: "politique de la ville",
    FundingKind.APPEL_A_PROJETS: "appel à projets",
    FundingKind.FONDATION: "fondation",
    FundingKind.EUROPE: "Europe",
    FundingKind.COLLECTIVITE: "collectivité",
    FundingKind.AUTRE: "autre",
}
STATUSES = {FundingStatus.EN_COURS: "en cours", FundingStatus.EXPIRE: "échu", FundingStatus.INCONNU: "durée non dite"}
BODY_KINDS = {
    BodyKind.ETAT: "État",
    BodyKind.COLLECTIVITE: "collectivité",
    BodyKind.ASSOCIATION: "association",
    BodyKind.BAILLEUR: "bailleur",
    BodyKind.ETABLISSEMENT: "établissement",
    BodyKind.SECURITE_SOCIALE: "sécurité sociale",
    BodyKind.ENTREPRISE: "entreprise",
    BodyKind.HABITANTS: "habitants",
    BodyKind.AUTRE: "autre",
}
ROLES = {
    PartnerRole.ANIMATEUR: "animateur",
    PartnerRole.PARTENAIRE: "partenaire",
    PartnerRole.FINANCEUR: "financeur",
    PartnerRole.MENTION: "cité ailleurs",
}
NO_FUNDING = "Les fiches indexées ne nomment aucun financement."
NO_PARTNER = "Les fiches indexées ne nomment aucun partenaire."
NOTHING_LEFT = "Aucune ligne ne répond à ces filtres."
NO_DEADLINE = "Les fiches indexées ne disent aucune échéance à venir."
NO_CONTACT = "Les fiches ne donnent pas de contact ; FICHES_CONTACTS peut indiquer la liste de la ville."
NOT_IN_LIST = "pas dans la liste des contacts"
FUNDING_CAPTION = "Financements"
PARTNERS_CAPTION = "Partenaires"
DEADLINES_CAPTION = "Échéances"
LAST_DAY_TO_APPLY, END_OF_PERIOD = "date limite", "fin de la période"
_MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()


ONLY_DEADLINES = "Le format ics ne s’écrit que pour les échéances des financements ; ajoutez --deadlines à « fiches funding »."
GLOSSARY_CAPTION = "Sigles"
NO_ACRONYM = "Les fiches indexées n’emploient aucun sigle."
NOT_EXPLAINED = "Aucune fiche ne le développe."


def no_acronym(acronym: str) -> str:
    return f"Aucune des fiches indexées n’emploie le sigle « {acronym} »."


def national(entry: GlossaryEntry) -> str:
    """What the small national table says, told as coming from it; "" where it does not know the acronym."""
    if entry.known is None:
        return ""
    meaning = entry.known.expansion or entry.known.names[0]
    return f"table nationale : {meaning} ({entry.known.source})"


def found_nothing(query: str, what: str) -> str:
    """« Aucun financement des fiches ne répond à « … ». »."""
    return f"Aucun {what} des fiches indexées ne répond à « {query} »."


def count(number: int, one: str) -> str:
    """« 1 financement », « 9 financements »; « aucun financement »."""
    return f"aucun {one}" if not number else f"{number} {one}" if number < 2 else f"{number} {one}s"


def long_day(day: date) -> str:
    """« 1er décembre 2026 »."""
    return f"{'1er' if day.day == 1 else day.day} {_MONTHS[day.month - 1]} {day.year}"


def state(hit: FundingHit) -> str:
    """« échu », and why: « La fiche dit « 2013-2015 ». »."""
    return f"{STATUSES[hit.status.status]}. {hit.status.reason}"


def why(found: Why) -> str:
    """Why a scheme was found, in one sentence; the passage is quoted beside it."""
    own = _listed(found.words)
    others = _listed(tuple(word for word in found.fiche_words if word not in found.words)[:6])
    if own:
        return f"mots de la clause : {own}" + (f" ; de sa fiche : {others}" if others else "")
    return f"mots de sa fiche : {others}" if others else "par le sens de sa fiche"


def due(day: DueDay) -> str:
    return END_OF_PERIOD if day.is_end_of_period else LAST_DAY_TO_APPLY


def roles(hit: PartnerHit) -> str:
    return ", ".join(ROLES[role] for role in dict.fromkeys(mention.role for mention in hit.mentions))


def needs_output(form: str) -> str:
    return f"Le format {form} s’écrit dans un fichier ; donnez-le avec -o, par exemple -o annuaire.{form}."


def unknown_choice(given: str, option: str, known: Sequence[str]) -> str:
    return f"« {given} » n’est pas valable pour {option} ; choisissez parmi : {', '.join(known)}."


def written(path: str, told: str) -> str:
    return f"« {path} » contient {told}."


def _listed(words: Sequence[str]) -> str:
    return ", ".join(f"«\u00a0{word}\u00a0»" for word in words)
