"""txtai: its own recursive cut of 1,000 characters, and Embeddings of words and vectors mixed half and half (hybrid)."""

import json
import os
from pathlib import Path

import _pipe
import numpy as np
from txtai import Embeddings
from txtai.pipeline import Segmentation

_LENGTH = 1_000
os.environ["ALLOW_RESOLVE_TRANSFORM"] = "True"  # the function is the one below


_served = {"kind": "passage"}


def transform(texts):
    """Named in the configuration, which is written to disk, by its name."""
    rows = np.frombuffer(_served["vectors"].raw(_served["kind"], list(texts)), dtype=np.float32)
    return rows.reshape(len(texts), -1)


class Rival:
    def __init__(self, vectors, _variant):
        _served["vectors"] = vectors

    @staticmethod
    def _made():
        return Embeddings(method="external", transform="__main__.transform", hybrid=True, content=True, batch=512, encodebatch=512)

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
        _served["kind"] = "query"

    def query(self, asked):
        found = self._embeddings.search(asked["text"], asked["limit"])
        return [[self._names[int(one["id"])], one["text"]] for one in found]


if __name__ == "__main__":
    _pipe.serve(Rival, ["txtai", "faiss-cpu"])
