"""What building and reading an index needs of its parts; the adapters stand beside this file and in `rag/`."""

from collections.abc import Collection, Iterator, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Batch = tuple[Sequence[int], Vectors]  # positions in the texts that were given, and a row for each


class Embedder(Protocol):
    """One vector space, named, for passages and for questions."""

    @property
    def name(self) -> str:
        """What the index records: two embedders of one name give the same vectors."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> Iterator[Batch]:
        """Embed texts to index: each position once, in any order, as its row is computed; rows float32, L2-normalised."""
        ...

    def embed_query(self, text: str) -> Vectors:
        """Embed one question, float32, shape (dimension,), L2-normalised."""
        ...

    def close(self) -> None:
        """Give back what embedding in bulk has taken, if it has; what is embedded next takes it again."""
        ...


def embedded(embedder: Embedder, texts: Sequence[str]) -> Vectors:
    """Embed texts all at once, shape (len(texts), dimension), in input order; (0, 0) where there is no text."""
    rows: Vectors | None = None
    try:
        for positions, vectors in embedder.embed_passages(texts):
            if rows is None:
                rows = np.empty((len(texts), vectors.shape[1]), dtype=np.float32)
            rows[list(positions)] = vectors
    finally:
        embedder.close()
    return np.empty((0, 0), dtype=np.float32) if rows is None else rows


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

    def keep_only(self, ids: Collection[str]) -> None:
        """Delete every vector but these, and those that another model has made for this index."""
        ...


class LexicalWriter(Protocol):
    """Makes the lexical base of a generation out of segments; a manifest names those of one generation."""

    def write(self, chunk_ids: Sequence[int], texts: Sequence[str]) -> str:
        """Write a segment of these texts (`chunk_ids[i]`, ascending, is the chunk of `texts[i]`) and return its name."""
        ...

    def manifest(self, former: str, removed: Collection[int], added: Sequence[str]) -> str:
        """Return the manifest of the `former` generation ("": none) without the chunks removed, with the segments added."""
        ...

    def prune(self, manifest: str) -> None:
        """Delete what this manifest does not name."""
        ...


class Progress(Protocol):
    """What a long run tells of itself."""

    def reading(self, done: int, of: int, name: str) -> None:
        """`done` files of `of` are behind, and this one is being read."""
        ...

    def embedding(self, done: int, known: int) -> None:
        """`done` passages have their vector, of those `known` so far: files still to be read will add others."""
        ...


class Silent:
    """Progress that nobody looks at."""

    def reading(self, done: int, of: int, name: str) -> None:
        pass

    def embedding(self, done: int, known: int) -> None:
        pass
