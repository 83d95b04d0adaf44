"""How a view is answered: alone for the page that asks for it, else as a page of its own; what fails, as a sentence in its place."""

import logging
from collections.abc import Sequence

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from ingest.errors import FichesError
from rag.errors import UnknownFicheError
from ui import text_fr
from ui.access.gate import identity_of
from ui.html.account import account_html
from ui.html.pieces import sentence_html
from ui.html.shell import page_html, view_html, with_account
from ui.own_page import HEADERS
from ui.plain_page import reference_html
from ui.watch import reference

logger = logging.getLogger(__name__)

DRAWER = "drawer-body"


def view_response(request: Request, name: str, parts: Sequence[Markup], *, title: str | None = None, status: int = 200) -> HTMLResponse:
    """Answer with the view `name`; `title` is its heading, where it is not the label of the menu."""
    title = title or text_fr.VIEWS[name]
    if request.headers.get("hx-target") == DRAWER:
        return fragment_response(Markup("").join(parts), status=status)
    view = view_html(name, title, parts)
    # A page that goes back through its history asks for the whole page, and takes the view out of it.
    alone = "hx-request" in request.headers and "hx-history-restore-request" not in request.headers
    page = view if alone else with_account(page_html(view, name, title), account_html(identity_of(request)))
    return HTMLResponse(page, status_code=status, headers={**HEADERS, "vary": "HX-Request, HX-Target"})


def fragment_response(fragment: Markup, *, status: int = 200) -> HTMLResponse:
    """Answer with a piece of a view, for a form or a button inside it."""
    return HTMLResponse(fragment, status_code=status, headers=HEADERS)


def tell_failures(app: FastAPI) -> None:
    """Make `app` tell what fails in French, where the view would stand; a traceback goes to the log."""

    def failed(request: Request, error: Exception) -> HTMLResponse:
        name = request.url.path.removeprefix("/vue/").partition("/")[0]
        part = sentence_html(_sentence(error)) + reference_html()
        # A form inside a view gets the sentence alone.
        if request.method != "GET" and "hx-request" in request.headers:
            response = fragment_response(part, status=_status(error))
        else:
            response = view_response(request, name, [part], title=text_fr.VIEWS.get(name, text_fr.PAGE_FAILED), status=_status(error))
        response.headers[reference.HEADER] = reference.current()  # what was not foreseen is answered outside of all that we put around
        return response

    for kind in (FichesError, RequestValidationError, Exception):
        app.add_exception_handler(kind, failed)


def _sentence(error: Exception) -> str:
    if isinstance(error, FichesError):
        return str(error)
    if isinstance(error, RequestValidationError):
        names = ", ".join(str(found["loc"][-1]) for found in error.errors())
        return text_fr.bad_argument(names)
    logger.error("a view failed", exc_info=error)
    return text_fr.UNEXPECTED


def _status(error: Exception) -> int:
    if isinstance(error, UnknownFicheError):
        return 404
    if isinstance(error, FichesError):
        return 409
    return 422 if isinstance(error, RequestValidationError) else 500
