"""The French sentences of the view of fundings, of deadlines and of « Mon projet »."""

from collections.abc import Sequence
from datetime import date

from ingest.funding import FundingStatus
from rag.funding_lookup import DueDay, FundingHit
from ui import directory_words
from ui.text_fr.listing import counted

LEAD = "Qui paie quoi, combien et jusqu’à quand, d’après les fiches : chaque ligne mène aux mots exacts de sa fiche."
VIEWS = "Financements"
ALL, DUE, PROJECT = "Tous les financements", "Échéances", "Mon projet"
SEARCH = "Chercher par le sens"
SEARCH_HINT = "Par exemple : vélo pour les enfants, postes d’adultes-relais…"
KIND, FUNDER, STATUS = "Nature", "Financeur", "État"
SCHEME, AMOUNT, PERIOD, FICHE = "Dispositif", "Montant", "Période", "Fiche"
UNNAMED = "Sans nom"
UNSAID = "non dit"
CONDITIONS = "Conditions"
ELSEWHERE = "Le même dans d’autres fiches"
APPLY_BEFORE = "Dossier avant le"
STATUS_WORDS = {FundingStatus.EN_COURS: "En cours", FundingStatus.EXPIRE: "Échu", FundingStatus.INCONNU: "Durée non dite"}
NEAREST_PASSAGE = "passage le plus proche"
NONE_INDEXED = "Les fiches indexées ne nomment aucun financement."
NOTHING_LEFT = "Aucun financement ne répond à ces filtres ; retirez-en un."
TABLE = "Les financements que nomment les fiches"

DUE_LEAD = "Les derniers jours pour déposer un dossier et les fins de période que disent les fiches, du plus proche au plus lointain."
NO_DUE = "Aucune échéance à cette date ou après, dans les fiches et avec ces filtres."
LAST_DAY_TO_APPLY, END_OF_PERIOD = "Date limite", "Fin de la période"
DUE_TODAY = "aujourd’hui"

PROJECT_LEAD = (
    "Décrivez un projet en quelques phrases, ou donnez son fichier : vous saurez à quelles fiches il répond, quels financements demander, "
    "qui appeler et avant quelle date."
)
PROJECT_TEXT = "Votre projet"
PROJECT_HINT = "Par exemple : un atelier radio avec des adolescents, le soir, animé par notre association."
PROJECT_FILE = "Ou son fichier (.docx, .odt, .pdf, .txt)"
PROJECT_GO = "Voir ce que les fiches lui offrent"
PROJECT_PRIVACY = "Le projet est lu sur ce serveur et n’y est pas gardé : ni le texte, ni le fichier, ni le dossier."
PROJECT_EMPTY = "Décrivez le projet en quelques phrases, ou choisissez son fichier."
PRINT = "Imprimer ou garder"
DOSSIER = "Le dossier du projet"
FICHES, SCHEMES, DUE_DAYS, PARTNERS, INDICATORS = (
    "Les fiches auxquelles il répond",
    "Les financements à demander",
    "Les échéances à venir",
    "Qui rencontrer",
    "Ce qu’on lui demandera de compter",
)
NO_DUE_DAY = "Ces fiches ne disent aucune échéance à venir."


def fiche(code: str) -> str:
    return f"fiche {code}"


def more_places(count: int) -> str:
    return f"et {counted(count, 'autre passage', 'autres passages')}"


def project_too_large(megabytes: float) -> str:
    return f"Ce fichier dépasse {megabytes:g} Mo ; donnez-en la partie qui décrit le projet."


def summary(hits: Sequence[FundingHit], fiches: int, of: int, query: str) -> str:
    """« 51 financements dans 14 fiches sur 16 : 12 en cours, 20 échus, 19 de durée non dite. »."""
    if not hits:
        return ""
    counts = {status: sum(hit.status.status is status for hit in hits) for status in FundingStatus}
    names = {
        FundingStatus.EN_COURS: "en cours",
        FundingStatus.EXPIRE: "échus" if counts[FundingStatus.EXPIRE] > 1 else "échu",
        FundingStatus.INCONNU: "de durée non dite",
    }
    told = [f"{counts[status]} {name}" for status, name in names.items() if counts[status]]
    near = f" proche{'s' if len(hits) > 1 else ''} de « {query} »" if query else ""
    return f"{counted(len(hits), 'financement')}{near}, dans {counted(fiches, 'fiche')} sur {of} : {', '.join(told)}."


def found_nothing(query: str) -> str:
    return f"Aucun financement des fiches n’est proche de « {query} »."


def why(hit: FundingHit) -> str:
    return f"Proposé par : {directory_words.why(hit.why)}" if hit.why else ""


def reason(hit: FundingHit) -> str:
    """« La fiche dit « 2013-2015 ». », "" where it says nothing."""
    return hit.status.reason if hit.entry.record.period else ""


def due_kind(due: DueDay) -> str:
    return END_OF_PERIOD if due.is_end_of_period else LAST_DAY_TO_APPLY


def days_left(day: date, at: date) -> str:
    left = (day - at).days
    if left == 0:
        return DUE_TODAY
    if left < 730:
        return f"dans {counted(left, 'jour')}" if left < 60 else f"dans {counted(round(left / 30.44), 'mois', 'mois')}"
    return f"dans {counted(left // 365, 'an')}"


def due_count(count: int, at: date) -> str:
    return f"{counted(count, 'échéance')} à partir du {directory_words.long_day(at)}."


def last_due(day: date) -> str:
    return f"La dernière que disent les fiches est le {directory_words.long_day(day)}."


def all_due_since(day: date) -> str:
    return f"Les voir toutes, depuis le {directory_words.long_day(day)}"


def month(day: date) -> str:
    """« décembre 2026 »."""
    return directory_words.long_day(day.replace(day=2)).partition(" ")[2]
