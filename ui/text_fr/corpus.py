"""The French sentences of the view of the corpus: what is indexed, what is sent, what becomes of it."""

import os

from ui.shapes import IndexShape
from ui.text_fr import duration
from ui.text_fr.fiches import counted

LEAD = "Les fichiers que l’outil connaît, et la porte par laquelle en arrivent d’autres. Pendant une mise à jour, les réponses continuent comme avant."
ABOUT_INDEX = "Ce qui est indexé"
FICHES, SOURCES, PASSAGES, MODEL, UPDATED, GENERATION = "Fiches", "Fichiers", "Passages", "Modèle", "Mise à jour", "État de l’index"
NOTHING_YET = "Rien n’est encore indexé : envoyez des fiches ci-dessous."

ADD = "Ajouter des fiches"
FILES, FOLDER = "Des fichiers ou des archives .zip", "Un dossier entier"
SEND = "Ajouter à l’index"
SENDING = "Envoi"
FORMATS = "Formats lus"
FORMAT_LIST = ".docx, .odt, .pdf, .txt, .md, .html, .doc, .rtf et .zip"

RUNNING = {
    "upload": "Indexation des fichiers envoyés",
    "refresh": "Relecture des fichiers",
    "rebuild": "Reconstruction de l’index",
    "remove": "Retrait d’un fichier",
}
OVER = {
    "upload": "Envoi terminé.",
    "refresh": "Relecture terminée.",
    "rebuild": "Index reconstruit.",
    "remove": "Fichier retiré.",
}
STARTING = "Démarrage…"
READING, EMBEDDING = "Lecture", "Calcul des vecteurs"
STOP, STOPPING = "Arrêter", "Arrêt en cours : l’index reste tel qu’il était."
REFRESH_PAGE = "Actualiser cette page"
BUSY = "Une indexation est déjà en cours sur ce serveur ; attendez sa fin, puis recommencez."
ENDED_BADLY = "L’indexation s’est interrompue sans rien dire ; l’index est resté tel qu’il était. Recommencez, et si cela revient, lancez « fiches doctor »."
RESULTS = "Ce qu’est devenu chaque fichier"
FILE, RESULT, REMEDY = "Fichier", "Résultat", "Raison et remède"
ADDED, UPDATED_FILE, UNCHANGED = "ajouté", "mis à jour", "déjà indexé, inchangé"
DUPLICATE, SKIPPED, FAILED, REFUSED, REMOVED = "en double", "ignoré", "non lu", "refusé", "retiré"
DUPLICATE_WHY = "Le même contenu est déjà indexé sous un autre nom."
SKIPPED_WHY = "Un LISEZ-MOI, une licence ou un fichier du système n’est pas une fiche."

FAILURES = "Fichiers qui n’ont pas pu être lus"
FAILURES_LEAD = "Les autres ne sont pas touchés. Corrigez le fichier, puis envoyez-le de nouveau ou relisez les fichiers."
SOURCE_LIST = "Fichiers indexés"
SOURCE_WANTED = "Nom de fichier ou code de fiche"
FILTER = "Filtrer"
NAME, IN_IT, SINCE, ACTIONS = "Fichier", "Fiches", "Lu le", "Actions"
DOWNLOAD, REMOVE = "Télécharger", "Retirer"
OLD = "avant les mises à jour gardées"
FORMER = "version remplacée"
NONE_MATCH = "Aucun fichier ne répond à ce filtre."
NEXT_PAGE, FORMER_PAGE = "Fichiers suivants", "Fichiers précédents"
PAGES_LABEL = "Pages de la liste des fichiers"
ELSEWHERE = "Un fichier sans bouton « Retirer » est dans un dossier du serveur : retirez-le de ce dossier, puis relisez les fichiers."

UPKEEP = "Entretien"
REFRESH = "Relire les fichiers"
REFRESH_WHY = "Lit ce qui est nouveau ou changé là où les fichiers ont été trouvés, et oublie ceux qui n’y sont plus."
REBUILD = "Refaire l’index"
REBUILD_WHY = "Relit tout et refait l’index entier, après un changement de version ou de modèle ; l’ancien répond jusqu’à la fin."
CONFIRM_REMOVE = "Retirer ce fichier ?"
CONFIRM = "Retirer définitivement"
CANCEL = "Garder"
NOT_UPLOADED = "Ce fichier n’a pas été envoyé par cette page : retirez-le de son dossier sur le serveur, puis relisez les fichiers."

NO_NAME = "Son nom ne peut pas servir ; renommez-le."
NAME_TAKEN = "Un dossier ou un fichier de ce nom est déjà là ; renommez-le."
EMPTY_FILE = "Il est vide ; envoyez la fiche complète."
NO_FILE = "Choisissez au moins un fichier ou un dossier."
NO_ROOM = "Le disque du serveur est presque plein ; libérez de la place, puis recommencez."
ALL_REFUSED = "Aucun des fichiers envoyés n’a pu être gardé."
BROKEN = "L’envoi est incomplet ou illisible ; recommencez."


def shown_name(name: str) -> str:
    return name[:200] or "(sans nom)"


def unread_format(suffix: str) -> str:
    return f"Le format « {suffix or 'sans extension'} » n’est pas lu ; enregistrez-le en .docx, .odt ou .pdf."


def too_large(limit_mb: float) -> str:
    return f"Il pèse plus que la limite de {limit_mb:g} Mo ; découpez-le, ou faites relever la limite du serveur."


def sent_too_much(limit_mb: float) -> str:
    return f"L’envoi dépasse {limit_mb:g} Mo ; envoyez les fichiers en plusieurs fois."


def too_many_files(limit: int) -> str:
    return f"L’envoi compte plus de {limit} fichiers ; envoyez-les en plusieurs fois, ou dans une archive .zip."


def not_saved(reason: str) -> str:
    return f"Les fichiers n’ont pas pu être enregistrés sur le serveur ({reason}) ; vérifiez la place et les droits, puis recommencez."


def not_deleted(reason: str) -> str:
    return f"Le fichier n’a pas pu être supprimé ({reason}) ; vérifiez les droits sur le dossier des envois."


def limits(file_mb: float, archive_mb: float, total_mb: float, files: int) -> str:
    return f"{file_mb:g} Mo par fichier, {archive_mb:g} Mo par archive, {total_mb:g} Mo et {files} fichiers par envoi."


def reading_line(done: int, of: int, name: str) -> str:
    return f"{READING} : {done} sur {of} – {os.path.basename(name)}"  # noqa: PTH119  # the name of a source, which may stand in an archive


def embedding_line(done: int, total: int, remaining_s: float) -> str:
    left = f", reste {duration(remaining_s)}" if remaining_s else ""
    return f"{EMBEDDING} : {done} passages sur {total} environ{left}"


def report_line(report: IndexShape, refused: int) -> str:
    counts = (
        (len(report.added), "ajouté", "ajoutés"),
        (len(report.updated), "mis à jour", "mis à jour"),
        (len(report.removed), "retiré", "retirés"),
        (len(report.unchanged), "inchangé", "inchangés"),
        (len(report.duplicates), "en double", "en double"),
        (len(report.failed), "non lu", "non lus"),
        (refused, "refusé", "refusés"),
    )
    told = ", ".join(counted(count, one, many) for count, one, many in counts if count)
    return f"Fichiers : {told or 'rien de nouveau'}. L’index compte {counted(report.fiches, 'fiche')}."


def removed_with(codes: str) -> str:
    return f"Ces fiches ne répondront plus : {codes}." if codes else "Aucune fiche de l’index n’en dépend."


def results_folded(count: int) -> str:
    return f"{RESULTS} ({count})"
