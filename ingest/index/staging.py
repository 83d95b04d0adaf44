"""Vectors of a run that has not ended yet, on disk as soon as they are computed: a run that is cut short loses none."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from ingest.errors import DATABASE_ERRORS, StorageError, database_reason
from ingest.index.batches import in_batches
from ingest.index.ports import Vectors

_SCHEMA = """
CREATE TABLE IF NOT EXISTS model (name TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS vector (vector_id TEXT PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID;
"""
_BATCH = 500


class Staging:
    """Vectors by identifier, in one SQLite file beside the index; whatever is in it is whole."""

    def __init__(self, path: Path, model: str) -> None:
        """Open what a former run has left in `path`, unless it was another model's or is damaged: it is only spared work.

        Raises:
            StorageError: the file cannot be written.
        """
        self._path = path
        try:
            self._db = self._open(model)
        except DATABASE_ERRORS:
            self._remove()
            with self._translated():
                self._db = self._open(model)

    def _open(self, model: str) -> sqlite3.Connection:
        database = sqlite3.connect(self._path, timeout=30, isolation_level=None)
        try:
            database.executescript(_SCHEMA)
            if [row[0] for row in database.execute("SELECT name FROM model")] != [model]:
                database.executescript("DELETE FROM vector; DELETE FROM model;")
                database.execute("INSERT INTO model VALUES (?)", (model,))
        except DATABASE_ERRORS:
            database.close()
            raise
        return database

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except DATABASE_ERRORS as error:
            raise StorageError(
                f"« {self._path} » ne peut pas être écrit ({database_reason(error)}) ; libérez de la place ou donnez les droits, puis relancez la même commande."
            ) from error

    def add(self, ids: Sequence[str], vectors: Vectors) -> None:
        """Store the vectors of `ids`, all or none."""
        rows = [(identifier, np.asarray(vector, dtype="<f4").tobytes()) for identifier, vector in zip(ids, vectors, strict=True)]
        with self._translated():
            self._db.execute("BEGIN")
            try:
                self._db.executemany("INSERT OR REPLACE INTO vector VALUES (?, ?)", rows)
                self._db.execute("COMMIT")
            except DATABASE_ERRORS:
                self._db.rollback()
                raise

    def held(self, ids: Sequence[str]) -> set[str]:
        """Return those of `ids` that are here."""
        return {identifier for batch in in_batches(ids, _BATCH) for identifier, _data in self._select("vector_id, 0", batch)}

    def ids(self) -> list[str]:
        with self._translated():
            return [str(row[0]) for row in self._db.execute("SELECT vector_id FROM vector ORDER BY vector_id")]

    def get(self, ids: Sequence[str]) -> Vectors:
        """Return the vectors of `ids`, in their order; each must be there."""
        found = {identifier: data for batch in in_batches(ids, _BATCH) for identifier, data in self._select("vector_id, data", batch)}
        return np.stack([np.frombuffer(found[identifier], dtype="<f4") for identifier in ids]).astype(np.float32, copy=False)

    def _select(self, columns: str, ids: Sequence[str]) -> list[tuple[str, bytes]]:
        with self._translated():
            return self._db.execute(f"SELECT {columns} FROM vector WHERE vector_id IN ({','.join('?' * len(ids))})", ids).fetchall()

    def close(self, *, done: bool = False) -> None:
        """Close the file; with `done`, its vectors are elsewhere and it goes."""
        self._db.close()
        if done:
            self._remove()

    def _remove(self) -> None:
        for name in (self._path.name, f"{self._path.name}-journal"):
            self._path.with_name(name).unlink(missing_ok=True)
