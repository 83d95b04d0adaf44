"""The two ways of the bundled model: speed per character, cost of the child process, and how far their vectors agree."""

import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from ingest.chunking import chunk_fiche
from ingest.corpus import load_corpus
from ingest.index.build import embedded_text
from ingest.index.embedding import BundledEmbedder, embed_in_child
from tests.bench._common import FICTIONAL, median_s


def main() -> None:
    fiches = load_corpus([str(FICTIONAL)]).fiches
    texts = [embedded_text(chunk) for fiche in fiches for chunk in chunk_fiche(fiche)][:200]
    characters = sum(map(len, texts))
    with tempfile.TemporaryDirectory(prefix="fiches-bench-") as folder:
        model = Path(folder) / "model"
        embedder = BundledEmbedder(model)
        here = median_s(lambda: embedder.embed_passages(texts), 3)
        started = time.perf_counter()
        in_child = embed_in_child(str(model), texts, unpack=True)
        first = time.perf_counter() - started
        one = median_s(lambda: embed_in_child(str(model), texts[:1]), 3)
        many = median_s(lambda: embed_in_child(str(model), texts), 3)
        cosines = np.sum(embedder.embed_passages(texts) * in_child, axis=1)
    sys.stdout.write(f"{len(texts)} passages, {characters} caractères\n")
    sys.stdout.write(f"moteur fourni : {here:.1f} s, soit {here / characters:.6f} s par caractère\n")
    sys.stdout.write(f"processus fils : départ {one:.1f} s, tout {many:.1f} s ; la première fois {first:.1f} s (poids dépliés)\n")
    sys.stdout.write(f"rapport de vitesse hors départ : {here / max(many - one, 1e-3):.2f}\n")
    sys.stdout.write(f"cosinus entre les deux : minimum {cosines.min():.5f}\n")


if __name__ == "__main__":
    main()
