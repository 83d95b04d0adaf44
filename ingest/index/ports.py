"""What building and reading an index needs of its parts; the adapters stand beside this file and in `rag/`."""

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Progress = Callable[[int, int], None]  # (done, of)


class Embedder(Protocol):
    """One vector space, named, for passages and for questions."""

    @property
    def name(self) -> str:
        """What the index records: two embedders of one name give the same vectors."""
        ...

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Embed texts to index, float32, shape (len(texts), dimension), rows L2-normalised, in input order."""
        ...

    def embed_query(self, text: str) -> Vectors:
        """Embed one question, float32, shape (dimension,), L2-normalised."""
        ...


class VectorStore(Protocol):
    """Vectors under the identifiers of what they embed; adding one twice is adding it once."""

    def missing(self, ids: Sequence[str]) -> list[str]:
        """Return those of `ids` that have no vector yet, in order."""
        ...

    def add(self, ids: Sequence[str], vectors: Vectors) -> None: ...

    def delete(self, ids: Sequence[str]) -> None: ...

    def nearest(self, vector: Vectors, limit: int) -> list[tuple[str, float]]:
        """Return up to `limit` (id, cosine), highest first."""
        ...

    def get(self, ids: Sequence[str]) -> Vectors:
        """Return the vectors of `ids`, shape (len(ids), dimension), in their order; each must be there."""
        ...

    def similarities(self, vector: Vectors, ids: Sequence[str]) -> dict[str, float]:
        """Return the cosine of each of `ids` to `vector`."""
        ...

    def count(self) -> int: ...


class LexicalWriter(Protocol):
    """Makes the lexical base of one generation."""

    def write(self, generation: str, chunk_ids: Sequence[int], texts: Sequence[str]) -> None:
        """Write the base of these texts (`chunk_ids[i]` is the chunk of `texts[i]`)."""
        ...

    def prune(self, keep: str) -> None:
        """Delete the bases of other generations."""
        ...
