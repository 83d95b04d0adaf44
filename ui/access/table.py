"""Who may do what: the one table. What has no row is refused, and the test of the matrix finds what has none."""

from dataclasses import dataclass
from functools import lru_cache
from re import Pattern

from starlette.routing import compile_path

from ui.access.roles import Role

ANYONE, LECTEUR, COORDINATEUR, ADMIN, NOBODY = Role.ANYONE, Role.LECTEUR, Role.COORDINATEUR, Role.ADMIN, Role.NOBODY
_API = "/gradio_api"


@dataclass(frozen=True, slots=True)
class Row:
    """An address, as Starlette writes it, and the least role that it asks for; `action` is its name in the journal."""

    method: str
    pattern: str
    least: Role
    action: str = ""


def _rows(method: str, least: Role, *patterns: str) -> tuple[Row, ...]:
    return tuple(Row(method, pattern, least) for pattern in patterns)


def _both(method: str, least: Role, *names: str) -> tuple[Row, ...]:
    """Gradio answers under each name with and without a slash at its end."""
    return _rows(method, least, *(f"{_API}/{name}{end}" for name in names for end in ("", "/")))


_FICHES = ("annuaires", "constats", "versions", "nouveau", "glossaire", "parcours")
_FUNDING = ("fichier", "echeances", "echeances/fichier", "projet")
_FINDINGS = ("constat", "regle", "fichier", "completude", "renvois", "acceptes")

# The first row that fits a request is its row.
ROWS: tuple[Row, ...] = (
    # Coming in and going out; these write their own lines in the journal, since they know the name.
    *_rows("GET", ANYONE, "/connexion", "/healthz", "/plain.css", "/favicon.ico", "/robots.txt"),
    *_rows("POST", ANYONE, "/connexion", "/deconnexion"),
    # Reading.
    *_rows("GET", LECTEUR, "/", "/texte", "/moi", "/config", "/config/", "/theme.css"),
    *_rows("GET", LECTEUR, "/vue/passage", "/vue/fichier", "/vue/page", "/vue/page-image", "/vue/a-propos"),
    *_rows("GET", LECTEUR, "/vue/question/exemples", "/vue/question/filtres"),
    *_rows("POST", LECTEUR, "/vue/question/reponse", "/vue/question/avis", "/vue/question/export"),
    *_rows("GET", LECTEUR, "/vue/fiches", *(f"/vue/fiches/{part}" for part in _FICHES)),
    *_rows("GET", LECTEUR, "/vue/partenaires", "/vue/partenaires/organisme", "/vue/partenaires/fichier"),
    *_rows("GET", LECTEUR, "/vue/financements", *(f"/vue/financements/{part}" for part in _FUNDING)),
    *_rows("POST", LECTEUR, "/vue/financements/projet", "/vue/financements/projet/fichier"),  # a dossier is drawn up, and not kept
    # The findings: readers see them, coordinators settle them.
    *_rows("GET", LECTEUR, "/vue/coherence", *(f"/vue/coherence/{part}" for part in _FINDINGS)),
    *(Row("POST", f"/vue/coherence/{part}", COORDINATEUR, f"constat_{part}") for part in ("accepter", "retablir", "reference")),
    # The corpus: readers see it, coordinators change it.
    *_rows("GET", LECTEUR, "/vue/corpus", "/vue/corpus/etat", "/vue/corpus/liste"),
    Row("GET", "/vue/corpus/retirer", COORDINATEUR),
    *(
        Row("POST", f"/vue/corpus/{part}", COORDINATEUR, f"corpus_{part}")
        for part in ("fichiers", "actualiser", "refaire", "arreter", "retirer")
    ),
    *_rows("GET", LECTEUR, "/static/{name}", "/static/{path:path}", "/assets/{path:path}", "/svelte/{path:path}"),
    *(Row(method, "/mcp", LECTEUR) for method in ("POST", "GET", "DELETE")),  # its tools have their rows below
    # What readers transmit, and what coordinators make of it.
    Row("POST", "/vue/retours", LECTEUR, "retour_transmis"),
    Row("GET", "/vue/retours", COORDINATEUR),
    Row("POST", "/vue/retours/{number}/{action}", COORDINATEUR, "retour_regle"),
    # One's own history; what coordinators look at again; who did what.
    *_rows("GET", LECTEUR, "/vue/historique", "/vue/historique.json"),
    *_rows("POST", LECTEUR, "/vue/historique/effacer", "/vue/historique/{number}/effacer", "/vue/garder"),
    Row("GET", "/vue/a-revoir", COORDINATEUR),
    Row("POST", "/vue/a-revoir/{code}/{target}", COORDINATEUR, "lien_revu"),
    *_rows("GET", ADMIN, "/journal", "/metrics"),
    # The accounts.
    Row("GET", "/vue/utilisateurs", ADMIN),
    Row("POST", "/vue/utilisateurs/ajouter", ADMIN, "compte_ajoute"),
    Row("POST", "/vue/utilisateurs/role", ADMIN, "role_change"),
    Row("POST", "/vue/utilisateurs/mot-de-passe", ADMIN, "mot_de_passe_change"),
    Row("POST", "/vue/utilisateurs/retirer", ADMIN, "compte_retire"),
    # What Gradio serves to its page and its clients; the functions they call have their rows below.
    *_both("GET", LECTEUR, "info", "app_id"),
    *_rows("GET", LECTEUR, *(f"{_API}/{name}" for name in ("openapi.json", "startup-events", "theme.css", "queue/data", "queue/status"))),
    *_rows("GET", LECTEUR, f"{_API}/heartbeat/{{session_hash}}"),
    *_rows("GET", LECTEUR, f"{_API}/call/v2/{{api_name}}/{{event_id}}", f"{_API}/call/{{api_name}}/{{event_id}}"),
    *_rows("POST", LECTEUR, f"{_API}/queue/join", f"{_API}/cancel"),
    *_both("POST", LECTEUR, "call/v2/{api_name}", "call/{api_name}", "component_server", "reset"),
    # What Gradio would serve too, and the page does not need: files, other hosts, uploads, its own logins and workshops.
    *_rows("GET", NOBODY, "/logout", "/manifest.json", "/monitoring", "/monitoring/summary", "/monitoring/{key}"),
    *_rows("GET", NOBODY, "/pwa_icon", "/pwa_icon/{size}", f"{_API}/deep_link", f"{_API}/dev/reload", f"{_API}/upload_progress"),
    *_rows("POST", NOBODY, "/login", "/login/"),
    *_rows("GET", NOBODY, f"{_API}/file={{path_or_url:path}}", f"{_API}/file/{{path:path}}", f"{_API}/proxy={{url_path:path}}"),
    *_rows("GET", NOBODY, f"{_API}/custom_component/{{id}}/{{environment}}/{{type}}/{{file_name}}"),
    *_rows("GET", NOBODY, f"{_API}/stream/{{session_hash}}/{{run}}/{{component_id}}/{{rest:path}}"),
    *_rows(
        "POST", NOBODY, f"{_API}/stream/{{event_id}}", f"{_API}/stream/{{event_id}}/close", f"{_API}/upload", f"{_API}/process_recording"
    ),
    *_both("POST", NOBODY, "run/{api_name}", "api/{api_name}", "vibe-edit", "undo-vibe-edit", "vibe-code", "vibe-starter-queries"),
    *_both("GET", NOBODY, "user", "token", "login_check", "runs", "vibe-code"),
)

# The functions of the Gradio page, by the names that it gives them: its endpoints, its events, what its components call.
FUNCTIONS: dict[str, Role] = {
    **dict.fromkeys(("ask", "search", "show", "funding", "partners", "check"), LECTEUR),
}

# The tools of the MCP server: they read, and no tool changes anything.
TOOLS: dict[str, Role] = dict.fromkeys(("ask", "search", "show", "funding", "partners", "check"), LECTEUR)


@lru_cache(maxsize=1)
def _compiled() -> tuple[tuple[Row, Pattern[str]], ...]:
    return tuple((row, compile_path(row.pattern)[0]) for row in ROWS)


@lru_cache(maxsize=1_024)
def row_for(method: str, path: str) -> Row | None:
    """Return the row of a request, None where it has none; HEAD reads what GET reads."""
    method = "GET" if method == "HEAD" else method
    return next((row for row, pattern in _compiled() if row.method == method and pattern.fullmatch(path)), None)
