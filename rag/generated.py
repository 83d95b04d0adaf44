"""Answers that a language model phrases: what answers, refuses, counts and lists is the extractive answer, and the model rewords its quotes.

Every sentence is held against the passages it cites before anyone sees it. What the model leaves out of a quote is still quoted; where it
fails, or says nothing that holds, the extractive answer stands, at once and with the reason.
"""

import logging
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ingest.chunking import readable
from rag import sentences as told
from rag.answer import Answer, Block, Filters, Sentence, Status
from rag.breaker import Breaker
from rag.claims.evidence import Evidence
from rag.claims.verdict import Cause
from rag.claims.words import warm
from rag.draft import Draft, carries
from rag.evidence import Evidence as WordEvidence
from rag.extractive import ExtractiveAnswerer
from rag.library import Library
from rag.llm import TextStream
from rag.model_failure import Failure, ModelFailureError
from rag.prompting import prompt
from rag.sentence_stream import sentences_of
from rag.structured import StructuredRetriever
from rag.terms import Vocabulary

logger = logging.getLogger(__name__)

_MOST_PASSAGES = 16
_MOST_CHARS = 8_000  # of passages in one request
_MOST_SENTENCES = 20
_GIVE_UP = 6  # sentences dropped in a row, from which the rest is not worth waiting for
_CARRIED = 0.75  # share of a quote’s words from which it need not be quoted beside the sentence


class GeneratedAnswerer:
    """An `Answerer` over an extractive one and a language model."""

    def __init__(self, extractive: ExtractiveAnswerer, model: TextStream, breaker: Breaker, *, name: str = "") -> None:
        self.extractive = extractive
        self._model = model
        self._breaker = breaker
        self._name = name
        threading.Thread(target=warm, name="words", daemon=True).start()

    @property
    def library(self) -> Library:
        return self.extractive.library

    @property
    def passages(self) -> StructuredRetriever:
        return self.extractive.passages

    @property
    def evidence(self) -> WordEvidence:
        return self.extractive.evidence

    @property
    def vocabulary(self) -> Vocabulary:
        return self.extractive.vocabulary

    @property
    def max_question_chars(self) -> int:
        return self.extractive.max_question_chars

    def answer(self, question: str, *, history: Sequence[str] = (), filters: Filters | None = None, at: date | None = None) -> Answer:
        """Answer `question`; see `ExtractiveAnswerer.answer`.

        Raises:
            QuestionError: the question is blank or longer than the limit.
        """
        for item in self.stream(question, history=history, filters=filters, at=at):
            if isinstance(item, Answer):
                return item
        raise AssertionError("a stream ends with its answer")

    def stream(
        self, question: str, *, history: Sequence[str] = (), filters: Filters | None = None, at: date | None = None
    ) -> Iterator[Sentence | Answer]:
        """Yield each sentence once it holds, then the whole answer, which stands in their place: where the model fails, it is another.

        Raises:
            QuestionError: the question is blank or longer than the limit.
        """
        started = time.perf_counter()
        answer = self.extractive.answer(question, history=history, filters=filters, at=at)
        passages = passages_of(answer)
        if not passages:
            yield answer
            return
        if (refusal := self._breaker.refusal()) is not None:
            yield fallback(answer, refusal, started)
            return
        draft, times = Draft(passages), _Times(started)
        settled = False
        try:
            for written in sentences_of(times.first(self._model.stream(*prompt(question, passages, history)))):
                if (sentence := draft.take(written)) is not None:
                    yield sentence
                if draft.said_nothing or draft.in_a_row >= _GIVE_UP or draft.proposed >= _MOST_SENTENCES:
                    break
            settled = True
            self._breaker.succeeded()
        except ModelFailureError as error:
            settled = True
            self._breaker.failed(error.failure)
            logger.info("language model: %s (%s)", error.failure.name, error.detail)
            yield fallback(answer, error.failure, started, draft, self._name)
            return
        finally:
            if not settled:
                self._breaker.abandoned()  # the reader has gone
        if (failure := _useless(draft)) is not None:
            yield fallback(answer, failure, started, draft, self._name)
            return
        yield _composed(answer, draft, times, self._name)


@dataclass(slots=True)
class _Times:
    started: float
    first_s: float | None = None

    def first(self, pieces: Iterator[str]) -> Iterator[str]:
        """Note when the first piece comes."""
        for piece in pieces:
            if self.first_s is None:
                self.first_s = time.perf_counter() - self.started
            yield piece


def passages_of(answer: Answer) -> tuple[Evidence, ...]:
    """The quotes that a model may reword: none of a refusal, of a complete list, of a count, or under a lead that says more than a place."""
    plan = answer.explanation.get("plan", {})
    if answer.status is not Status.ANSWERED or answer.complete is not None or plan.get("counts"):
        return ()
    found: dict[int, Evidence] = {}
    length = 0
    for block in answer.blocks:
        if not _is_reworded(block):
            continue
        for number in block.citations:
            citation = answer.citations[number - 1]
            text = readable(citation.fiche, citation.excerpt)
            length += len(text)
            if number not in found and (len(found) >= _MOST_PASSAGES or length > _MOST_CHARS):
                return tuple(found.values())
            fiche = citation.fiche
            found[number] = Evidence(number, text, fiche.code, citation.section, fiche.title.line)
    return tuple(found.values())


def _is_reworded(block: Block) -> bool:
    """Whether the lead only says where the quotes stand: « **Fiche 1.1.4** – Animateur : »."""
    return bool(block.citations) and not block.table and not block.refused and block.text.startswith("**") and block.text.endswith(":")


def _useless(draft: Draft) -> Failure | None:
    """Why what holds does not answer: nothing does, or more fell than stands."""
    if draft.released and len(draft.dropped) <= len(draft.released):
        return None
    if not draft.proposed:
        return Failure.UNSUPPORTED if draft.said_nothing else Failure.EMPTY
    foreign = sum(one.cause is Cause.LANGUAGE for one in draft.dropped)
    return Failure.LANGUAGE if 2 * foreign > len(draft.dropped) else Failure.UNSUPPORTED


def fallback(answer: Answer, failure: Failure, started: float, draft: Draft | None = None, name: str = "") -> Answer:
    """The extractive answer, with the reason why no model phrased it."""
    total = (time.perf_counter() - started) * 1e3
    return replace(
        answer,
        mode="fallback",
        notices=(*answer.notices, told.by_extracts(failure.value)),
        timings_ms={**answer.timings_ms, "total": round(total, 3)},
        explanation={**answer.explanation, "model": _explained(draft, name) | {"failure": failure.name.lower()}},
    )


def _composed(answer: Answer, draft: Draft, times: _Times, name: str) -> Answer:
    """The sentences in the place of the first quotes they reword; quotes of which they leave something out stay where they stood."""
    released = tuple(draft.released)
    carried = {passage.n for passage in draft.passages if carries(released, passage, _CARRIED)}
    given = {passage.n for passage in draft.passages}
    used = tuple(dict.fromkeys(number for sentence in released for number in sentence.citations))
    blocks: list[Block] = []
    written = False
    for block in answer.blocks:
        if not (_is_reworded(block) and given & set(block.citations)):
            blocks.append(block)
            continue
        if not written:
            blocks.append(Block(" ".join(sentence.text for sentence in released), used, prose=released))
            written = True
        if left := tuple(number for number in block.citations if number not in carried):
            blocks.append(replace(block, citations=left))
    now = time.perf_counter()
    timings = {"first_token": (times.first_s or 0.0) * 1e3, "verification": draft.seconds * 1e3, "total": (now - times.started) * 1e3}
    notices = (*answer.notices, told.dropped(len(draft.dropped))) if draft.dropped else answer.notices
    return replace(
        answer,
        blocks=tuple(blocks),
        mode="llm",
        sentences=released,
        dropped=len(draft.dropped),
        notices=notices,
        timings_ms={**answer.timings_ms, **{key: round(value, 3) for key, value in timings.items()}},
        explanation={**answer.explanation, "model": _explained(draft, name)},
    )


def _explained(draft: Draft | None, name: str) -> dict[str, object]:
    """What `ask --explain` shows of the model's sentences."""
    dropped = draft.dropped if draft else []
    return {
        "name": name,
        "released": len(draft.released) if draft else 0,
        "dropped": [{"text": one.text, "cause": one.cause.value, "detail": one.detail} for one in dropped],
    }
