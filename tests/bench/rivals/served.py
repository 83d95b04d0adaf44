"""The vectors that all rivals get: those of the bundled model from one cache on disk, or made out of a hash where there are too many."""

import hashlib
import json
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np

from ingest.index.batches import in_batches
from ingest.index.embedding import BundledEmbedder
from ingest.index.ports import Vectors

_DIMENSION = 384
_BATCH = 500


class VectorCache:
    """Vectors by kind and text, computed once; `missed` counts those that were not there when they were asked for."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.execute("CREATE TABLE IF NOT EXISTS vector (key BLOB PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID")
        self._lock = threading.Lock()
        self._embedder: BundledEmbedder | None = None
        self.missed = 0

    def rows(self, kind: str, texts: Sequence[str]) -> Vectors:
        """Return the vectors of `texts`, float32, in order; what is not there is computed and kept."""
        keys = [hashlib.sha256(f"{kind}\0{text}".encode("utf-8", "replace")).digest() for text in texts]
        with self._lock:
            held = self._held(keys)
            missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in held}
            if missing:
                self.missed += len(missing)
                held |= self._computed(kind, missing)
        return np.stack([np.frombuffer(held[key], dtype=np.float32) for key in keys])

    def _held(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        return {
            key: data
            for batch in in_batches(keys, _BATCH)
            for key, data in self._db.execute(f"SELECT key, data FROM vector WHERE key IN ({','.join('?' * len(batch))})", batch)
        }

    def _computed(self, kind: str, missing: dict[bytes, str]) -> dict[bytes, bytes]:
        self._embedder = self._embedder or BundledEmbedder()
        keys, texts = list(missing), list(missing.values())
        if kind == "query":
            found = {key: self._embedder.embed_query(text).astype(np.float32).tobytes() for key, text in missing.items()}
            self._db.executemany("INSERT OR REPLACE INTO vector VALUES (?, ?)", found.items())
            return found
        found = {}
        for positions, vectors in self._embedder.embed_passages(texts):
            batch = {keys[position]: row.astype(np.float32).tobytes() for position, row in zip(positions, vectors, strict=True)}
            self._db.executemany("INSERT OR REPLACE INTO vector VALUES (?, ?)", batch.items())
            found |= batch
        return found

    def close(self) -> None:
        if self._embedder:
            self._embedder.close()
        self._db.close()


def generated_rows(kind: str, texts: Sequence[str]) -> Vectors:
    """Return a unit vector for each text out of its hash: the same each time, near to none of the others."""
    rows = np.empty((len(texts), _DIMENSION), dtype=np.float32)
    for place, text in enumerate(texts):
        seed = int.from_bytes(hashlib.blake2b(f"{kind}\0{text}".encode("utf-8", "replace"), digest_size=8).digest(), "little")
        rows[place] = np.random.Generator(np.random.SFC64(seed)).standard_normal(_DIMENSION, dtype=np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows


class EmbeddingServer:
    """Serves vectors on loopback; `generated` switches from the model's to those of a hash."""

    def __init__(self, cache: VectorCache) -> None:
        self.cache = cache
        self.generated = False

    @contextmanager
    def serving(self) -> Iterator[str]:
        """Serve until the block ends; yield the address."""
        server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            server.server_close()

    def rows(self, kind: str, texts: Sequence[str]) -> Vectors:
        return generated_rows(kind, texts) if self.generated else self.cache.rows(kind, texts)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_POST(self) -> None:
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                data = owner.rows(asked["kind"], asked["texts"]).tobytes()
                self.send_response(200)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: Any) -> None:
                pass

        return Handler
