"""The small databases beside the index: made readable by their owner alone, one connection a use."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from ingest.errors import FichesError

_BUSY_S = 10


class StoreError(FichesError):
    """Accounts or feedback that cannot be read or written: the message names their file."""


class Store:
    """One SQLite file, made at its first use with `schema`; readers and writers may be several processes."""

    def __init__(self, path: Path, schema: str) -> None:
        self.path = path
        self._schema = schema

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Open for writing; everything done is kept together, or nothing where an error ends it.

        Raises:
            StoreError: the file cannot be used.
        """
        with self._told():
            self.path.parent.mkdir(parents=True, exist_ok=True)
            # Made by us first, so that no one else can read it, not even for a moment.
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))
            with closing(sqlite3.connect(self.path, timeout=_BUSY_S, isolation_level=None)) as connection:
                connection.row_factory = sqlite3.Row
                connection.execute("BEGIN IMMEDIATE")
                try:
                    for statement in filter(str.strip, self._schema.split(";")):
                        connection.execute(statement)
                    yield connection
                except BaseException:
                    connection.execute("ROLLBACK")
                    raise
                connection.execute("COMMIT")

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection | None]:
        """Open for reading; None where nothing has been written yet.

        Raises:
            StoreError: the file cannot be used.
        """
        if not self.path.exists():
            yield None
            return
        with self._told(), closing(sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro", uri=True, timeout=_BUSY_S)) as connection:
            connection.row_factory = sqlite3.Row
            yield connection

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise StoreError(
                f"Le fichier « {self.path} » ne peut pas être lu ou écrit ({error}) ; vérifiez vos droits et le disque."
            ) from error
