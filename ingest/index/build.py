"""Paths -> index: what changed under them is read, embedded and published as one generation.

A run holds one file at a time in memory and one window of passages, whatever the size of the corpus.
"""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from ingest.corpus import Read, digest_of, find_files, is_there, is_within, printable, read_file
from ingest.errors import SourceError, StorageError
from ingest.index.catalogue import FORMAT, KEPT_GENERATIONS, CatalogueWriter, SourceRecord
from ingest.index.generation import GenerationWriter
from ingest.index.parts import damaged_parts
from ingest.index.ports import Embedder, LexicalWriter, Progress, Silent, VectorStore
from ingest.model import Failure, ReadSource, SourceFile
from ingest.parser import parse_fiches
from ingest.readers import read_source
from ingest.readers.options import DEFAULT_OPTIONS, ReadingOptions


@dataclass(slots=True)
class IndexReport:
    """What a run did, by source name; totals are those of the index after it, `embedded` counts the vectors it computed."""

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    duplicates: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    fiches: int = 0
    passages: int = 0
    embedded: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class _Found:
    """What a run starts from."""

    files: tuple[SourceFile, ...]
    known: dict[str, SourceRecord]  # by real path
    gone: tuple[SourceRecord, ...]  # to be forgotten
    digests: dict[str, str]  # by real path; "" where reading it is left to the reader that says why it fails
    is_same_format: bool


@dataclass(frozen=True, slots=True)
class IndexBuilder:
    """Writes the index of one data directory; one builder at a time (`ingest.index.lock`)."""

    catalogue: CatalogueWriter
    embedder: Embedder
    vectors: Callable[[], VectorStore]  # opened when something is to be written: a run without news needs none
    staging: Path  # file that vectors wait in until they are published
    lexical: LexicalWriter
    options: ReadingOptions = DEFAULT_OPTIONS
    read: Read = read_source
    progress: Progress = field(default_factory=Silent)
    keep: int = KEPT_GENERATIONS  # generations that can still be compared, the visible one included

    def index(self, paths: Sequence[str], *, prune: bool = False, dry_run: bool = False) -> IndexReport:
        """Bring the index up to date with `paths`; with `prune`, forget the sources that are gone from under them."""
        with self._reported(IndexReport()) as report:
            found = self._find(paths, report, prune=prune)
            looked_at = self._looked_at(paths, found, prune=prune)
            run = _Run(self, report, looked_at, dry_run=dry_run)
            with run:
                for record in found.gone:
                    run.remove(record)
                self._bring_up_to_date(found, paths, run)
        return report

    def rebuild(self, *, vectors: bool = False) -> IndexReport:
        """Make the index anew from its recorded sources, with the embedder at hand; with `vectors`, each of them too.

        Raises:
            StorageError: none of the sources can be read; the index stays as it was.
        """
        with self._reported(IndexReport()) as report:
            records = self.catalogue.sources()
            with _Run(self, report, tuple(record.name for record in records), rebuild=True) as run:
                run.forget_parts(everything=vectors or self.catalogue.meta("model") != self.embedder.name)
                for done, record in enumerate(records):
                    self.progress.reading(done, len(records), record.name)
                    try:
                        read = read_file(SourceFile(record.name, record.path), options=self.options, read=self.read)
                    except SourceError as error:
                        report.failed.append(Failure(record.name, str(error)))
                        run.remove(record)
                        continue
                    run.replace(record, read, record.root)
                if report.failed and not report.updated:
                    raise StorageError(
                        "Aucune des sources enregistrées ne peut être relue ; l’index est resté tel quel. Relancez « fiches index » sur vos fichiers."
                    )
        return report

    def recorded(self, record: SourceRecord) -> ReadSource:
        """Return a source as it was published, parsed by this program."""
        source = self.catalogue.source(record.id)
        return ReadSource(SourceFile(record.name, record.path), source, parse_fiches(source))

    @contextmanager
    def _reported(self, report: IndexReport) -> Iterator[IndexReport]:
        started = time.monotonic()
        yield report
        report.fiches, report.passages = self.catalogue.count("fiche"), self.catalogue.count("chunk")
        report.seconds = round(time.monotonic() - started, 3)

    def _find(self, paths: Sequence[str], report: IndexReport, *, prune: bool) -> _Found:
        files, skipped, missing = find_files(paths, self.options)
        report.skipped.extend(skipped)
        known = {record.path: record for record in self.catalogue.sources()}
        is_same_format = self.catalogue.meta("format") == FORMAT
        gone = tuple(record for record in known.values() if prune and _is_under(record, paths) and not is_there(record.path))
        if not is_same_format:  # what an older program has parsed is parsed again, whatever the paths
            found = {file.path for file in files}
            files += tuple(
                SourceFile(record.name, record.path) for record in known.values() if record not in gone and record.path not in found
            )
        # A path that is gone is no failure when the run was asked to forget it.
        pruned_roots = [os.path.realpath(path) for path in paths] if prune else []
        report.failed.extend(failure for failure in missing if not _explains(gone, failure.path, pruned_roots))
        return _Found(files, known, gone, {file.path: _digest(file, self.options) for file in files}, is_same_format)

    def _looked_at(self, paths: Sequence[str], found: _Found, *, prune: bool) -> tuple[str, ...]:
        """The paths whose former failures are settled."""
        settled = {*map(printable, paths), *(file.name for file in found.files)}
        if prune:
            roots = [os.path.realpath(path) for path in paths]
            settled.update(
                failure.path
                for failure in self.catalogue.failures()
                if not Path(failure.path).exists() and (not roots or any(is_within(os.path.realpath(failure.path), root) for root in roots))
            )
        return tuple(sorted(settled))

    def _bring_up_to_date(self, found: _Found, paths: Sequence[str], run: "_Run") -> None:
        report, digests = run.report, found.digests
        # Who holds which content once the run is done: a file whose content has changed no longer holds its former one.
        by_digest = {
            record.digest: record.path
            for record in found.known.values()
            if record not in found.gone and digests.get(record.path, record.digest) == record.digest
        }
        for done, file in enumerate(found.files):
            self.progress.reading(done, len(found.files), file.name)
            former, digest = found.known.get(file.path), digests[file.path]
            if former and former.digest == digest and found.is_same_format:
                report.unchanged.append(file.name)
                continue
            twin = by_digest.get(digest) if digest else None
            if twin and twin != file.path:
                report.duplicates.append(file.name)
                if former and former not in found.gone:  # it was a fiche of its own, it has become a copy
                    run.remove(former)
                continue
            try:
                read = self._read(file, former if not found.is_same_format else None)
            except SourceError as error:
                report.failed.append(Failure(file.name, str(error)))
                if former and not found.is_same_format:
                    run.keep(former)
                continue
            run.replace(former, read, _root_of(file.path, paths))
            by_digest[digest] = file.path

    def _read(self, file: SourceFile, recorded: SourceRecord | None) -> ReadSource:
        """Read a file; where it is gone, `recorded` has kept what it published."""
        if recorded and not is_there(recorded.path):
            return self.recorded(recorded)
        return read_file(file, options=self.options, read=self.read)


class _Run:
    """One run: a generation begun with the first change, published at the end, abandoned where an error gets through."""

    def __init__(
        self,
        builder: IndexBuilder,
        report: IndexReport,
        looked_at: tuple[str, ...],
        *,
        rebuild: bool = False,
        dry_run: bool = False,
    ) -> None:
        self.report = report
        self._builder, self._looked_at = builder, looked_at
        self._rebuild, self._dry_run = rebuild, dry_run
        self._writer: GenerationWriter | None = None

    def __enter__(self) -> "_Run":
        return self

    def __exit__(self, cause: type[BaseException] | None, *_: object) -> None:
        try:
            if cause is None and not self._dry_run:
                self._end()
        finally:
            if self._writer:
                self._writer.abandon()
            self._builder.embedder.close()

    def remove(self, record: SourceRecord) -> None:
        self.report.removed.append(record.name)
        if not self._dry_run:
            self._begin().remove(record.id)

    def replace(self, former: SourceRecord | None, read: ReadSource, root: str) -> None:
        (self.report.updated if former else self.report.added).append(read.file.name)
        self._write(former, read, root)

    def keep(self, former: SourceRecord) -> None:
        """Write a source again as it was published: what an older program has made of it does not do any more."""
        self._write(former, self._builder.recorded(former), former.root)

    def _write(self, former: SourceRecord | None, read: ReadSource, root: str) -> None:
        if self._dry_run:
            return
        writer = self._begin()
        if former:
            writer.remove(former.id)
        writer.add(read, root)

    def forget_parts(self, *, everything: bool) -> None:
        """Do without the vectors that are damaged, or without any."""
        catalogue, writer = self._builder.catalogue, self._begin()
        for part in catalogue.parts if everything else damaged_parts(catalogue, self._store):
            writer.forget_part(part)

    def _begin(self) -> GenerationWriter:
        builder = self._builder
        if self._writer is None:
            self._store = builder.vectors()
            if not self._rebuild and (gone := set(builder.catalogue.parts) - set(self._store.parts())):
                raise StorageError(f"Il manque {len(gone)} partie(s) à la base vectorielle ; lancez « fiches rebuild », puis recommencez.")
            self._writer = GenerationWriter(
                builder.catalogue,
                builder.embedder,
                self._store,
                builder.staging,
                builder.lexical,
                on_embedding=builder.progress.embedding,
            )
        return self._writer

    def _end(self) -> None:
        report, catalogue = self.report, self._builder.catalogue
        is_first = catalogue.meta("generation") is None
        if self._writer is None and (not is_first or report.failed):
            if not is_first:  # a run that changes no fiche keeps its generation, and remembers what failed
                catalogue.begin()
                catalogue.set_failures(self._looked_at, report.failed)
                catalogue.commit()
            return
        writer = self._begin()
        writer.publish(
            added=len(report.added),
            updated=len(report.updated),
            removed=len(report.removed),
            looked_at=self._looked_at,
            failed=report.failed,
            keep=self._builder.keep,
            anew=self._rebuild,
        )
        report.embedded = writer.embedded
        self._writer = None


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
