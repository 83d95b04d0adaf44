"""The French sentences of the view « Poser une question »."""

from collections.abc import Mapping

from ingest.headings import LABELS
from ingest.model import SectionKind
from rag.related import Relation

# The conversation.

NEW = "Nouvelle conversation"
STOP = "Arrêter"
STOPPED = "Vous avez arrêté cette réponse."
EDIT = "Modifier"
EDITED = "Question à modifier"
EDIT_NOTE = "Les questions posées ensuite seront retirées de la conversation."
EDIT_ASK = "Demander à nouveau"
CANCEL = "Annuler"
RETRY = "Relancer"
REWORD = "Reformuler la question"
COPY_LINK = "Copier le lien"
COPIED_LINK = "Lien copié"
COPY = "Copier avec les sources"
COPIED = "Réponse copiée"
NOT_COPIED = "La copie est refusée par ce navigateur"
KEPT_HERE = "La conversation reste dans cet onglet du navigateur\u00a0; le serveur n’en garde rien."
WITHIN = "Limité à"
AGAIN = "déjà citée plus haut"
BUSY = "Une réponse est en cours ; attendez-la ou arrêtez-la."
EXPORT = "Exporter la conversation"
EXPORTS = {"docx": "Word (.docx)", "html": "Page web (.html)", "md": "Texte (.md)"}
EXPORT_FAILED = "La conversation n’a pas pu être exportée."

# The filters.

FILTERS = "Préciser la recherche"
FILTERS_LABEL = "Filtres de la recherche"
NARROWED_TO = "La recherche est limitée à :"
ANY = "tous"
ANY_FEMININE = "toutes"
FIELDS = {
    "pilier": "Pilier",
    "axe": "Axe",
    "fiche": "Fiche",
    "rubrique": "Rubrique",
    "lieu": "Lieu",
    "version": "Version",
    "au": "Échu au (date)",
}
CLEAR_FILTERS = "Retirer tous les filtres"
AT_HELP = "Une période finie avant ce jour est signalée comme échue ; aujourd’hui sans date."


def chip(name: str, value: str) -> str:
    """What a filter reads, « Pilier 1 », « Lieu : tous quartiers »."""
    if name == "rubrique":
        return f"Rubrique {LABELS.get(SectionKind(value), value) if value in set(SectionKind) else value}"
    if name == "lieu":
        return f"Lieu : {value}"
    if name == "au":
        return f"Au {value[8:]}/{value[5:7]}/{value[:4]}" if len(value) == 10 else f"Au {value}"
    return f"{FIELDS[name]} {value}"


def drop(label: str) -> str:
    return f"Retirer le filtre {label}"


# The refusals.

REFUSALS = {
    "rubrique_vide": "La fiche existe, la rubrique aussi, mais personne n’y a rien écrit.",
    "sans_reponse": "La question porte bien sur les fiches, mais aucune ne donne cette information.",
    "fiche_inconnue": "Cette fiche n’a pas été ajoutée au corpus ; d’autres peuvent la citer.",
    "hors_sujet": "Je ne réponds qu’à partir des fiches du contrat de ville.",
}
NEXT = "Et maintenant ?"
SEE_FIELD = "Voir la rubrique dans la fiche"
WHOLE_FICHE = "Que dit la fiche {code} ?"
WITHOUT_FILTERS = "Chercher sans les filtres"
KNOWN_FICHES = "Fiches indexées"
ALL_FICHES = "Parcourir toutes les fiches"
ASK_INSTEAD = "Questions auxquelles les fiches répondent :"
INDEX_MORE = "Ajouter des fiches au corpus"


def known_fiches(count: int) -> str:
    return f"{KNOWN_FICHES} ({count})"


def without_filter(names: str) -> str:
    return f"{WITHOUT_FILTERS} ({names})"


# The evidence.

ORIGINAL = "Fichier d’origine"
PAGE_IMAGE = "Voir la page du PDF"
READ_ALSO = "Lire aussi"
RELATIONS = {
    Relation.LINKED: "La fiche {other} y renvoie :",
    Relation.LINKS_HERE: "Elle renvoie à la fiche {other} :",
    Relation.SAME_AXE: "Du même axe que la fiche {other}.",
}
TO_SOURCES = "Voir les sources"


def page_of(number: int, file: str) -> str:
    return f"Page {number} de « {file} »"


def page_alt(number: int, file: str, *, framed: bool) -> str:
    end = "avec le passage entouré ; ses mots sont ceux qui sont cités ci-dessus" if framed else "sans le passage entouré"
    return f"Image de la page {number} de « {file} », {end}"


NO_PAGE = "Ce passage ne se trouve sur aucune page d’un PDF."
PAGE_UNMARKED = "Le passage n’a pas pu être entouré sur cette page : cherchez-y ces mots."


# How an answer was found.

REASONING = "Comment cette réponse a été trouvée"
UNDERSTOOD = "Ce qui a été compris"
LOOKED_AT = "Ce qui a été cherché"
WEIGHED = "Passages comparés"
WEIGHED_NOTE = "Le score compare les passages d’une même question : le plus haut est le plus proche de ce qui est demandé."
SCORE = "Score"
PASSAGE = "Passage"
TIMES = "Temps de réponse"
KINDS = {
    "greeting": "une formule de politesse",
    "lookup": "ce que les fiches disent sur un point",
    "enumeration": "la liste des fiches qui répondent à un critère",
    "summary": "le résumé d’une fiche",
    "compare": "la comparaison de fiches",
    "title": "le titre d’une fiche",
    "pilier": "le pilier d’une fiche",
    "axe": "l’axe d’une fiche",
    "version": "la version d’une fiche",
    "cited_by": "les fiches qui renvoient à une autre",
    "definition": "le sens d’un mot ou d’un sigle",
}
ASKED_FOR = "Demande"
OF_FICHES = "Fiches nommées"
OF_SECTIONS = "Rubriques"
WORDS = "Mots cherchés"
EXPECTED = "À trouver"
READ_AS = "Lu comme"
LEANS = "Question précédente"
LEANS_YES = "prise en compte, cette question la prolonge"
BY_STRUCTURE = "La réponse vient directement des rubriques des fiches, lues en entier, sans recherche par ressemblance."
METHODS = {
    "extractive": "Sans modèle de langue : chaque phrase citée est recopiée des fiches.",
    "llm": "Rédigée par un modèle de langue, dont chaque phrase a été vérifiée contre les passages.",
    "fallback": "Le modèle de langue n’était pas disponible : la réponse est recopiée des fiches.",
}
STAGES = {"plan": "comprendre la question", "evidence": "chercher et assembler", "total": "en tout"}


def probability(share: float) -> str:
    return f"Les fiches contiennent ce sujet : estimé à {share:.0%}".replace("%", "\u00a0%")


def milliseconds(stages: Mapping[str, float]) -> str:
    told = (f"{STAGES.get(name, name)} {value:.0f}\u00a0ms" for name, value in stages.items())
    return ", ".join(told)


# What readers think of an answer.

USEFUL = "Réponse utile"
USELESS = "Réponse pas utile"
WHY = "Qu’est-ce qui ne va pas ?"
WHYS = {
    "faux": "Ce que dit la réponse est faux",
    "incomplet": "Il manque quelque chose",
    "a_cote": "Elle ne répond pas à ma question",
    "refus": "Elle refuse alors qu’une fiche le dit",
    "citation": "La citation ne dit pas cela",
    "perime": "L’information est périmée",
}
SEND_OPINION = "Envoyer"
OPINION_NOTE = "Votre avis est enregistré sans le texte de la question."
OPINION_NOTE_KEPT = "Votre avis est enregistré avec le texte de la question."
THANKS = "Merci, votre avis est enregistré."
