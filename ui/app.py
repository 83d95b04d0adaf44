"""The Gradio page: its tabs and endpoints, and the server that gives it out under this machine's name only."""

import errno
import logging
import socket
import threading
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from functools import partial
from typing import Any

import uvicorn
from fastapi import APIRouter, FastAPI
from starlette.middleware import Middleware
from starlette.routing import Mount

from ingest.errors import FichesError, reason
from ui import plain_page, static, text_fr
from ui.access.access import Access
from ui.access.gate import Gate
from ui.access.login import login_router
from ui.access.roles import Role
from ui.endpoints import add_endpoints, endpoint_functions
from ui.feedback.memory_routes import memory_router
from ui.feedback.routes import gaps_router
from ui.mcp_server import mcp_manager, mcp_route
from ui.own_page import OwnPage
from ui.settings import Settings
from ui.tabs import gr
from ui.tabs.about import about_router
from ui.tabs.ask import ask_router, ask_tab
from ui.tabs.coherence import coherence_router
from ui.tabs.corpus import corpus_router
from ui.tabs.fiches import fiches_router
from ui.tabs.funding import funding_router
from ui.tabs.guide import guide_router
from ui.tabs.original import original_router
from ui.tabs.page_picture import page_picture_router
from ui.tabs.partners import partners_router
from ui.tabs.passage import passage_router
from ui.tabs.project import project_router
from ui.tabs.users import users_router
from ui.text_fr import service as text_service
from ui.texte import text_router
from ui.views import tell_failures
from ui.watch.middleware import Turns, Watch
from ui.watch.routes import metrics_router, serve_metrics
from ui.watch.turnstile import Turnstile
from ui.wiring import Desk

logger = logging.getLogger(__name__)

_QUESTIONS_AT_ONCE = 4  # of the page: the others wait for their turn
_SYSTEM_FONTS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "Arial", "sans-serif")
_SYSTEM_MONO = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace")
# What answers under /vue/, beside the conversation: one module each in ui/tabs.
VIEW_ROUTERS: tuple[Callable[[Desk], APIRouter], ...] = (
    ask_router,
    passage_router,
    page_picture_router,
    fiches_router,
    guide_router,
    original_router,
    funding_router,
    project_router,
    partners_router,
    coherence_router,
    corpus_router,
    gaps_router,
    memory_router,
    users_router,
    about_router,
)
# Seconds that a question being answered gets at Ctrl-C.
_GRACE_S = 3
# Seconds that a connection may rest. One that the server closes just when its next request is under way loses that request, so that
# whoever opened it is to close it first: browsers after a few seconds of leaving, a proxy after a minute.
_REST_S = 75


# Where only this machine's own people come from. Any other address, even of the loopback, is one that others may be led to.
_OWN_ADDRESSES = ("127.0.0.1", "::1")


class ExposedError(FichesError):
    """The page would be open to others without login: accounts or a proxy come first."""


class PortInUseError(FichesError):
    """Another program listens there: close it, or choose another port."""


def build_page(desk: Desk) -> Any:
    """Return the page as a `gr.Blocks`; `local_app` gives it its style and its server."""
    with gr.Blocks(title=text_fr.PAGE_TITLE, analytics_enabled=False, fill_width=True) as page:
        ask_tab()
        add_endpoints(desk, desk.settings.max_question_chars)
    return page


def serve_page(settings: Settings, *, host: str, port: int, on_ready: Callable[[str], None], open_role: Role | None = None) -> None:
    """Serve the page until Ctrl-C; `on_ready` is given one French sentence once the page answers.

    `open_role` is that of the one person of a machine without accounts.

    Raises:
        PortInUseError: the address is taken, or cannot be listened on.
        ExposedError: other machines could reach it, and nobody would have to log in.
        ProxyError: the settings of the proxy cannot be used.
    """
    access = Access.of(settings, open_role or Role.COORDINATEUR)
    if open_role and access.needs_login:
        raise ExposedError(text_service.ROLE_WITH_ACCOUNTS)
    with closing(_listen(host, port)) as listener:
        address = listener.getsockname()[0]
        if not access.needs_login and address not in _OWN_ADDRESSES:
            raise ExposedError(text_service.needs_accounts(address))
        shown = host if host not in ("0.0.0.0", "::", "") else "127.0.0.1"
        url = f"http://{f'[{shown}]' if ':' in shown else shown}:{listener.getsockname()[1]}"
        app = local_app(settings, access)
        serve_metrics(app.state.metrics, settings)
        try:
            _Server(
                server_config(app), lambda: _open(app.state.desk, partial(on_ready, text_fr.page_ready(url))), app.state.end_streams
            ).run(sockets=[listener])
        except KeyboardInterrupt:
            return  # how a server is meant to end


def server_config(app: FastAPI) -> uvicorn.Config:
    """How the application is served."""
    return uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        # The gate reads what a proxy says, and only from the proxy that is trusted: uvicorn would believe any of this machine.
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=_REST_S,
        timeout_graceful_shutdown=_GRACE_S,
    )


def local_app(settings: Settings, access: Access | None = None) -> FastAPI:
    """Return the page as an application behind the gate: Gradio's, its HTML made ours on the way out, our addresses beside it."""
    access = access or Access.of(settings)

    @asynccontextmanager
    async def answering(_app: FastAPI) -> AsyncIterator[None]:
        async with manager.run():
            yield

    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, lifespan=answering)
    tell_failures(app)
    desk = app.state.desk = Desk(settings)
    app.include_router(static.router)
    app.include_router(text_router(desk))  # addresses are compared one by one: first what is to be the quickest
    for view_router in VIEW_ROUTERS:
        app.include_router(view_router(desk), include_in_schema=False)
    app.include_router(login_router(access))
    metrics = desk.metrics
    app.include_router(metrics_router(metrics))
    app.get("/plain.css")(plain_page.style)
    manager = mcp_manager(endpoint_functions(desk, settings.max_question_chars))
    app.router.routes.append(mcp_route(manager))
    page = build_page(desk)
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
    functions = mounted.get_blocks().fns

    def name_of(number: int) -> str | None:
        return str(functions[number].api_name) if number in functions else None

    queue = mounted.get_blocks()._queue

    def waiting() -> Counter[str]:
        events = (event for line in queue.event_queue_per_concurrency_id.values() for event in line.queue)
        return Counter(event.request.scope["state"]["identity"].name for event in events)

    turnstile = Turnstile(settings.max_at_once, settings.max_waiting)
    questions = Turnstile(_QUESTIONS_AT_ONCE, settings.max_waiting)
    metrics.watch_queue(lambda: turnstile.running, lambda: turnstile.waiting, lambda: questions.waiting + waiting().total())
    app.state.metrics = metrics
    # The last one that is added stands outermost.
    app.add_middleware(Turns, turnstile=turnstile, questions=questions, waiting=waiting, most=settings.max_waiting, metrics=metrics)
    app.add_middleware(Gate, access=access, name_of=name_of)
    app.add_middleware(Watch, metrics=metrics, proxy=access.proxy)
    return app


def _open(desk: Desk, on_ready: Callable[[], None]) -> None:
    """Say that the page answers, and read what the first question of the day would wait for: seconds, on a small machine."""
    threading.Thread(target=_warm, args=(desk,), name="first-question", daemon=True).start()
    on_ready()


def _warm(desk: Desk) -> None:
    try:
        desk.answerer().extractive.answer(text_fr.FIRST_QUESTION)
    except FichesError as error:
        logger.debug("nothing to read beforehand: %s", error)  # who opens the page is told


def _fonts(names: tuple[str, ...]) -> list[Any]:
    """Fonts of the reader's machine: a plain string would make Gradio look for a font file."""
    return [gr.themes.Font(name) for name in names]


def _listen(host: str, port: int) -> socket.socket:
    """Take the address before anything is built, so that nobody else can in the meantime."""
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise PortInUseError(text_fr.port_refused(host, port, reason(error))) from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(128)
    except OSError as error:
        listener.close()
        taken = error.errno == errno.EADDRINUSE
        raise PortInUseError(text_fr.port_in_use(host, port) if taken else text_fr.port_refused(host, port, reason(error))) from error
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
