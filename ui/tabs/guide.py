"""What is new, the acronyms and the reading paths: three pages beside the shelf of the fiches."""

from collections import Counter
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from ingest.changes import Change
from ingest.folding import fold
from ingest.index.catalogue import Generation
from ingest.model import Fiche
from rag.comparison import Comparison, between_generations
from rag.extractive import ExtractiveAnswerer
from rag.glossary import GlossaryEntry, glossary
from rag.library import Library
from rag.reading_path import reading_paths
from ui import text_fr
from ui.fiche_addresses import address_of
from ui.html.guide import glossary_filters_html, glossary_html, news_filters_html, news_html, path_html
from ui.html.shelf import parts_html
from ui.per_generation import shelf_of
from ui.text_fr import fiches as words
from ui.views import view_response
from ui.wiring import Desk


def guide_router(desk: Desk) -> APIRouter:
    router = APIRouter()
    paths = lru_cache(maxsize=1)(reading_paths)  # of the shelf, which is made once a generation

    @router.get("/vue/fiches/nouveau", response_class=HTMLResponse)
    def news(
        request: Request,
        depuis: int | None = None,
        jusqua: int | None = None,
        page: Annotated[int, Query(ge=1, le=10_000)] = 1,
    ) -> HTMLResponse:
        library = desk.answerer().library
        kept = library.catalogue.generations()
        comparison = desk.kept(_comparisons)(depuis, jusqua)
        before, after = (state.number if isinstance(state, Generation) else None for state in (comparison.before, comparison.after))
        parts = [
            _lead(words.NEWS_LEAD),
            parts_html("nouveau"),
            news_filters_html(kept, before, after),
            news_html(comparison, _told(comparison), page, partial(_present, library)),
        ]
        return view_response(request, "fiches", parts, title=words.NEWS)

    @router.get("/vue/fiches/glossaire", response_class=HTMLResponse)
    def acronyms_page(request: Request, mots: Annotated[str, Query(max_length=200)] = "", inexpliques: bool = False) -> HTMLResponse:
        entries = desk.kept(_acronyms)
        kept = [entry for entry in entries if _says(entry, fold(mots)) and not (inexpliques and entry.is_explained)]
        parts = [
            _lead(words.GLOSSARY_LEAD),
            parts_html("glossaire"),
            glossary_filters_html(mots, unexplained=inexpliques),
            glossary_html(kept, of=len(entries)),
        ]
        return view_response(request, "fiches", parts, title=words.GLOSSARY)

    @router.get("/vue/fiches/parcours", response_class=HTMLResponse)
    def path(request: Request, pilier: Annotated[str, Query(max_length=40)] = "") -> HTMLResponse:
        shown = desk.kept(shelf_of)
        steps = paths(shown)
        chosen = next((one for one in shown.piliers if one.number == pilier), shown.piliers[0] if shown.piliers else None)
        parts = [_lead(words.PATH_LEAD), parts_html("parcours")]
        if chosen is None:
            parts.append(Markup('<p class="empty">{}</p>').format(words.NONE_MATCH))
        else:
            parts.append(path_html(shown.piliers, chosen, steps[chosen.number], lambda fiche: address_of(fiche, shown.library)))
        return view_response(request, "fiches", parts, title=words.PATH)

    return router


def _comparisons(answerer: ExtractiveAnswerer) -> Callable[[int | None, int | None], Comparison]:
    """Compares two generations of a library, the earlier one first; the last comparisons are kept, for their further pages."""

    @lru_cache(maxsize=8)
    def compared(before: int | None, after: int | None) -> Comparison:
        if before is not None and after is not None and before > after:
            before, after = after, before
        return between_generations(answerer.library, before if before != after else None, after)

    return compared


def _acronyms(answerer: ExtractiveAnswerer) -> tuple[GlossaryEntry, ...]:
    return glossary([answerer.library.fiche(record) for record in answerer.library.current])


def _told(comparison: Comparison) -> str:
    if comparison.before is None:
        return text_fr.NO_FORMER_GENERATION
    if not comparison.changes:
        return text_fr.nothing_changed(comparison.before, comparison.after)
    counts = Counter(change.change for change in comparison.changes)
    return text_fr.change_count(counts[Change.CHANGED], counts[Change.ADDED], counts[Change.REMOVED])


def _present(library: Library, fiche: Fiche) -> str | None:
    """The address of a fiche of a former state, where one of its code, version and file is still indexed."""
    same = (library.fiche(record) for record in library.by_code.get(fiche.code, ()) if record.version == fiche.version)
    return next((address_of(one, library) for one in same if one.source.name == fiche.source.name), None)


def _says(entry: GlossaryEntry, wanted: str) -> bool:
    known = entry.known.names if entry.known else ()
    return not wanted or any(wanted in fold(text) for text in (*entry.spellings, *entry.meanings, *known))


def _lead(sentence: str) -> Markup:
    return Markup('<p class="lead">{}</p>').format(sentence)
