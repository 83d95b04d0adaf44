"""The French sentences of a server for several people: logins, refusals, the page without JavaScript, what is transmitted."""

from collections.abc import Mapping, Sequence

REFUSED = "Demande refusée"
NO_SUCH_ADDRESS = "Cette adresse n’existe pas."
WHO_ARE_YOU = "Il faut se connecter, ou donner un jeton valable dans l’en-tête « Authorization: Bearer … »."
NOT_FROM_OUTSIDE = (
    "Sans comptes, la page ne répond qu’à la machine où elle tourne, sous le nom 127.0.0.1 ou localhost. "
    "Pour l’ouvrir à d’autres, créez d’abord un compte : « fiches user add NOM --role admin »."
)
OTHER_SITE = "Cette demande ne vient pas de la page elle-même : elle est refusée. Rechargez la page et recommencez."
FORGED_HEADER = "L’en-tête qui nomme l’utilisateur n’est accepté que du serveur mandataire des réglages."
TOO_LONG = "Cette demande est trop longue."
UNREADABLE_CALL = "Cette demande ne peut pas être lue."

HOME = "Page des fiches"
TEXT_PAGE = "Version texte"
LOGIN_TITLE = "Se connecter"
LOGIN_NAME = "Nom d’utilisateur"
LOGIN_PASSWORD = "Mot de passe"
LOGIN_BUTTON = "Se connecter"
LOGIN_WRONG = "Ce nom et ce mot de passe ne vont pas ensemble. Vérifiez-les, et la touche des majuscules."
LOGIN_NONE = "Cette page n’a pas de comptes : elle sert la personne assise devant cette machine."
LOGIN_FORGOTTEN = "Mot de passe oublié ? L’administrateur peut en choisir un autre."
LOGOUT = "Se déconnecter"
SKIP = "Aller au contenu"


def come_back(seconds: int) -> str:
    return f"Beaucoup de personnes interrogent les fiches en ce moment ; réessayez dans {seconds} seconde{'s' if seconds > 1 else ''}."


def reference(found: str) -> str:
    return f"Référence de la demande, pour qui administre le serveur : {found}"


def role_needed(role: str) -> str:
    return f"Cela demande le rôle « {role} » ; voyez avec l’administrateur."


def too_often(seconds: int) -> str:
    return f"Trop de demandes en une minute ; réessayez dans {seconds} seconde{'s' if seconds > 1 else ''}."


def login_wait(seconds: float) -> str:
    shown = max(1, round(seconds))
    return f"Trop d’essais pour ce nom depuis cette adresse ; attendez {shown} seconde{'s' if shown > 1 else ''}."


def logged_in_as(name: str, role: str) -> str:
    return f"{name} ({role})" if name else f"Sans compte ({role})"


def needs_accounts(address: str) -> str:
    return (
        f"Écouter sur {address} ouvrirait la page à d’autres machines : créez d’abord un compte avec « fiches user add NOM --role admin », "
        "ou confiez les connexions à un serveur mandataire (FICHES_PROXY_ADDRESS et FICHES_PROXY_USER_HEADER)."
    )


ROLE_WITH_ACCOUNTS = "--role ne sert que sans comptes ; « fiches user role NOM RÔLE » change celui d’une personne."

# The commands.

NO_USERS = "Aucun compte : la page ne sert que cette machine, sans connexion."
NO_TOKENS = "Aucun jeton."
EMPTY_JOURNAL = "Le journal est vide."
PASSWORD_PROMPT = "Mot de passe : "
PASSWORD_AGAIN = "Encore une fois : "
PASSWORDS_DIFFER = "Les deux mots de passe ne sont pas les mêmes ; recommencez."


def no_such_role(word: str, roles: Sequence[str]) -> str:
    return f"Le rôle « {word} » n’existe pas ; choisissez parmi : {', '.join(roles)}."


def user_exists(name: str) -> str:
    return f"« {name} » existe déjà ; « fiches user passwd » change son mot de passe, « fiches user role » son rôle."


def user_added(name: str, role: str) -> str:
    return f"Compte créé : {name} ({role})."


def user_line(name: str, role: str, has_password: bool) -> str:
    return f"{name} – {role}" + ("" if has_password else ", par le serveur mandataire seulement")


def user_removed(name: str) -> str:
    return f"Compte retiré : {name}. Ses sessions sont finies."


def password_changed(name: str) -> str:
    return f"Mot de passe changé : {name}. Les sessions ouvertes sont finies."


def role_changed(name: str, role: str) -> str:
    return f"{name} a maintenant le rôle « {role} »."


def token_added(name: str, role: str) -> str:
    return f"Jeton de « {name} » ({role}), à copier maintenant : il ne sera plus montré."


def token_removed(name: str) -> str:
    return f"Jeton repris : {name}."


def journal_line(line: Mapping[str, object]) -> str:
    shown = {key: value for key, value in line.items() if key not in ("at", "action", "who", "role", "address", "done") and value}
    role, address = line.get("role"), line.get("address")
    who = f"{line.get('who') or '?'}{f' ({role})' if role else ''}{f' depuis {address}' if address else ''}"
    more = "".join(f", {key} : {value}" for key, value in shown.items())
    return f"{line.get('at')}  {line.get('action')}{'' if line.get('done') else ' (refusé)'} – {who}{more}"


# The tools of the MCP server, and their arguments.

MCP_INSTRUCTIONS = (
    "Ces outils lisent les fiches d’un contrat de ville. Chaque citation est mot pour mot celle de la fiche, à la place que donnent « start » et "
    "« end » : reprenez-la sans la changer, avec le code de sa fiche. Quand « status » vaut « abstained », les fiches ne répondent pas : dites-le."
)
TOOL_TITLES = {
    "ask": "Poser une question aux fiches",
    "search": "Chercher des passages",
    "show": "Lire une fiche",
    "funding": "Financements",
    "partners": "Partenaires",
    "check": "Cohérence des fiches",
}
ARGUMENTS = {
    "question": "La question, en français courant.",
    "history": "Les messages d’avant, du plus ancien au plus récent : role (« user » ou « assistant ») et content.",
    "query": "Des mots, ou une question.",
    "k": "Nombre de résultats, de 1 à 1000.",
    "code": "Code de la fiche, par exemple 1.1.2.",
    "fiche": "Code de la fiche à laquelle se limiter, par exemple 1.1.2.",
    "section": "Rubrique à laquelle se limiter, par exemple « financements » ou « Calendrier ».",
    "version": "Année de la version voulue ; sans elle, la plus récente.",
    "at": "Jour de référence pour dire ce qui est échu, AAAA-MM-JJ ; sans lui, aujourd’hui.",
    "kind": "Sortes voulues, par exemple « appel_a_projets » pour un financement ou « association » pour un organisme.",
    "funder": "Mots du nom du financeur.",
    "pilier": "Numéro du pilier, de 1 à 9.",
    "axe": "Axe du pilier, par exemple 1 ou 1.2.",
    "place": "Lieu ou quartier.",
    "theme": "Thème.",
    "min_amount": "Montant le plus bas, en euros.",
    "status": "« en_cours », « expire » ou « inconnu ».",
    "sort": "Ordre des lignes : pour les financements fiche, scheme, funder, kind, amount ou end ; pour les partenaires name, kind ou fiches.",
    "role": "Rôle de l’organisme, par exemple « animateur », « partenaire » ou « financeur ».",
    "name": "Mots du nom de l’organisme.",
    "select": "Règles ou familles de règles à suivre seules, par exemple « REF » ou « FIN001 ».",
    "ignore": "Règles ou familles de règles à laisser de côté.",
}


def no_such_tool(name: str, tools: Sequence[str]) -> str:
    return f"L’outil « {name} » n’existe pas ; il y a : {', '.join(tools)}."


# The page without JavaScript.

TEXT_TITLE = "Poser une question, version texte"
TEXT_HINT = (
    "Cette page se lit sans JavaScript, avec un lecteur d’écran ou sur papier. Chaque citation mène à son passage, plus bas dans la page."
)
ANSWER = "Réponse"
ANSWER_TABLE = "Tableau de la réponse"
NOTHING_SAID = "—"


def back_to(number: int) -> str:
    return f"Revenir à la réponse [{number}]"


# What readers transmit to the coordinator.

TOO_MANY_GAPS = "Trop de questions attendent déjà le coordinateur ; réessayez quand il en aura réglé."
BY_REPLAY = "(relecture)"
NO_GAPS = "Rien à faire : aucune question transmise n’attend."
ANY_FICHE = "Sans fiche précise"
ANY_FIELD = "sans rubrique précise"


def no_such_gap(number: int) -> str:
    return f"La question transmise n° {number} n’existe pas ; « fiches gaps list » donne celles qui attendent."


def gaps_closed(count: int) -> str:
    many = count > 1
    return f"{count} question{'s' if many else ''} transmise{'s' if many else ''} {'ont' if many else 'a'} maintenant une réponse : « fiches gaps list --all »."


def gap_place(code: str, section: str) -> str:
    return f"Fiche {code}, {section or ANY_FIELD}" if code else ANY_FICHE


def gap_state(state: str, closed_by: str | None) -> str:
    words = {"ouvert": "à traiter", "repondu": "a maintenant une réponse", "clos": f"close par {closed_by or '?'}"}
    return words.get(state, state)


def gap_closed(number: int) -> str:
    return f"Question n° {number} close."


def gap_removed(number: int) -> str:
    return f"Question n° {number} effacée."


def gap_exported(number: int, path: str) -> str:
    return f"Question n° {number} ajoutée à {path} ; « fiches eval {path} » la pose."


def gap_there_already(number: int, path: str) -> str:
    return f"La question n° {number} est déjà dans {path}."


def not_yet_answered(number: int) -> str:
    return (
        f"La question n° {number} n’a pas encore de réponse. Si ce refus est le bon, ajoutez-le avec « --refusal » ; "
        "sinon, complétez d’abord la fiche."
    )


def not_a_question_file(path: str) -> str:
    return f"« {path} » n’est pas un fichier de questions en UTF-8 ; choisissez-en un autre avec -o ou FICHES_QUESTIONS."


TRANSMIT = "Transmettre au coordinateur"
TRANSMIT_COMMENT = "Ce qui manque ou ne va pas (facultatif) :"
TRANSMIT_BUTTON = "Transmettre"
TRANSMITTED = "La question est transmise au coordinateur. Elle se clôt d’elle-même quand les fiches y répondent."
GAPS_TITLE = "Questions transmises"
CLOSED_GAPS = "Closes"
ANSWERED_NOW = "Réponse d’aujourd’hui :"
MOVED = "la réponse ou la fiche a changé depuis : à revoir"
COORDINATOR = "le coordinateur"
GAP_ACTIONS = {"clore": "Clore", "rouvrir": "Rouvrir", "exporter": "Ajouter aux questions de contrôle", "effacer": "Effacer"}


def transmit_kept(days: int) -> str:
    return f"La question est gardée {days} jours au plus, avec votre nom de compte ; le coordinateur la lit."


def transmitted_on(day: str, who: str) -> str:
    return f"transmise le {day}" + (f" par {who}" if who else "")


def times(count: int) -> str:
    return f"{count} fois"


def gap_reopened(number: int) -> str:
    return f"Question n° {number} rouverte."


def gap_action_label(action: str, question: str) -> str:
    return f"{GAP_ACTIONS[action]} : {question}"


# What stands beside the views.

HISTORY = "Mon historique"
REVIEW = "À revoir"
JOURNAL = "Journal"
TO_FOLLOW = "Suivi"

# The accounts, for who manages them.

USERS = "Comptes"
USERS_LEAD = "Qui peut ouvrir cette page, et avec quel rôle. Un changement de rôle vaut aussitôt ; chaque changement est écrit au journal."
USER_NEW = "Créer un compte"
USER_ADD = "Créer le compte"
USER_ROLE = "Rôle"
USER_SINCE = "Depuis le"
USER_CHANGES = "Changements"
USER_CHANGE_ROLE = "Changer le rôle"
USER_NEW_PASSWORD = "Nouveau mot de passe"
USER_SAVE = "Enregistrer"
USER_REMOVE = "Retirer ce compte"
USER_TAKE_AWAY = "Retirer"
USER_BY_PROXY = "(par le serveur mandataire seulement)"
USER_OWN = "C’est vous : un autre administrateur peut changer ce compte."
USER_OWN_REFUSED = (
    "Votre propre compte se change par un autre administrateur, ou par « fiches user » sur le serveur : personne ne s’enferme ainsi dehors."
)


def users_count(count: int) -> str:
    return f"{count} compte{'s' if count > 1 else ''}"


def password_hint(shortest: int) -> str:
    return f"{shortest} caractères au moins ; une phrase s’y prête bien."


def user_removal(name: str) -> str:
    return f"Les sessions de « {name} » finissent aussitôt, et ce nom ne pourra plus se connecter."


def day(moment: str) -> str:
    """« 22/11/2026 », from a moment as it is kept."""
    return f"{moment[8:10]}/{moment[5:7]}/{moment[:4]}"


NO_HISTORY = "Rien n’est gardé ici."
HISTORY_OFF = "Vos questions ne sont pas gardées sur le serveur ; seules les réponses que vous choisissez de garder le sont."
HISTORY_CLEAR = "Tout effacer"
HISTORY_EXPORT = "Télécharger (JSON)"
REMOVE = "Effacer"
NOTHING_TO_REVIEW = "Rien à revoir : aucun texte sur lequel une réponse gardée, une dérogation ou un lien repose n’a changé."
KEPT_ANSWERS = "Réponses gardées"
WAIVERS = "Dérogations"
LINK_TITLES = "Liens vers une fiche dont l’intitulé a changé"
SEEN = "C’est revu"
KEEP = "Garder cette réponse"
KEPT = "La réponse est gardée ; si les textes sur lesquels elle repose changent, elle sera à revoir."


def field_changed(code: str, field: str) -> str:
    return f"fiche {code}, {field} : le texte a changé"


def waiver_line(rule: str, code: str, field: str) -> str:
    return f"{rule}, fiche {code}, {field}"


def link_line(code: str, target: str) -> str:
    return f"Fiche {code}, lien vers la fiche {target}"


def title_changed(before: str, now: str) -> str:
    return f"Son intitulé était « {before} » ; il est maintenant « {now} »."
