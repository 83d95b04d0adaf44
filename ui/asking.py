"""A question from the page -> what the page adds to its conversation; nothing is kept between questions but what a browser sends back."""

import logging
from collections.abc import Generator, Iterator, Sequence
from itertools import islice
from typing import Annotated

from markupsafe import Markup
from pydantic import BaseModel, ConfigDict, StringConstraints

from ingest.errors import FichesError
from ingest.model import SectionKind
from rag.answer import Answer, Status
from rag.extractive import ExtractiveAnswerer
from rag.library import Library
from rag.related import Links
from ui import text_fr
from ui.feedback.keeping import keep_question
from ui.filter_choices import FilterChoices, filter_choices
from ui.html.evidence import evidence_html
from ui.html.gaps import transmit_html
from ui.html.opinion import opinion_html
from ui.html.reasoning import reasoning_html
from ui.html.refusal import steps_html
from ui.html.turn import failure_html, is_polite, released_html, turn_html
from ui.kept import KeptTurn
from ui.narrowing import Narrowing
from ui.render import answer_text
from ui.text_fr import service as text_service
from ui.wiring import Desk

logger = logging.getLogger(__name__)

# A follow-up leans on the last questions only.
REMEMBERED = 20
_EXAMPLES = 6
# Fiches looked through for examples: a corpus of thousands is not parsed for them.
_LOOKED_THROUGH = 40
_TOLD = 500  # characters of a question that failed

Arrival = dict[str, object]


class Asked(BaseModel):
    """What the browser sends: a question, the name that it gives to the turn, and what the question leans on."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    turn: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]{4,24}$")]
    question: str
    earlier: tuple[str, ...] = ()
    narrowing: Narrowing = Narrowing()


class Asking:
    """Answers the questions of a page, from a desk that the caller owns."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def examples(self) -> tuple[str, ...]:
        return self._desk.kept(example_questions)

    def choices(self) -> FilterChoices:
        return self._desk.kept(filter_choices)

    def respond(self, asked: Asked, *, who: str = "", reference: str = "") -> Generator[Arrival, None, None]:
        """Yield what is to be shown: the sentences released so far, each time all of them; then the turn as it stays.

        `who` is the account that asks, empty on a machine without accounts; `reference` names the request in the log.
        """
        try:
            yield from self._answered(asked, who, reference)
        except FichesError as error:
            logger.debug("question failed", exc_info=True, extra={"reference": reference})
            self._desk.metrics.failed()
            yield self._failed(asked, str(error))
        except Exception:  # the last border before the reader, to whom a traceback says nothing: the log holds it
            logger.exception("question failed", extra={"reference": reference})
            self._desk.metrics.failed()
            yield self._failed(asked, f"{text_fr.UNEXPECTED} {text_service.reference(reference)}" if reference else text_fr.UNEXPECTED)

    def _answered(self, asked: Asked, who: str, reference: str) -> Iterator[Arrival]:
        answerer, narrowing = self._desk.answerer(), asked.narrowing
        released: list[tuple[str, Sequence[int]]] = []
        history = asked.earlier[-REMEMBERED:]
        for found in answerer.stream(asked.question, history=history, filters=narrowing.filters, at=narrowing.at):
            if isinstance(found, Answer):
                self._desk.metrics.answered(found, reference)
                keep_question(self._desk.settings, found, answerer.library, earlier=history, who=who)
                yield self._whole(asked, found, answerer.library)
                return
            released.append((found.text, found.citations))
            yield {"id": asked.turn, "released": str(released_html(released))}

    def _whole(self, asked: Asked, answer: Answer, library: Library) -> Arrival:
        polite = is_polite(answer)
        refused = answer.status is Status.ABSTAINED and not polite
        after = (
            Markup()
            if polite
            else reasoning_html(answer)
            + opinion_html(answer, library.generation, with_question=self._desk.settings.keep_questions)
            + transmit_html(answer.question, asked.earlier[-REMEMBERED:], self._desk.settings.keep_days)
        )
        steps = self._steps(answer, asked.narrowing) if refused else Markup()
        cited = tuple(dict.fromkeys(citation.fiche for citation in answer.citations))
        related = self._desk.kept(_links).beside(cited) if cited and not refused else []
        return {
            "id": asked.turn,
            "turn": str(turn_html(answer, asked.turn, asked.narrowing, steps=steps, after=after)),
            "evidence": str(evidence_html(answer, asked.turn, related)),
            "text": f"{answer.question}\n\n{answer_text(answer)}",
            "kept": KeptTurn.of(answer, asked.narrowing, library.generation).model_dump(mode="json"),
        }

    def _steps(self, answer: Answer, narrowing: Narrowing) -> Markup:
        return steps_html(answer, narrowing, known=self.choices().fiches, examples=self.examples())

    @staticmethod
    def _failed(asked: Asked, sentence: str) -> Arrival:
        question = asked.question[:_TOLD]
        return {
            "id": asked.turn,
            "turn": str(failure_html(question, sentence, asked.turn, asked.narrowing)),
            "evidence": "",
            "text": f"{question}\n\n{sentence}",
            "kept": KeptTurn.of_failure(question, sentence, asked.narrowing).model_dump(mode="json"),
        }


def example_questions(answerer: ExtractiveAnswerer) -> tuple[str, ...]:
    """Return questions that this index answers: one about money, the others each about another section and, as far as possible, fiche."""
    library = answerer.library
    fiches = [library.fiche(record) for record in library.current[:_LOOKED_THROUGH]]
    on_subjects = (text_fr.EXAMPLE_ON_A_SUBJECT.format(subject=subject) for subject in text_fr.EXAMPLE_SUBJECTS)
    questions = list(islice((question for question in on_subjects if _is_answered(answerer, question)), 1))
    for turn, (section, pattern) in enumerate(text_fr.EXAMPLE_QUESTIONS):
        filled = [fiche for fiche in fiches if any(found.items for found in fiche.all(SectionKind(section)))]
        if filled and len(questions) < _EXAMPLES:
            question = pattern.format(code=filled[(turn - 1) % len(filled)].code)
            if _is_answered(answerer, question):
                questions.append(question)
    return tuple(questions)


def _is_answered(answerer: ExtractiveAnswerer, question: str) -> bool:
    return answerer.answer(question).status is Status.ANSWERED


def _links(answerer: ExtractiveAnswerer) -> Links:
    return Links(answerer.library)
