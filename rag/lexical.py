"""The lexical base: BM25 over French stems, one folder a generation, memory-mapped.

bm25s scores every word of every text when the base is written, so that reading is a sum over the words of a question and needs
neither bm25s nor scipy, which take a third of a second to load.
"""

import json
import logging
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.errors import StorageError
from rag.analysis import analyse, stems

_IDS, _DATA, _ROWS, _STARTS = "chunk_ids.npy", "scores.npy", "rows.npy", "starts.npy"
_VOCABULARY, _WORDS = "vocabulary.json", "words.txt"
#: The files of one base.
LEXICAL_FILES = (_IDS, _DATA, _ROWS, _STARTS, _VOCABULARY, _WORDS)
_K1, _B = 1.2, 0.6  # short items: length says little (make bench-retrieval)


class LexicalBaseWriter:
    """Writes the lexical base of a generation beside the catalogue."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, generation: str, chunk_ids: Sequence[int], texts: Sequence[str]) -> None:
        import bm25s  # see the module's docstring

        logging.getLogger("bm25s").setLevel(logging.WARNING)  # it sets itself to DEBUG
        folder = self._folder / generation
        folder.mkdir(parents=True, exist_ok=True)
        tokens = [stems(text) for text in texts]
        scores: dict[str, NDArray[np.generic]] = {
            "data": np.empty(0, np.float32),
            "indices": np.empty(0, np.int32),
            "indptr": np.zeros(1, np.int64),
        }
        vocabulary: dict[str, int] = {}
        if any(tokens):
            base = bm25s.BM25(k1=_K1, b=_B)
            base.index(tokens, show_progress=False)
            scores = base.scores
            vocabulary = {word: index for word, index in base.vocab_dict.items() if word}  # it adds an empty word
        np.save(folder / _IDS, np.asarray(chunk_ids, dtype=np.int64))
        for name, part in ((_DATA, "data"), (_ROWS, "indices"), (_STARTS, "indptr")):
            np.save(folder / name, scores[part])
        (folder / _VOCABULARY).write_text(json.dumps(vocabulary), encoding="utf-8")
        words = {token.folded for text in texts for token in analyse(text)}
        (folder / _WORDS).write_text("\n".join(sorted(words)), encoding="utf-8")

    def prune(self, keep: str) -> None:
        for folder in self._folder.iterdir():
            if folder.name != keep:
                shutil.rmtree(folder, ignore_errors=True)


class LexicalBase:
    """Reads the lexical base of one generation."""

    def __init__(self, folder: Path) -> None:
        """Open the base in `folder`.

        Raises:
            StorageError: a file of it is missing or damaged.
        """
        try:
            self._ids: NDArray[np.int64] = np.load(folder / _IDS, mmap_mode="r")
            self._data: NDArray[np.float32] = np.load(folder / _DATA, mmap_mode="r")
            self._rows: NDArray[np.int32] = np.load(folder / _ROWS, mmap_mode="r")
            self._starts: NDArray[np.int64] = np.load(folder / _STARTS)
            self.vocabulary: dict[str, int] = json.loads((folder / _VOCABULARY).read_text(encoding="utf-8"))
            #: The words of the corpus, folded, for the correction of typing mistakes.
            self.words = (folder / _WORDS).read_text(encoding="utf-8").split()
        except (OSError, ValueError, EOFError) as error:
            raise StorageError(f"La base lexicale « {folder} » est incomplète ou abîmée ; lancez « fiches rebuild ».") from error

    def __len__(self) -> int:
        return len(self._ids)

    def scores(self, query: Sequence[str], limit: int) -> list[tuple[int, float]]:
        """Return up to `limit` (chunk, BM25 score above 0) for these stems, highest first, ties by chunk."""
        total = np.zeros(len(self._ids), dtype=np.float32)
        for word in query:
            start, end = self._bounds(word)
            total[self._rows[start:end]] += self._data[start:end]
        best = np.argsort(-total, kind="stable")[:limit]
        return [(int(self._ids[index]), float(total[index])) for index in best if total[index] > 0]

    def postings(self, word: str) -> list[int]:
        """Return the chunks that hold the stem `word`, their context included."""
        start, end = self._bounds(word)
        return [int(self._ids[position]) for position in self._rows[start:end]]

    def frequency(self, word: str) -> int:
        """Return how many chunks hold the stem `word`."""
        start, end = self._bounds(word)
        return end - start

    def _bounds(self, word: str) -> tuple[int, int]:
        index = self.vocabulary.get(word)
        return (int(self._starts[index]), int(self._starts[index + 1])) if index is not None else (0, 0)
