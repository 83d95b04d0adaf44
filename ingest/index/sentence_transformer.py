"""Models run by sentence-transformers: the only place that knows it.

Run as a module, it is the child process of bulk embedding: ``python -m ingest.index.sentence_transformer MODEL``.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from ingest.errors import ModelUnavailableError
from ingest.index.bulk import BulkProcess, Embed, serve
from ingest.index.embedding import readable
from ingest.index.ports import Batch, Vectors

_BATCH = 32
_IN_CHILD_ABOVE = 64  # texts; fewer are embedded by the model that answers questions, once it is loaded


class SentenceTransformerEmbedder:
    """Any sentence-transformers model, by folder or by name; loaded at the first question.

    A folder may be named from `folder`, wherever the process has gone since.
    """

    def __init__(self, model: str, *, folder: Path | None = None) -> None:
        self._model_name = model
        self._place = str(folder / model) if folder and (folder / model).is_dir() else model
        self._model: object | None = None
        self._bulk = BulkProcess(model, ["ingest.index.sentence_transformer", self._place])

    @property
    def name(self) -> str:
        return self._model_name

    def embed_query(self, text: str) -> Vectors:
        vectors = encode(self._loaded(), [text], query=True)
        first: Vectors = vectors[0]
        return first

    def embed_passages(self, texts: Sequence[str]) -> Iterator[Batch]:
        texts = [readable(text) for text in texts]
        if len(texts) > _IN_CHILD_ABOVE or self._bulk.is_open:
            yield from self._bulk.embed(texts)
        elif texts:
            yield range(len(texts)), encode(self._loaded(), texts, query=False)

    def close(self) -> None:
        self._bulk.close()

    def _loaded(self) -> object:
        if self._model is None:
            self._model = load(self._place)
        return self._model


def load(model: str) -> object:
    """Load a model from a folder, or from the local Hugging Face cache: nothing is downloaded.

    Raises:
        ModelUnavailableError: sentence-transformers or the model is not there.
    """
    # A town hall's network reaches no hub; a model by name is one that was put in the cache beforehand.
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    try:
        from sentence_transformers import SentenceTransformer  # torch with it: seconds and hundreds of megabytes

        return SentenceTransformer(model, device="cpu")
    except (ImportError, OSError, ValueError, KeyError, RuntimeError) as error:
        raise ModelUnavailableError(
            f"Le modèle « {model} » ne peut pas être chargé ({(str(error).splitlines() or ['?'])[0][:200]}) ; indiquez dans FICHES_EMBEDDING_MODEL un dossier sentence-transformers complet."
        ) from error


def encode(model: object, texts: Sequence[str], *, query: bool) -> Vectors:
    """Embed with the model's own prompts, float32, rows L2-normalised."""
    from sentence_transformers import SentenceTransformer

    assert isinstance(model, SentenceTransformer)
    method = model.encode_query if query else model.encode_document
    vectors = method(list(texts), batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True)
    return np.asarray(vectors, dtype=np.float32)


def bulk(model: str) -> Embed:
    """Load a model to embed passages, longest first: texts of one length fill a batch without padding."""
    loaded = load(model)

    def embed(texts: Sequence[str]) -> Iterator[Batch]:
        order = sorted(range(len(texts)), key=lambda position: -len(texts[position]))
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            yield batch, encode(loaded, [texts[position] for position in batch], query=False)

    return embed


if __name__ == "__main__":
    serve(lambda: bulk(sys.argv[1]))
