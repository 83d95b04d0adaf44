"""The view « Mon projet »: a paragraph or a file -> what the fiches offer; nothing is kept between two requests."""

from datetime import date
from pathlib import PurePath
from typing import Annotated

from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup

from ingest.errors import FichesError
from rag.errors import QuestionError
from rag.project import MOST_READ, Dossier, dossier
from ui.console import as_file, json_text
from ui.contacts import Contacts, read_contacts
from ui.directory_shapes import ProjectShape
from ui.files import FileForm, file_response
from ui.html.pieces import sentence_html
from ui.html.project import dossier_html, project_form
from ui.projects import file_text
from ui.reports import project_docx, project_html
from ui.tabs.funding import PROJECT_PATH, funding_tabs
from ui.text_fr import funding as words
from ui.views import view_response
from ui.wiring import Desk

_FILES = f"{PROJECT_PATH}/fichier"
_Text = Annotated[str, Form()]


def project_router(desk: Desk) -> APIRouter:
    router = APIRouter()

    def page(request: Request, text: str = "", found: Markup | None = None, status: int = 200) -> HTMLResponse:
        parts = [
            Markup('<p class="lead">{}</p>').format(words.PROJECT_LEAD),
            funding_tabs(PROJECT_PATH),
            project_form(PROJECT_PATH, text, MOST_READ),
            found or Markup(""),
        ]
        return view_response(request, "financements", parts, title=words.PROJECT, status=status)

    @router.get(PROJECT_PATH, response_class=HTMLResponse)
    def project(request: Request) -> HTMLResponse:
        return page(request)

    @router.post(PROJECT_PATH, response_class=HTMLResponse)
    def drawn_up(request: Request, texte: _Text = "", fichier: Annotated[UploadFile | None, File()] = None) -> HTMLResponse:
        text = texte
        try:
            text = _text(desk, texte, fichier)
            drawn = _dossier(desk, text)
        except FichesError as error:  # told beside the form, which keeps what was typed
            return page(request, text, sentence_html(str(error)), status=422)
        return page(request, drawn.text, dossier_html(drawn, _contacts(desk), _FILES))

    @router.post(_FILES)
    def document(texte: _Text = "", format: Annotated[FileForm, Form()] = FileForm.HTML) -> Response:
        drawn, contacts = _dossier(desk, texte), _contacts(desk)
        if format is FileForm.DOCX:
            return file_response("mon-projet", format, project_docx.render(drawn, contacts))
        if format is FileForm.JSON:
            return file_response("mon-projet", format, as_file(json_text(ProjectShape.of(drawn, contacts).model_dump())))
        return file_response("mon-projet", FileForm.HTML, project_html.render(drawn, contacts))

    return router


def _dossier(desk: Desk, text: str) -> Dossier:
    if not text.strip():
        raise QuestionError(words.PROJECT_EMPTY)
    return dossier(desk.directory(), text, date.today())


def _text(desk: Desk, typed: str, file: UploadFile | None) -> str:
    """What is typed, and what is read from the file: the file says more where both are given."""
    if file is None or not file.filename:
        return typed
    limit = desk.settings.reading.max_bytes
    data = file.file.read(limit + 1)
    if len(data) > limit:
        raise QuestionError(words.project_too_large(desk.settings.max_file_mb))
    return file_text(data, PurePath(file.filename).name, desk.settings.reading).strip()


def _contacts(desk: Desk) -> Contacts | None:
    return read_contacts(desk.settings.contacts) if desk.settings.contacts else None
