"""The view of the fiches: those of the index by pilier and axe, one fiche with what surrounds it, and two versions side by side."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from ingest.changes import FicheChange, compare_fiches
from ingest.funding import funding_of
from ingest.index.catalogue import FicheRecord
from ingest.model import Fiche, Span
from ingest.partners import partner_directory
from rag.errors import UnknownFicheError
from rag.library import Library
from rag.shelf import Shelf, Wanted
from ui import text_fr
from ui.fiche_addresses import address_of
from ui.findings import FindingsDesk
from ui.html.around import backlinks_html, directories_html, findings_html, links_html, versions_html
from ui.html.diff import fields_html
from ui.html.fiche_card import Card
from ui.html.fiche_page import fiche_page, notice_html
from ui.html.pieces import escaped
from ui.html.shelf import filters_html, parts_html, shelf_html
from ui.html.waiting import waiting_html
from ui.per_generation import shelf_of
from ui.places import Place, find_fiche, find_words
from ui.tabs.passage import place_asked
from ui.text_fr import fiches as words
from ui.views import fragment_response, view_response
from ui.wiring import Desk

_Words = Annotated[str, Query(max_length=500)]
_Number = Annotated[str, Query(max_length=40)]


def wanted_asked(mots: _Words = "", pilier: _Number = "", axe: _Number = "", lieu: _Words = "") -> Wanted:
    return Wanted(mots, pilier, axe, lieu)


def place_perhaps(
    fiche: Annotated[str | None, Query(max_length=40)] = None,
    version: int | None = None,
    source: Annotated[str | None, Query(max_length=4096)] = None,
    debut: Annotated[int | None, Query(ge=0)] = None,
    fin: Annotated[int | None, Query(ge=0)] = None,
    extrait: Annotated[str | None, Query(max_length=4096)] = None,
) -> Place | None:
    return place_asked(fiche, version, source, debut, fin, extrait) if fiche and fiche.strip() else None


def fiches_router(desk: Desk) -> APIRouter:
    router = APIRouter()

    @router.get("/vue/fiches", response_class=HTMLResponse)
    def fiches(
        request: Request,
        wanted: Annotated[Wanted, Depends(wanted_asked)],
        place: Annotated[Place | None, Depends(place_perhaps)],
        page: Annotated[int, Query(ge=1, le=10_000)] = 1,
    ) -> HTMLResponse:
        shelf = desk.kept(shelf_of)
        if place:
            return _one(request, shelf, place)
        parts = [
            Markup('<p class="lead">{}</p>').format(words.LEAD),
            parts_html(""),
            filters_html(shelf, wanted),
            shelf_html(shelf.find(wanted), wanted, len(shelf.fiches), page, lambda found: address_of(found.fiche, shelf.library)),
        ]
        return view_response(request, "fiches", parts)

    @router.get("/vue/fiches/annuaires", response_class=HTMLResponse)
    def directories(request: Request, place: Annotated[Place, Depends(place_asked)]) -> HTMLResponse:
        library = desk.answerer().library
        fiche = _found(library, place)
        today = date.today()
        schemes = [(record, record.status_at(today)) for record in funding_of(fiche)]
        if any(shelved.fiche is fiche for shelved in desk.kept(shelf_of).fiches):
            hits = desk.directory().partners.of_fiches([fiche])
            partners = [(hit.partner.name, mention) for hit in hits for mention in hit.mentions]
        else:  # the directories hold the versions that answer
            partners = [(partner.name, mention) for partner in partner_directory([fiche]) for mention in partner.mentions]
        part = directories_html(schemes, partners)
        return _piece(request, part, words.fiche_title(fiche.code, fiche.version))

    @router.get("/vue/fiches/constats", response_class=HTMLResponse)
    def findings(request: Request, place: Annotated[Place, Depends(place_asked)]) -> HTMLResponse:
        fiche = _found(desk.answerer().library, place)
        title = words.fiche_title(fiche.code, fiche.version)
        desk_of_findings = FindingsDesk(desk)
        checked = desk_of_findings.checked()
        if checked is None:
            return _piece(request, waiting_html(request, "this", "outerHTML"), title)
        found = desk_of_findings.report(checked).findings
        own = [one for one in found if one.fiche.code == fiche.code and one.fiche.source.name == fiche.source.name]
        return _piece(request, findings_html(fiche, own), title)

    @router.get("/vue/fiches/versions", response_class=HTMLResponse)
    def versions(
        request: Request,
        fiche: _Number,
        avant: Annotated[str, Query(max_length=4096)],
        apres: Annotated[str, Query(max_length=4096)],
    ) -> HTMLResponse:
        library = desk.answerer().library
        before, after = (_found(library, _version_asked(fiche, key)) for key in (avant, apres))
        change = FicheChange(before, after, compare_fiches(before, after))
        sides = [
            Markup('<li><span class="badge">{}</span> <a href="{}">{}</a> <span class="soft mono quote">{}</span></li>').format(
                label, address_of(side, library), words.fiche_title(side.code, side.version), escaped(side.source.name)
            )
            for label, side in ((words.BEFORE, before), (words.AFTER, after))
        ]
        parts = [
            parts_html(""),
            Markup('<ul class="plain sides">{}</ul>').format(Markup("").join(sides)),
            Markup('<div class="card change">{}</div>').format(fields_html(change)) if change.fields else notice_html(words.SAME_WORDS),
        ]
        return view_response(request, "fiches", parts, title=f"{words.COMPARED} : {words.leads_to(after.code)}")

    return router


def _one(request: Request, shelf: Shelf, place: Place) -> HTMLResponse:
    library = shelf.library
    fiche = _found(library, place)
    own = _record_of(library, fiche)
    asked = find_words(fiche, place) if place.words or place.span else None
    marked = asked.span if asked else None
    targets = {shelved.record.code: address_of(shelved.fiche, library) for shelved in reversed(shelf.fiches)}
    titles = {shelved.record.code: shelved.record.title for shelved in reversed(shelf.fiches)}
    same_code = library.by_code[fiche.code]
    addresses = {record.id: address_of(library.fiche(record), library) for record in same_code}
    names = {record.source_id: library.fiche(record).source.name for record in same_code}
    backlinks = [back for back in shelf.backlinks.get(fiche.code, ()) if back.fiche is not fiche]
    neighbours = tuple((found, address_of(found.fiche, library)) if found else None for found in shelf.beside(fiche.code))
    parts = fiche_page(
        Card(fiche, marked, address_of(fiche, library), targets),
        f"{request.url.path}?{request.url.query}",
        notices=_notices(library, fiche, own, place, marked),
        neighbours=(neighbours[0], neighbours[1]),
        aside=(
            links_html(fiche, targets, titles),
            backlinks_html(backlinks, {id(back.fiche): address_of(back.fiche, library) for back in backlinks}),
            versions_html(own, same_code, names, addresses),
        ),
        is_current=own.current,
    )
    return view_response(request, "fiches", parts, title=words.fiche_title(fiche.code, fiche.version))


def _notices(library: Library, fiche: Fiche, own: FicheRecord, place: Place, marked: Span | None) -> list[Markup]:
    """What the reader must know before the fiche: it is not the newest, not the one asked for, or no longer says what was quoted."""
    told = []
    if (place.words or place.span) and marked is None:
        told.append(notice_html(words.PASSAGE_MOVED))
    if place.version is not None and fiche.version != place.version:
        told.append(notice_html(words.OTHER_VERSION_SHOWN))
    others = [record for record in library.by_code[fiche.code] if record.current and record.id != own.id]
    if not own.current and others:
        told.append(notice_html(words.OLDER_VERSION, (address_of(library.fiche(others[0]), library), words.SEE_CURRENT)))
    elif others:
        told.extend(notice_html(words.SAME_CODE, (address_of(library.fiche(other), library), other.title)) for other in others)
    return told


def _found(library: Library, place: Place) -> Fiche:
    found = find_fiche(library, place)
    if found is None:
        raise UnknownFicheError(text_fr.unknown_code(place.code))
    return found


def _record_of(library: Library, fiche: Fiche) -> FicheRecord:
    return next(record for record in library.by_code[fiche.code] if library.fiche(record) is fiche)


def _version_asked(code: str, key: str) -> Place:
    """Read « 2017:corpus/fiche.txt »."""
    year, _, source = key.partition(":")
    return Place(code, int(year) if year.isascii() and year.isdigit() and len(year) <= 4 else None, source or None)


def _piece(request: Request, part: Markup, title: str) -> HTMLResponse:
    """A part that the page fetches by itself; as a page of its own without JavaScript."""
    if "hx-request" in request.headers:
        return fragment_response(part)
    return view_response(request, "fiches", [parts_html(""), part], title=title)
