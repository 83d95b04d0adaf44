"""What stands around every request: its reference, its place in metrics and log, and its turn where many ask at once."""

import logging
import time
from collections import Counter
from collections.abc import Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.access.callers import Proxy
from ui.access.gate import refused
from ui.access.table import row_for
from ui.text_fr import service as text_service
from ui.watch import reference
from ui.watch.metrics import Metrics
from ui.watch.turnstile import FullError, Turn, Turnstile

logger = logging.getLogger(__name__)

_ELSEWHERE = "autre"
# A file that is sent takes as long as the network of who sends it.
_NO_TURN = ("/vue/corpus/fichiers",)
_QUESTIONS = ("/gradio_api/queue/join", "/gradio_api/call/")
# A question of the page keeps its turn until its answer has been sent: it is written while it is sent.
_ANSWERED_AS_SENT = ("/vue/question/reponse",)
_OWN_QUESTIONS = 8  # of one person, waiting at the same time

#: The questions that wait in the page's own queue: how many of each person.
Waiting = Callable[[], Counter[str]]


class Watch:
    """ASGI middleware, the outermost: names each request, counts it, times it and logs it, without its question or who asked."""

    def __init__(self, app: ASGIApp, metrics: Metrics, proxy: Proxy | None) -> None:
        self._app, self._metrics, self._proxy = app, metrics, proxy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        peer = scope["client"][0] if scope.get("client") else ""
        named = Headers(scope=scope).get(reference.HEADER, "") if self._proxy and self._proxy.trusts(peer) else ""
        told = reference.begin(named)
        inner = {**scope, "state": {**scope.get("state", {}), "reference": told}}
        started, status = time.perf_counter(), 500

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[reference.HEADER] = told
            await send(message)

        try:
            await self._app(inner, receive, watched)
        finally:
            seconds = time.perf_counter() - started
            row = row_for(scope["method"], scope["path"])
            # Made-up addresses and methods make no new series.
            method, route = (row.method, row.pattern) if row else (_ELSEWHERE, _ELSEWHERE)
            self._metrics.requested(method, route, status, seconds)
            fields = {"method": method, "route": route, "status": status, "ms": round(seconds * 1e3, 1)}
            logger.info("request", extra={"fields": fields})


class Turns:
    """ASGI middleware inside the gate: views, pages and programs take turns, and so do questions, apart: a model may be long to answer."""

    def __init__(self, app: ASGIApp, turnstile: Turnstile, questions: Turnstile, waiting: Waiting, most: int, metrics: Metrics) -> None:
        self._app, self._turnstile, self._questions = app, turnstile, questions
        self._waiting, self._most, self._metrics = waiting, most, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path, who = scope["path"], scope["state"]["identity"].name
        as_sent = path in _ANSWERED_AS_SENT
        try:
            if scope["method"] == "POST" and path.startswith(_QUESTIONS):
                self._check_room(who)
            line = self._questions if as_sent else self._turnstile
            turn = await line.enter(who) if _takes_turn(path) else None
        except FullError as error:
            self._metrics.turned_away()
            told, wait = text_service.come_back(error.retry_after_s), {"Retry-After": str(error.retry_after_s)}
            await refused(scope, 429, told, wait)(scope, receive, send)
            return
        try:
            await self._app(scope, receive, _ending(turn, send) if turn and not as_sent else send)
        finally:
            if turn:
                turn.end()

    def _check_room(self, who: str) -> None:
        waiting = self._waiting()
        if waiting.total() >= self._most or (who and waiting[who] >= _OWN_QUESTIONS):
            raise FullError(self._turnstile.retry_after_s(waiting.total()))


def _takes_turn(path: str) -> bool:
    return path in ("/texte", "/mcp") or (path.startswith("/vue/") and path not in _NO_TURN)


def _ending(turn: Turn, send: Send) -> Send:
    """Let the next one in when an answer is ready: how long it takes to be read is the reader's affair."""

    async def ended(message: Message) -> None:
        if message["type"] == "http.response.start":
            turn.end()
        await send(message)

    return ended
