"""The drawer: a quote in its fiche, for any view that shows one."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from ingest.model import Span
from rag.citation import cite
from rag.errors import UnknownFicheError
from ui import text_fr
from ui.arguments import fiche_code
from ui.html.passage import passage_html
from ui.html.pieces import sentence_html
from ui.places import Place, find_fiche, find_words
from ui.views import view_response
from ui.wiring import Desk


def place_asked(
    fiche: Annotated[str, Query(max_length=40)],
    version: int | None = None,
    source: Annotated[str | None, Query(max_length=4096)] = None,
    debut: Annotated[int | None, Query(ge=0)] = None,
    fin: Annotated[int | None, Query(ge=0)] = None,
    extrait: Annotated[str | None, Query(max_length=4096)] = None,
) -> Place:
    """Read a place from an address."""
    span = Span(debut, fin) if debut is not None and fin is not None and debut <= fin else None
    return Place(fiche_code(fiche) or fiche, version, source, span, extrait)


def passage_router(desk: Desk) -> APIRouter:
    router = APIRouter()

    @router.get("/vue/passage", response_class=HTMLResponse)
    def passage(request: Request, place: Annotated[Place, Depends(place_asked)]) -> HTMLResponse:
        found = find_fiche(desk.answerer().library, place)
        if found is None:
            raise UnknownFicheError(text_fr.unknown_code(place.code))
        words = find_words(found, place)
        part = passage_html(cite(words, found)) if words else sentence_html(text_fr.PASSAGE_GONE)
        return view_response(request, "passage", [part], title=text_fr.PASSAGE)

    return router
