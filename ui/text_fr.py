"""The French sentences of the commands and the page; those of answers stand in `rag/sentences.py`."""

APP_HELP = "L’assistant des fiches d’un contrat de ville : des réponses citées au caractère près, sans connexion."
ASK_TITLE = "Poser une question"
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


def port_in_use(host: str, port: int) -> str:
    return f"Le port {port} est déjà utilisé sur {host} ; fermez l’autre programme ou choisissez un autre port avec --port."


def bad_line(number: int, reason: str) -> str:
    return f"Ligne {number} : {reason}"


def unreadable(path: str, reason: str) -> str:
    return f"« {path} » ne peut pas être lu ({reason}) ; vérifiez le chemin et vos droits."


def not_json(path: str, expected: str) -> str:
    return f"« {path} » n’est pas {expected} ; vérifiez sa forme dans le README."


def below_floor(name: str, value: float, floor: float) -> str:
    return f"{name} = {value:.3f}, sous le seuil de {floor:.3f}."
