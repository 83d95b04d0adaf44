"""The French sentences of the commands and the page; those of answers stand in `rag/sentences.py`."""

from collections.abc import Sequence
from datetime import datetime

from ingest.index.catalogue import Generation
from rag.backup import BackupSummary
from rag.citation import Citation
from rag.comparison import Version

APP_HELP = "L’assistant des fiches d’un contrat de ville : des réponses citées au caractère près, sans connexion."
EXAMPLES_TITLE = "Exemples"
NOTHING_FOUND = "Aucun passage trouvé."
ABSTENTION_LABELS = {
    "rubrique_vide": "Rubrique vide",
    "sans_reponse": "Les fiches ne le disent pas",
    "fiche_inconnue": "Fiche non indexée",
    "hors_sujet": "Hors sujet",
}
LEFTOVER_LABELS = {
    "bookmark": "signet de Word",
    "template_prompt": "texte du modèle",
    "footer": "pied de page",
    "page_furniture": "en-tête ou pied de page",
    "bullet": "puce",
    "other": "reste non reconnu",
}


def unknown_code(code: str) -> str:
    return f"La fiche « {code} » n’est pas indexée ; « fiches status » dit ce qui l’est."


def unknown_section(name: str, known: str) -> str:
    return f"La rubrique « {name} » n’existe pas ; choisissez parmi : {known}."


def bad_axe(given: str) -> str:
    return f"« {given} » n’est pas un axe de ce pilier ; écrivez par exemple 1.2."


def port_in_use(host: str, port: int) -> str:
    return f"Le port {port} est déjà utilisé sur {host} ; fermez l’autre programme ou choisissez un autre port avec --port."


def bad_line(number: int, reason: str) -> str:
    return f"Ligne {number} : {reason}"


def unreadable(path: str, reason: str) -> str:
    return f"« {path} » ne peut pas être lu ({reason}) ; vérifiez le chemin et vos droits."


def not_a_day(given: str) -> str:
    return f"« {given} » n’est pas une date ; écrivez par exemple 2026-11-22."


def not_json(path: str, expected: str) -> str:
    return f"« {path} » n’est pas {expected} ; vérifiez sa forme dans le README."


def below_floor(name: str, value: float, floor: float) -> str:
    return f"{name} = {value:.3f}, sous le seuil de {floor:.3f}."


# The page.

PAGE_TITLE = "Fiches du contrat de ville"
PAGE_LINE = "Posez une question : chaque réponse cite les fiches mot pour mot, et chaque citation se vérifie à sa place."
VIEWS = {
    "question": "Poser une question",
    "financements": "Financements",
    "partenaires": "Partenaires",
    "coherence": "Cohérence",
    "fiches": "Fiches",
    "corpus": "Corpus",
    "a-propos": "À propos",
}
VIEWS_LABEL = "Rubriques du site"
SKIP = "Aller au contenu"
THEME_SWITCH = "Passer du thème clair au thème sombre, ou l’inverse"
LOADING = "Chargement…"
PAGE_FAILED = "Cette page ne peut pas être montrée"
DRAWER = "Passage cité"
CLOSE = "Fermer"
PASSAGE = "Passage"
PASSAGE_GONE = "Ce passage n’est plus dans la fiche : elle a changé depuis qu’il a été cité."
QUESTION_LABEL = "Votre question"
QUESTION_PLACEHOLDER = "Écrivez votre question…"
SEND = "Demander"
SEARCHING = "Recherche…"
CONVERSATION = "Conversation"
YOU_ASKED = "Vous demandez"
WELCOME = "Que voulez-vous savoir ?"
WELCOME_LINE = (
    "Objectifs, animateur, partenaires, financements, calendrier, indicateurs… Les réponses ne contiennent que les mots des fiches."
)
SOURCES = "Sources"
SOURCES_OF = "Passages cités pour"
FICHE = "Fiche"
OPEN_FICHE = "Ouvrir la fiche"
BACK_TO_ANSWER = "Retour à la réponse"
EMPTY_SECTION = "rubrique vide"
LEFTOVERS = "Restes"
NOTICE = "À noter"
FAILURE = "La question n’a pas abouti"
TITLE_SECTION = "Titre"
OTHER_SECTION = "Autre rubrique"
UNEXPECTED = (
    "Une erreur imprévue a empêché de répondre ; réessayez, et si elle revient, transmettez le journal du serveur à qui l’administre."
)
SERVER_BUSY = (
    "Beaucoup de personnes interrogent les fiches en ce moment ; votre question est encore dans la case : renvoyez-la dans un instant."
)
SERVER_LOST = "Le serveur ne répond plus ; vérifiez que « fiches serve » tourne, puis rechargez la page."
NO_SCRIPT = "Cette page a besoin de JavaScript ; sans lui, la commande « fiches ask » donne les mêmes réponses."


def page_ready(url: str) -> str:
    return f"La page est ouverte sur {url} ; Ctrl-C l’arrête."


def port_refused(host: str, port: int, reason: str) -> str:
    return f"La page ne peut pas écouter sur {host}, port {port} ({reason}) ; choisissez une autre adresse avec --host ou un autre port avec --port."


def bad_argument(name: str) -> str:
    return f"« {name} » n’est pas valable ; voyez sa forme dans le README."


def citation_label(number: int, code: str, section: str) -> str:
    return f"Citation {number} : fiche {code}, {section}"


def complete_list(matched: int, of: int) -> str:
    return f"liste complète : {matched} {'fiche' if matched < 2 else 'fiches'} sur {of}"


def version_name(version: int) -> str:
    return f"version {version}"


RETRIEVAL = "Passages attendus parmi ceux que la recherche trouve :"
RETRIEVAL_MEASURES = {
    "any": "un, en 1 500 caractères",
    "all": "tous, en 1 500 caractères",
    "recall_5": "rappel à 5",
    "ndcg_10": "nDCG à 10",
}
RETRIEVAL_WAYS = {"lexical": "mots", "dense": "sens", "fused": "mots et sens", "full": "et structure"}
READING = "Lecture des fichiers"
EMBEDDING = "Calcul des vecteurs"
INTERRUPTED = "Interrompu."
STOPPED = "Interrompu : l’index est resté tel qu’il était. Relancez la même commande pour reprendre ; ce qui est calculé ne le sera pas deux fois."


def reading_line(done: int, of: int, name: str) -> str:
    return f"{READING} : {done} sur {of} ({name})"


def embedding_line(done: int, total: int, rate: float, remaining_s: float) -> str:
    told = pace(rate, remaining_s)
    return f"{EMBEDDING} : {done} passages sur {total} environ" + (f" ({told})" if told else "")


def pace(rate: float, remaining_s: float) -> str:
    """Rate and time left, « 52 passages/s, reste 3 min »; nothing before they are known."""
    return f"{rate:.0f} passages/s, reste {duration(remaining_s)}" if rate else ""


def duration(seconds: float) -> str:
    minutes = round(seconds / 60)
    if seconds < 90:
        return f"{max(round(seconds), 1)} s"
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60:02d}"


def failed_files(count: int) -> str:
    return f"{count} fichiers ou dossiers n’ont pas pu être lus :"


def doctor_verdict(failed: int) -> str:
    if not failed:
        return "Tout est en ordre."
    return f"{failed} point{'s' if failed > 1 else ''} à réparer, de haut en bas."


def backed_up(file: str, summary: BackupSummary) -> str:
    size = summary.bytes / 1e6
    return f"« {file} » contient l’index : {summary.fiches} fiche(s), {summary.passages} passages, {size:.1f} Mo."


def restored(data_dir: str, summary: BackupSummary) -> str:
    return f"L’index de « {data_dir} » est remis en place : {summary.fiches} fiche(s), {summary.passages} passages."


def position(citation: Citation) -> str:
    """Where a quote stands, in the words of its file: a page, a row of the table, or a line of text; then its characters."""
    span = citation.excerpt.span
    if citation.page:
        place = f"page {citation.page}"
    elif citation.row:
        place = f"rangée {citation.row} du tableau"
    else:
        place = f"ligne {citation.fiche.source.line_at(span.start)}"
    return f"{place}, caractères {span.start} à {span.end}"


def shared_section(other: str) -> str:
    return f"contenu donné avec « {other} »"


# What the examples of the page ask, by section: those that the index answers are shown.
# What the server asks itself when it starts: it needs the directories, the vectors and the model.
FIRST_QUESTION = "Qui finance le sport et jusqu’à quand ?"
# The first that the fiches answer is an example.
EXAMPLE_SUBJECTS = ("le sport", "la culture", "la jeunesse", "la santé", "l’emploi", "le logement")
EXAMPLE_ON_A_SUBJECT = "Qui finance {subject} et jusqu’à quand ?"
EXAMPLE_QUESTIONS = (
    ("animateur", "Qui anime la fiche {code} ?"),
    ("objectifs", "Quels sont les objectifs de la fiche {code} ?"),
    ("partenaires", "Quels sont les partenaires de la fiche {code} ?"),
    ("financements", "Quels financements pour la fiche {code} ?"),
    ("effets", "Quels sont les effets attendus de la fiche {code} ?"),
    ("indicateurs_realisation", "Quels sont les indicateurs de réalisation de la fiche {code} ?"),
)


# What changed.

NO_FORMER_GENERATION = "L’index n’a qu’une génération : il n’y a pas encore de changement à montrer."
TOO_MANY_GENERATIONS = "Donnez deux générations ou deux années au plus."
MIXED_GENERATIONS = "Donnez deux générations ou deux années, pas l’une et l’autre."
CHANGED_PARTS = {"title": "Titre", "version": "Version", "pilier": "Pilier", "axe": "Axe", "heading": "Intitulé de la rubrique"}
BANNER_LABEL = "Bandeau"
FIELD_CHANGES = {
    "added": "rubrique ajoutée",
    "removed": "rubrique retirée",
    "emptied": "rubrique vidée",
    "filled": "rubrique remplie, vide auparavant",
    "changed": "",
}
FICHE_CHANGES = {"added": "ajoutée", "removed": "retirée", "changed": "modifiée"}
NO_VERSION = "sans année"


def not_a_generation(given: str) -> str:
    return f"« {given} » n’est ni une génération ni une année ; « fiches diff --list » dit les générations gardées."


def moment(made_at: str) -> str:
    """« 22/11/2026 à 9 h 05 », on the clock of this machine; the hour stays on one line."""
    day = datetime.fromisoformat(made_at).astimezone()
    return f"{day:%d/%m/%Y} à {day.hour}\u00a0h\u00a0{day:%M}"


def state(compared: Generation | Version) -> str:
    if isinstance(compared, Version):
        return f"la version {compared.year}" if compared.year else "la version la plus récente"
    return f"la génération {compared.number} ({moment(compared.made_at)})"


def compared(before: Generation | Version, after: Generation | Version) -> str:
    return f"De {state(before)} à {state(after)} :"


def nothing_changed(before: Generation | Version, after: Generation | Version) -> str:
    return f"Rien n’a changé de {state(before)} à {state(after)}."


def change_count(changed: int, added: int, removed: int) -> str:
    """« 3 fiches modifiées, 1 ajoutée, aucune retirée. »."""
    first = f"{changed} {'fiche modifiée' if changed < 2 else 'fiches modifiées'}" if changed else "Aucune fiche modifiée"
    others = (
        f"{count} {word if count < 2 else word + 's'}" if count else f"aucune {word}"
        for count, word in ((added, "ajoutée"), (removed, "retirée"))
    )
    return f"{first}, {', '.join(others)}."


def kept_generation(generation: Generation, *, visible: bool) -> str:
    counts = ((generation.added, "ajoutée"), (generation.updated, "mise à jour"), (generation.removed, "retirée"))
    words = [
        f"{count} {word if count < 2 else word.replace('mise', 'mises') if ' ' in word else word + 's'}" for count, word in counts if count
    ]
    told = f"sources : {', '.join(words)}" if words else "aucune source changée"
    return f"{generation.number:>4}  {moment(generation.made_at)}  {told}{' (celle qui répond)' if visible else ''}"


def baseline_written(path: str, count: int) -> str:
    return f"{count} dérogation{'s' if count > 1 else ''} dans « {path} » : complétez les fonctions, puis indiquez ce fichier par FICHES_WAIVERS."


def no_fiche_under(paths: Sequence[str]) -> str:
    return f"Aucune fiche sous {', '.join(f'« {path} »' for path in paths)} ; vérifiez le chemin."


def annotated(path: str) -> str:
    return f"« {path} » contient les fiches Word commentées, par animateur ; LISEZMOI.txt dit celles qui n’y sont pas."


def report_written(path: str, count: int) -> str:
    return f"« {path} » : {count} constat{'s' if count > 1 else ''}."


def needs_output(form: str) -> str:
    return f"Un fichier {form} ne s’affiche pas dans un terminal ; ajoutez « -o constats.{form} »."


def not_written(path: str, cause: str) -> str:
    return f"« {path} » ne peut pas être écrit ({cause}) ; choisissez un autre emplacement."
