"""The view where questions are asked: what the browser sends -> answers for its conversation, and the fragments that stand around them."""

import json
from collections.abc import AsyncIterator, Callable, Generator
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ingest.errors import FichesError
from ui import text_fr
from ui.access.gate import identity_of
from ui.arguments import InputError
from ui.asking import Arrival, Asked, Asking
from ui.filter_choices import NO_CHOICE
from ui.html.conversation import desk_html, examples_html
from ui.html.narrowing import narrowing_html
from ui.html.opinion import thanks_html
from ui.html.pieces import sentence_html
from ui.kept import KeptTurn
from ui.narrowing import Narrowing
from ui.opinions import Opinion, keep_opinion
from ui.own_page import HEADERS
from ui.reports import conversation_docx, conversation_html, conversation_text
from ui.reports.conversation import Conversation, conversation
from ui.tabs import gr
from ui.views import fragment_response
from ui.wiring import Desk

# Sentences are shown as they come: neither a browser nor a proxy keeps them for later.
_AT_EACH_LINE = {"cache-control": "no-store", "x-accel-buffering": "no"}

_DESK_READY = "window.fiches.ready(element);"


class Taken(BaseModel):
    """The turns that a browser sends back to be written as a file."""

    model_config = ConfigDict(extra="forbid")

    turns: Annotated[tuple[KeptTurn, ...], Field(max_length=500)]


def ask_tab() -> None:
    """Put the view inside the page that is open; its questions go to the addresses of `ask_router`."""
    gr.HTML(desk_html(), elem_id="desk-box", js_on_load=_DESK_READY, apply_default_css=False)


def narrowing_asked(
    pilier: str = "", axe: str = "", fiche: str = "", rubrique: str = "", lieu: str = "", version: str = "", au: str = ""
) -> Narrowing:
    """Read the filters from an address.

    Raises:
        InputError: one of them is too long to be one.
    """
    try:
        return Narrowing(pilier=pilier, axe=axe, fiche=fiche, rubrique=rubrique, lieu=lieu, version=version, au=au)
    except ValidationError as error:
        raise InputError(text_fr.bad_argument(str(error.errors()[0]["loc"][-1]))) from error


def ask_router(desk: Desk) -> APIRouter:
    router = APIRouter()
    asking = Asking(desk)

    @router.post("/vue/question/reponse")
    async def answer(request: Request, asked: Asked) -> StreamingResponse:
        arrivals = asking.respond(asked, who=identity_of(request).name, reference=request.state.reference)
        return StreamingResponse(_lines(arrivals), media_type="application/x-ndjson", headers={**HEADERS, **_AT_EACH_LINE})

    @router.get("/vue/question/exemples", response_class=HTMLResponse)
    def examples() -> HTMLResponse:
        try:
            return fragment_response(examples_html(asking.examples()))
        except FichesError as error:  # in the place of the examples: there is no other on an empty page
            return fragment_response(sentence_html(str(error)))

    @router.get("/vue/question/filtres", response_class=HTMLResponse)
    def filters(narrowing: Annotated[Narrowing, Depends(narrowing_asked)], ouvert: bool = False) -> HTMLResponse:
        try:
            choices = asking.choices()
        except FichesError:
            choices = NO_CHOICE
        return fragment_response(narrowing_html(narrowing, choices, error=narrowing.fault, unfolded=ouvert))

    @router.post("/vue/question/avis")
    def opinion(
        request: Request,
        opinion: Annotated[str, Form(max_length=20)],
        status: Annotated[str, Form(max_length=20)],
        reasons: Annotated[list[str] | None, Form()] = None,
        reason: Annotated[str, Form(max_length=40)] = "",
        mode: Annotated[str, Form(max_length=20)] = "extractive",
        generation: Annotated[str, Form(max_length=40)] = "",
        fiches: Annotated[str, Form(max_length=4_000)] = "",
        sections: Annotated[str, Form(max_length=1_000)] = "",
        question: Annotated[str, Form(max_length=20_000)] = "",
    ) -> Response:
        given = {
            "opinion": opinion,
            "reasons": reasons if reasons and opinion == "inutile" else (),
            "status": status,
            "reason": reason,
            "mode": mode,
            "generation": generation,
            "fiches": fiches.split(),
            "sections": sections.split(),
            "question": question,
        }
        try:
            kept = Opinion.model_validate(given)
        except ValidationError as error:
            raise InputError(text_fr.bad_argument(str(error.errors()[0]["loc"][0]))) from error
        keep_opinion(desk.settings.data_dir, kept, with_question=desk.settings.keep_questions)
        if "hx-request" not in request.headers:
            return RedirectResponse("/", status_code=303)
        return fragment_response(thanks_html())

    @router.post("/vue/question/export")
    def export(taken: Taken, forme: Annotated[Literal["docx", "html", "md"], Query()] = "docx") -> Response:
        render, media = _FORMS[forme]
        written = render(conversation(taken.turns, desk.answerer().library, datetime.now().astimezone()))
        return Response(written, media_type=media, headers={**HEADERS, "content-disposition": f"attachment; filename=conversation.{forme}"})

    return router


async def _lines(arrivals: Generator[Arrival, None, None]) -> AsyncIterator[str]:
    """Each arrival as a line of JSON; who leaves before the end spares the server the rest."""
    try:
        while (arrival := await run_in_threadpool(next, arrivals, None)) is not None:
            yield json.dumps(arrival, ensure_ascii=False) + "\n"
    finally:
        arrivals.close()


_FORMS: dict[str, tuple[Callable[[Conversation], bytes], str]] = {
    "docx": (conversation_docx.render, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "html": (conversation_html.render, "text/html; charset=utf-8"),
    "md": (conversation_text.render, "text/markdown; charset=utf-8"),
}
