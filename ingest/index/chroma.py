"""Vectors in Chroma, on disk or on a server: the only place that knows Chroma."""

import hashlib
import os
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

# Read when chromadb is imported: no message leaves the machine.
os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")
os.environ.setdefault("OTEL_SDK_DISABLED", "true")

import chromadb
import numpy as np
from chromadb.config import Settings
from chromadb.errors import ChromaError

from ingest.errors import StorageError
from ingest.index.ports import Vectors

_BATCH = 2_000  # Chroma refuses batches above 5,461 rows


class ChromaVectorStore:
    """One collection per embedding model and index, so that vectors of two models or of two towns on one server never meet."""

    def __init__(self, model: str, *, index: str = "", folder: Path | None = None, url: str = "", token: str = "") -> None:
        """Open the collection of `model` and of the index so named, in `folder` or on the server at `url`.

        Raises:
            StorageError: the folder cannot be written (Chroma needs that even to read), or the server does not answer.
        """
        self._place = url or str(folder)
        settings = Settings(anonymized_telemetry=False)
        with self._translated():
            if url:
                parts = urlsplit(url)
                secure = parts.scheme == "https"
                self._client = chromadb.HttpClient(
                    host=parts.hostname or "127.0.0.1",
                    port=parts.port or (443 if secure else 8000),
                    ssl=secure,
                    headers={"Authorization": f"Bearer {token}"} if token else {},
                    settings=settings,
                )
            else:
                self._client = chromadb.PersistentClient(str(folder), settings=settings)
            self._suffix = f"-{index[:16]}" if index else ""
            name = f"passages-{hashlib.sha256(model.encode()).hexdigest()[:16]}{self._suffix}"
            self._collection = self._client.get_or_create_collection(name, embedding_function=None, configuration={"hnsw": {"space": "ip"}})

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (ChromaError, OSError, ValueError) as error:
            if "readonly" in str(error) or "Permission denied" in str(error):
                advice = "Chroma doit pouvoir y écrire, même pour lire ; donnez les droits d’écriture ou changez FICHES_DATA_DIR"
            else:
                advice = "vérifiez FICHES_DATA_DIR, ou FICHES_CHROMA_URL et que le serveur répond"
            raise StorageError(f"La base vectorielle « {self._place} » ne répond pas ({_first_line(error)}) ; {advice}.") from error

    def missing(self, ids: Sequence[str]) -> list[str]:
        present: set[str] = set()
        with self._translated():
            for batch in _batches(ids):
                present.update(self._collection.get(ids=list(batch), include=[])["ids"])
        return [identifier for identifier in ids if identifier not in present]

    def add(self, ids: Sequence[str], vectors: Vectors) -> None:
        with self._translated():
            for start in range(0, len(ids), _BATCH):
                self._collection.upsert(ids=list(ids[start : start + _BATCH]), embeddings=vectors[start : start + _BATCH])

    def delete(self, ids: Sequence[str]) -> None:
        with self._translated():
            for batch in _batches(ids):
                self._collection.delete(ids=list(batch))

    def nearest(self, vector: Vectors, limit: int) -> list[tuple[str, float]]:
        with self._translated():
            found = self._collection.query(query_embeddings=vector[None, :], n_results=limit, include=["distances"])
        distances = found["distances"]
        return [
            (identifier, 1.0 - float(distance))
            for identifier, distance in zip(found["ids"][0], distances[0] if distances else [], strict=True)
        ]

    def get(self, ids: Sequence[str]) -> Vectors:
        found = {identifier: vector for stored, vectors in self._stored(ids) for identifier, vector in zip(stored, vectors, strict=True)}
        return np.stack([found[identifier] for identifier in ids]) if ids else np.empty((0, 0), dtype=np.float32)

    def similarities(self, vector: Vectors, ids: Sequence[str]) -> dict[str, float]:
        result: dict[str, float] = {}
        for stored, vectors in self._stored(ids):
            result.update(zip(stored, map(float, vectors @ vector), strict=True))
        return result

    def _stored(self, ids: Sequence[str]) -> Iterator[tuple[list[str], Vectors]]:
        """Yield, batch by batch, those of `ids` that are there, and their vectors."""
        for batch in _batches(ids):
            with self._translated():
                found = self._collection.get(ids=list(batch), include=["embeddings"])
            embeddings = found["embeddings"]
            if embeddings is not None and len(embeddings):
                yield found["ids"], np.asarray(embeddings, dtype=np.float32)

    def count(self) -> int:
        with self._translated():
            return self._collection.count()

    def keep_only(self, ids: Collection[str]) -> None:
        with self._translated():
            if self._collection.count() > len(ids):
                self.delete(sorted(set(self._collection.get(include=[])["ids"]) - set(ids)))
            for collection in self._client.list_collections() if self._suffix else ():
                if collection.name != self._collection.name and collection.name.endswith(self._suffix):
                    self._client.delete_collection(collection.name)


def _batches(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), _BATCH):
        yield ids[start : start + _BATCH]


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
