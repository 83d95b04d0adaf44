"""The catalogue: one SQLite file that says what is indexed.

What it does not list does not exist, so that its one transaction a run is what makes the run visible, all at once. It keeps the
published text of each source; fiches are parsed again from it on demand, so that text, offsets and fiches can never disagree.
A source that has been replaced or removed stays among the former ones, with the generations in which it was visible.
"""

import hashlib
import json
import os
import sqlite3
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ingest.errors import DATABASE_ERRORS, DISK_FULL, StorageError, UnknownGenerationError, database_reason
from ingest.expansions import expansions_in
from ingest.index.batches import in_batches
from ingest.model import Block, BlockKind, Cell, Excerpt, Failure, Fiche, SectionKind, Source, Span
from ingest.parser import parse_fiches

#: Raised when parsing or passages change, so that an index made by another version of the program is made anew.
FORMAT = "6"

_CHUNKS_AT_HAND = 200_000
_AT_ONCE = 500  # values of one query
#: What the seal of a generation watches over beside the texts, which have their own, and the chunks, which are made again from them.
_SEALED = (
    "SELECT key, value FROM meta WHERE key <> 'seal' ORDER BY key",
    "SELECT id, path, name, root, digest, since, seal FROM source ORDER BY id",
    "SELECT name, digest, since, until, seal FROM former ORDER BY id",
    "SELECT id, source_id, ordinal, code, version, title, current FROM fiche ORDER BY id",
    "SELECT number, made_at, model, added, updated, removed FROM generation ORDER BY number",
    "SELECT path, error FROM failure ORDER BY path",
)
#: Generations that can still be compared, the visible one included, unless a setting says otherwise.
KEPT_GENERATIONS = 50

_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS source (
    id INTEGER PRIMARY KEY AUTOINCREMENT, path TEXT NOT NULL UNIQUE, name TEXT NOT NULL, root TEXT NOT NULL, digest TEXT NOT NULL,
    text TEXT NOT NULL, layout TEXT NOT NULL, since INTEGER NOT NULL DEFAULT 1, seal TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS former (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, digest TEXT NOT NULL, text TEXT NOT NULL, layout TEXT NOT NULL,
    since INTEGER NOT NULL, until INTEGER NOT NULL, seal TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS generation (
    number INTEGER PRIMARY KEY, made_at TEXT NOT NULL, model TEXT NOT NULL,
    added INTEGER NOT NULL, updated INTEGER NOT NULL, removed INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS vector (vector_id TEXT PRIMARY KEY, part TEXT NOT NULL, alive INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS retired_part (name TEXT PRIMARY KEY, since REAL NOT NULL);
CREATE INDEX IF NOT EXISTS vector_part ON vector (part, alive);
CREATE TABLE IF NOT EXISTS fiche (
    id INTEGER PRIMARY KEY AUTOINCREMENT, source_id INTEGER NOT NULL REFERENCES source ON DELETE CASCADE, ordinal INTEGER NOT NULL,
    code TEXT NOT NULL, version INTEGER, title TEXT NOT NULL, current INTEGER NOT NULL DEFAULT 1);
CREATE TABLE IF NOT EXISTS chunk (
    id INTEGER PRIMARY KEY AUTOINCREMENT, fiche_id INTEGER NOT NULL REFERENCES fiche ON DELETE CASCADE, section TEXT NOT NULL,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, position INTEGER NOT NULL, vector_id TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS acronym (
    id INTEGER PRIMARY KEY AUTOINCREMENT, source_id INTEGER NOT NULL REFERENCES source ON DELETE CASCADE,
    letters TEXT NOT NULL, words TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS link (
    fiche_id INTEGER NOT NULL REFERENCES fiche ON DELETE CASCADE, code TEXT NOT NULL, PRIMARY KEY (fiche_id, code)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS failure (path TEXT PRIMARY KEY, error TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS source_digest ON source (digest);
CREATE INDEX IF NOT EXISTS acronym_source ON acronym (source_id);
CREATE INDEX IF NOT EXISTS acronym_letters ON acronym (letters, id);
CREATE INDEX IF NOT EXISTS link_code ON link (code);
CREATE INDEX IF NOT EXISTS fiche_source ON fiche (source_id);
CREATE INDEX IF NOT EXISTS former_until ON former (until);
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


@dataclass(frozen=True, slots=True)
class Generation:
    """One state of the index that was visible: when it was made (ISO 8601), with which model, and how many sources it changed."""

    number: int
    made_at: str
    model: str
    added: int
    updated: int
    removed: int


def reading_address(path: Path) -> str:
    """The address at which SQLite opens a file of ours for reading.

    Beside a file with a log it makes another, even to read; on a disk that is read-only it is told that nothing will change.
    """
    log = path.with_name(f"{path.name}-wal")
    try:
        still = bool(os.statvfs(path).f_flag & os.ST_RDONLY) and not (log.exists() and log.stat().st_size)
    except OSError:
        still = False
    return f"{path.absolute().as_uri()}?{'immutable=1' if still else 'mode=ro'}"


@contextmanager
def _sound(path: Path) -> Iterator[None]:
    """What a row holds is what was written there; where the disk has changed it, say so."""
    try:
        yield
    except (ValueError, TypeError, KeyError, LookupError) as error:
        raise StorageError(f"Le catalogue « {path} » est abîmé ({error}) ; lancez « fiches doctor ».") from error


def _lenient(data: bytes) -> str:
    """Text of a column, where a damaged byte must not keep the rest from being read."""
    return data.decode("utf-8", "replace")


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except DATABASE_ERRORS as error:
        told = database_reason(error)
        if told == DISK_FULL:
            remedy = "libérez de la place, puis relancez la même commande"
        else:
            remedy = "vérifiez les droits et la place du dossier FICHES_DATA_DIR, ou lancez « fiches doctor »"
        raise StorageError(f"Le catalogue « {path} » ne peut pas être lu ou écrit : {told} ; {remedy}.") from error


class Catalogue:
    """Read access to the generation that is visible when it is opened, and to no other until it is closed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with _translated(path):
            self._db = self._connect()
        self._chunks: dict[int, ChunkRecord] = {}
        self._embedded: dict[str, list[int]] = {}
        self.fiche: Callable[[int], Fiche] = lru_cache(maxsize=4_096)(self._load_fiche)
        self._parsed: Callable[[int], tuple[Fiche, ...]] = lru_cache(maxsize=256)(self._parse_source)
        self._text: Callable[[int], str] = lru_cache(maxsize=1_024)(self._load_text)
        self._source_of: Callable[[int], int] = lru_cache(maxsize=65_536)(self._load_source_of)

    def _connect(self) -> sqlite3.Connection:
        database = sqlite3.connect(reading_address(self.path), uri=True, check_same_thread=False, timeout=30)
        database.text_factory = _lenient
        database.execute("BEGIN")  # with the first reading, this holds on to one state of the file whatever is written after it
        database.execute("SELECT count(*) FROM meta").fetchone()
        return database

    def close(self) -> None:
        self._db.close()

    def is_superseded(self) -> bool:
        """Tell whether another generation has become visible, or the index is gone."""
        try:
            with closing(sqlite3.connect(reading_address(self.path), uri=True, timeout=30)) as database:
                row = database.execute("SELECT value FROM meta WHERE key = 'token'").fetchone()
        except DATABASE_ERRORS:
            return True  # whoever opens it again is told why
        return row is None or str(row[0]) != self.meta("token")

    @property
    def index(self) -> str:
        """The name of this index among those that share a Chroma server."""
        return self.meta("index") or ""

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts of the vector store that make up this generation, oldest first."""
        with _sound(self.path):
            return tuple(map(str, json.loads(self.meta("parts") or "[]")))

    def meta(self, key: str) -> str | None:
        with _translated(self.path):
            row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else None

    def sources(self) -> list[SourceRecord]:
        return [SourceRecord(*row) for row in self._rows("SELECT id, path, name, root, digest FROM source ORDER BY id")]

    def indexed_at(self) -> dict[int, str]:
        """Return when each source was read as it is now (ISO 8601), as far as its generation is kept."""
        rows = self._rows("SELECT source.id, generation.made_at FROM source JOIN generation ON generation.number = source.since")
        return {int(row[0]): str(row[1]) for row in rows}

    def fiches(self) -> list[FicheRecord]:
        return self._records()

    def _records(self, where: str = "", values: Iterable[object] = ()) -> list[FicheRecord]:
        rows = self._rows(f"SELECT id, source_id, ordinal, code, version, title, current FROM fiche {where} ORDER BY id", values)
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
        for batch in in_batches(values, _AT_ONCE):
            query = (
                f'SELECT id, fiche_id, section, start, "end", position, vector_id FROM chunk '
                f"WHERE {column} IN ({_marks(batch)}) ORDER BY position"
            )
            for row in self._rows(query, batch):
                with _sound(self.path):
                    chunk = ChunkRecord(row[0], row[1], SectionKind(row[2]), Span(row[3], row[4]), row[5], row[6])
                yield chunk

    def vector_ids(self) -> set[str]:
        return {str(row[0]) for row in self._rows("SELECT DISTINCT vector_id FROM chunk")}

    def count_vectors(self) -> int:
        return int(self._rows("SELECT count(DISTINCT vector_id) FROM chunk")[0][0])

    def stored_vectors(self, ids: Sequence[str]) -> set[str]:
        """Return those of `ids` that a part of the vector store holds."""
        return {
            str(row[0])
            for batch in in_batches(ids, _AT_ONCE)
            for row in self._rows(f"SELECT vector_id FROM vector WHERE vector_id IN ({_marks(batch)})", batch)
        }

    def vectors_of(self, part: str) -> list[str]:
        """Return the vectors of a part that some passage has."""
        return [str(row[0]) for row in self._rows("SELECT vector_id FROM vector WHERE part = ? AND alive = 1 ORDER BY vector_id", (part,))]

    def is_altered(self) -> bool:
        """Tell whether a row other than a text or a chunk is no longer what was written: SQLite does not watch over what it holds."""
        return self.meta("seal") != self._seal_of_rows()

    def _seal_of_rows(self) -> str:
        seal = hashlib.sha256()
        with _translated(self.path):
            for query in _SEALED:
                for row in self._db.execute(query):
                    seal.update(repr(row).encode("utf-8", "surrogatepass"))
        return seal.hexdigest()

    def altered_sources(self) -> list[str]:
        """Return the names of the sources, former ones included, whose text is no longer that which was published."""
        with _translated(self.path):
            rows = self._db.execute("SELECT name, text, layout, seal FROM source UNION ALL SELECT name, text, layout, seal FROM former")
            return [str(name) for name, text, layout, seal in rows if _seal(name, text, layout) != seal]

    def chunk_ids(self) -> list[int]:
        return [int(row[0]) for row in self._rows("SELECT id FROM chunk ORDER BY id")]

    def generations(self) -> list[Generation]:
        """Return the generations that can still be read, oldest first; the last is the one that answers."""
        return [
            Generation(*row) for row in self._rows("SELECT number, made_at, model, added, updated, removed FROM generation ORDER BY number")
        ]

    def fiches_of(self, number: int) -> list[Fiche]:
        """Return the fiches of one generation, as this program parses them.

        Raises:
            UnknownGenerationError: it is not kept, or never was.
        """
        return [fiche for row in self._sources_of(number) for fiche in parse_fiches(_load_source(*row))]

    def fiches_between(self, before: int, after: int) -> tuple[list[Fiche], list[Fiche]]:
        """Return the fiches of two generations, without those whose source says the same in both: few are parsed, where few changed.

        Raises:
            UnknownGenerationError: one of them is not kept, or never was.
        """
        old, new = self._sources_of(before), self._sources_of(after)
        both = Counter((text, layout) for _name, text, _digest, layout in old) & Counter(
            (text, layout) for _name, text, _digest, layout in new
        )

        def others(rows: list[tuple[str, str, str, str]]) -> list[Fiche]:
            left = both.copy()
            fiches: list[Fiche] = []
            for name, text, digest, layout in rows:
                if left[text, layout]:
                    left[text, layout] -= 1
                else:
                    fiches.extend(parse_fiches(_load_source(name, text, digest, layout)))
            return fiches

        return others(old), others(new)

    def _sources_of(self, number: int) -> list[tuple[str, str, str, str]]:
        """Return (name, text, digest, layout) of the sources of a generation, by name."""
        kept = [generation.number for generation in self.generations()]
        if number not in kept:
            told = ", ".join(map(str, kept)) or "aucune"
            raise UnknownGenerationError(f"La génération {number} n’est pas gardée ; générations gardées : {told}.")
        query = (
            "SELECT name, text, digest, layout FROM source WHERE since <= ?1 "
            "UNION ALL SELECT name, text, digest, layout FROM former WHERE since <= ?1 AND until > ?1 ORDER BY name"
        )
        return self._rows(query, (number,))

    def excerpt(self, chunk: ChunkRecord) -> Excerpt:
        """Return the verbatim text of a chunk and its address; its fiche need not be parsed for that."""
        text = self._text(self._source_of(chunk.fiche_id))
        return Excerpt(text[chunk.span.start : chunk.span.end], chunk.span)

    def citing(self, codes: Iterable[str]) -> set[int]:
        """Return the fiches that name one of these codes."""
        return {int(row[0]) for code in codes for row in self._rows("SELECT fiche_id FROM link WHERE code = ?", (code,))}

    def _load_text(self, source_id: int) -> str:
        with _sound(self.path):
            return str(self._rows("SELECT text FROM source WHERE id = ?", (source_id,))[0][0])

    def _load_source_of(self, fiche_id: int) -> int:
        with _sound(self.path):
            return int(self._rows("SELECT source_id FROM fiche WHERE id = ?", (fiche_id,))[0][0])

    def _load_fiche(self, fiche_id: int) -> Fiche:
        rows = self._rows("SELECT source_id, ordinal FROM fiche WHERE id = ?", (fiche_id,))
        with _sound(self.path):
            source_id, ordinal = int(rows[0][0]), int(rows[0][1])
        with _sound(self.path):
            return self._parsed(source_id)[ordinal]

    def _parse_source(self, source_id: int) -> tuple[Fiche, ...]:
        return parse_fiches(self.source(source_id))

    def texts(self) -> list[str]:
        """Return the text of each source, as published."""
        return [text for (text,) in self._rows("SELECT text FROM source ORDER BY id")]

    def source(self, source_id: int) -> Source:
        """Return a source as it was published."""
        with _sound(self.path):
            return _load_source(*self._rows("SELECT name, text, digest, layout FROM source WHERE id = ?", (source_id,))[0])

    def _rows(self, query: str, values: Iterable[object] = ()) -> list[tuple]:  # type: ignore[type-arg]  # sqlite rows are untyped
        with _translated(self.path):
            return self._db.execute(query, tuple(values)).fetchall()


class CatalogueWriter(Catalogue):
    """Write access: everything between `begin` and `commit` becomes visible at `commit`, or not at all.

    Written ahead in SQLite's log (WAL), so that readers go on reading while a run writes, however long it takes.
    """

    def _connect(self) -> sqlite3.Connection:
        uri = f"{self.path.absolute().as_uri()}?mode=rwc"
        database = sqlite3.connect(uri, uri=True, check_same_thread=False, timeout=30, isolation_level=None)
        database.text_factory = _lenient
        database.execute("PRAGMA foreign_keys = ON")
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = FULL")
        database.executescript(f"BEGIN; {_SCHEMA}; COMMIT;")
        columns = {row[1] for row in database.execute("PRAGMA table_info(source)")}
        if "layout" not in columns:  # format 1
            database.execute("ALTER TABLE source RENAME COLUMN page_starts TO layout")
        database.execute("INSERT OR IGNORE INTO meta VALUES ('index', ?)", (uuid.uuid4().hex,))
        if "since" not in columns:  # format 2
            database.execute("ALTER TABLE source ADD COLUMN since INTEGER NOT NULL DEFAULT 1")
            database.execute("ALTER TABLE source ADD COLUMN seal TEXT NOT NULL DEFAULT ''")
        if "seal" not in {row[1] for row in database.execute("PRAGMA table_info(former)")}:  # format 3
            database.execute("ALTER TABLE former ADD COLUMN seal TEXT NOT NULL DEFAULT ''")
        return database

    def begin(self) -> None:
        self._execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        self.set_meta("seal", self._seal_of_rows())
        self._execute("COMMIT")
        self._forget()

    def rollback(self) -> None:
        with _translated(self.path):
            self._db.rollback()
        self._forget()

    def _forget(self) -> None:
        """What was read of another generation is not kept at hand."""
        self._chunks.clear()
        self._embedded.clear()
        for cached in (self.fiche, self._parsed, self._text, self._source_of):
            cached.cache_clear()  # type: ignore[union-attr]  # these are caches of functools

    def set_meta(self, key: str, value: str) -> None:
        self._execute("INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", (key, value))

    def next_number(self) -> int:
        """Return the number of the generation that is being written."""
        last = self.meta("generation") or "0"
        return int(last) + 1 if last.isdigit() else 1  # format 2 numbered none

    def add_generation(self, generation: Generation, *, keep: int) -> None:
        """Make `generation` the visible one, and forget those older than the last `keep`."""
        self._execute(
            "INSERT INTO generation VALUES (?, ?, ?, ?, ?, ?)",
            (generation.number, generation.made_at, generation.model, generation.added, generation.updated, generation.removed),
        )
        oldest = generation.number - keep + 1
        self._execute("DELETE FROM generation WHERE number < ?", (oldest,))
        self._execute("DELETE FROM former WHERE until <= ?", (oldest,))
        for key, value in (
            ("generation", str(generation.number)),
            ("token", uuid.uuid4().hex),
            ("format", FORMAT),
            ("model", generation.model),
            ("updated_at", generation.made_at),
        ):
            self.set_meta(key, value)

    def remove_source(self, source_id: int, until: int) -> list[tuple[str, int, str]]:
        """Put a source among the former ones; return the (fiche code, chunk, vector) that were its own."""
        removed = self._rows(
            "SELECT fiche.code, chunk.id, chunk.vector_id FROM fiche LEFT JOIN chunk ON chunk.fiche_id = fiche.id WHERE fiche.source_id = ?",
            (source_id,),
        )
        self._execute(
            "INSERT INTO former (name, digest, text, layout, since, until, seal) "
            "SELECT name, digest, text, layout, since, ?, seal FROM source WHERE id = ? AND since < ?",
            (until, source_id, until),
        )
        self._execute("DELETE FROM source WHERE id = ?", (source_id,))
        return removed

    def add_source(self, path: str, root: str, source: Source, since: int) -> int:
        layout = _dump_layout(source)
        source_id = self._execute(
            "INSERT INTO source (path, name, root, digest, text, layout, since, seal) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (path, source.name, root, source.digest, source.text, layout, since, _seal(source.name, source.text, layout)),
        )
        for letters, words in expansions_in([source.text]).items():
            self._execute("INSERT INTO acronym (source_id, letters, words) VALUES (?, ?, ?)", (source_id, letters, words))
        return source_id

    def add_fiche(self, source_id: int, ordinal: int, fiche: Fiche) -> int:
        fiche_id = self._execute(
            "INSERT INTO fiche (source_id, ordinal, code, version, title) VALUES (?, ?, ?, ?, ?)",
            (source_id, ordinal, fiche.code, fiche.version, fiche.title.line),
        )
        for code in {link.code for link in fiche.links}:
            self._execute("INSERT INTO link VALUES (?, ?)", (fiche_id, code))
        return fiche_id

    def add_chunk(self, fiche_id: int, section: SectionKind, span: Span, position: int, vector_id: str) -> int:
        return self._execute(
            'INSERT INTO chunk (fiche_id, section, start, "end", position, vector_id) VALUES (?, ?, ?, ?, ?, ?)',
            (fiche_id, section.value, span.start, span.end, position, vector_id),
        )

    def of_code(self, code: str) -> list[tuple[FicheRecord, frozenset[str]]]:
        """Return the fiches of a code, each with the vectors of its passages: the same words have the same vector."""
        return [
            (record, frozenset(chunk.vector_id for chunk in self._chunks_where("fiche_id", [record.id])))
            for record in self._records("WHERE code = ?", (code,))
        ]

    def set_current(self, code: str, fiche_ids: Iterable[int]) -> None:
        """Make these the fiches of `code` that answer by default."""
        self._execute("UPDATE fiche SET current = 0 WHERE code = ?", (code,))
        for fiche_id in fiche_ids:
            self._execute("UPDATE fiche SET current = 1 WHERE id = ?", (fiche_id,))

    def set_failures(self, gone: Iterable[str], failures: Iterable[Failure]) -> None:
        """Forget the failures of the paths in `gone` and record these."""
        for path in gone:
            self._execute("DELETE FROM failure WHERE path = ?", (path,))
        for failure in failures:
            self._execute("INSERT OR REPLACE INTO failure VALUES (?, ?)", (failure.path, failure.error))

    def acronyms(self) -> dict[str, str]:
        """Return the words of each acronym that the sources spell out, by its letters; the first stand."""
        rows = self._rows("SELECT letters, words, min(id) FROM acronym GROUP BY letters ORDER BY 3")
        return {str(letters): str(words) for letters, words, _id in rows}

    def used_vectors(self, ids: Sequence[str]) -> set[str]:
        """Return those of `ids` that some passage has."""
        return {
            str(row[0])
            for batch in in_batches(ids, _AT_ONCE)
            for row in self._rows(f"SELECT DISTINCT vector_id FROM chunk WHERE vector_id IN ({_marks(batch)})", batch)
        }

    def set_alive(self, ids: Sequence[str]) -> None:
        """Note which of these vectors some passage has, and which none has any more."""
        used = self.used_vectors(ids)
        for identifier in ids:
            self._execute("UPDATE vector SET alive = ? WHERE vector_id = ?", (int(identifier in used), identifier))

    def part_sizes(self) -> dict[str, tuple[int, int]]:
        """Return how many vectors each part holds, and how many of them are alive."""
        return {row[0]: (row[1], row[2]) for row in self._rows("SELECT part, count(*), sum(alive) FROM vector GROUP BY part")}

    def set_parts(self, parts: Sequence[str], now: float) -> None:
        """Name the parts of the generation being written; what the former ones had and this one has not is retired at `now`."""
        for part in set(self.parts) - set(parts):
            self._execute("INSERT OR REPLACE INTO retired_part VALUES (?, ?)", (part, now))
        self.set_meta("parts", json.dumps(parts))

    def put_vectors(self, part: str, ids: Iterable[str]) -> None:
        for identifier in ids:
            self._execute("INSERT OR REPLACE INTO vector VALUES (?, ?, 1)", (identifier, part))

    def forget_part(self, part: str) -> None:
        """Forget the vectors that stand in a part and in no other."""
        self._execute("DELETE FROM vector WHERE part = ?", (part,))

    def retired_parts(self) -> dict[str, float]:
        """Return the parts of former generations that are still there, and since when they are retired (seconds since the epoch)."""
        return {str(row[0]): float(row[1]) for row in self._rows("SELECT name, since FROM retired_part")}

    def forget_retired(self, part: str) -> None:
        self._execute("DELETE FROM retired_part WHERE name = ?", (part,))

    def _execute(self, query: str, values: tuple[object, ...] = ()) -> int:
        with _translated(self.path):
            return self._db.execute(query, values).lastrowid or 0


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))


def _seal(name: str, text: str, layout: str) -> str:
    return hashlib.sha256("\0".join((name, text, layout)).encode("utf-8", "surrogatepass")).hexdigest()


def _dump_layout(source: Source) -> str:
    """Pages, paragraphs and own headings of a source, as JSON: what its text alone does not say."""
    blocks = [
        [block.span.start, block.span.end, block.kind.value, *((block.cell.table, block.cell.row, block.cell.column) if block.cell else ())]
        for block in source.blocks
    ]
    return json.dumps({"pages": source.page_starts, "blocks": blocks, "spellings": source.spellings}, separators=(",", ":"))


def _load_source(name: str, text: str, digest: str, dumped: str) -> Source:
    layout = json.loads(dumped)
    if isinstance(layout, list):  # format 1 kept the pages alone
        layout = {"pages": layout, "blocks": [], "spellings": []}
    return Source(
        name,
        text,
        digest,
        page_starts=tuple(layout["pages"]),
        blocks=tuple(
            Block(Span(start, end), BlockKind(kind), Cell(*place) if place else None) for start, end, kind, *place in layout["blocks"]
        ),
        spellings=tuple((spelling, SectionKind(kind)) for spelling, kind in layout["spellings"]),
    )
