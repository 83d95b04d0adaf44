"""Paths -> index: read what changed, embed what is new, then switch, so that a run becomes visible all at once or not at all.

Vectors are stored under a digest of the words they embed: the same words are never embedded twice, and vectors added by a
run that did not end are found again by the next.
"""

import hashlib
import os
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from ingest.chunking import Chunk, chunk_fiche
from ingest.corpus import Read, digest_of, find_files, is_there, is_within, printable, read_file
from ingest.errors import IndexLockedError, SourceError, StorageError, reason
from ingest.index.catalogue import FORMAT, CatalogueWriter, SourceRecord
from ingest.index.ports import Embedder, LexicalWriter, VectorStore
from ingest.model import Failure, ReadSource, SourceFile
from ingest.parser import parse_fiches
from ingest.readers import read_source
from ingest.readers.options import DEFAULT_OPTIONS, ReadingOptions
from ingest.versions import current_keys


@dataclass(slots=True)
class IndexReport:
    """What a run did, by source name; totals are those of the index after it."""

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    duplicates: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    fiches: int = 0
    passages: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class IndexPlan:
    """What a run will change."""

    report: IndexReport
    to_remove: tuple[int, ...]  # source identifiers
    to_add: tuple[tuple[ReadSource, str], ...]  # with the argument each was found under
    looked_at: tuple[str, ...]  # paths whose former failures are settled


@dataclass(frozen=True, slots=True)
class IndexBuilder:
    """Writes the index of one data directory; one builder at a time."""

    data_dir: Path
    catalogue: CatalogueWriter
    embedder: Embedder
    vectors: VectorStore
    lexical: LexicalWriter
    options: ReadingOptions = DEFAULT_OPTIONS
    read: Read = read_source
    on_file: Callable[[str], None] = lambda _name: None
    on_embedding: Callable[[int, int], None] = lambda _done, _of: None

    def index(self, paths: Sequence[str], *, prune: bool = False, dry_run: bool = False) -> IndexReport:
        """Bring the index up to date with `paths`; with `prune`, forget the sources that are gone from under them."""
        started = time.monotonic()
        plan = self._plan(paths, prune=prune)
        if not dry_run:
            self._apply(plan)
        plan.report.fiches = self.catalogue.count("fiche")
        plan.report.passages = self.catalogue.count("chunk")
        plan.report.seconds = round(time.monotonic() - started, 3)
        return plan.report

    def rebuild(self) -> IndexReport:
        """Make the index anew from its recorded sources, with the embedder at hand."""
        started = time.monotonic()
        report = IndexReport()
        to_add, keep = [], []
        for record in self.catalogue.sources():
            self.on_file(record.name)
            try:
                to_add.append((read_file(SourceFile(record.name, record.path), options=self.options, read=self.read), record.root))
                report.updated.append(record.name)
                keep.append(record.id)
            except SourceError as error:
                report.failed.append(Failure(record.name, str(error)))
        if report.failed and not to_add:
            raise StorageError(
                "Aucune des sources enregistrées ne peut être relue ; l’index est resté tel quel. Relancez « fiches index » sur vos fichiers."
            )
        removed = tuple(record.id for record in self.catalogue.sources())
        report.removed = [failure.path for failure in report.failed]
        self._apply(IndexPlan(report, removed, tuple(to_add), tuple(read.file.name for read, _root in to_add)))
        report.fiches, report.passages = self.catalogue.count("fiche"), self.catalogue.count("chunk")
        report.seconds = round(time.monotonic() - started, 3)
        return report

    def _plan(self, paths: Sequence[str], *, prune: bool) -> IndexPlan:
        report = IndexReport()
        files, skipped, missing = find_files(paths, self.options)
        report.skipped.extend(skipped)
        known = {record.path: record for record in self.catalogue.sources()}
        same_format = self.catalogue.meta("format") == FORMAT
        gone = [record for record in known.values() if prune and _is_under(record, paths) and not is_there(record.path)]
        report.removed.extend(record.name for record in gone)
        if not same_format:  # what an older program has parsed is parsed again, whatever the paths
            found = {file.path for file in files}
            files += tuple(
                SourceFile(record.name, record.path) for record in known.values() if record not in gone and record.path not in found
            )
        # Who holds which content once the run is done: a file whose content has changed no longer holds its former one.
        digests = {file.path: _digest(file, self.options) for file in files}
        by_digest = {
            record.digest: record.path
            for record in known.values()
            if record not in gone and digests.get(record.path, record.digest) == record.digest
        }
        # A path that is gone is no failure when the run was asked to forget it.
        pruned_roots = [os.path.realpath(path) for path in paths] if prune else []
        report.failed.extend(failure for failure in missing if not _explains(gone, failure.path, pruned_roots))
        to_remove = [record.id for record in gone]
        to_add: list[tuple[ReadSource, str]] = []
        for file in files:
            self.on_file(file.name)
            former = known.get(file.path)
            try:
                digest = digests[file.path]
                if former and former.digest == digest and same_format:
                    report.unchanged.append(file.name)
                    continue
                twin = by_digest.get(digest) if digest else None
                if twin and twin != file.path:
                    report.duplicates.append(file.name)
                    if former and former.id not in to_remove:  # it was a fiche of its own, it has become a copy
                        to_remove.append(former.id)
                        report.removed.append(former.name)
                    continue
                read = self._read(file, former if not same_format else None)
            except SourceError as error:
                report.failed.append(Failure(file.name, str(error)))
                continue
            if former:
                to_remove.append(former.id)
            (report.updated if former else report.added).append(file.name)
            to_add.append((read, _root_of(file.path, paths)))
            by_digest[digest] = file.path
        settled = {*map(printable, paths), *(file.name for file in files)}
        if prune:
            settled.update(failure.path for failure in self.catalogue.failures() if not Path(failure.path).exists())
        return IndexPlan(report, tuple(to_remove), tuple(to_add), tuple(sorted(settled)))

    def _read(self, file: SourceFile, recorded: SourceRecord | None) -> ReadSource:
        """Read a file; where it is gone, `recorded` has kept what it published."""
        if recorded and not is_there(recorded.path):
            source = self.catalogue.source(recorded.id)
            return ReadSource(file, source, parse_fiches(source))
        return read_file(file, options=self.options, read=self.read)

    def _apply(self, plan: IndexPlan) -> None:
        report = plan.report
        first = self.catalogue.meta("generation") is None
        if not (plan.to_add or plan.to_remove or (first and not report.failed)):
            if not first:
                self._record_failures(plan)
            return
        chunks = [[chunk_fiche(fiche) for fiche in read.fiches] for read, _root in plan.to_add]
        wanted = {vector_id(chunk): chunk for source in chunks for fiche in source for chunk in fiche}
        missing = self.vectors.missing(list(wanted))
        if missing:
            self._embed([wanted[identifier] for identifier in missing], missing)
        generation = uuid.uuid4().hex
        self.catalogue.begin()
        try:
            before = self.catalogue.vector_ids()
            for source_id in plan.to_remove:
                self.catalogue.remove_source(source_id)
            for (read, root), source_chunks in zip(plan.to_add, chunks, strict=True):
                source_id = self.catalogue.add_source(read.file.path, root, read.source)
                for ordinal, (fiche, fiche_chunks) in enumerate(zip(read.fiches, source_chunks, strict=True)):
                    fiche_id = self.catalogue.add_fiche(source_id, ordinal, fiche)
                    for chunk in fiche_chunks:
                        self.catalogue.add_chunk(fiche_id, chunk.section, chunk.excerpt.span, chunk.position, vector_id(chunk))
            records = self.catalogue.fiches()
            passages = self.catalogue.passages_of_twins()
            self.catalogue.set_current(
                current_keys(
                    (record.id, record.code, record.version, record.title, passages.get(record.id, frozenset())) for record in records
                )
            )
            self.catalogue.set_failures(plan.looked_at, report.failed)
            self._write_lexical(generation)
            for key, value in (
                ("generation", generation),
                ("format", FORMAT),
                ("model", self.embedder.name),
                ("updated_at", datetime.now(UTC).isoformat(timespec="seconds")),
            ):
                self.catalogue.set_meta(key, value)
            unused = sorted(before - self.catalogue.vector_ids())
            self.catalogue.commit()
        except BaseException:
            self.catalogue.rollback()
            raise
        # The new generation is visible; what only the former one used may go.
        self.vectors.delete(unused)
        self.lexical.prune(generation)

    def _record_failures(self, plan: IndexPlan) -> None:
        """A run that changes no fiche keeps its generation, and remembers what failed."""
        self.catalogue.begin()
        self.catalogue.set_failures(plan.looked_at, plan.report.failed)
        self.catalogue.commit()

    def _embed(self, chunks: Sequence[Chunk], ids: Sequence[str]) -> None:
        texts = [embedded_text(chunk) for chunk in chunks]
        vectors = self.embedder.embed_passages(texts, self.on_embedding)
        self.vectors.add(ids, vectors)

    def _write_lexical(self, generation: str) -> None:
        chunk_ids: list[int] = []
        texts: list[str] = []
        for record in self.catalogue.fiches():
            rows = self.catalogue.chunks_of_fiche(record.id)
            for row, chunk in zip(rows, chunk_fiche(self.catalogue.fiche(record.id)), strict=True):
                chunk_ids.append(row.id)
                texts.append(embedded_text(chunk))
        self.lexical.write(generation, chunk_ids, texts)


def embedded_text(chunk: Chunk) -> str:
    """What the vector and the lexical base read of a chunk: its context, then its words."""
    return f"{chunk.header} : {chunk.text}"


def vector_id(chunk: Chunk) -> str:
    return hashlib.sha256(embedded_text(chunk).encode("utf-8", "replace")).hexdigest()[:32]


@contextmanager
def writing(data_dir: Path) -> Iterator[None]:
    """Hold the data directory for writing.

    Raises:
        IndexLockedError: another process holds it.
        StorageError: the directory cannot be made or written.
    """
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        lock = FileLock(data_dir / "index.lock", timeout=0)
        lock.acquire()
    except Timeout as error:
        raise IndexLockedError(
            f"Une autre indexation est en cours dans « {data_dir} » ; attendez qu’elle se termine, puis recommencez."
        ) from error
    except OSError as error:
        raise StorageError(
            f"Le dossier de données « {data_dir} » ne peut pas être écrit ({reason(error)}) ; donnez les droits ou changez FICHES_DATA_DIR."
        ) from error
    try:
        yield
    finally:
        lock.release()


def _digest(file: SourceFile, options: ReadingOptions) -> str:
    """Digest of a file, or "" where reading it is left to the reader that says why it fails."""
    try:
        return digest_of(file, options)
    except SourceError:
        return ""


def _is_under(record: SourceRecord, paths: Sequence[str]) -> bool:
    if not paths:
        return True
    return any(is_within(record.path, real) for real in map(os.path.realpath, paths))


def _explains(gone: Sequence[SourceRecord], path: str, pruned_roots: Sequence[str]) -> bool:
    real = os.path.realpath(path)
    return real in pruned_roots and any(is_within(record.path, real) for record in gone)


def _root_of(path: str, paths: Sequence[str]) -> str:
    reals = [os.path.realpath(argument) for argument in paths]
    return max((real for real in reals if is_within(path, real)), key=len, default=path)
