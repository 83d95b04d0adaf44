"""What building and reading an index needs of its parts; the adapters stand beside this file and in `rag/`."""

from collections.abc import Collection, Iterable, Iterator, Sequence
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
    """Vectors in parts, each written once and never changed: whoever reads one is not disturbed by what is written meanwhile.

    `parts` are those of one generation, as the catalogue names them.
    """

    def write(self, count: int, batches: Iterable[tuple[Sequence[str], Vectors]]) -> str:
        """Write a part of `count` vectors, given as (identifiers, rows), and return its name."""
        ...

    def parts(self) -> list[str]:
        """Return the parts that are there, whole or not, named by a generation or not."""
        ...

    def drop(self, part: str) -> None:
        """Delete a part, if it is there."""
        ...

    def nearest(self, parts: Sequence[str], vector: Vectors, limit: int) -> list[tuple[str, float]]:
        """Return up to `limit` (id, cosine) over all the parts, highest first, ties by id."""
        ...

    def missing(self, parts: Sequence[str], ids: Sequence[str]) -> list[str]:
        """Return those of `ids` that have no vector in these parts, in order."""
        ...

    def get(self, parts: Sequence[str], ids: Sequence[str]) -> Vectors:
        """Return the vectors of `ids`, shape (len(ids), dimension), in their order.

        Raises:
            StorageError: one of them is not there.
        """
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
