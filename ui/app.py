"""The Gradio page: its tabs, its endpoints, and the server that gives it out under this machine's name only."""

import errno
import re
import socket
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import closing, contextmanager
from hashlib import blake2s
from importlib import resources
from typing import Any, TypeVar

import uvicorn
from fastapi import FastAPI, Response
from markupsafe import escape
from pydantic import TypeAdapter, ValidationError
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ingest.errors import FichesError
from ingest.headings import LABELS, section_named
from ingest.index.catalogue import ChunkRecord
from ingest.model import SectionKind
from ingest.references import compact_code, find_references
from rag.answer import Filters
from rag.errors import UnknownFicheError
from rag.extractive import check_question
from rag.retrieval import HybridRetriever
from ui import html, text_fr
from ui.settings import Settings
from ui.shapes import AnswerShape, FicheShape, MessageLine, SearchShape, choose
from ui.tabs import gr
from ui.tabs.ask import ask_tab
from ui.wiring import Desk

Value = TypeVar("Value")

_SYSTEM_FONTS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "Arial", "sans-serif")
_SYSTEM_MONO = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace")
_MAX_RESULTS = 1_000
_ENDPOINTS_AT_ONCE = 4
# Seconds that a question being answered gets at Ctrl-C.
_GRACE_S = 3


class PortInUseError(FichesError):
    """Another program listens there: close it, or choose another port."""


class ArgumentError(FichesError):
    """An argument of an endpoint that cannot be read: its name is in the message."""


# The page and its endpoints.


def build_page(settings: Settings) -> Any:
    """Return the page as a `gr.Blocks`; `local_app` gives it its style and its server."""
    desk = Desk(settings)
    with gr.Blocks(title=text_fr.PAGE_TITLE, analytics_enabled=False, fill_width=True) as page:
        gr.HTML(html.header_html(), elem_id="header", js_on_load=None, apply_default_css=False)
        ask_tab(page, desk)
        add_endpoints(desk, settings.max_question_chars)
    return page


def add_endpoints(desk: Desk, max_question_chars: int) -> None:
    """Add /ask, /search and /show to the page that is open: the commands of these names, with their JSON shapes."""

    def ask(
        question: str,
        fiche: str | None = None,
        section: str | None = None,
        version: int | None = None,
        history: list[dict[str, str]] | None = None,
    ) -> dict[str, Any]:
        """Répond à une question, avec ses citations."""
        with _told():
            messages = _read("history", TypeAdapter(list[MessageLine]), history or [])
            earlier = tuple(message.content for message in messages if message.role == "user")
            filters = Filters(_code(fiche), _section(section), _read("version", TypeAdapter(int | None), version or None))
            answer = desk.answerer().answer(_read("question", TypeAdapter(str), question), history=earlier, filters=filters)
            return AnswerShape.of(answer).model_dump()

    def search(query: str, k: int = 10) -> list[dict[str, Any]]:
        """Cherche les passages les plus proches d’une question ou de mots."""
        with _told():
            words, limit = _read("query", TypeAdapter(str), query), _read("k", TypeAdapter(int), k)
            check_question(words, max_question_chars)
            if not 1 <= limit <= _MAX_RESULTS:
                raise ArgumentError(text_fr.bad_argument("k"))
            library = desk.answerer().library
            current = {record.id for record in library.current}

            def keep(chunk: ChunkRecord) -> bool:
                return chunk.fiche_id in current

            return [
                shape.model_dump() for shape in SearchShape.of(HybridRetriever(library).retrieve(words, limit=limit, keep=keep), library)
            ]

    def show(code: str, version: int | None = None) -> dict[str, Any]:
        """Montre une fiche telle qu’elle a été lue, champ par champ, et ce qui restait."""
        with _told():
            wanted, year = _read("code", TypeAdapter(str), code), _read("version", TypeAdapter(int | None), version or None)
            library = desk.answerer().library
            records = choose(library.by_code.get(_code(wanted) or "", []), year)
            if not records:
                raise UnknownFicheError(text_fr.unknown_code(wanted))
            return FicheShape.of(library.fiche(records[0]), library.by_code).model_dump()

    for endpoint in (ask, search, show):
        gr.api(endpoint, api_name=endpoint.__name__, concurrency_limit=_ENDPOINTS_AT_ONCE)


@contextmanager
def _told() -> Iterator[None]:
    """Turn a FichesError into what Gradio's clients receive as the message of an error."""
    try:
        yield
    except FichesError as error:
        raise gr.Error(str(error), print_exception=False) from error


def _read(name: str, shape: TypeAdapter[Value], value: object) -> Value:
    """Return an argument as its type; a list may come as JSON."""
    try:
        return shape.validate_json(value) if isinstance(value, str) and name == "history" else shape.validate_python(value)
    except ValidationError as error:
        raise ArgumentError(text_fr.bad_argument(name)) from error


def _code(given: object) -> str | None:
    """Return a code as the index writes it: 112, 1-1-2 and « fiche 1.1.2 » are 1.1.2."""
    text = _read("fiche", TypeAdapter(str | None), given)
    if not text or not text.strip():
        return None
    found = find_references(text.strip().replace("-", ".").replace("_", "."))
    return compact_code(text.strip()) or (found[0].code if found else text.strip())


def _section(given: object) -> SectionKind | None:
    text = _read("section", TypeAdapter(str | None), given)
    if not text or not text.strip():
        return None
    kind = section_named(text)
    if kind is None:
        raise ArgumentError(text_fr.unknown_section(text, ", ".join(sorted(kind.value for kind in LABELS))))
    return kind


# The server.


def serve_page(settings: Settings, *, host: str, port: int, on_ready: Callable[[str], None]) -> None:
    """Serve the page until Ctrl-C; `on_ready` is given one French sentence once the page answers.

    Raises:
        PortInUseError: the address is taken, or cannot be listened on.
    """
    with closing(_listen(host, port)) as listener:
        shown = host if host not in ("0.0.0.0", "::", "") else "127.0.0.1"
        url = f"http://{f'[{shown}]' if ':' in shown else shown}:{listener.getsockname()[1]}"
        app = local_app(settings)
        config = uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=_GRACE_S)
        try:
            _Server(config, lambda: on_ready(text_fr.page_ready(url)), app.state.end_streams).run(sockets=[listener])
        except KeyboardInterrupt:
            return  # how a server is meant to end


def local_app(settings: Settings) -> FastAPI:
    """Return the page as an application: Gradio's, its HTML made ours on the way out, our style and script beside it."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    for name, media_type in _FILES.items():
        app.get(f"/{name}")(_file(name, media_type))
    page = build_page(settings)
    theme = gr.themes.Base(font=_fonts(_SYSTEM_FONTS), font_mono=_fonts(_SYSTEM_MONO))
    gr.mount_gradio_app(
        app,
        page,
        path="/",
        theme=theme,
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        enable_monitoring=False,
        max_file_size=0,
        app_kwargs={"middleware": [Middleware(OwnPage)], "openapi_url": None},
    )
    # A browser keeps a stream open for as long as its tab is: Gradio's event ends them all, and the server can stop.
    mounted: Any = next(route.app for route in app.routes if isinstance(route, Mount))
    app.state.end_streams = mounted.stop_event.set
    return app


def _fonts(names: tuple[str, ...]) -> list[Any]:
    """Fonts of the reader's machine: a plain string would make Gradio look for a font file."""
    return [gr.themes.Font(name) for name in names]


def _listen(host: str, port: int) -> socket.socket:
    """Take the address before anything is built, so that nobody else can in the meantime."""
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise PortInUseError(text_fr.port_refused(host, port, error.strerror or str(error))) from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(128)
    except OSError as error:
        listener.close()
        taken = error.errno == errno.EADDRINUSE
        raise PortInUseError(
            text_fr.port_in_use(host, port) if taken else text_fr.port_refused(host, port, error.strerror or str(error))
        ) from error
    return listener


class _Server(uvicorn.Server):
    """A server that says when it answers, and when it stops."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None], on_stop: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready, self._on_stop = on_ready, on_stop

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started:
            self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._on_stop()
        await super().shutdown(sockets=sockets)


# What Gradio serves, made ours.

_FILES = {"page.css": "text/css", "page.js": "text/javascript"}
# Nothing is fetched but from this server. Gradio compiles the functions of its events, hence 'unsafe-eval'.
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
_ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' rx='6' fill='%2323408e'/%3E"
    "%3Cpath d='M9 8h14v3H9zm0 6h14v3H9zm0 6h9v3H9z' fill='white'/%3E%3C/svg%3E"
)
_REMOVED = (
    re.compile(
        r'<meta\s+(?:property|name)="(?:og|twitter):[^>]*>\s*'
    ),  # cards for social networks, with a picture at githubusercontent.com
    re.compile(
        r"<script>(?:(?!</script>).)*iframeResizer\.contentWindow(?:(?!</script>).)*</script>\s*", re.DOTALL
    ),  # for pages inside a Space
    re.compile(r'<link rel="manifest"[^>]*>\s*'),  # for an app to install
)


class OwnPage:
    """ASGI middleware: Gradio's HTML in French, under our title, with our style, and without the addresses of other hosts.

    It stands inside Gradio's own middlewares, before compression. A template that Gradio changes is let through as it is:
    tests/ui/test_page.py reads what is served.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        start: MutableMapping[str, Any] = {}
        body = bytearray()

        async def rewrite(message: Message) -> None:
            if message["type"] == "http.response.start" and _header(message, b"content-type").startswith(b"text/html"):
                start.update(message)
            elif start and message["type"] == "http.response.body":
                body.extend(message.get("body", b""))
                if not message.get("more_body"):
                    page = own_html(body.decode("utf-8")).encode("utf-8") if body else b""
                    kept = [(name, value) for name, value in start["headers"] if name.lower() != b"content-length"]
                    length = str(len(page)).encode() if page or scope["method"] != "HEAD" else _header(start, b"content-length")
                    policy = (b"content-security-policy", _POLICY.encode())
                    referrer = (b"referrer-policy", b"no-referrer")
                    await send({**start, "headers": [*kept, (b"content-length", length), policy, referrer]})
                    await send({**message, "body": page})
            else:
                await send(message)

        await self.app(scope, receive, rewrite)


def own_html(served: str) -> str:
    """Return Gradio's HTML as we serve it."""
    for pattern in _REMOVED:
        served = pattern.sub("", served)
    served = re.sub(r'<html(\s+)lang="en"', r'<html\1lang="fr"', served, count=1)
    # Before the reader's own choice of a dark theme, for which we have no colours.
    served = served.replace("<gradio-app", '<gradio-app theme_mode="light"', 1)
    ours = (
        f"<title>{escape(text_fr.PAGE_TITLE)}</title>"
        f'<meta name="description" content="{escape(text_fr.PAGE_LINE)}" />'
        '<meta name="color-scheme" content="light" />'
        f'<link rel="icon" href="{_ICON}" />'
        f'<link rel="stylesheet" href="./page.css?{_digest("page.css")}" />'
        f'<script defer src="./page.js?{_digest("page.js")}"></script>'
    )
    served = served.replace('<meta charset="utf-8" />', f'<meta charset="utf-8" />{ours}', 1)
    return served.replace("<gradio-app", f"<noscript><p>{escape(text_fr.NO_SCRIPT)}</p></noscript><gradio-app", 1)


def _header(message: MutableMapping[str, Any], name: bytes) -> bytes:
    return next((bytes(value) for key, value in message["headers"] if key.lower() == name), b"")


def _content(name: str) -> bytes:
    return resources.files("ui").joinpath(name).read_bytes()


def _digest(name: str) -> str:
    return blake2s(_content(name), digest_size=6).hexdigest()


def _file(name: str, media_type: str) -> Callable[[], Response]:
    content = _content(name)

    def serve() -> Response:
        return Response(content, media_type=media_type)

    return serve
