"""The view of fundings: an address -> a list of schemes, or of deadlines; and the files of both."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup

from ingest.funding_kinds import FundingKind
from rag.directory import Directory
from rag.extractive import check_question
from rag.funding_lookup import DueDay, FundingFilters, FundingHit
from ui import directory_words
from ui.addresses import Address, page_number, told_to_browser
from ui.arguments import day, fiche_code
from ui.calendar import calendar_bytes
from ui.choices import chosen
from ui.console import as_file, json_text
from ui.directory_shapes import DeadlineShape, FundingShape
from ui.directory_tables import deadline_table, funding_table
from ui.export import csv_bytes, xlsx_bytes
from ui.files import FileForm, file_response
from ui.html.funding import due_html, funding_html
from ui.html.listing import chips_html, date_html, downloads_html, filters_html, pages_html, search_html, select_html, tabs_html, text_html
from ui.html.pieces import NOTHING
from ui.look_up import FundingSort, funding_filters, funding_hits, sorted_funding
from ui.outline import outline
from ui.reports.words import sentence
from ui.text_fr import funding as words
from ui.text_fr import listing
from ui.views import view_response
from ui.wiring import Desk

PATH = "/vue/financements"
DUE_PATH = f"{PATH}/echeances"
PROJECT_PATH = f"{PATH}/projet"
_FILES = f"{PATH}/fichier"
_DUE_FILES = f"{DUE_PATH}/fichier"
_ROWS = 40  # of a page
_NEAREST = 30  # schemes that a search proposes
_FUNDERS = 300  # names to type from
_Text = Annotated[str, Query(max_length=400)]


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for: filters, the day that « échu » refers to, an order."""

    query: str
    filters: FundingFilters
    at: date
    order: FundingSort | None
    is_reversed: bool
    page: int
    address: Address


def funding_asked(
    request: Request,
    q: Annotated[str, Query()] = "",
    pilier: _Text = "",
    axe: _Text = "",
    fiche: _Text = "",
    nature: _Text = "",
    financeur: _Text = "",
    etat: _Text = "",
    au: _Text = "",
    tri: _Text = "",
    inverse: _Text = "",
    page: _Text = "",
) -> Asked:
    """Read an address.

    Raises:
        InputError: a value is none of those that there are.
    """
    at, number = day(au or None) or date.today(), page_number(page)
    order = chosen(tri or None, FundingSort, "tri")
    filters = funding_filters(
        kind=[nature] if nature else None,
        funder=financeur.strip(),
        fiche=fiche,
        pilier=int(pilier) if pilier.isdigit() and pilier.isascii() else None,
        axe=axe or None,
        status=etat or None,
        dashes="",
    )
    values = {
        "q": q.strip(),
        "pilier": pilier,
        "axe": axe,
        "fiche": fiche_code(fiche),
        "nature": nature,
        "financeur": financeur.strip(),
        "etat": etat,
        "au": at.isoformat() if at != date.today() else "",
        "tri": order,
        "inverse": "1" if inverse and order else "",
        "page": number if number > 1 else "",
    }
    path = request.url.path.removesuffix("/fichier")
    return Asked(q.strip(), filters, at, order, bool(inverse), number, Address.of(path, values))


_Asked = Annotated[Asked, Depends(funding_asked)]


def funding_router(desk: Desk) -> APIRouter:
    router = APIRouter()

    @router.get(PATH, response_class=HTMLResponse)
    def funding(request: Request, asked: _Asked) -> HTMLResponse:
        directory = desk.directory()
        hits = _hits(desk, directory, asked)
        pages = max(1, -(-len(hits) // _ROWS))
        page = min(asked.page, pages)
        parts = [
            Markup('<p class="lead">{}</p>').format(words.LEAD),
            funding_tabs(PATH),
            _filters(desk, directory, asked),
            _chips(directory, asked),
            _listed(directory, asked, hits, hits[(page - 1) * _ROWS : page * _ROWS]),
            pages_html(asked.address, page, pages),
        ]
        return told_to_browser(view_response(request, "financements", parts), request, asked.address)

    @router.get(_FILES)
    def funding_file(asked: _Asked, format: FileForm = FileForm.CSV) -> Response:
        directory = desk.directory()
        hits = _hits(desk, directory, asked)
        if format is FileForm.JSON:
            return file_response("financements", format, as_file(json_text([FundingShape.of(hit).model_dump() for hit in hits])))
        table = funding_table(hits, {}, directory.schemes)
        return file_response("financements", format, csv_bytes(table) if format is FileForm.CSV else xlsx_bytes([table]))

    @router.get(DUE_PATH, response_class=HTMLResponse)
    def deadlines(request: Request, asked: _Asked) -> HTMLResponse:
        directory = desk.directory()
        days = _days(desk, directory, asked)
        parts = [
            Markup('<p class="lead">{}</p>').format(words.DUE_LEAD),
            funding_tabs(DUE_PATH),
            _filters(desk, directory, asked, with_states=False),
            _chips(directory, asked),
            _due(directory, asked, days),
        ]
        return told_to_browser(view_response(request, "financements", parts, title=words.DUE), request, asked.address)

    @router.get(_DUE_FILES)
    def deadlines_file(asked: _Asked, format: FileForm = FileForm.ICS) -> Response:
        directory = desk.directory()
        days = _days(desk, directory, asked)
        if format is FileForm.ICS:
            return file_response("echeances", format, calendar_bytes(days, directory.made_at))
        if format is FileForm.JSON:
            return file_response("echeances", format, as_file(json_text([DeadlineShape.at(due).model_dump() for due in days])))
        table = deadline_table(days, {})
        return file_response("echeances", format, csv_bytes(table) if format is FileForm.CSV else xlsx_bytes([table]))

    return router


def funding_tabs(current: str) -> Markup:
    tabs = ((PATH, words.ALL), (DUE_PATH, words.DUE), (PROJECT_PATH, words.PROJECT))
    return tabs_html(words.VIEWS, ((path, label, path == current) for path, label in tabs))


def _hits(desk: Desk, directory: Directory, asked: Asked) -> list[FundingHit]:
    if asked.query:
        check_question(asked.query, desk.settings.max_question_chars)
    hits = funding_hits(directory, asked.query or None, asked.at, asked.filters, None, limit=_NEAREST)
    return sorted_funding(hits, asked.order, is_reversed=asked.is_reversed) if asked.order else hits


def _days(desk: Desk, directory: Directory, asked: Asked) -> list[DueDay]:
    days = directory.funding.due(asked.at, asked.filters)
    if not asked.query:
        return days
    near = {hit.entry for hit in _hits(desk, directory, asked)}
    return [due for due in days if due.entry in near]


def _filters(desk: Desk, directory: Directory, asked: Asked, *, with_states: bool = True) -> Markup:
    known, address = outline(directory), asked.address
    kinds = [(kind.value, directory_words.FUNDING_KINDS[kind].capitalize()) for kind in FundingKind]
    states = [(status.value, told) for status, told in words.STATUS_WORDS.items()]
    fields = [
        search_html("q", words.SEARCH, asked.query, words.SEARCH_HINT, desk.settings.max_question_chars),
        select_html("pilier", listing.PILIER, known.piliers, address.get("pilier")),
        select_html("axe", listing.AXE, known.axes, address.get("axe")),
        select_html("fiche", listing.FICHE, known.fiches, address.get("fiche"), listing.EVERY_FEMININE),
        select_html("nature", words.KIND, kinds, address.get("nature"), listing.EVERY_FEMININE),
        text_html("financeur", words.FUNDER, address.get("financeur"), _funders(directory)),
        select_html("etat", words.STATUS, states, address.get("etat")) if with_states else NOTHING,
        date_html("au", listing.AT_DAY, asked.at.isoformat()),
    ]
    return filters_html(address.path, fields, [("tri", address.get("tri")), ("inverse", address.get("inverse"))])


def _funders(directory: Directory) -> Iterable[str]:
    named = {" ".join(funder.text.split()) for entry in directory.funding.entries for funder in entry.record.funders}
    return sorted((name for name in named if 1 < len(name) <= 60), key=str.casefold)[:_FUNDERS]


def _chips(directory: Directory, asked: Asked) -> Markup:
    known, address = outline(directory), asked.address
    kinds = {kind.value: directory_words.FUNDING_KINDS[kind].capitalize() for kind in FundingKind}
    states = {status.value: told for status, told in words.STATUS_WORDS.items()}
    told = [
        ("q", f"« {asked.query} »"),
        ("pilier", dict(known.piliers).get(address.get("pilier"), address.get("pilier"))),
        ("axe", dict(known.axes).get(address.get("axe"), address.get("axe"))),
        ("fiche", f"Fiche {address.get('fiche')}"),
        ("nature", kinds.get(address.get("nature"), address.get("nature"))),
        ("financeur", f"{words.FUNDER} : {address.get('financeur')}"),
        ("etat", states.get(address.get("etat"), address.get("etat"))),
        ("au", f"Au {directory_words.long_day(asked.at)}"),
    ]
    return chips_html(address, told)


def _listed(directory: Directory, asked: Asked, hits: Sequence[FundingHit], shown: Sequence[FundingHit]) -> Markup:
    if not hits:
        if not directory.funding.entries:
            told = words.NONE_INDEXED
        elif asked.query and asked.filters == FundingFilters():
            told = words.found_nothing(asked.query)
        else:
            told = words.NOTHING_LEFT
        return Markup('<p class="empty" role="status">{}</p>').format(sentence(told))
    fiches = len({hit.entry.fiche.id for hit in hits})
    head = Markup('<div class="list-head"><p role="status">{}</p>{}</div>').format(
        sentence(words.summary(hits, fiches, len(directory.fiches), asked.query)),
        downloads_html(asked.address.at(_FILES), ("csv", "xlsx", "json")),
    )
    return head + funding_html(shown, asked.address, asked.order or ("" if asked.query else FundingSort.FICHE), directory.schemes)


def _due(directory: Directory, asked: Asked, days: Sequence[DueDay]) -> Markup:
    if days:
        head = Markup('<div class="list-head"><p role="status">{}</p>{}</div>').format(
            words.due_count(len(days), asked.at), downloads_html(asked.address.at(_DUE_FILES), ("ics", "csv", "xlsx", "json"))
        )
        return head + due_html(days, asked.at)
    ever = directory.funding.due(date.min, asked.filters) if not asked.query else []
    more = NOTHING
    if ever:
        more = Markup(' {} <a href="{}">{}</a>.').format(
            words.last_due(ever[-1].day), asked.address.but(au=ever[0].day.isoformat()), words.all_due_since(ever[0].day)
        )
    return Markup('<p class="empty" role="status">{}{}</p>').format(words.NO_DUE, more)
