"""The view where questions are asked: what the browser sends -> answers for its conversation, and the fragments that stand around them."""

from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError

from ingest.errors import FichesError
from ui import text_fr
from ui.arguments import InputError
from ui.asking import Arrival, Asked, Asking
from ui.filter_choices import NO_CHOICE
from ui.html.conversation import desk_html, examples_html
from ui.html.narrowing import narrowing_html
from ui.html.opinion import thanks_html
from ui.html.pieces import sentence_html
from ui.narrowing import Narrowing
from ui.opinions import Opinion, keep_opinion
from ui.tabs import gr
from ui.views import fragment_response
from ui.wiring import Desk

# Questions answered at the same time; the others wait for their turn.
_AT_ONCE = 4

_DESK_READY = "window.fiches.ready(element);"
# Gradio finds the names of its events in this text: 'ask' and 'halt'.
_CARRIER_READY = """
window.fiches.connect((asked) => trigger('ask', asked), () => trigger('halt'));
watch('value', () => window.fiches.take(props.value));
"""
_ON_LOST = "() => window.fiches.lost()"


def ask_tab(page: Any, desk: Desk) -> None:
    """Build the view inside `page`, which is open."""
    asking = Asking(desk)

    def converse(event: gr.EventData, request: gr.Request) -> Iterator[Arrival]:
        yield from asking.respond(_asked(event), who=_account(request))

    gr.HTML(desk_html(), elem_id="desk-box", js_on_load=_DESK_READY, apply_default_css=False)
    # Draws nothing: it carries questions to the server and answers to ask.js, which adds them to the log.
    carrier = gr.HTML("", html_template="", elem_id="carrier", js_on_load=_CARRIER_READY, apply_default_css=False)
    hidden: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    # « multiple »: a question asked just after another was stopped is not passed over.
    asked = carrier.ask(converse, None, [carrier], concurrency_limit=_AT_ONCE, trigger_mode="multiple", **hidden)
    asked.failure(None, js=_ON_LOST)
    carrier.halt(None, cancels=[asked], **hidden)


def _asked(event: gr.EventData) -> Asked:
    try:
        return Asked.model_validate(event._data)
    except ValidationError as error:
        raise gr.Error(text_fr.bad_argument("question"), print_exception=False) from error


def _account(request: Any) -> str:
    """The account that asks, as the gate found it; empty on a machine without accounts."""
    return str(request.request.scope["state"]["identity"].name)


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

    return router
