"""What each part of retrieval brings: words, meaning, their mix and structure, scored side by side over a question file."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence

from ingest.index.catalogue import ChunkRecord
from rag.evaluation import EvalQuestion, ExpectedQuote
from rag.library import Library
from rag.retrieval import HybridRetriever, Passage
from rag.structured import StructuredRetriever

CHARACTERS = 1_500  # what a reader looks through, or what a language model is given of each question
_DEPTH = 100
_FIRST = 5
_RANKS = 10

Ranking = Callable[[EvalQuestion], Sequence[Passage]]


def ablation(library: Library, questions: Iterable[EvalQuestion]) -> dict[str, dict[str, float]]:
    """Return the measures of each way to retrieve, over the answerable questions that have expected quotes.

    `any` and `all`: share of questions of which one, each, of the expected quotes stands within the first 1,500 characters
    retrieved. `recall_5`: share of the expected quotes within the first five passages, mean. `ndcg_10`: mean nDCG@10, binary gains.
    """
    asked = [question for question in questions if question.status == "answered" and question.quotes]
    return {name: _averages([_measures(library, question, ranking(question)) for question in asked]) for name, ranking in _ways(library)}


def _ways(library: Library) -> list[tuple[str, Ranking]]:
    current = {record.id for record in library.current}
    structured = StructuredRetriever.of(library)

    def keep(chunk: ChunkRecord) -> bool:
        return chunk.fiche_id in current

    def mixed(weight: float) -> Ranking:
        retriever = HybridRetriever(library, lexical_weight=weight)
        return lambda question: retriever.retrieve(question.question, limit=_DEPTH, keep=keep)

    return [
        ("lexical", mixed(1.0)),
        ("dense", mixed(0.0)),
        ("fused", mixed(HybridRetriever(library).lexical_weight)),
        ("full", lambda question: structured.search(question.question, limit=_DEPTH, history=question.history)),
    ]


def _measures(library: Library, question: EvalQuestion, passages: Sequence[Passage]) -> Mapping[str, float]:
    held = [{index for index, quote in enumerate(question.quotes) if holds(library, passage.chunk, quote)} for passage in passages]
    count = len(question.quotes)
    seen: set[int] = set()
    used = 0
    for passage, indices in zip(passages, held, strict=True):
        length = passage.chunk.span.end - passage.chunk.span.start
        if used and used + length > CHARACTERS:
            break
        used += length
        seen |= indices
    gain = sum(1 / math.log2(rank + 2) for rank, indices in enumerate(held[:_RANKS]) if indices)
    ideal = sum(1 / math.log2(rank + 2) for rank in range(min(count, _RANKS)))
    return {
        "any": float(bool(seen)),
        "all": float(len(seen) == count),
        "recall_5": len(set().union(*held[:_FIRST])) / count,
        "ndcg_10": min(gain / ideal, 1.0),  # a long quote may lie over several passages
    }


def holds(library: Library, chunk: ChunkRecord, quote: ExpectedQuote) -> bool:
    return quote.stands_in(library.by_id[chunk.fiche_id].code, chunk.section.value, library.excerpt(chunk).text)


def _averages(measures: Sequence[Mapping[str, float]]) -> dict[str, float]:
    return {name: round(sum(one[name] for one in measures) / len(measures), 4) for name in (measures[0] if measures else ())}
