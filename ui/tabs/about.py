"""The view « À propos »."""

from importlib.metadata import PackageNotFoundError, version

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from ingest.errors import FichesError
from ui.html.about import about_html, in_use_html
from ui.privacy import recipients
from ui.shapes import StatusShape
from ui.views import view_response
from ui.wiring import Desk


def about_router(desk: Desk) -> APIRouter:
    router = APIRouter()

    @router.get("/vue/a-propos", response_class=HTMLResponse)
    def about(request: Request) -> HTMLResponse:
        in_use = in_use_html(_status(desk), version=_version(), reranker=desk.settings.reranker, llm=desk.settings.llm)
        return view_response(request, "a-propos", [about_html(in_use, recipients(desk.settings))])

    return router


def _status(desk: Desk) -> StatusShape | None:
    try:
        return StatusShape.of(desk.answerer().library, str(desk.settings.data_dir))
    except FichesError:
        return None  # the rest is worth reading without an index


def _version() -> str:
    try:
        return version("fiches")
    except PackageNotFoundError:
        return ""
