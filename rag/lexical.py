"""The lexical base: BM25 over French stems, in segments that are memory-mapped and never written twice.

A run adds one segment with the chunks that are new and notes which rows of the others are dead; small segments are merged as they
pile up, so that a large one is seldom written again. A manifest, kept in the catalogue, says which segments make up a generation.
What is written is named by the digest of its bytes, so that damage can be told from the names alone.
"""

import hashlib
import io
import json
import os
import shutil
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tokenize import TokenError

import numpy as np
from numpy.typing import NDArray

from ingest.errors import StorageError, reason
from ingest.index.merging import merged_groups
from rag.analysis import analyse

_IDS, _LENGTHS, _STARTS, _ROWS, _COUNTS = "chunk_ids.npy", "lengths.npy", "starts.npy", "rows.npy", "counts.npy"
_STEMS, _WORDS = "stems.txt", "words.txt"
_FILES = (_IDS, _LENGTHS, _STARTS, _ROWS, _COUNTS, _STEMS, _WORDS)
# What numpy raises on a header that is not one, which it reads as a Python expression, besides ValueError.
_DAMAGE = (ValueError, EOFError, LookupError, TypeError, SyntaxError, MemoryError, TokenError)
_K1, _B = 1.2, 0.6  # short items: length says little (make bench-retrieval)


@dataclass(frozen=True, slots=True)
class _Postings:
    """Chunks and the stems they hold: row r is chunk `ids[r]`; the rows of stem s are `rows[starts[s]:starts[s + 1]]`."""

    ids: NDArray[np.int64]  # ascending
    lengths: NDArray[np.int32]  # stems a chunk holds, those that come back included
    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    counts: NDArray[np.uint16]  # how often the stem stands in the chunk
    stems: list[str]
    words: list[tuple[str, str]]  # (folded, stem): the words as written, for the correction of typing mistakes


class LexicalBaseWriter:
    """Writes the segments of one index, in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, chunk_ids: Sequence[int], texts: Iterable[str]) -> str:
        """Write a segment of these texts (`chunk_ids`, ascending, are theirs) and return its name.

        Raises:
            StorageError: the folder cannot be written.
        """
        return self._save(_postings(chunk_ids, texts))

    def manifest(self, former: str, removed: Collection[int], added: Sequence[str]) -> str:
        """Return the manifest of a generation: that of the `former` one, without the chunks removed, with the segments added.

        Raises:
            StorageError: a segment of the former generation is damaged, or the folder cannot be written.
        """
        gone = np.fromiter(removed, dtype=np.int64, count=len(removed))
        segments = [self._without(segment, gone) for segment in _segments(self._folder, former)]
        segments += [_Segment(self._folder, name, "") for name in added]
        return json.dumps([[segment.name, segment.dead_file] for segment in self._merged(segments)])

    def prune(self, manifest: str) -> None:
        """Delete what this manifest does not name: readers that have opened it keep it until they close."""
        kept: dict[str, str] = dict(json.loads(manifest or "[]"))
        for folder in self._folder.iterdir() if self._folder.is_dir() else ():
            if folder.name not in kept:
                shutil.rmtree(folder, ignore_errors=True)
                continue
            for dead in folder.glob("dead-*.npy"):
                if dead.name != kept[folder.name]:
                    dead.unlink(missing_ok=True)

    def _without(self, segment: "_Segment", gone: NDArray[np.int64]) -> "_Segment":
        rows = np.flatnonzero(np.isin(segment.ids, gone) | ~segment.alive)
        if len(rows) == len(segment) - segment.live:
            return segment
        data = _array_bytes(rows.astype(np.int32))
        name = _dead_name(data)
        with _writing(self._folder):
            _save(self._folder / segment.name / name, data)
        return _Segment(self._folder, segment.name, name)

    def _merged(self, segments: Sequence["_Segment"]) -> Iterator["_Segment"]:
        for positions, is_to_write in merged_groups([(len(segment), segment.live) for segment in segments]):
            group = [segments[position] for position in positions]
            yield _Segment(self._folder, self._save(_merged_postings(group)), "") if is_to_write else group[0]

    def _save(self, postings: _Postings) -> str:
        files = _files(postings)
        name = _digest(files.values())
        partial = self._folder / f".{name}.{os.getpid()}"
        with _writing(self._folder):
            shutil.rmtree(partial, ignore_errors=True)
            partial.mkdir(parents=True)
            for file, data in files.items():
                _save(partial / file, data)
            shutil.rmtree(self._folder / name, ignore_errors=True)
            partial.rename(self._folder / name)
        return name


class LexicalBase:
    """Reads the lexical base of one generation."""

    def __init__(self, folder: Path, manifest: str, *, k1: float = _K1, b: float = _B) -> None:
        """Open the segments that `manifest` names in `folder`; `k1` and `b` are the constants of BM25.

        Raises:
            StorageError: one of them is missing or damaged.
        """
        self._segments = list(_segments(folder, manifest))
        self._count = sum(segment.live for segment in self._segments)
        mean_length = sum(segment.live_length for segment in self._segments) / max(self._count, 1)
        for segment in self._segments:
            segment.weigh(mean_length, k1, b)
        #: The stems that some chunk holds.
        self.vocabulary: set[str] = {stem for segment in self._segments for stem in segment.live_stems}
        #: The words of the corpus, folded, for the correction of typing mistakes.
        self.words = sorted({folded for segment in self._segments for folded, stem in segment.words if stem in segment.live_stems})

    def __len__(self) -> int:
        return self._count

    def chunk_ids(self) -> list[int]:
        """Return the chunks that are indexed, in order."""
        return [int(identifier) for segment in self._segments for identifier in segment.ids[segment.alive]]

    def damaged(self) -> list[str]:
        """Return the segments whose bytes are no longer those that were written."""
        return [segment.name for segment in self._segments if segment.is_damaged()]

    def scores(self, query: Sequence[str], limit: int) -> list[tuple[int, float]]:
        """Return up to `limit` (chunk, BM25 score above 0) for these stems, highest first, ties by chunk."""
        weights = [(stem, self._idf(stem)) for stem in query]
        found = [segment.scores(weights) for segment in self._segments]
        if not found:
            return []
        ids, scores = np.concatenate([ids for ids, _scores in found]), np.concatenate([scores for _ids, scores in found])
        if len(scores) > limit > 0:  # a common word stands in most chunks: only the best of them are put in order
            kept = scores >= np.partition(scores, len(scores) - limit)[len(scores) - limit]
            ids, scores = ids[kept], scores[kept]
        best = np.lexsort((ids, -scores))[:limit]
        return [(int(ids[row]), float(scores[row])) for row in best]

    def postings(self, word: str) -> list[int]:
        """Return the chunks that hold the stem `word`, their context included."""
        return [int(identifier) for segment in self._segments for identifier in segment.ids[segment.rows_of(word)]]

    def frequency(self, word: str) -> int:
        """Return how many chunks hold the stem `word`."""
        return sum(segment.frequency(word) for segment in self._segments)

    def _idf(self, stem: str) -> float:
        """Inverse document frequency as Lucene has it: log(1 + (N - n + 0.5) / (n + 0.5))."""
        frequency = self.frequency(stem)
        return float(np.log1p((self._count - frequency + 0.5) / (frequency + 0.5)))


class _Segment:
    """One segment on disk, and which of its rows are dead in a generation."""

    def __init__(self, folder: Path, name: str, dead_file: str) -> None:
        self.name, self.dead_file = name, dead_file
        self._place = place = folder / name
        try:
            self.ids: NDArray[np.int64] = np.load(place / _IDS, mmap_mode="r")
            self._lengths: NDArray[np.int32] = np.load(place / _LENGTHS, mmap_mode="r")
            self._starts: NDArray[np.int64] = np.load(place / _STARTS)
            self._rows: NDArray[np.int32] = np.load(place / _ROWS, mmap_mode="r")
            self._counts: NDArray[np.uint16] = np.load(place / _COUNTS, mmap_mode="r")
            self.alive = np.ones(len(self.ids), dtype=np.bool_)
            if dead_file:
                self.alive[np.load(place / dead_file)] = False
            self.stems = (place / _STEMS).read_text(encoding="utf-8").split("\n") if len(self._starts) > 1 else []
            pairs = (place / _WORDS).read_text(encoding="utf-8").split("\n") if len(self._starts) > 1 else []
            self.words = [(folded, stem) for folded, stem in map(str.split, pairs)]
            self._index = {stem: index for index, stem in enumerate(self.stems)}
            if not self._is_sound():
                raise ValueError("the files of the segment do not fit together")
        except (*_DAMAGE, OSError) as error:
            raise StorageError(f"La base lexicale « {place} » est incomplète ou abîmée ; lancez « fiches rebuild ».") from error
        self.live = int(np.count_nonzero(self.alive))
        self.is_whole = self.live == len(self.ids)
        self.live_length = int(self._lengths[self.alive].sum())

    def _is_sound(self) -> bool:
        postings = len(self._rows)
        return (
            len(self._lengths) == len(self.ids)
            and len(self._counts) == postings
            and len(self._starts) == len(self.stems) + 1
            and self._starts[0] == 0
            and self._starts[-1] == postings
            and bool(np.all(np.diff(self._starts) >= 0))
            and (not postings or (int(self._rows.min()) >= 0 and int(self._rows.max()) < len(self.ids)))
        )

    def is_damaged(self) -> bool:
        if _digest((self._place / file).read_bytes() for file in _FILES) != self.name:
            return True
        return bool(self.dead_file) and self.dead_file != _dead_name((self._place / self.dead_file).read_bytes())

    def __len__(self) -> int:
        return len(self.ids)

    def weigh(self, mean_length: float, k1: float, b: float) -> None:
        """Fix the length normalisation of BM25, `k1 * (1 - b + b * length / mean_length)`, row by row."""
        self._norms = (k1 * (1 - b + b * self._lengths[:] / max(mean_length, 1e-9))).astype(np.float32)

    def scores(self, weights: Sequence[tuple[str, float]]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the chunks that hold one of these stems, and the sums of their BM25 weights (Robertson and Zaragoza 2009)."""
        total = np.zeros(len(self.ids), dtype=np.float32)
        for stem, idf in weights:
            start, end = self._bounds(stem)
            rows, counts = self._rows[start:end], self._counts[start:end].astype(np.float32)
            total[rows] += np.float32(idf) * counts / (counts + self._norms[rows])
        found = np.flatnonzero((total > 0) & self.alive)
        return self.ids[found], total[found]

    def rows_of(self, stem: str) -> NDArray[np.int32]:
        start, end = self._bounds(stem)
        rows: NDArray[np.int32] = self._rows[start:end]
        return rows if self.is_whole else rows[self.alive[rows]]

    def frequency(self, stem: str) -> int:
        """Return how many live rows hold the stem."""
        if self.is_whole:
            start, end = self._bounds(stem)
            return end - start
        index = self._index.get(stem)
        return int(self._live_counts[index]) if index is not None else 0

    @cached_property
    def _live_counts(self) -> NDArray[np.int64]:
        """The live rows of each stem, counted once: a segment that has lost a row is as large as it was."""
        alive = np.zeros(len(self._rows) + 1, dtype=np.int32)
        np.cumsum(self.alive[self._rows], out=alive[1:])
        return alive[self._starts[1:]].astype(np.int64) - alive[self._starts[:-1]]

    def _bounds(self, stem: str) -> tuple[int, int]:
        index = self._index.get(stem)
        return (int(self._starts[index]), int(self._starts[index + 1])) if index is not None else (0, 0)

    @cached_property
    def live_stems(self) -> set[str]:
        if self.is_whole:
            return set(self.stems)
        return {stem for stem, count in zip(self.stems, self._live_counts, strict=True) if count}

    def live_postings(self, index_of: Callable[[str], int], first_row: int) -> Iterator[NDArray[np.int64]]:
        """Yield (stem by `index_of`, row from `first_row`, count) of the live rows, as three arrays."""
        stem = np.repeat(np.fromiter(map(index_of, self.stems), np.int64, len(self.stems)), np.diff(self._starts))
        keep = self.alive[self._rows]
        row = (np.cumsum(self.alive) - 1 + first_row)[self._rows]
        yield from (stem[keep], row[keep], self._counts[keep].astype(np.int64))

    @property
    def live_lengths(self) -> NDArray[np.int32]:
        lengths: NDArray[np.int32] = self._lengths[self.alive]
        return lengths


def _segments(folder: Path, manifest: str) -> Iterator[_Segment]:
    try:
        named = [(str(name), str(dead)) for name, dead in json.loads(manifest or "[]")]
    except (ValueError, TypeError) as error:
        raise StorageError(f"La base lexicale « {folder} » est incomplète ou abîmée ; lancez « fiches rebuild ».") from error
    for name, dead in named:
        yield _Segment(folder, name, dead)


def files_of(folder: Path, manifest: str) -> list[str]:
    """Return the files of a generation's base, by their paths within `folder`."""
    dead = [f"{name}/{dead}" for name, dead in json.loads(manifest or "[]") if dead]
    return [f"{segment.name}/{file}" for segment in _segments(folder, manifest) for file in _FILES] + dead


def _postings(chunk_ids: Sequence[int], texts: Iterable[str]) -> _Postings:
    index: dict[str, int] = {}
    stems, lengths = array("q"), array("i")
    words: set[tuple[str, str]] = set()
    for text in texts:
        tokens = [token for token in analyse(text) if token.stem]
        words.update((token.folded, token.stem) for token in tokens)
        stems.extend(index.setdefault(token.stem, len(index)) for token in tokens)
        lengths.append(len(tokens))
    order = sorted(index)
    place = np.empty(len(index), dtype=np.int64)
    place[[index[stem] for stem in order]] = np.arange(len(order))
    rows = np.repeat(np.arange(len(lengths), dtype=np.int64), lengths)
    width = max(len(lengths), 1)
    pairs, counts = np.unique(place[np.frombuffer(stems, np.int64)] * width + rows, return_counts=True)
    ids, sizes = np.asarray(chunk_ids, dtype=np.int64), np.array(lengths, dtype=np.int32)
    return _packed(ids, sizes, pairs // width, pairs % width, counts, order, sorted(words))


def _merged_postings(segments: Sequence[_Segment]) -> _Postings:
    stems = sorted({stem for segment in segments for stem in segment.live_stems})
    index = {stem: position for position, stem in enumerate(stems)}
    first_rows = np.cumsum([0, *(segment.live for segment in segments)])
    # A stem that only dead rows hold has no place: 0 will do, as none of its postings is kept.
    parts = [
        tuple(segment.live_postings(lambda stem: index.get(stem, 0), int(first)))
        for segment, first in zip(segments, first_rows, strict=False)
    ]
    stem, row, count = (np.concatenate([part[column] for part in parts]) for column in range(3))
    order = np.argsort(stem, kind="stable")  # rows ascend within a segment and from one to the next
    words = {word for segment in segments for word in segment.words if word[1] in segment.live_stems}
    return _packed(
        np.concatenate([segment.ids[segment.alive] for segment in segments]),
        np.concatenate([segment.live_lengths for segment in segments]),
        stem[order], row[order], count[order], stems, sorted(words),
    )  # fmt: skip


def _packed(
    ids: NDArray[np.int64], lengths: NDArray[np.int32], stem: NDArray[np.int64], row: NDArray[np.int64], count: NDArray[np.int64],
    stems: list[str], words: list[tuple[str, str]],
) -> _Postings:  # fmt: skip
    """Postings from their triples, sorted by stem, then row."""
    starts = np.searchsorted(stem, np.arange(len(stems) + 1)).astype(np.int64)
    return _Postings(ids, lengths, starts, row.astype(np.int32), np.minimum(count, 65_535).astype(np.uint16), stems, words)


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageError(
            f"La base lexicale « {folder} » ne peut pas être écrite ({reason(error)}) ; libérez de la place ou donnez les droits, puis relancez la même commande."
        ) from error


def _files(postings: _Postings) -> Mapping[str, bytes]:
    contents = {
        _IDS: _array_bytes(postings.ids),
        _LENGTHS: _array_bytes(postings.lengths),
        _STARTS: _array_bytes(postings.starts),
        _ROWS: _array_bytes(postings.rows),
        _COUNTS: _array_bytes(postings.counts),
        _STEMS: "\n".join(postings.stems).encode(),
        _WORDS: "\n".join(f"{folded} {stem}" for folded, stem in postings.words).encode(),
    }
    return {file: contents[file] for file in _FILES}


def _array_bytes(values: NDArray[np.generic]) -> bytes:
    stream = io.BytesIO()
    np.save(stream, values)
    return stream.getvalue()


def _digest(parts: Iterable[bytes]) -> str:
    total = hashlib.sha256()
    for part in parts:
        total.update(len(part).to_bytes(8, "little"))
        total.update(part)
    return total.hexdigest()[:32]


def _dead_name(data: bytes) -> str:
    return f"dead-{_digest([data])}.npy"


def _save(path: Path, data: bytes) -> None:
    """Write a file and have the disk hold it before the catalogue names it: a power cut must not leave a name without its file."""
    with path.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
