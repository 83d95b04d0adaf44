"""The one gate before every address: who asks, whether the table lets them, and whether another site made their browser ask."""

import logging
import math
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui import plain_page
from ui.access.access import Access
from ui.access.callers import Caller, caller_of, without_claims
from ui.access.calls import MAX_BYTES, MCP, Bounded, FunctionName, called, read_body, reads_body
from ui.access.database import StoreError
from ui.access.headers import guard
from ui.access.roles import UNKNOWN, Identity, Role
from ui.access.table import FUNCTIONS, TOOLS, Row, row_for
from ui.html.pieces import sentence_html
from ui.text_fr import service as text_service

logger = logging.getLogger(__name__)

LOGIN, LOGOUT = "/connexion", "/deconnexion"
_SAFE = ("GET", "HEAD")
_UPLOAD = "/vue/corpus/fichiers"


class Gate:
    """ASGI middleware around the whole application; `name_of` names the functions of the page by their numbers."""

    def __init__(self, app: ASGIApp, access: Access, name_of: FunctionName) -> None:
        self._app, self._access, self._name_of = app, access, name_of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        caller = caller_of(scope, self._access.proxy)
        bounded = Bounded(receive, self._most_bytes(scope["path"]))
        receive = bounded.receive
        row: Row | None = None
        identity = UNKNOWN
        try:
            refusal = self._before(scope, caller, bounded)
            if refusal is None:
                identity = self._access.identify(scope, caller)
                row, refusal = self._judge(scope, caller, identity)
            if refusal is None and reads_body(scope["method"], scope["path"]):
                body, receive = await read_body(receive)
                refusal = refused(scope, 413, text_service.TOO_LONG) if bounded.exceeded else self._judge_call(scope, identity, body)
        except StoreError as error:
            logger.exception("accounts unreadable")
            refusal = refused(scope, 503, str(error))

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                guard(MutableHeaders(scope=message), secure=caller.secure, private=bool(row and row.least > Role.ANYONE))
            await send(message)

        if refusal is not None:
            await refusal(scope, receive, guarded)
            return
        inner = without_claims(scope, self._access.proxy)
        inner["scheme"] = "https" if caller.secure else "http"
        inner["client"] = (caller.address, scope["client"][1] if scope.get("client") else 0)
        inner["state"] = {**scope.get("state", {}), "identity": identity, "caller": caller, "told": {}}
        status = 0

        async def watched(message: Message) -> None:
            nonlocal status
            if bounded.exceeded and status == 0:
                return  # what the application makes of half a request is nobody's answer
            if message["type"] == "http.response.start":
                status = message["status"]
            await guarded(message)

        try:
            await self._app(inner, receive, watched)
        except ClientDisconnect:
            if not bounded.exceeded:
                raise
        finally:
            if bounded.exceeded and status == 0:
                status = 413
                await refused(scope, 413, text_service.TOO_LONG)(scope, receive, guarded)
            if row is not None and row.action:
                told: Mapping[str, Any] = inner["state"]["told"]
                self._access.journal.write(
                    row.action, identity.name, role=identity.role.word, address=caller.address, done=0 < status < 400, **told
                )

    def _most_bytes(self, path: str) -> int:
        """The bytes that a request may have: files are counted by the view that takes them, which tells its limit."""
        return self._access.max_upload_bytes + MAX_BYTES if path == _UPLOAD else MAX_BYTES

    def _before(self, scope: Scope, caller: Caller, bounded: Bounded) -> Response | None:
        """What refuses a request before anybody looks who makes it: too many from one address, or one too long."""
        wait = self._access.rates.wait_for_address(scope["path"], caller.address)
        if wait:
            return _too_often(scope, wait)
        announced = Headers(scope=scope).get("content-length", "")
        return refused(scope, 413, text_service.TOO_LONG) if announced.isdigit() and int(announced) > bounded.most else None

    def _judge(self, scope: Scope, caller: Caller, identity: Identity) -> tuple[Row | None, Response | None]:
        """Return the row of a request, and what refuses it where it is refused."""
        headers, method = Headers(scope=scope), scope["method"]
        if caller.forged:
            self._access.journal.write("en_tete_refuse", "", address=caller.address, done=False)
            return None, refused(scope, 403, text_service.FORGED_HEADER)
        wait = self._access.rates.wait_for_user(scope["path"], identity.name)
        if wait:
            return None, _too_often(scope, wait)
        row = row_for(method, scope["path"])
        if row is None or row.least is Role.NOBODY:
            return None, refused(scope, 404, text_service.NO_SUCH_ADDRESS)
        if identity.means == "open" and (caller.forwarded or not self._access.is_own_host(headers.get("host", ""))):
            # A proxy in front of a page without login, or a site whose name was made to point at this machine.
            return None, refused(scope, 403, text_service.NOT_FROM_OUTSIDE)
        if identity.role < row.least:
            return None, self._unknown(scope, headers) if identity.role is Role.ANYONE else refused(scope, 403, _lacking(row.least))
        if method not in _SAFE and not _own_site(headers, identity):
            return None, refused(scope, 403, text_service.OTHER_SITE)
        return row, None

    def _judge_call(self, scope: Scope, identity: Identity, body: bytes) -> Response | None:
        path = scope["path"]
        names, table = called(path, body, self._name_of), TOOLS if path == MCP else FUNCTIONS
        if names is None:
            return refused(scope, 400, text_service.UNREADABLE_CALL)
        for name in names:
            least = table.get(name, Role.NOBODY)
            if least is Role.NOBODY:
                return refused(scope, 404, text_service.NO_SUCH_ADDRESS)
            if identity.role < least:
                return refused(scope, 403, _lacking(least))
        return None

    def _unknown(self, scope: Scope, headers: Headers) -> Response:
        """Lead a person to the login page and come back after; tell a program."""
        address = scope["path"] + (f"?{scope['query_string'].decode('latin-1')}" if scope.get("query_string") else "")
        login = f"{LOGIN}?suite={quote(address if scope['method'] in _SAFE else '/', safe='/')}"
        if headers.get("hx-request"):
            return Response(status_code=401, headers={"HX-Redirect": LOGIN})
        if scope["method"] in _SAFE and "text/html" in headers.get("accept", ""):
            return RedirectResponse(login, status_code=303, headers={"Cache-Control": "no-store"})
        return refused(scope, 401, text_service.WHO_ARE_YOU, {"WWW-Authenticate": 'Bearer realm="fiches"'})


def identity_of(request: Request) -> Identity:
    """Return who asks, as the gate found."""
    found: Identity = request.state.identity
    return found


def caller_at(request: Request) -> Caller:
    found: Caller = request.state.caller
    return found


def tell(request: Request, **details: Any) -> None:
    """Add to the line that the journal will hold of this request: names of files, never a question."""
    request.state.told.update(details)


def _own_site(headers: Headers, identity: Identity) -> bool:
    """Whether our own page made the request, or a program; a browser cannot hide that another site did."""
    if identity.means == "token":
        return True  # no site can make a browser send it
    origin, fetched = headers.get("origin"), headers.get("sec-fetch-site")
    if fetched:  # no script can write this one
        return fetched in ("same-origin", "none")
    if origin is not None:
        return urlsplit(origin).netloc.lower() == headers.get("host", "").lower() and origin != "null"
    return not identity.by_browser


def refused(scope: Scope, status: int, sentence: str, headers: Mapping[str, str] | None = None) -> Response:
    """A refusal in the form that was asked for: the fragment of a view, a page, or JSON."""
    accepted = Headers(scope=scope).get("accept", "")
    given = {"Cache-Control": "no-store", **(headers or {})}
    if "hx-request" in Headers(scope=scope):  # where the view would stand
        return HTMLResponse(sentence_html(sentence), status_code=status, headers=given)
    if "text/html" in accepted and scope["method"] != "HEAD":
        return plain_page.sentence_page(sentence, status=status, headers=given)
    return JSONResponse({"detail": sentence}, status_code=status, headers=given)


def _too_often(scope: Scope, wait: float) -> Response:
    seconds = math.ceil(wait)
    return refused(scope, 429, text_service.too_often(seconds), {"Retry-After": str(seconds)})


def _lacking(least: Role) -> str:
    return text_service.role_needed(least.word)
