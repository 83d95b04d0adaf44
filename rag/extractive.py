"""The answer without a language model, word for word from the fiches.

The wanted section of the wanted fiche in full, or the passages that hold the subject; and a plain no, of the right kind, where
the fiches do not say.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from ingest.bodies import Bodies, load_bodies
from ingest.index.catalogue import FicheRecord
from rag import sentences
from rag.answer import Answer, Filters, Reason, Sentence
from rag.by_topic import ByTopic
from rag.directory import Directory
from rag.errors import QuestionError
from rag.evidence import Evidence
from rag.follow_up import read
from rag.library import Library
from rag.listing import Listing
from rag.narrowing import admits, narrowed, of_level
from rag.one_fiche import OneFiche
from rag.pieces import Piece, Work, assemble
from rag.question import Kind, QuestionPlan, understand
from rag.records import Records
from rag.reranking import Reranker
from rag.retrieval import HybridRetriever
from rag.structured import StructuredRetriever
from rag.terms import Vocabulary


class ExtractiveAnswerer:
    """Answers from one library; the same question gives the same answer."""

    def __init__(
        self,
        library: Library,
        *,
        directory: Directory | None = None,
        reranker: Reranker | None = None,
        bodies: Bodies | None = None,
        max_question_chars: int = 2_000,
    ) -> None:
        self.library = library
        self.evidence = Evidence(library)
        self.vocabulary = Vocabulary(library)
        #: Passages for a question, by words, meaning and structure.
        self.passages = StructuredRetriever(library, self.evidence, self.vocabulary, HybridRetriever(library), reranker)
        self._bodies = bodies or load_bodies()
        self._one = OneFiche(library, self.evidence, self.passages.base)
        self._listing = Listing(library, self.evidence, self._one)
        self._by_topic = ByTopic(library, self.evidence, self.passages, self._one, self._listing)
        #: Who pays for what, who takes part.
        self.directory = directory or Directory(library)
        self._records = Records(self.directory, self.evidence, self.vocabulary)
        self.max_question_chars = max_question_chars

    @property
    def extractive(self) -> "ExtractiveAnswerer":
        """Itself: what answers from extracts, with or without a language model over it."""
        return self

    def answer(self, question: str, *, history: Sequence[str] = (), filters: Filters | None = None, at: date | None = None) -> Answer:
        """Answer `question`, asked after the user's messages of `history`; periods over by `at`, else today, are pointed out.

        Raises:
            QuestionError: the question is blank or longer than the limit.
        """
        started = time.perf_counter()
        check_question(question, self.max_question_chars)
        filters = filters or Filters()
        plans = [narrowed(plan, filters) for plan in read([text for text in history if text.strip()], question, self.vocabulary)]
        planned = time.perf_counter()
        at = at or date.today()
        works = self._of_records(question, plans, filters, at) or [self._work(plan, filters) for plan in plans]
        answer = assemble(question, works, at, self._bodies)
        ended = time.perf_counter()
        timings = {"plan": (planned - started) * 1e3, "evidence": (ended - planned) * 1e3, "total": (ended - started) * 1e3}
        return replace(answer, timings_ms={name: round(value, 3) for name, value in timings.items()})

    def stream(
        self, question: str, *, history: Sequence[str] = (), filters: Filters | None = None, at: date | None = None
    ) -> Iterator[Sentence | Answer]:
        """Yield the answer, whole: it is there at once."""
        yield self.answer(question, history=history, filters=filters, at=at)

    def _work(self, plan: QuestionPlan, filters: Filters) -> Work:
        work = Work(plan, [record for record in self._scope(plan) if admits(filters, self.library, record)], filters)
        work.notices.extend(sentences.corrected(typed, read_as) for typed, read_as in plan.corrections)
        if work.scope or not (filters.level or filters.place) or plan.kind is Kind.GREETING:
            self._dispatch(work)
        else:
            work.pieces.append(Piece(sentences.nothing_left(), reason=Reason.SANS_REPONSE))
        return work

    def _of_records(self, question: str, plans: Sequence[QuestionPlan], filters: Filters, at: date) -> list[Work]:
        """The answer of the directories, where they tell what the whole question asks."""
        if filters != Filters() or any(plan.follow_up for plan in plans):
            return []
        plan = plans[0] if len(plans) == 1 else understand(question, self.vocabulary)
        asked = self._records.read(question, plan)
        work = Work(plan, self._scope(plan), Filters())
        return [work] if asked and self._records.answer(work, asked, at) else []

    # Which handler answers.

    def _dispatch(self, work: Work) -> None:
        plan = work.plan
        if plan.kind is Kind.GREETING:
            thanks = any(word in plan.question.lower() for word in ("merci", "thank", "bravo", "super", "parfait"))
            work.pieces.append(Piece(sentences.THANKS if thanks else sentences.GREETING, reason=Reason.HORS_SUJET))
        elif plan.kind is Kind.CITED_BY:
            self._by_topic.cited_by(work)
        elif plan.kind is Kind.ENUMERATION:
            self._listing.fiches(work)
            if plan.terms and work.complete and not work.complete[0]:
                self._by_topic.instead_of_list(work)
        elif plan.base:
            self._asked_of_list(work, plan.base)
        elif plan.codes:
            records = self._left(work, self._one.by_code(work))
            if records and self._by_topic.narrows(plan):
                self._by_topic.within(work, records)
            else:
                self._one.about(work, records, plan.terms)
        else:
            self._by_topic.answer(work)

    def _left(self, work: Work, records: list[FicheRecord]) -> list[FicheRecord]:
        """Of the fiches named, those that the filters leave; the others are told."""
        left = [record for record in records if admits(work.filters, self.library, record)]
        work.pieces.extend(Piece(sentences.filtered_out(record), reason=Reason.SANS_REPONSE) for record in records if record not in left)
        return left

    def _scope(self, plan: QuestionPlan) -> list[FicheRecord]:
        """The fiches that may answer: the current ones, or those of the version asked for, of the pilier or axe asked about."""
        records = [record for record in self.library.records if record.version == plan.version] if plan.version else self.library.current
        return [record for record in records if of_level(record, plan.level)] if plan.level else records

    def _asked_of_list(self, work: Work, base: QuestionPlan) -> None:
        """A follow-up about the fiches that the question before listed."""
        records = [record for record in self._scope(base) if self._listing.match(record, base)]
        if records:
            self._one.about(work, records[:12], work.plan.terms)
        else:
            self._by_topic.refuse(work)


def check_question(question: str, limit: int) -> None:
    """Raise QuestionError where a question is blank or longer than `limit` characters."""
    if not question.strip():
        raise QuestionError("La question est vide ; écrivez par exemple « Qui anime la fiche 1.1.4 ? ».")
    if len(question) > limit:
        raise QuestionError(
            f"La question compte {len(question)} caractères, plus que la limite de {limit} ; raccourcissez-la, ou relevez FICHES_MAX_QUESTION_CHARS."
        )
