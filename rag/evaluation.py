"""Scores over a question file: right status, right reason, right quotes, complete lists, exact citations."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from ingest.chunking import clean
from ingest.folding import fold
from rag.answer import Answer, Status


@dataclass(frozen=True, slots=True)
class ExpectedQuote:
    fiche: str
    section: str
    quote: str

    def stands_in(self, fiche: str, section: str, text: str) -> bool:
        """Tell whether a passage of that fiche and section holds the quote, or is a part of it; white space and line ends aside."""
        if fiche != self.fiche or (self.section and section != self.section):
            return False
        held, expected = clean(text), clean(self.quote)
        return expected in held or held in expected


@dataclass(frozen=True, slots=True)
class EvalQuestion:
    """A question with the answer that a careful colleague would give."""

    id: str
    question: str
    status: str
    kind: str
    history: tuple[str, ...] = ()
    reason: str | None = None
    quotes: tuple[ExpectedQuote, ...] = ()
    facts: tuple[tuple[str, ...], ...] = ()
    codes: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one question went: each measure that applies to it, and in a few words what went wrong."""

    id: str
    kind: str
    measures: dict[str, float]
    why: str


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Averages of each measure over the questions it applies to."""

    questions: int
    scores: dict[str, float]
    by_kind: dict[str, dict[str, float]]
    failures: list[tuple[str, str]] = field(default_factory=list)


def evaluate(questions: Iterable[EvalQuestion], ask: Callable[[EvalQuestion], Answer]) -> Evaluation:
    verdicts = [judge(question, ask(question)) for question in questions]
    by_kind: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        by_kind[verdict.kind].append(verdict)
    return Evaluation(
        questions=len(verdicts),
        scores=_averages(verdicts),
        by_kind={kind: {"questions": float(len(group)), **_averages(group)} for kind, group in sorted(by_kind.items())},
        failures=[(verdict.id, verdict.why) for verdict in verdicts if verdict.why],
    )


def judge(question: EvalQuestion, answer: Answer) -> Verdict:
    """Compare one answer with what was expected.

    `exact`: share of citations that are the slice their offsets name. `right` (answerable): answered, with each expected quote
    within a citation of its fiche and section, each fact in the answer, and the expected list of fiches; `quoted_any`,
    `quoted_all`, `facts` and `listed` are these taken one by one, over the questions that expect them. `refused` and
    `reason` (unanswerable): abstained, and for the expected reason. `false_refusal` (answerable): abstained. `precision`
    (answerable with quotes): share of the citations that hold or lie in an expected quote.
    """
    why: list[str] = []
    exact = [
        citation.fiche.source.text[citation.excerpt.span.start : citation.excerpt.span.end] == citation.excerpt.text
        for citation in answer.citations
    ]
    measures = {"exact": sum(exact) / len(exact)} if exact else {}
    if not all(exact):
        why.append("citation inexacte")
    if question.status == Status.ABSTAINED:
        refused = answer.status is Status.ABSTAINED
        measures["refused"] = float(refused)
        measures["reason"] = float(refused and answer.reason == question.reason)
        if not measures["reason"]:
            why.append(f"attendu {question.reason}, obtenu {answer.reason or answer.status}")
        return Verdict(question.id, question.kind, measures, " ; ".join(why))
    measures["false_refusal"] = float(answer.status is Status.ABSTAINED)
    if answer.status is Status.ABSTAINED:
        why.append(f"refusé à tort ({answer.reason})")
    missing = [quote for quote in question.quotes if not _holds(answer, quote)]
    why.extend(f"manque {quote.fiche}/{quote.section} « {quote.quote[:50]} »" for quote in missing[:3])
    facts_missing = [fact for fact in question.facts if not any(fold(alternative) in fold(answer.markdown) for alternative in fact)]
    why.extend(f"fait absent : {fact[0]}" for fact in facts_missing)
    listed = _listed(answer)
    wrong_list = question.codes is not None and set(question.codes) != listed
    if wrong_list:
        why.append(f"liste {sorted(listed)} au lieu de {sorted(question.codes or ())}")
    if question.quotes:
        measures["quoted_any"] = float(len(missing) < len(question.quotes))
        measures["quoted_all"] = float(not missing)
    if question.facts:
        measures["facts"] = float(not facts_missing)
    if question.codes is not None:
        measures["listed"] = float(not wrong_list)
    measures["right"] = float(answer.status is Status.ANSWERED and not missing and not facts_missing and not wrong_list)
    if question.quotes and answer.citations:
        good = sum(any(_overlaps(answer, index, quote) for quote in question.quotes) for index in range(len(answer.citations)))
        measures["precision"] = good / len(answer.citations)
    return Verdict(question.id, question.kind, measures, " ; ".join(why))


def _holds(answer: Answer, quote: ExpectedQuote) -> bool:
    return any(_overlaps(answer, index, quote) for index in range(len(answer.citations)))


def _overlaps(answer: Answer, index: int, quote: ExpectedQuote) -> bool:
    citation = answer.citations[index]
    return quote.stands_in(citation.fiche.code, citation.section.value, citation.excerpt.text)


def _listed(answer: Answer) -> set[str]:
    return {citation.fiche.code for citation in answer.citations}


def _averages(verdicts: Sequence[Verdict]) -> dict[str, float]:
    values: dict[str, list[float]] = defaultdict(list)
    for verdict in verdicts:
        for name, value in verdict.measures.items():
            values[name].append(value)
    return {name: round(sum(numbers) / len(numbers), 4) for name, numbers in sorted(values.items())}
