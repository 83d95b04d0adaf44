"""The catalogue: one SQLite file that says what is indexed.

What it does not list does not exist, so switching it is what makes a run visible, all at once. It keeps the published text of each source; fiches are parsed again from it on demand, so that text, offsets and fiches can
never disagree.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from ingest.errors import StorageError
from ingest.model import Block, BlockKind, Cell, Excerpt, Failure, Fiche, SectionKind, Source, Span
from ingest.parser import parse_fiches

#: Raised when parsing or passages change, so that an index made by another version of the program is made anew.
FORMAT = "2"

_CHUNKS_AT_HAND = 200_000

_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS source (
    id INTEGER PRIMARY KEY AUTOINCREMENT, path TEXT NOT NULL UNIQUE, name TEXT NOT NULL, root TEXT NOT NULL, digest TEXT NOT NULL,
    text TEXT NOT NULL, layout TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS fiche (
    id INTEGER PRIMARY KEY AUTOINCREMENT, source_id INTEGER NOT NULL REFERENCES source ON DELETE CASCADE, ordinal INTEGER NOT NULL,
    code TEXT NOT NULL, version INTEGER, title TEXT NOT NULL, current INTEGER NOT NULL DEFAULT 1);
CREATE TABLE IF NOT EXISTS chunk (
    id INTEGER PRIMARY KEY AUTOINCREMENT, fiche_id INTEGER NOT NULL REFERENCES fiche ON DELETE CASCADE, section TEXT NOT NULL,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, position INTEGER NOT NULL, vector_id TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS failure (path TEXT PRIMARY KEY, error TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS source_digest ON source (digest);
CREATE INDEX IF NOT EXISTS fiche_code ON fiche (code);
CREATE INDEX IF NOT EXISTS chunk_fiche ON chunk (fiche_id, position);
CREATE INDEX IF NOT EXISTS chunk_vector ON chunk (vector_id);
"""


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """A source as recorded: real path, published name, the argument it was found under, digest of its bytes."""

    id: int
    path: str
    name: str
    root: str
    digest: str


@dataclass(frozen=True, slots=True)
class FicheRecord:
    """A fiche of the index; `current` where it answers by default."""

    id: int
    source_id: int
    ordinal: int
    code: str
    version: int | None
    title: str
    current: bool


@dataclass(frozen=True, slots=True)
class ChunkRecord:
    """A chunk of the index, by its place in its fiche."""

    id: int
    fiche_id: int
    section: SectionKind
    span: Span
    position: int
    vector_id: str


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise StorageError(
            f"Le catalogue « {path} » ne peut pas être lu ou écrit ({error}) ; vérifiez les droits et la place du dossier FICHES_DATA_DIR."
        ) from error


class Catalogue:
    """Read access to one catalogue; `CatalogueWriter` adds what a run needs."""

    def __init__(self, path: Path, *, writable: bool = False) -> None:
        self.path = path
        with _translated(path):
            mode = "rwc" if writable else "ro"
            self._db = sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, check_same_thread=False, timeout=30)
            self._db.execute("PRAGMA foreign_keys = ON")
            if writable:
                self._db.executescript(_SCHEMA)
                if "layout" not in {row[1] for row in self._db.execute("PRAGMA table_info(source)")}:  # format 1
                    self._db.execute("ALTER TABLE source RENAME COLUMN page_starts TO layout")
        self._chunks: dict[int, ChunkRecord] = {}
        self._embedded: dict[str, list[int]] = {}
        self.fiche: Callable[[int], Fiche] = lru_cache(maxsize=4_096)(self._load_fiche)
        self._parsed: Callable[[int], tuple[Fiche, ...]] = lru_cache(maxsize=256)(self._parse_source)

    def close(self) -> None:
        self._db.close()

    def meta(self, key: str) -> str | None:
        with _translated(self.path):
            row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else None

    def sources(self) -> list[SourceRecord]:
        return [SourceRecord(*row) for row in self._rows("SELECT id, path, name, root, digest FROM source ORDER BY id")]

    def fiches(self) -> list[FicheRecord]:
        rows = self._rows("SELECT id, source_id, ordinal, code, version, title, current FROM fiche ORDER BY id")
        return [FicheRecord(row[0], row[1], row[2], row[3], row[4], row[5], bool(row[6])) for row in rows]

    def failures(self) -> list[Failure]:
        return [Failure(*row) for row in self._rows("SELECT path, error FROM failure ORDER BY path")]

    def count(self, table: str) -> int:
        assert table in ("source", "fiche", "chunk")
        return int(next(iter(self._rows(f"SELECT count(*) FROM {table}")))[0])

    def chunks(self, ids: Sequence[int]) -> dict[int, ChunkRecord]:
        """Return the chunks of these identifiers; one that is not listed is left out."""
        self._make_room()
        unknown = [identifier for identifier in ids if identifier not in self._chunks]
        self._chunks.update((chunk.id, chunk) for chunk in self._chunks_where("id", unknown))
        return {identifier: self._chunks[identifier] for identifier in ids if identifier in self._chunks}

    def chunks_of_vectors(self, vector_ids: Sequence[str]) -> list[ChunkRecord]:
        """Return the chunks that these vectors embed: one vector may embed several chunks of the same words."""
        self._make_room()
        unknown = [vector_id for vector_id in vector_ids if vector_id not in self._embedded]
        found: dict[str, list[int]] = {vector_id: [] for vector_id in unknown}
        chunks = list(self._chunks_where("vector_id", unknown))
        self._chunks.update((chunk.id, chunk) for chunk in chunks)
        for chunk in chunks:
            found[chunk.vector_id].append(chunk.id)
        self._embedded.update(found)
        return list(self.chunks([identifier for vector_id in vector_ids for identifier in self._embedded[vector_id]]).values())

    def _make_room(self) -> None:
        """Chunks are kept at hand, since a reader sees one generation, whose chunks do not change; but not without end."""
        if len(self._chunks) > _CHUNKS_AT_HAND:
            self._chunks.clear()
            self._embedded.clear()

    def chunks_of_fiche(self, fiche_id: int) -> list[ChunkRecord]:
        """Return the chunks of one fiche in document order."""
        return list(self._chunks_where("fiche_id", [fiche_id]))

    def _chunks_where(self, column: str, values: Sequence[int] | Sequence[str]) -> Iterator[ChunkRecord]:
        for start in range(0, len(values), 500):
            batch = values[start : start + 500]
            marks = ",".join("?" * len(batch))
            query = (
                f'SELECT id, fiche_id, section, start, "end", position, vector_id FROM chunk WHERE {column} IN ({marks}) ORDER BY position'
            )
            for row in self._rows(query, batch):
                yield ChunkRecord(row[0], row[1], SectionKind(row[2]), Span(row[3], row[4]), row[5], row[6])

    def vector_ids(self) -> set[str]:
        return {str(row[0]) for row in self._rows("SELECT DISTINCT vector_id FROM chunk")}

    def passages_of_twins(self) -> dict[int, frozenset[str]]:
        """Return the vectors of each fiche that shares its code and version with another: the same words have the same vector."""
        twins = "SELECT code, version FROM fiche GROUP BY code, version HAVING count(*) > 1"
        query = (
            "SELECT chunk.fiche_id, chunk.vector_id FROM chunk JOIN fiche ON fiche.id = chunk.fiche_id "
            f"JOIN ({twins}) AS twin ON fiche.code = twin.code AND fiche.version IS twin.version"
        )
        found: dict[int, set[str]] = {}
        for fiche_id, identifier in self._rows(query):
            found.setdefault(fiche_id, set()).add(identifier)
        return {fiche_id: frozenset(identifiers) for fiche_id, identifiers in found.items()}

    def excerpt(self, chunk: ChunkRecord) -> Excerpt:
        """Return the verbatim text of a chunk and its address."""
        return self.fiche(chunk.fiche_id).source.excerpt(chunk.span.start, chunk.span.end)

    def _load_fiche(self, fiche_id: int) -> Fiche:
        rows = self._rows("SELECT source_id, ordinal FROM fiche WHERE id = ?", (fiche_id,))
        source_id, ordinal = int(rows[0][0]), int(rows[0][1])
        return self._parsed(source_id)[ordinal]

    def _parse_source(self, source_id: int) -> tuple[Fiche, ...]:
        return parse_fiches(self.source(source_id))

    def source(self, source_id: int) -> Source:
        """Return a source as it was published."""
        name, text, digest, layout = self._rows("SELECT name, text, digest, layout FROM source WHERE id = ?", (source_id,))[0]
        return _load_layout(Source(name, text, digest), layout)

    def _rows(self, query: str, values: Iterable[object] = ()) -> list[tuple]:  # type: ignore[type-arg]  # sqlite rows are untyped
        with _translated(self.path):
            return self._db.execute(query, tuple(values)).fetchall()


class CatalogueWriter(Catalogue):
    """Write access: everything between `begin` and `commit` becomes visible at `commit`, or not at all."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, writable=True)

    def begin(self) -> None:
        with _translated(self.path):
            self._db.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        with _translated(self.path):
            self._db.commit()

    def rollback(self) -> None:
        with _translated(self.path):
            self._db.rollback()

    def set_meta(self, key: str, value: str) -> None:
        self._execute("INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", (key, value))

    def clear(self) -> None:
        for table in ("chunk", "fiche", "source", "failure"):
            self._execute(f"DELETE FROM {table}", ())

    def remove_source(self, source_id: int) -> None:
        self._execute("DELETE FROM source WHERE id = ?", (source_id,))

    def add_source(self, path: str, root: str, source: Source) -> int:
        return self._execute(
            "INSERT INTO source (path, name, root, digest, text, layout) VALUES (?, ?, ?, ?, ?, ?)",
            (path, source.name, root, source.digest, source.text, _dump_layout(source)),
        )

    def add_fiche(self, source_id: int, ordinal: int, fiche: Fiche) -> int:
        return self._execute(
            "INSERT INTO fiche (source_id, ordinal, code, version, title) VALUES (?, ?, ?, ?, ?)",
            (source_id, ordinal, fiche.code, fiche.version, fiche.title.line),
        )

    def add_chunk(self, fiche_id: int, section: SectionKind, span: Span, position: int, vector_id: str) -> int:
        return self._execute(
            'INSERT INTO chunk (fiche_id, section, start, "end", position, vector_id) VALUES (?, ?, ?, ?, ?, ?)',
            (fiche_id, section.value, span.start, span.end, position, vector_id),
        )

    def set_current(self, fiche_ids: Iterable[int]) -> None:
        self._execute("UPDATE fiche SET current = 0", ())
        for fiche_id in fiche_ids:
            self._execute("UPDATE fiche SET current = 1 WHERE id = ?", (fiche_id,))

    def set_failures(self, gone: Iterable[str], failures: Iterable[Failure]) -> None:
        """Forget the failures of the paths in `gone` and record these."""
        for path in gone:
            self._execute("DELETE FROM failure WHERE path = ?", (path,))
        for failure in failures:
            self._execute("INSERT OR REPLACE INTO failure VALUES (?, ?)", (failure.path, failure.error))

    def _execute(self, query: str, values: tuple[object, ...]) -> int:
        with _translated(self.path):
            return self._db.execute(query, values).lastrowid or 0


def _dump_layout(source: Source) -> str:
    """Pages, paragraphs and own headings of a source, as JSON: what its text alone does not say."""
    blocks = [
        [block.span.start, block.span.end, block.kind.value, *((block.cell.table, block.cell.row, block.cell.column) if block.cell else ())]
        for block in source.blocks
    ]
    return json.dumps({"pages": source.page_starts, "blocks": blocks, "spellings": source.spellings}, separators=(",", ":"))


def _load_layout(source: Source, dumped: str) -> Source:
    layout = json.loads(dumped)
    if isinstance(layout, list):  # format 1 kept the pages alone
        layout = {"pages": layout, "blocks": [], "spellings": []}
    return replace(
        source,
        page_starts=tuple(layout["pages"]),
        blocks=tuple(
            Block(Span(start, end), BlockKind(kind), Cell(*place) if place else None) for start, end, kind, *place in layout["blocks"]
        ),
        spellings=tuple((spelling, SectionKind(kind)) for spelling, kind in layout["spellings"]),
    )
