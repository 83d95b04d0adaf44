"""The tab where questions are asked: what the person types -> an answerer -> HTML, and the same as an endpoint."""

import logging
import uuid
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from ingest.errors import FichesError
from ingest.model import SectionKind, Span
from rag.answer import Status
from rag.extractive import ExtractiveAnswerer
from ui import text_fr
from ui.feedback.keeping import keep_question
from ui.html.conversation import conversation_html, examples_html, failure_html, panel_html, turn_html
from ui.html.evidence import evidence_html
from ui.html.fiche import fiche_html
from ui.html.gaps import transmit_html
from ui.html.pieces import sentence_html
from ui.tabs import gr
from ui.wiring import Desk

logger = logging.getLogger(__name__)

# A follow-up leans on the last questions only.
_REMEMBERED = 20
_EXAMPLES = 5
# Fiches looked through for examples: a corpus of thousands is not parsed for them.
_LOOKED_THROUGH = 40

_LISTEN = "watch('value', () => window.fiches.take(props.value));"
_EXAMPLE_CHOSEN = """
element.addEventListener('click', (event) => {
  const button = event.target.closest('[data-ask]');
  if (button && window.fiches.begin(button.dataset.ask)) trigger('ask', { question: button.dataset.ask });
});
"""
_ON_SUBMIT = "(question, earlier) => { window.fiches.begin(question); return [question, earlier]; }"
_ON_LOST = "() => window.fiches.lost()"
_ON_CLEAR = "() => window.fiches.clear()"

Earlier = tuple[str, ...]


class _FicheWanted(BaseModel):
    """What « Ouvrir la fiche » sends: which fiche, and the characters to mark in it."""

    model_config = ConfigDict(extra="forbid")

    code: str
    version: int | None
    source: str
    start: int
    end: int


class AskTab:
    """Answers for one page, from a desk that the caller owns; nothing is kept between questions but what a browser sends back."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._examples: tuple[str, tuple[str, ...]] = ("", ())

    def respond(self, question: str | None, earlier: Earlier | None, who: str = "") -> tuple[dict[str, str], Earlier]:
        """Return what `page.js` adds to the page, and the questions that the next one may lean on; `who` is the account that asks."""
        question, earlier, turn = question or "", tuple(earlier or ()), uuid.uuid4().hex[:12]
        try:
            answerer = self._desk.answerer()
            answer = answerer.answer(question, history=earlier)
            keep_question(self._desk.settings, answer, answerer.library, earlier=earlier, who=who)
        except FichesError as error:
            logger.debug("question failed", exc_info=True)
            return {"turn": failure_html(question[:500], str(error)), "evidence": "", "id": turn}, earlier
        except Exception:  # the last border before the reader, to whom a traceback says nothing: the log holds it
            logger.exception("question failed")
            return {"turn": failure_html(question[:500], text_fr.UNEXPECTED), "evidence": "", "id": turn}, earlier
        sent = transmit_html(question, earlier, self._desk.settings.keep_days)
        return {"turn": turn_html(answer, turn, sent), "evidence": evidence_html(answer, turn), "id": turn}, (*earlier, question)[
            -_REMEMBERED:
        ]

    def open_fiche(self, wanted: object) -> str:
        """Return the whole fiche as HTML, with the cited characters marked; or why it cannot be shown."""
        try:
            asked = _FicheWanted.model_validate(wanted)
            library = self._desk.answerer().library
        except ValidationError:
            return sentence_html(text_fr.FICHE_GONE)
        except FichesError as error:
            return sentence_html(str(error))
        fiches = [library.fiche(record) for record in library.by_code.get(asked.code, ()) if record.version == asked.version]
        found = [fiche for fiche in fiches if fiche.source.name == asked.source]
        return fiche_html(found[0], Span(asked.start, asked.end)) if found else sentence_html(text_fr.FICHE_GONE)

    def examples(self) -> str:
        """Return the example questions of the index as it is now; none where it cannot be read."""
        try:
            answerer = self._desk.answerer()
        except FichesError:
            return ""
        generation = answerer.library.generation
        if self._examples[0] != generation:
            self._examples = (generation, example_questions(answerer))
        return examples_html(self._examples[1])


def example_questions(answerer: ExtractiveAnswerer) -> tuple[str, ...]:
    """Return questions that this index answers, each about another section and, as far as there are any, another fiche."""
    library = answerer.library
    fiches = [library.fiche(record) for record in library.current[:_LOOKED_THROUGH]]
    questions: list[str] = []
    for turn, (section, pattern) in enumerate(text_fr.EXAMPLE_QUESTIONS):
        filled = [fiche for fiche in fiches if any(found.items for found in fiche.all(SectionKind(section)))]
        if filled and len(questions) < _EXAMPLES:
            question = pattern.format(code=filled[(turn - 1) % len(filled)].code)
            if answerer.answer(question).status is Status.ANSWERED:
                questions.append(question)
    return tuple(questions)


def ask_tab(page: Any, desk: Desk) -> None:
    """Build the tab inside `page`, which is open."""
    tab = AskTab(desk)

    def open_fiche(wanted: dict[str, Any]) -> str:  # Gradio marks the function it is given, and a method cannot be marked
        return tab.open_fiche(wanted)

    with gr.Row(elem_id="desk"):
        with gr.Column(elem_id="talk", min_width=0):
            gr.HTML(conversation_html(), elem_id="conversation", js_on_load=None, apply_default_css=False)
            examples = gr.HTML(tab.examples(), elem_id="examples-box", js_on_load=_EXAMPLE_CHOSEN, apply_default_css=False)
            with gr.Row(elem_id="composer"):
                box = gr.Textbox(
                    label=text_fr.QUESTION_LABEL,
                    placeholder=text_fr.QUESTION_PLACEHOLDER,
                    lines=1,
                    max_lines=4,
                    elem_id="question",
                    container=True,
                    scale=1,
                )
                send = gr.Button(text_fr.SEND, variant="primary", elem_id="send", scale=0, min_width=0)
                clear = gr.Button(text_fr.CLEAR, elem_id="clear", scale=0, min_width=0)
        with gr.Column(elem_id="sources", min_width=0):
            gr.HTML(
                panel_html(),
                elem_id="panel-box",
                js_on_load="window.fiches.server = server;",
                server_functions=[open_fiche],
                apply_default_css=False,
            )
    # Draws nothing: it carries the answer to page.js, which adds it to the log, so that screen readers hear the new turn only.
    arrival = gr.HTML("", html_template="", elem_id="arrival", js_on_load=_LISTEN, apply_default_css=False)
    earlier = gr.State(())

    def asked(question: str, earlier: Earlier, request: gr.Request) -> tuple[dict[str, str], Earlier, str]:
        return (*tab.respond(question, earlier, _account(request)), "")

    def chosen(earlier: Earlier, event: gr.EventData, request: gr.Request) -> tuple[dict[str, str], Earlier]:
        return tab.respond(str(event.question), earlier, _account(request))

    hidden: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    for trigger in (box.submit, send.click):
        trigger(asked, [box, earlier], [arrival, earlier, box], js=_ON_SUBMIT, concurrency_limit=4, **hidden).failure(None, js=_ON_LOST)
    examples.ask(chosen, [earlier], [arrival, earlier], concurrency_limit=4, **hidden).failure(None, js=_ON_LOST)
    clear.click(lambda: ((), ""), None, [earlier, box], js=_ON_CLEAR, **hidden)
    page.load(tab.examples, None, [examples], **hidden)


def _account(request: Any) -> str:
    """The account that asks, as the gate found it; empty on a machine without accounts."""
    return str(request.request.scope["state"]["identity"].name)
