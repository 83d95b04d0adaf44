"""The page of a PDF with a quote framed, as a fragment of the sources and as a picture."""

import threading
from functools import lru_cache
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response

from ingest.errors import FichesError, UnreadableSourceError
from ingest.model import Source, Span
from ingest.readers.pdf.picture import PagePicture, page_picture
from rag.library import Library
from ui.html.page_picture import page_html
from ui.html.pieces import sentence_html
from ui.originals import UnknownSourceError, original
from ui.own_page import HEADERS
from ui.places import find_source
from ui.text_fr import ask as words
from ui.text_fr import fiches as fiches_words
from ui.views import fragment_response
from ui.wiring import Desk

_SourceName = Annotated[str, Query(max_length=4096)]
_Offset = Annotated[int, Query(ge=0)]
_SECONDS = 30.0
_AT_ONCE = 2  # each is a process
_KEPT = 32  # pictures, of 100 to 300 kB each


def page_picture_router(desk: Desk) -> APIRouter:
    router = APIRouter()
    drawing = threading.Semaphore(_AT_ONCE)

    @lru_cache(maxsize=_KEPT)
    def drawn(library: Library, name: str, span: Span) -> PagePicture:
        source = _source(library, name)
        page = source.page_at(span.start)
        if page is None or not span.start < span.end <= len(source.text) or not name.lower().endswith(".pdf"):
            raise UnreadableSourceError(words.NO_PAGE)
        starts = (*source.page_starts, len(source.text))
        text = source.text[span.start : min(span.end, starts[page])]
        before = source.text[starts[page - 1] : span.start]
        data = original(library, name, desk.settings.reading).data
        with drawing:
            return page_picture(data, name, page, text, before, seconds=_SECONDS)

    @router.get("/vue/page", response_class=HTMLResponse)
    def page(source: _SourceName, debut: _Offset, fin: _Offset) -> HTMLResponse:
        library, span = desk.answerer().library, Span(debut, fin)
        try:
            picture = drawn(library, source, span)
        except FichesError as error:  # in its place among the sources
            return fragment_response(sentence_html(str(error)))
        found = _source(library, source)
        return fragment_response(page_html(source, span, found.page_at(debut) or 1, source.rsplit("/", 1)[-1], framed=picture.framed))

    @router.get("/vue/page-image")
    def image(source: _SourceName, debut: _Offset, fin: _Offset) -> Response:
        picture = drawn(desk.answerer().library, source, Span(debut, fin))
        return Response(picture.png, media_type="image/png", headers={**HEADERS, "cache-control": "private, no-cache"})

    return router


def _source(library: Library, name: str) -> Source:
    """The published source of this name.

    Raises:
        UnknownSourceError: it is not indexed.
    """
    source = find_source(library, name)
    if source is None:
        raise UnknownSourceError(fiches_words.unknown_source(name))
    return source
