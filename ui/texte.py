"""The page without JavaScript, for screen readers, old browsers and paper; and the address that says whether the server answers."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response
from markupsafe import Markup

from ingest.errors import FichesError
from rag.errors import QuestionError
from ui import plain_page
from ui.access.gate import identity_of
from ui.feedback.keeping import keep_question
from ui.html.gaps import transmit_html
from ui.html.text_answer import answer_html, form_html
from ui.text_fr import service as text_service
from ui.wiring import Desk

# What a browser's address may hold; how long a question may be is a setting.
_LONGEST = 20_000


def text_router(desk: Desk) -> APIRouter:
    router = APIRouter()
    metrics = desk.metrics

    @router.get("/texte")
    def text_page(request: Request, q: Annotated[str, Query(max_length=_LONGEST)] = "") -> Response:
        identity = identity_of(request)
        if not q.strip():
            hint = Markup('<p class="hint">{}</p>').format(text_service.TEXT_HINT)
            return plain_page.page(text_service.TEXT_TITLE, form_html("") + hint, identity=identity)
        try:
            answerer = desk.answerer()
            answer = answerer.answer(q)
            metrics.answered(answer)
            keep_question(desk.settings, answer, answerer.library, who=identity.name)
        except FichesError as error:
            metrics.failed()
            told = Markup('<p role="alert">{}</p>{}').format(str(error), plain_page.reference_html())
            status = 400 if isinstance(error, QuestionError) else 503
            return plain_page.page(text_service.TEXT_TITLE, told + form_html(q[:500]), identity=identity, status=status)
        sent = transmit_html(q, (), desk.settings.keep_days, plain=True)
        return plain_page.page(q, answer_html(answer) + sent + form_html(q), identity=identity)

    @router.get("/healthz")
    def health() -> Response:
        """Say whether questions are answered, and nothing else: anybody may ask."""
        try:
            desk.answerer()
        except FichesError:
            return JSONResponse({"status": "no_index"}, status_code=503, headers={"Cache-Control": "no-store"})
        return JSONResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})

    return router
