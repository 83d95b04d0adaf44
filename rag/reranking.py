"""An optional second reading of the best passages: a cross-encoder scores each together with the question."""

import os
import threading
from collections.abc import Sequence
from typing import Any, Protocol

from ingest.errors import ModelUnavailableError


class Reranker(Protocol):
    def scores(self, question: str, texts: Sequence[str]) -> Sequence[float]:
        """Return how well each text answers, on a scale of the model's own."""
        ...


class CrossEncoderReranker:
    """A sentence-transformers CrossEncoder, by local folder or by a name in the local cache; loaded at the first question that needs it."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._model: Any = None
        self._loading = threading.Lock()

    def scores(self, question: str, texts: Sequence[str]) -> Sequence[float]:
        """Score each text with the question.

        Raises:
            ModelUnavailableError: the model cannot be loaded.
        """
        pairs = [(question, text) for text in texts]
        return [float(score) for score in self._loaded().predict(pairs, show_progress_bar=False)]

    def _loaded(self) -> Any:
        with self._loading:
            if self._model is None:
                self._model = self._load()
            return self._model

    def _load(self) -> object:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
        try:
            from sentence_transformers import CrossEncoder  # torch with it: seconds and hundreds of megabytes

            return CrossEncoder(self._name, device="cpu")
        except (ImportError, OSError, ValueError, KeyError, RuntimeError) as error:
            cause = (str(error).splitlines() or ["?"])[0][:200]
            raise ModelUnavailableError(
                f"Le modèle « {self._name} » ne peut pas être chargé ({cause}) ; indiquez dans FICHES_RERANKER un dossier CrossEncoder complet, ou videz ce réglage."
            ) from error
