"""The lexical base: BM25 over French stems, one folder a generation, memory-mapped."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import bm25s
import numpy as np
from numpy.typing import NDArray

from ingest.errors import StorageError
from rag.analysis import analyse, stems

_IDS = "chunk_ids.npy"
_WORDS = "words.txt"
_K1, _B = 1.2, 0.6  # short items: length says little; best recall in tests/bench/retrieval.py


class LexicalBaseWriter:
    """Writes the lexical base of a generation beside the catalogue."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, generation: str, chunk_ids: Sequence[int], texts: Sequence[str]) -> None:
        folder = self._folder / generation
        folder.mkdir(parents=True, exist_ok=True)
        np.save(folder / _IDS, np.asarray(chunk_ids, dtype=np.int64))
        words = {token.folded for text in texts for token in analyse(text)}
        (folder / _WORDS).write_text("\n".join(sorted(words)), encoding="utf-8")
        if not texts:
            return
        base = bm25s.BM25(k1=_K1, b=_B)
        base.index([stems(text) for text in texts], show_progress=False)
        base.save(str(folder), show_progress=False)

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
            self._open(folder)
        except (OSError, ValueError, KeyError, EOFError) as error:
            raise StorageError(f"La base lexicale « {folder} » est incomplète ou abîmée ; lancez « fiches rebuild ».") from error

    def _open(self, folder: Path) -> None:
        self._ids: NDArray[np.int64] = np.load(folder / _IDS, mmap_mode="r")
        self._base: bm25s.BM25 | None = None
        #: The words of the corpus, folded, for the correction of typing mistakes.
        self.words = (folder / _WORDS).read_text(encoding="utf-8").split()
        self.vocabulary: dict[str, int] = {}
        if len(self._ids):
            self._base = bm25s.BM25.load(str(folder), mmap=True, show_progress=False)
            # The base adds an empty word for texts without any.
            self.vocabulary = {word: index for word, index in self._base.vocab_dict.items() if word}

    def __len__(self) -> int:
        return len(self._ids)

    def scores(self, query: Sequence[str], limit: int) -> list[tuple[int, float]]:
        """Return up to `limit` (chunk, BM25 score above 0) for these stems, highest first, ties by chunk."""
        known = [word for word in query if word in self.vocabulary]
        if self._base is None or not known:
            return []
        scores = self._base.get_scores(known)
        best = np.argsort(-scores, kind="stable")[:limit]
        return [(int(self._ids[index]), float(scores[index])) for index in best if scores[index] > 0]

    def postings(self, word: str) -> list[int]:
        """Return the chunks that hold the stem `word`, their context included."""
        index = self.vocabulary.get(word)
        if self._base is None or index is None:
            return []
        start, end = self._base.scores["indptr"][index : index + 2]
        return [int(self._ids[position]) for position in self._base.scores["indices"][start:end]]

    def frequency(self, word: str) -> int:
        """Return how many chunks hold the stem `word`."""
        index = self.vocabulary.get(word)
        if self._base is None or index is None:
            return 0
        start, end = self._base.scores["indptr"][index : index + 2]
        return int(end - start)
