"""Question -> passages: the two lists of candidates, and their mix."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from ingest.index.catalogue import ChunkRecord
from rag.analysis import stems
from rag.fusion import convex_fusion
from rag.library import Library


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk retrieved for a question; `score` orders one list only."""

    chunk: ChunkRecord
    score: float
    lexical: float = 0.0
    dense: float = 0.0  # the cosine, where the dense list holds it


Keep = Callable[[ChunkRecord], bool]


class Retriever(Protocol):
    def retrieve(self, question: str, *, limit: int, keep: Keep | None = None) -> Sequence[Passage]:
        """Return up to `limit` passages, best first, among the chunks that `keep` accepts."""
        ...


@dataclass(frozen=True, slots=True)
class HybridRetriever:
    """Mix two lists: w * lexical + (1 - w) * dense, each min-max scaled to [0, 1].

    A chunk missing from a list scores 0 there. Source: Bruch, Gai and Ingber 2023, doi:10.1145/3596512.
    """

    library: Library
    lexical_weight: float = 0.3  # best recall in tests/bench/retrieval.py
    depth: int = 400  # passages taken from each list where a filter leaves few of them

    def retrieve(self, question: str, *, limit: int, keep: Keep | None = None, depth: int = 0) -> Sequence[Passage]:
        """As Retriever says; `depth`: how many passages of each list are looked at, where the usual number is too many."""
        # A filter is applied to what the lists hold: they are read deep enough to leave something, and alike, to be read once.
        depth = depth or max(self.depth, 2 * limit)
        lexical = dict(self.library.lexical.scores(stems(question), depth))
        dense: dict[int, float] = {}
        nearest = self.library.nearest(question, depth)
        for chunk in self.library.catalogue.chunks_of_vectors(list(nearest)):
            dense[chunk.id] = nearest[chunk.vector_id]
        chunks = self.library.catalogue.chunks(list({**lexical, **dense}))
        kept = {identifier for identifier, chunk in chunks.items() if keep is None or keep(chunk)}
        mixed = convex_fusion(_only(lexical, kept), _only(dense, kept), weight=self.lexical_weight)
        return [
            Passage(chunks[identifier], score, lexical.get(identifier, 0.0), dense.get(identifier, 0.0))
            for identifier, score in mixed[:limit]
        ]


def _only(scores: dict[int, float], kept: Iterable[int]) -> dict[int, float]:
    allowed = set(kept)
    return {identifier: score for identifier, score in scores.items() if identifier in allowed}
