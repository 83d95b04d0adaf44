"""The addresses of what is remembered: one's own history, answers to keep, what is to be looked at again, and the journal."""

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, JSONResponse, Response
from markupsafe import Markup

from ui import plain_page
from ui.access.audit import Journal
from ui.access.forms import read_form
from ui.access.gate import identity_of, tell
from ui.arguments import InputError
from ui.feedback.history import History
from ui.feedback.link_titles import LinkTitles
from ui.feedback.review import to_review
from ui.html.review import history_html, review_html
from ui.text_fr import service as text_service
from ui.views import fragment_response, view_response
from ui.wiring import Desk

_LINES_SHOWN = 500


def memory_router(desk: Desk) -> APIRouter:
    router = APIRouter()
    settings = desk.settings
    history = History(settings.data_dir, settings.keep_days)

    def shown(request: Request) -> HTMLResponse:
        part = history_html(history.of(identity_of(request).name), keeps=settings.keep_questions)
        return view_response(request, "historique", [part], title=text_service.HISTORY)

    @router.get("/vue/historique", response_class=HTMLResponse)
    def own_history(request: Request) -> HTMLResponse:
        return shown(request)

    @router.get("/vue/historique.json")
    def export(request: Request) -> Response:
        entries = history.of(identity_of(request).name)
        lines = [{"question": entry.question, "answer": entry.answer, "made_at": entry.made_at, "kept": entry.kept} for entry in entries]
        return JSONResponse(lines, headers={"Content-Disposition": 'attachment; filename="historique.json"'})

    @router.post("/vue/historique/effacer", response_class=HTMLResponse)
    def forget_all(request: Request) -> HTMLResponse:
        history.remove(identity_of(request).name)
        return shown(request)

    @router.post("/vue/historique/{number}/effacer", response_class=HTMLResponse)
    def forget_one(request: Request, number: int) -> HTMLResponse:
        history.remove(identity_of(request).name, number)
        return shown(request)

    @router.post("/vue/garder", response_class=HTMLResponse)
    async def keep(request: Request) -> HTMLResponse:
        form = await read_form(request)
        if form is None:
            raise InputError(text_service.TOO_LONG)
        answer = await run_in_threadpool(desk.answerer().answer, form.get("question", ""))
        await run_in_threadpool(history.add, identity_of(request).name, answer, kept=True)
        part = Markup('<p role="status" class="status">{}</p>').format(text_service.KEPT)
        if "hx-request" in request.headers:
            return fragment_response(part)
        return view_response(request, "historique", [part], title=text_service.KEEP)

    @router.get("/vue/a-revoir", response_class=HTMLResponse)
    def review(request: Request) -> HTMLResponse:
        part = review_html(to_review(settings, desk.answerer().library))
        return view_response(request, "a-revoir", [part], title=text_service.REVIEW)

    @router.post("/vue/a-revoir/{code}/{target}", response_class=HTMLResponse)
    def reviewed(request: Request, code: str, target: str) -> HTMLResponse:
        library = desk.answerer().library
        LinkTitles(settings.data_dir).seen(library, code, target)
        tell(request, fiche=code, target=target)
        return view_response(request, "a-revoir", [review_html(to_review(settings, library))], title=text_service.REVIEW)

    @router.get("/journal")
    def journal(request: Request) -> Response:
        lines = list(Journal.of(settings).lines())[-_LINES_SHOWN:]
        items = Markup("").join(Markup("<li>{}</li>").format(text_service.journal_line(line)) for line in reversed(lines))
        body = Markup("<ul>{}</ul>").format(items) if lines else Markup("<p>{}</p>").format(text_service.EMPTY_JOURNAL)
        return plain_page.page(text_service.JOURNAL, body, identity=identity_of(request))

    return router
