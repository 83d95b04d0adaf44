"""The French sentences of `fiches support-bundle` and `fiches self-test`."""

BUNDLE_README = """Dossier d’aide de « fiches », à joindre à une demande d’aide.

versions.json           le programme, ses paquets, le système
reglages.json           les réglages : nombres et choix ; des autres, seulement s’ils sont posés
diagnostic.json         ce que dit « fiches doctor », sans les noms qu’il cite
index.json              l’index en chiffres : fiches, passages, générations, sortes de fichiers
dossier.json            la taille de chaque partie du dossier des données
journal-technique.json  les dernières lignes du journal du serveur, sans ce qui y a été inséré

Il n’y a ni question, ni texte ou nom de fiche, ni nom de personne, de compte, de machine ou de fichier, ni mot de passe, ni adresse.
"""

MASKED = "(masqué)"
SET = "(posé)"
CHOICES = frozenset({"TEXT", "JSON", "DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL", "LECTEUR", "COORDINATEUR", "ADMIN"})


def path_set(exists: bool) -> str:
    return "(posé, existe)" if exists else "(posé, n’existe pas)"


def address_set(here: bool) -> str:
    return "(cette machine)" if here else "(une autre machine)"


def provider_set(provider: str) -> str:
    return f"{provider if provider in ('ollama', 'openai', 'mistralai', 'albert') else '…'}:…"


def bundle_exists(file: str) -> str:
    return f"« {file} » existe déjà ; choisissez un autre nom, ou effacez-le."


def bundle_unwritten(file: str, cause: str) -> str:
    return f"« {file} » ne peut pas être écrit ({cause}) ; choisissez un autre dossier."


def bundle_written(file: str, kilobytes: int) -> str:
    return f"Dossier d’aide écrit : {file} ({kilobytes} Ko). Il ne contient rien de personnel ; LISEZMOI.txt dit ce qu’il contient."


def step_done(name: str) -> str:
    return f"  bien : {name}"


def step_failed(name: str, wrong: str) -> str:
    return f"  échec : {name} – {wrong}"


WELL = "L’essai a réussi : le programme lit, indexe, répond, vérifie, écrit et restaure comme il faut."
BADLY = "L’essai a échoué : revenez à la version d’avant, ou lancez « fiches doctor »."
