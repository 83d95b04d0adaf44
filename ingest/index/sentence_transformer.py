"""Models run by sentence-transformers: the only place that knows it.

Run as a module, it embeds a file of texts: ``python -m ingest.index.sentence_transformer MODEL TEXTS.json VECTORS.npy [--unpack]``.
"""

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ingest.errors import ModelUnavailableError
from ingest.index.embedding import embed_in_child, is_unpacked
from ingest.index.ports import Progress, Vectors

_BATCH = 32
_REPORT_EVERY = 256
_IN_CHILD_ABOVE = 64  # texts; fewer are embedded by the model that answers questions, once it is loaded


class SentenceTransformerEmbedder:
    """Any sentence-transformers model, by folder or by name; loaded at the first question."""

    def __init__(self, model: str) -> None:
        self._model_name = model
        self._model: object | None = None

    @property
    def name(self) -> str:
        return self._model_name

    def embed_query(self, text: str) -> Vectors:
        vectors = encode(self._loaded(), [text], query=True)
        first: Vectors = vectors[0]
        return first

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        if len(texts) > _IN_CHILD_ABOVE:
            return embed_in_child(self._model_name, texts, progress=progress)
        return encode(self._loaded(), texts, query=False)

    def _loaded(self) -> object:
        if self._model is None:
            self._model = load(self._model_name)
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


def main(arguments: Sequence[str]) -> None:
    model, inputs, outputs = arguments[:3]
    if "--unpack" in arguments and not is_unpacked(Path(model)):
        from ingest.index.unpack import unpack_bundled_model

        unpack_bundled_model(Path(model))
    texts: list[str] = json.loads(Path(inputs).read_text(encoding="utf-8"))
    loaded = load(model)
    order = sorted(range(len(texts)), key=lambda index: -len(texts[index]))
    parts: list[Vectors] = []
    for start in range(0, len(order), _REPORT_EVERY):
        parts.append(encode(loaded, [texts[index] for index in order[start : start + _REPORT_EVERY]], query=False))
        sys.stdout.write(f"{min(start + _REPORT_EVERY, len(order))}\n")
        sys.stdout.flush()
    sorted_vectors = np.concatenate(parts)
    vectors = np.empty_like(sorted_vectors)
    vectors[order] = sorted_vectors
    np.save(outputs, vectors)


if __name__ == "__main__":
    main(sys.argv[1:])
