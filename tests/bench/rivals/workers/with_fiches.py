"""This program: fiches as `fiches index` reads them, passages as `fiches search` finds them, answers as `fiches ask` gives them.

Where documents are no fiches (`passages`), what is left without their structure: the two lists and their mix.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from functools import partial
from pathlib import Path

import _pipe
import numpy as np

from ingest.index.embedding import BUNDLED_MODEL
from ingest.index.ports import Batch, embedded
from ingest.index.ports import Vectors as Rows
from rag.analysis import stems
from rag.fusion import convex_fusion
from rag.lexical import LexicalBase, LexicalBaseWriter
from rag.library import open_library
from rag.retrieval import HybridRetriever
from ui import wiring
from ui.settings import Settings

_BATCH = 512
_FIELDS = {field.name: field.default for field in fields(HybridRetriever)}
_DEPTH, _WEIGHT = _FIELDS["depth"], _FIELDS["lexical_weight"]


class Served:
    """An embedder whose vectors come from the loopback server."""

    name = BUNDLED_MODEL

    def __init__(self, vectors: _pipe.Vectors) -> None:
        self._vectors = vectors

    def embed_passages(self, texts: Sequence[str]) -> Iterator[Batch]:
        for start in range(0, len(texts), _BATCH):
            batch = texts[start : start + _BATCH]
            yield range(start, start + len(batch)), self._rows("passage", batch)

    def embed_query(self, text: str) -> Rows:
        return self._rows("query", [text])[0]

    def close(self) -> None:
        pass

    def _rows(self, kind: str, texts: Sequence[str]) -> Rows:
        return np.frombuffer(self._vectors.raw(kind, list(texts)), dtype=np.float32).reshape(len(texts), -1)


class Fiches:
    def __init__(self, embedder: Served) -> None:
        self._embedder = embedder

    def index(self, documents: str, store: str) -> int:
        paths = dict.fromkeys(one["path"] for one in _pipe.documents_of(documents))
        with wiring.index_builder(Settings(data_dir=Path(store))) as builder:
            return replace(builder, embedder=self._embedder).index(list(paths)).passages

    def open(self, store: str) -> None:
        settings = Settings(data_dir=Path(store))
        vectors = partial(wiring.open_vectors, settings)
        library = open_library(settings.data_dir, model=settings.embedding_model, embedder=lambda: self._embedder, vectors=vectors)
        self._answerer = wiring.answerer(settings, library).extractive

    def query(self, asked: dict) -> list[list[str]]:
        library = self._anew()
        found = self._answerer.passages.search(asked["text"], limit=asked["limit"], history=asked["history"])
        return [[library.record_of(passage.chunk).code, library.excerpt(passage.chunk).text] for passage in found]

    def answer(self, asked: dict) -> list[list[str]]:
        self._anew()
        answer = self._answerer.answer(asked["text"], history=asked["history"])
        return [[citation.fiche.code, citation.excerpt.text] for citation in answer.citations]

    def _anew(self):
        """Forget what an earlier question has left: each is asked as if for the first time."""
        library = self._answerer.library
        library.embed.cache_clear()
        library.nearest.cache_clear()
        return library


class Passages:
    """Documents that are no fiches, each one passage."""

    def __init__(self, embedder: Served) -> None:
        self._embedder = embedder

    def index(self, documents: str, store: str) -> int:
        rows = _pipe.documents_of(documents)
        texts, folder = [one["text"] for one in rows], Path(store)
        folder.mkdir(parents=True, exist_ok=True)
        writer = LexicalBaseWriter(folder / "lexical")
        manifest = writer.manifest("", (), [writer.write(range(len(texts)), texts)])
        vectors = embedded(self._embedder, texts)
        part = self._vectors(folder).write(len(texts), [([str(place) for place in range(len(texts))], vectors)])
        (folder / "rows.json").write_text(json.dumps([manifest, part, [[one["id"], one["text"]] for one in rows]]), encoding="utf-8")
        return len(texts)

    def open(self, store: str) -> None:
        folder = Path(store)
        manifest, self._part, self._rows = json.loads((folder / "rows.json").read_text(encoding="utf-8"))
        self._lexical, self._store = LexicalBase(folder / "lexical", manifest), self._vectors(folder)

    def query(self, asked: dict) -> list[list[str]]:
        dense = self._store.nearest([self._part], self._embedder.embed_query(asked["text"]), _DEPTH)
        lexical = dict(self._lexical.scores(stems(asked["text"]), _DEPTH))
        mixed = convex_fusion(lexical, {int(place): cosine for place, cosine in dense}, weight=_WEIGHT)
        return [self._rows[place] for place, _score in mixed[: asked["limit"]]]

    @staticmethod
    def _vectors(folder: Path):
        return wiring.open_vectors(Settings(data_dir=folder), "bench")


def made(vectors: _pipe.Vectors, variant: str) -> Fiches | Passages:
    return (Passages if variant == "passages" else Fiches)(Served(vectors))


if __name__ == "__main__":
    _pipe.serve(made, ["fiches", "chromadb"])
