"""The addresses of what readers transmit: anybody who reads may send, coordinators see and settle."""

from enum import StrEnum

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup
from pydantic import TypeAdapter, ValidationError

from ui import plain_page, text_fr, wiring
from ui.access.forms import read_form
from ui.access.gate import identity_of, tell
from ui.arguments import InputError
from ui.feedback.gaps import State, eval_line, grouped
from ui.feedback.question_file import add_line, path_of
from ui.html.gaps import ADDRESS, gaps_html
from ui.text_fr import service as text_service
from ui.views import fragment_response, view_response
from ui.wiring import Desk

NAME = "retours"
_EARLIER = TypeAdapter(list[str])
_REMEMBERED = 20
_CLOSED_SHOWN = 50


class Action(StrEnum):
    CLORE = "clore"
    ROUVRIR = "rouvrir"
    EXPORTER = "exporter"
    EFFACER = "effacer"


def gaps_router(desk: Desk) -> APIRouter:
    router = APIRouter()

    @router.get(ADDRESS, response_class=HTMLResponse)
    def gaps(request: Request) -> HTMLResponse:
        return _list(request, desk)

    @router.post(ADDRESS, response_class=HTMLResponse)
    async def transmit(request: Request) -> Response:
        form = await read_form(request)
        if form is None:
            raise InputError(text_service.TOO_LONG)
        return await run_in_threadpool(_transmit, request, desk, form)

    @router.post(ADDRESS + "/{number}/{action}", response_class=HTMLResponse)
    def settle(request: Request, number: int, action: Action) -> HTMLResponse:
        tell(request, number=number, done_what=action.value)
        return _list(request, desk, _settle(desk, identity_of(request).name, number, action))

    return router


def _transmit(request: Request, desk: Desk, form: dict[str, str]) -> Response:
    """Ask the question again, so that what is kept is what we answer, and keep it."""
    try:
        earlier = _EARLIER.validate_json(form.get("avant") or "[]")[-_REMEMBERED:]
    except ValidationError as error:
        raise InputError(text_fr.bad_argument("avant")) from error
    answerer = desk.answerer()
    answer = answerer.answer(form.get("question", ""), history=earlier)
    kept = wiring.gaps(desk.settings)
    number = kept.transmit(answer, answerer.library, earlier=earlier, who=identity_of(request).name, comment=form.get("commentaire", ""))
    tell(request, number=number)
    part = Markup('<p role="status" class="status">{}</p>').format(text_service.TRANSMITTED)
    if form.get("page") == "texte":
        back = Markup('<p><a href="/texte">{}</a></p>').format(text_service.TEXT_TITLE)
        return plain_page.page(text_service.TRANSMIT, part + back, identity=identity_of(request))
    if "hx-request" in request.headers:
        return fragment_response(part)
    return view_response(request, NAME, [part], title=text_service.TRANSMIT)


def _list(request: Request, desk: Desk, told: str = "") -> HTMLResponse:
    kept, answerer = wiring.gaps(desk.settings), desk.answerer()
    kept.forget()
    kept.replay(answerer, answerer.library)
    gaps = kept.gaps(every=True)
    closed = [gap for gap in reversed(gaps) if gap.state is not State.OPEN][:_CLOSED_SHOWN]
    part = gaps_html(grouped(gap for gap in gaps if gap.state is State.OPEN), closed, told)
    return view_response(request, NAME, [part], title=text_service.GAPS_TITLE)


def _settle(desk: Desk, who: str, number: int, action: Action) -> str:
    kept = wiring.gaps(desk.settings)
    if action is Action.CLORE:
        kept.close(number, who or text_service.COORDINATOR)
        return text_service.gap_closed(number)
    if action is Action.ROUVRIR:
        kept.open_again(number)
        return text_service.gap_reopened(number)
    if action is Action.EFFACER:
        kept.remove(number)
        return text_service.gap_removed(number)
    gap, path = kept.gap(number), path_of(desk.settings)
    answer = desk.answerer().answer(gap.question, history=gap.earlier)
    added = add_line(path, eval_line(gap, answer))
    return (text_service.gap_exported if added else text_service.gap_there_already)(number, path.name)
