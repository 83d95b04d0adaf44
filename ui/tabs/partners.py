"""The view of partners: an address -> a list of bodies, one of them, or a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup

from ingest.names import BodyKind
from ingest.partners import PartnerRole
from rag.directory import Directory
from rag.extractive import check_question
from rag.partner_lookup import PartnerFilters, PartnerHit
from ui import directory_words
from ui.addresses import Address, page_number, told_to_browser
from ui.arguments import fiche_code
from ui.choices import chosen
from ui.console import as_file, json_text
from ui.contacts import Contacts, read_contacts
from ui.directory_shapes import PartnerShape
from ui.directory_tables import partner_table
from ui.export import csv_bytes, xlsx_bytes
from ui.files import FileForm, file_response
from ui.html.listing import chips_html, downloads_html, filters_html, pages_html, search_html, select_html, text_html
from ui.html.partners import partner_html, partners_html
from ui.html.pieces import sentence_html
from ui.look_up import PartnerSort, contacts_of, partner_filters, partner_hits
from ui.outline import outline
from ui.reports.words import sentence
from ui.text_fr import listing
from ui.text_fr import partners as words
from ui.views import view_response
from ui.wiring import Desk

PATH = "/vue/partenaires"
_FILES = f"{PATH}/fichier"
_ROWS = 40  # of a page
_Text = Annotated[str, Query(max_length=400)]


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for."""

    query: str
    filters: PartnerFilters
    order: PartnerSort | None
    is_reversed: bool
    page: int
    address: Address


def partners_asked(
    q: Annotated[str, Query()] = "",
    pilier: _Text = "",
    axe: _Text = "",
    fiche: _Text = "",
    nature: _Text = "",
    role: _Text = "",
    lieu: _Text = "",
    tri: _Text = "",
    inverse: _Text = "",
    page: _Text = "",
) -> Asked:
    """Read an address.

    Raises:
        InputError: a value is none of those that there are.
    """
    order, number = chosen(tri or None, PartnerSort, "tri"), page_number(page)
    filters = partner_filters(
        kind=[nature] if nature else None,
        role=role or None,
        fiche=fiche,
        pilier=int(pilier) if pilier.isdigit() and pilier.isascii() else None,
        place=lieu.strip(),
        axe=axe or None,
        dashes="",
    )
    values = {
        "q": q.strip(),
        "pilier": pilier,
        "axe": axe,
        "fiche": fiche_code(fiche),
        "nature": nature,
        "role": role,
        "lieu": lieu.strip(),
        "tri": order,
        "inverse": "1" if inverse and order else "",
        "page": number if number > 1 else "",
    }
    return Asked(q.strip(), filters, order, bool(inverse), number, Address.of(PATH, values))


_Asked = Annotated[Asked, Depends(partners_asked)]


def partners_router(desk: Desk) -> APIRouter:
    router = APIRouter()

    @router.get(PATH, response_class=HTMLResponse)
    def partners(request: Request, asked: _Asked) -> HTMLResponse:
        directory, contacts = desk.directory(), _contacts(desk)
        hits = _hits(desk, directory, asked)
        pages = max(1, -(-len(hits) // _ROWS))
        page = min(asked.page, pages)
        parts = [
            Markup('<p class="lead">{}</p>').format(words.LEAD),
            _filters(desk, directory, asked),
            _chips(directory, asked),
            _listed(directory, asked, hits, hits[(page - 1) * _ROWS : page * _ROWS], contacts),
            pages_html(asked.address, page, pages),
        ]
        return told_to_browser(view_response(request, "partenaires", parts), request, asked.address)

    @router.get(f"{PATH}/organisme", response_class=HTMLResponse)
    def partner(request: Request, nom: _Text) -> HTMLResponse:
        found = next((one for one in desk.directory().partners.partners if nom in (one.name, *one.aliases)), None)
        if found is None:
            return view_response(request, "partenaires", [sentence_html(words.GONE)], title=words.WHO, status=404)
        part = partner_html(found, PartnerHit(found, found.mentions), _contacts(desk))
        return view_response(request, "partenaires", [part], title=words.WHO)

    @router.get(_FILES)
    def partners_file(asked: _Asked, format: FileForm = FileForm.CSV) -> Response:
        directory, contacts = desk.directory(), _contacts(desk)
        hits = _hits(desk, directory, asked)
        if format is FileForm.JSON:
            shapes = [PartnerShape.of(hit, contacts_of(hit, contacts)).model_dump() for hit in hits]
            return file_response("partenaires", format, as_file(json_text(shapes)))
        table = partner_table(hits, {}, contacts)
        return file_response("partenaires", format, csv_bytes(table) if format is FileForm.CSV else xlsx_bytes([table]))

    return router


def _contacts(desk: Desk) -> Contacts | None:
    return read_contacts(desk.settings.contacts) if desk.settings.contacts else None


def _hits(desk: Desk, directory: Directory, asked: Asked) -> list[PartnerHit]:
    if asked.query:
        check_question(asked.query, desk.settings.max_question_chars)
    hits = partner_hits(directory, asked.query or None, asked.filters, asked.order)
    return hits[::-1] if asked.is_reversed and asked.order else hits


def _filters(desk: Desk, directory: Directory, asked: Asked) -> Markup:
    known, address = outline(directory), asked.address
    fields = [
        search_html("q", words.SEARCH, asked.query, words.SEARCH_HINT, desk.settings.max_question_chars),
        select_html("pilier", listing.PILIER, known.piliers, address.get("pilier")),
        select_html("axe", listing.AXE, known.axes, address.get("axe")),
        select_html("fiche", listing.FICHE, known.fiches, address.get("fiche"), listing.EVERY_FEMININE),
        select_html("nature", words.KIND, _KINDS.items(), address.get("nature"), listing.EVERY_FEMININE),
        select_html("role", words.ROLE, _ROLES.items(), address.get("role")),
        text_html("lieu", words.PLACE, address.get("lieu")),
    ]
    return filters_html(PATH, fields, [("tri", address.get("tri")), ("inverse", address.get("inverse"))])


_KINDS = {kind.value: directory_words.BODY_KINDS[kind].capitalize() for kind in BodyKind}
_ROLES = {
    role.value: directory_words.ROLES[role].capitalize() for role in (PartnerRole.ANIMATEUR, PartnerRole.PARTENAIRE, PartnerRole.FINANCEUR)
}


def _chips(directory: Directory, asked: Asked) -> Markup:
    known, address = outline(directory), asked.address
    told = [
        ("q", f"« {asked.query} »"),
        ("pilier", dict(known.piliers).get(address.get("pilier"), address.get("pilier"))),
        ("axe", dict(known.axes).get(address.get("axe"), address.get("axe"))),
        ("fiche", f"Fiche {address.get('fiche')}"),
        ("nature", _KINDS.get(address.get("nature"), address.get("nature"))),
        ("role", _ROLES.get(address.get("role"), address.get("role"))),
        ("lieu", f"{words.PLACE} : {address.get('lieu')}"),
    ]
    return chips_html(address, told)


def _listed(
    directory: Directory, asked: Asked, hits: Sequence[PartnerHit], shown: Sequence[PartnerHit], contacts: Contacts | None
) -> Markup:
    if not hits:
        if not directory.partners.partners:
            told = words.NONE_INDEXED
        elif asked.query and asked.filters == PartnerFilters():
            told = words.found_nothing(asked.query)
        else:
            told = words.NOTHING_LEFT
        return Markup('<p class="empty" role="status">{}</p>').format(sentence(told))
    fiches = len({mention.fiche.code for hit in hits for mention in hit.mentions})
    head = Markup('<div class="list-head"><p role="status">{}</p>{}</div>').format(
        sentence(words.summary(hits, fiches, len(directory.fiches), asked.query)),
        downloads_html(asked.address.at(_FILES), ("csv", "xlsx", "json")),
    )
    return head + partners_html(shown, asked.address, asked.order or ("" if asked.query else PartnerSort.NAME), contacts)
