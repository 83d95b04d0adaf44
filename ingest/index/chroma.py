"""Vectors in Chroma, on disk or on a server: the only place that knows Chroma."""

import os
import shutil
import threading
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

# Read when chromadb is imported: no message leaves the machine.
os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")
os.environ.setdefault("OTEL_SDK_DISABLED", "true")

import chromadb
import httpx
import numpy as np
import tenacity
from chromadb.api import ClientAPI
from chromadb.api.collection_configuration import CreateHNSWConfiguration
from chromadb.config import Settings
from chromadb.errors import ChromaError, NotFoundError

from ingest.errors import StorageError, VectorServerError
from ingest.index.batches import in_batches
from ingest.index.ports import Vectors

_FULL_BYTES = 1_000_000  # SQLite's log and one batch of vectors need more
_SYNC = 5_000  # rows, at most, between two writings of the graph
_PAGE = 100  # collections listed at once
_BATCH = 2_000  # Chroma refuses batches above 5,461 rows
_RESTART_S = 30.0  # a server that restarts is waited for
_opening = threading.Lock()

# Asking twice is safe: a part is written once, and a row that is added again is left as it is.
_patient = tenacity.retry(
    retry=tenacity.retry_if_exception_type(httpx.TransportError),
    stop=tenacity.stop_after_delay(_RESTART_S),
    wait=tenacity.wait_exponential(multiplier=0.1, max=1.0),
    reraise=True,
)


class ChromaVectorStore:
    """A part is a collection. An embedded Chroma is safe among processes as long as no collection is written twice."""

    def __init__(self, index: str, *, folder: Path | None = None, url: str = "", token: str = "") -> None:
        """Open the parts of the index so named, in `folder` or on the server at `url`, which other indexes may share.

        Raises:
            StorageError: the folder cannot be written (Chroma needs that even to read), or the server does not answer.
        """
        self._prefix = f"fiches-{index[:16]}-" if index else "fiches-"
        self._opened: dict[str, chromadb.Collection] = {}
        self._place, self._folder = url or str(folder), None if url else folder
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
                self._client = _embedded(str(folder), settings)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (ChromaError, httpx.HTTPError, OSError, ValueError) as error:
            if self._is_full():
                advice = "le disque est plein : libérez de la place, puis relancez la même commande"
            elif "readonly" in str(error) or "Permission denied" in str(error):
                advice = "Chroma doit pouvoir y écrire, même pour lire ; donnez les droits d’écriture ou changez FICHES_DATA_DIR"
            else:
                advice = "vérifiez FICHES_DATA_DIR, ou FICHES_CHROMA_URL et que le serveur répond"
            kind = VectorServerError if self._folder is None and not isinstance(error, NotFoundError) else StorageError
            raise kind(f"La base vectorielle « {self._place} » ne répond pas ({_first_line(error)}) ; {advice}.") from error

    def _is_full(self) -> bool:
        """Chroma tells a full disk in many ways; the disk tells it in one."""
        try:
            return self._folder is not None and shutil.disk_usage(self._folder).free < _FULL_BYTES
        except OSError:
            return False

    def write(self, count: int, batches: Iterable[tuple[Sequence[str], Vectors]]) -> str:
        name = f"{self._prefix}{uuid.uuid4().hex[:12]}"
        # Chroma writes its graph down every so many rows. All of them must be: what is left would be done again by each reader,
        # and by several at once.
        every = max(count // max(-(-count // _SYNC), 1), 2)
        hnsw: CreateHNSWConfiguration = {"space": "ip", "sync_threshold": every, "batch_size": min(every, 100)}
        with self._translated():
            collection = self._client.create_collection(name, embedding_function=None, configuration={"hnsw": hnsw})
            stored = 0
            for ids, vectors in batches:
                for start in range(0, len(ids), _BATCH):
                    _patient(collection.add)(ids=list(ids[start : start + _BATCH]), embeddings=vectors[start : start + _BATCH])
                stored += len(ids)
            if stored:
                _patient(collection.query)(query_embeddings=vectors[:1], n_results=1, include=[])  # settles what was added
            if (there := _patient(collection.count)()) != count:
                raise ValueError(f"{there} vectors of {count}")
        return name

    def parts(self) -> list[str]:
        with self._translated():
            return sorted(collection.name for collection in self._all() if collection.name.startswith(self._prefix))

    def _all(self) -> Iterator[chromadb.Collection]:
        for offset in range(0, _patient(self._client.count_collections)(), _PAGE):
            yield from _patient(self._client.list_collections)(limit=_PAGE, offset=offset)

    def drop(self, part: str) -> None:
        self._opened.pop(part, None)
        with self._translated(), suppress(NotFoundError):
            self._client.delete_collection(part)

    def nearest(self, parts: Sequence[str], vector: Vectors, limit: int) -> list[tuple[str, float]]:
        found: list[tuple[str, float]] = []
        for part in parts:
            with self._translated():
                told = _patient(self._part(part).query)(query_embeddings=vector[None, :], n_results=limit, include=["distances"])
            distances = told["distances"]
            found.extend(
                (identifier, 1.0 - float(distance)) for identifier, distance in zip(told["ids"][0], (distances or [[]])[0], strict=True)
            )
        return sorted(found, key=lambda item: (-item[1], item[0]))[:limit]

    def missing(self, parts: Sequence[str], ids: Sequence[str]) -> list[str]:
        present: set[str] = set()
        with self._translated():
            for part in parts:
                for batch in in_batches(ids, _BATCH):
                    present.update(_patient(self._part(part).get)(ids=list(batch), include=[])["ids"])
        return [identifier for identifier in ids if identifier not in present]

    def get(self, parts: Sequence[str], ids: Sequence[str]) -> Vectors:
        found = dict(self._stored(parts, ids))
        if len(found) < len(set(ids)):
            raise StorageError(
                f"Il manque {len(set(ids)) - len(found)} vecteurs dans la base vectorielle « {self._place} » ; lancez « fiches rebuild »."
            )
        return np.stack([found[identifier] for identifier in ids]) if ids else np.empty((0, 0), dtype=np.float32)

    def _stored(self, parts: Sequence[str], ids: Sequence[str]) -> Iterator[tuple[str, Vectors]]:
        """Yield those of `ids` that are there, and their vectors."""
        for part in parts:
            for batch in in_batches(ids, _BATCH):
                with self._translated():
                    found = _patient(self._part(part).get)(ids=list(batch), include=["embeddings"])
                embeddings = found["embeddings"]
                if embeddings is not None and len(embeddings):
                    yield from zip(found["ids"], np.asarray(embeddings, dtype=np.float32), strict=True)

    def _part(self, name: str) -> chromadb.Collection:
        if name not in self._opened:
            self._opened[name] = _patient(self._client.get_collection)(name, embedding_function=None)
        return self._opened[name]


def _embedded(folder: str, settings: Settings) -> ClientAPI:
    """Open the Chroma of a folder, one at a time: all of a process share one engine.

    A client that opens while another still starts the engine finds it without its bindings, and stops it for all the others when it gives
    up. An engine that could not start is kept too; it is let go of, with such an error, when it is next asked for.
    """
    with _opening:
        try:
            return chromadb.PersistentClient(folder, settings=settings)
        except AttributeError:
            return chromadb.PersistentClient(folder, settings=settings)


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
