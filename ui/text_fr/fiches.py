"""The French sentences of the view of the fiches: browsing, one fiche, its file, what is new, glossary, reading path."""

from ingest.checks.finding import Severity
from rag.shelf import Pilier

PARTS = {"": "Toutes les fiches", "nouveau": "Quoi de neuf", "glossaire": "Sigles", "parcours": "Parcours de lecture"}
PARTS_LABEL = "Dans les fiches"
LEAD = "Chaque fiche telle qu’elle a été reçue, rubrique par rubrique, avec ce qui y mène et ce qu’elle finance."
WORDS = "Mots de la fiche"
PILIER, ALL_PILIERS = "Pilier", "Tous les piliers"
AXE, ALL_AXES = "Axe", "Tous les axes"
PLACE = "Échelle ou lieu"
FILTER = "Filtrer"
FILTERS_LABEL = "Filtrer les fiches"
CLEAR_FILTERS = "Tout montrer"
NONE_MATCH = "Aucune fiche ne répond à ces filtres."
OPEN = "Ouvrir"
NEXT_PAGE, FORMER_PAGE = "Fiches suivantes", "Fiches précédentes"
PAGES_LABEL = "Pages de la liste"

SUMMARY = "Sommaire"
BLANK = "vide"
ORIGINAL = "Fichier reçu"
DOWNLOAD_ORIGINAL = "Télécharger le fichier reçu"
COPY_FICHE = "Copier le lien de la fiche"
COPIED = "Lien copié."
COPY_FAILED = "Le lien n’a pas pu être copié ; prenez-le dans la barre d’adresse."
PRINT = "Imprimer"
FORMER_FICHE, NEXT_FICHE = "Fiche précédente", "Fiche suivante"
NEIGHBOURS_LABEL = "Fiches voisines"
BACK_TO_ALL = "Toutes les fiches"
LINKS = "Renvois de cette fiche"
NO_LINK = "Elle ne renvoie à aucune autre fiche."
BACKLINKS = "Fiches qui renvoient à celle-ci"
NO_BACKLINK = "Aucune autre fiche n’y renvoie."
NOT_INDEXED = "non indexée"
TRANSVERSAL = "axe transversal"
VERSIONS = "Versions"
ONE_VERSION = "Une seule version est indexée."
THIS_ONE = "celle-ci"
ANSWERS = "celle qui répond"
COMPARE = "Comparer"
COMPARED = "Ce qui a changé"
BEFORE, AFTER = "Avant", "Après"
SAME_WORDS = "Rien n’a changé entre ces deux versions : seule la mise en page peut différer."
SCHEMES = "Financements de cette fiche"
NO_SCHEME = "Cette fiche ne nomme aucun financement."
PARTNERS = "Partenaires de cette fiche"
NO_PARTNER = "Cette fiche ne nomme aucun partenaire."
FINDINGS = "Constats de cohérence"
NO_FINDING = "Aucun constat : rien à reprendre dans cette fiche."
SEE_FINDINGS = "Voir ces constats dans Cohérence"
DIRECTORIES_LINK = "Financements et partenaires"
SEVERITIES = {Severity.ERROR: "erreur", Severity.WARNING: "avertissement", Severity.INFO: "à savoir"}
SCHEME, FUNDER, AMOUNT, PERIOD, QUOTE = "Dispositif", "Financeur", "Montant", "Période", "Dans la fiche"
PARTNER, ROLE = "Partenaire", "Rôle"
NOT_SAID = "non dit"
OLDER_VERSION = "Une version plus récente de cette fiche répond aux questions."
SEE_CURRENT = "Ouvrir la version la plus récente"
PASSAGE_MOVED = "Ce passage n’est plus dans la fiche : elle a changé depuis que ce lien a été fait."
OTHER_VERSION_SHOWN = "La version demandée n’est pas indexée ; voici celle qui l’est."
SAME_CODE = "Une autre fiche porte ce numéro :"

NEWS = "Quoi de neuf"
NEWS_LEAD = "Ce qui a changé dans les fiches d’une mise à jour à l’autre, mot à mot."
SINCE, UNTIL = "Depuis", "Jusqu’à"
SHOW_CHANGES = "Montrer"
CHANGES_LABEL = "Choisir deux mises à jour"
STRUCK, WRITTEN = "retiré :", "ajouté :"
SEE_FICHE = "Ouvrir la fiche"
REST_OF_CHANGES = "Changements suivants"

GLOSSARY = "Sigles des fiches"
GLOSSARY_LEAD = (
    "Les sigles que les fiches emploient : ce qu’ils veulent dire selon elles, sinon selon la table nationale livrée avec l’outil."
)
ACRONYM, MEANING, USED_IN = "Sigle", "Ce qu’il veut dire", "Fiches"
NOT_EXPLAINED = "Aucune fiche ne le développe."
ACRONYM_WANTED = "Sigle ou mot"
ONLY_UNEXPLAINED = "Seulement ceux qu’aucune fiche ne développe"
NO_ACRONYM = "Les fiches indexées n’emploient aucun sigle."
NO_ACRONYM_LEFT = "Aucun sigle ne répond à ces filtres."
WRITTEN_ALSO = "écrit aussi"

PATH = "Parcours de lecture"
PATH_LEAD = "Un ordre de lecture par pilier pour qui arrive : d’abord les fiches vers lesquelles les autres renvoient, puis de renvoi en renvoi. Les raisons sont les mots des fiches."
PATH_KEPT = "Ce que vous cochez reste dans ce navigateur."
READ_IT = "Lue"
FIRST_OBJECTIVE = "Ce qu’elle vise"
NO_OBJECTIVE = "Elle ne dit pas d’objectif."
FOLLOWS = "Une fiche déjà lue y renvoie :"
NEXT_BY_CODE = "Aucune autre fiche n’y renvoie ; elle vient dans l’ordre du contrat."
FORGET_PROGRESS = "Oublier mes coches"


def counted(number: int, one: str, many: str | None = None) -> str:
    """« 1 fiche », « 12 fiches », « aucune fiche » is said otherwise."""
    return f"{number:,}".replace(",", "\u202f") + f" {one if number < 2 else many or one + 's'}"


def fiche_count(number: int, of: int | None = None) -> str:
    told = counted(number, "fiche")
    return f"{told} sur {of}" if of is not None and of != number else told


def pilier_title(pilier: Pilier) -> str:
    return pilier.name or f"Pilier {pilier.number}"


def axe_title(number: str, name: str) -> str:
    return name or f"Axe {number.rpartition('.')[2]}"


def fiche_title(code: str, version: int | None) -> str:
    return f"Fiche {code} (version {version})" if version else f"Fiche {code}"


def other_versions(count: int) -> str:
    return f"{count} autre{'s' if count > 1 else ''} version{'s' if count > 1 else ''}"


def copy_field(label: str) -> str:
    return f"Copier le lien de la rubrique « {label} »"


def leads_to(code: str) -> str:
    return f"Fiche {code}"


def unknown_source(name: str) -> str:
    return f"« {name} » n’est pas dans l’index ; la page Corpus dit ce qui l’est."


def original_gone(name: str) -> str:
    return f"Le fichier « {name} » n’est plus à sa place : il a été déplacé ou supprimé depuis l’indexation. Son texte reste dans l’index ; remettez-le, ou mettez l’index à jour."


def original_changed(name: str) -> str:
    return f"Le fichier « {name} » a changé depuis l’indexation : il ne dit peut-être plus ce que la fiche montre. Mettez l’index à jour pour lire sa nouvelle version."


GET_ANYWAY = "Télécharger le fichier tel qu’il est maintenant"


def finding_counts(counts: dict[Severity, int]) -> str:
    words = ((Severity.ERROR, "erreur"), (Severity.WARNING, "avertissement"))
    told = [counted(counts[severity], word) for severity, word in words if counts.get(severity)]
    if counts.get(Severity.INFO):
        told.append(counted(counts[Severity.INFO], "point à savoir", "points à savoir"))
    return ", ".join(told)


def generation_label(number: int, moment: str) -> str:
    return f"n° {number}, {moment}"


def progress(done: str, of: int, *, many: bool = False) -> str:
    return f"{done} fiche{'s' if many else ''} lue{'s' if many else ''} sur {of}."


def named_by(count: int) -> str:
    return f"{counted(count, 'fiche')} y {'renvoie' if count < 2 else 'renvoient'} :"


def and_others(count: int) -> str:
    return f"et {count} autre{'s' if count > 1 else ''}"


def field_count(count: int) -> str:
    return counted(count, "rubrique touchée", "rubriques touchées")
