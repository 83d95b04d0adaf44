"""txtai: its own recursive cut of 1,000 characters, and Embeddings of words and vectors mixed half and half (hybrid)."""

import json
from pathlib import Path

import _pipe
import numpy as np
from txtai import Embeddings
from txtai.pipeline import Segmentation

_LENGTH = 1_000


class Rival:
    def __init__(self, vectors, _variant):
        self._vectors = vectors

    def _transform(self, texts):
        kind = "query" if len(texts) == 1 and self._is_asked else "passage"
        return np.frombuffer(self._vectors.raw(kind, list(texts)), dtype=np.float32).reshape(len(texts), -1)

    def _made(self):
        self._is_asked = False
        return Embeddings(method="external", transform=self._transform, hybrid=True, content=True, batch=512, encodebatch=512)

    def index(self, path, store):
        cut = Segmentation(chunker="recursive", tokenizer="character", chunk_size=_LENGTH, cleantext=False)
        rows = [(one["id"], text) for one in _pipe.documents_of(path) for text in cut(one["text"])]
        embeddings = self._made()
        embeddings.index((position, {"text": text, "document": name}, None) for position, (name, text) in enumerate(rows))
        embeddings.save(store)
        Path(store, "documents.json").write_text(json.dumps([name for name, _text in rows]), encoding="utf-8")
        return len(rows)

    def open(self, store):
        self._embeddings = self._made()
        self._embeddings.load(store)
        self._names = json.loads(Path(store, "documents.json").read_text(encoding="utf-8"))
        self._is_asked = True

    def query(self, asked):
        found = self._embeddings.search(asked["text"], asked["limit"])
        return [[self._names[int(one["id"])], one["text"]] for one in found]


if __name__ == "__main__":
    _pipe.serve(Rival, ["txtai", "faiss-cpu"])
