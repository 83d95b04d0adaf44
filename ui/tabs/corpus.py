"""The view of the corpus: what is indexed, what is sent to it, what is taken from it; indexing itself is done by a child process."""

from collections import defaultdict
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import closing
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect

from ingest.errors import FichesError, reason
from ingest.folding import fold
from ingest.index.catalogue import Catalogue, FicheRecord
from ingest.model import Failure
from rag.errors import IndexMissingError
from rag.library import Library
from ui.fiche_addresses import address_of
from ui.html.corpus import Row, confirm_html, failures_html, run_html, sources_html, state_html, status_html, upkeep_html, upload_html
from ui.html.pieces import NOTHING, sentence_html
from ui.indexing import Indexing, Step, Task, steps_to_refresh
from ui.own_page import HEADERS
from ui.settings import Settings
from ui.shapes import StatusShape
from ui.text_fr import corpus as words
from ui.uploads import FOLDER, Kept, Sent, UploadError, check_room, keep, uploaded_file
from ui.views import view_response
from ui.wiring import Desk

_VIEW = "/vue/corpus"
# What htmx takes for « ask no more »: https://htmx.org/docs/#load_polling
_STOP_POLLING = 286


def corpus_router(desk: Desk) -> APIRouter:
    router = APIRouter()
    indexing = Indexing(desk.settings)

    def whole(request: Request, mots: str, page: int, *, told: FichesError | None = None) -> HTMLResponse:
        """The view; `told` is what kept the reader from what was asked."""
        run, library = indexing.run, _library(desk)
        parts = [
            sentence_html(str(told)) if told else NOTHING,
            Markup('<p class="lead">{}</p>').format(words.LEAD),
            run_html(run),
            upload_html(desk.settings),
            _listing(desk, library, mots, page),
            upkeep_html() if library else NOTHING,
        ]
        response = view_response(request, "corpus", parts, status=409 if told else 200)
        if told:
            response.headers["hx-push-url"] = _VIEW
        return response

    def done(request: Request, act: Callable[[], None]) -> Response:
        """Begin something, and go back to the view that shows how far it is."""
        try:
            act()
        except FichesError as error:
            return whole(request, "", 1, told=error)
        return RedirectResponse(_VIEW, status_code=303)

    @router.get("/vue/corpus", response_class=HTMLResponse)
    def corpus(
        request: Request, mots: Annotated[str, Query(max_length=200)] = "", page: Annotated[int, Query(ge=1, le=100_000)] = 1
    ) -> HTMLResponse:
        return whole(request, mots, page)

    @router.get("/vue/corpus/etat", response_class=HTMLResponse)
    def state(request: Request) -> HTMLResponse:
        run = indexing.run
        if "hx-request" not in request.headers:
            return view_response(request, "corpus", [run_html(run)])
        if run and not run.is_over:
            return HTMLResponse(state_html(run), headers=HEADERS)
        # The list below has changed: it is fetched again.
        return HTMLResponse(state_html(run), status_code=_STOP_POLLING, headers={**HEADERS, "hx-trigger": "corpus-changed"})

    @router.get("/vue/corpus/liste", response_class=HTMLResponse)
    def listing(
        request: Request, mots: Annotated[str, Query(max_length=200)] = "", page: Annotated[int, Query(ge=1, le=100_000)] = 1
    ) -> HTMLResponse:
        part = _listing(desk, _library(desk), mots, page)
        return HTMLResponse(part, headers=HEADERS) if "hx-request" in request.headers else view_response(request, "corpus", [part])

    @router.post("/vue/corpus/fichiers")
    async def send(request: Request) -> Response:
        try:
            indexing.check_free()
            kept = await _received(request, desk.settings)
        except FichesError as error:
            return await run_in_threadpool(whole, request, "", 1, told=error)
        return await run_in_threadpool(done, request, lambda: take(kept))

    def take(kept: tuple[Kept, ...]) -> None:
        sources = list(dict.fromkeys(one.source for one in kept if one.source))
        if sources:
            indexing.start("upload", Task(steps=[Step(paths=sources, folder=str(desk.settings.data_dir.absolute()))], tidy=True), kept)
        else:
            indexing.tell("upload", kept)

    @router.post("/vue/corpus/actualiser")
    def refresh(request: Request) -> Response:
        def act() -> None:
            sources = desk.answerer().library.catalogue.sources()
            indexing.start("refresh", Task(steps=steps_to_refresh(sources, desk.settings.corpus, desk.settings.data_dir)))

        return done(request, act)

    @router.post("/vue/corpus/refaire")
    def rebuild(request: Request) -> Response:
        return done(request, lambda: indexing.start("rebuild", Task(rebuild=True)))

    @router.post("/vue/corpus/arreter")
    def stop(request: Request) -> Response:
        return done(request, indexing.stop)

    @router.get("/vue/corpus/retirer", response_class=HTMLResponse)
    def confirm(request: Request, source: Annotated[str, Query(max_length=4096)]) -> HTMLResponse:
        name = _uploaded(desk, source)
        if name is None:
            return view_response(request, "corpus", [sentence_html(words.NOT_UPLOADED)], title=words.CONFIRM_REMOVE, status=404)
        return view_response(request, "corpus", [confirm_html(name, _fiches_of(_library(desk), name))], title=words.CONFIRM_REMOVE)

    @router.post("/vue/corpus/retirer")
    def remove(request: Request, source: Annotated[str, Form(max_length=4096)]) -> Response:
        def act() -> None:
            path = uploaded_file(desk.settings, source)
            if path is None:
                raise UploadError(words.NOT_UPLOADED)
            folder = str(desk.settings.data_dir.absolute())
            indexing.start("remove", Task(delete=[str(path)], steps=[Step(paths=[FOLDER], folder=folder, prune=True)]))

        return done(request, act)

    return router


async def _received(request: Request, settings: Settings) -> tuple[Kept, ...]:
    """Save what a form sends.

    Raises:
        UploadError: it is more than the limits allow, or than the disk holds, or nothing at all.
    """
    limit, announced = int(settings.max_upload_mb * 1e6), request.headers.get("content-length", "")
    size = int(announced) if announced.isascii() and announced.isdigit() else 0
    if size > limit:
        raise UploadError(words.sent_too_much(settings.max_upload_mb))
    await run_in_threadpool(check_room, settings, size)
    # A field left empty counts as a file.
    parser = MultiPartParser(request.headers, _bounded(request, settings), max_files=settings.max_upload_files + 1)
    try:
        form = await parser.parse()
    except MultiPartException as error:
        many = error.message.startswith("Too many files")
        raise UploadError(words.too_many_files(settings.max_upload_files) if many else words.BROKEN) from error
    except (KeyError, ClientDisconnect) as error:  # no boundary; a browser that gave up
        raise UploadError(words.BROKEN) from error
    except OSError as error:
        raise UploadError(words.not_saved(reason(error))) from error
    try:
        files = [file for file in form.getlist("fichiers") if isinstance(file, UploadFile) and file.filename]
        kept = await run_in_threadpool(keep, [Sent(file.filename or "", file.file) for file in files], settings)
    finally:
        await form.close()
    if not kept:
        raise UploadError(words.NO_FILE)
    return kept


async def _bounded(request: Request, settings: Settings) -> AsyncGenerator[bytes, None]:
    """What is sent, as long as it keeps to the limit: a length that is announced may be a lie."""
    seen = 0
    async for block in request.stream():
        seen += len(block)
        if seen > settings.max_upload_mb * 1e6:
            raise UploadError(words.sent_too_much(settings.max_upload_mb))
        yield block


def _library(desk: Desk) -> Library | None:
    try:
        return desk.answerer().library
    except IndexMissingError:
        return None


def _listing(desk: Desk, library: Library | None, wanted: str, page: int) -> Markup:
    """What is indexed and what failed; it is fetched again when an indexing is over."""
    address = Markup(
        ' hx-get="{}/liste" hx-trigger="corpus-changed from:body" hx-target="this" hx-swap="outerHTML show:none" hx-push-url="false"'
    ).format(_VIEW)
    if library is None:
        return Markup('<div id="listing"{}>{}</div>').format(address, status_html(None))
    by_source: dict[int, list[FicheRecord]] = defaultdict(list)
    for record in library.records:
        by_source[record.source_id].append(record)
    dates, words_wanted = library.catalogue.indexed_at(), fold(wanted).split()
    rows = [
        Row(source, tuple(by_source[source.id]), dates.get(source.id, ""))
        for source in sorted(library.catalogue.sources(), key=lambda source: source.name)
        if _is_wanted(source.name, by_source[source.id], words_wanted)
    ]
    shown = rows[(page - 1) * 100 : page * 100]
    addresses = {record.id: address_of(library.fiche(record), library) for row in shown for record in row.fiches}
    return Markup('<div id="listing"{}>{}{}{}</div>').format(
        address,
        status_html(StatusShape.of(library, str(desk.settings.data_dir))),
        failures_html(_failures(library)),
        sources_html(rows, wanted, page, addresses),
    )


def _failures(library: Library) -> list[Failure]:
    """The files that cannot be read as of now: a run without news makes no generation, and is not seen by who reads the former one."""
    with closing(Catalogue(library.catalogue.path)) as fresh:
        return fresh.failures()


def _is_wanted(name: str, fiches: Sequence[FicheRecord], wanted: Sequence[str]) -> bool:
    text = fold(" ".join([name, *(f"{record.code} {record.title}" for record in fiches)]))
    return all(word in text for word in wanted)


def _uploaded(desk: Desk, source: str) -> str | None:
    """The name under which a file was uploaded: that of the archive, for what stands in one."""
    path = uploaded_file(desk.settings, source)
    return path.relative_to(desk.settings.data_dir.absolute()).as_posix() if path else None


def _fiches_of(library: Library | None, name: str) -> list[FicheRecord]:
    if library is None:
        return []
    own = {source.id for source in library.catalogue.sources() if source.name == name or source.name.startswith(f"{name}!/")}
    return [record for record in library.records if record.source_id in own]
