"""Recall and nDCG of the lexical list, the dense list and their mix, by weight and BM25 constants.

usage: python -m tests.bench.retrieval [FOLDER] — a folder with passages.jsonl and questions.jsonl (id, text | id, question,
passage) takes the place of the fictional corpus and its questions.
"""

import json
import math
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.chunking import chunk_fiche
from ingest.corpus import load_corpus
from ingest.index.embedding import BundledEmbedder
from ingest.index.generation import embedded_text
from ingest.index.ports import embedded
from rag.analysis import stems
from rag.fusion import convex_fusion
from rag.lexical import LexicalBase, LexicalBaseWriter
from tests.bench._common import FICTIONAL, ROOT

_DEPTH = 50
Ranking = Callable[[int], Sequence[int]]
Measures = NDArray[np.float64]


def fictional() -> tuple[list[str], list[tuple[str, set[int]]]]:
    """Passages, and questions with the passages that hold an expected quote."""
    rows = [(fiche.code, chunk) for fiche in load_corpus([str(FICTIONAL)]).fiches for chunk in chunk_fiche(fiche)]
    questions = []
    for name in ("questions_dev.jsonl", "questions_heldout.jsonl"):
        for line in (ROOT / "tests/data/fictif" / name).read_text(encoding="utf-8").splitlines():
            expected = json.loads(line)
            gold = {
                index
                for index, (code, chunk) in enumerate(rows)
                for quote in expected.get("quotes", [])
                if code == quote["fiche"] and chunk.section.value == quote["section"] and quote["quote"] in chunk.excerpt.text
            }
            if gold and not expected.get("history"):
                questions.append((expected["question"], gold))
    return [embedded_text(chunk) for _code, chunk in rows], questions


def from_folder(folder: Path) -> tuple[list[str], list[tuple[str, set[int]]]]:
    passages = [json.loads(line) for line in (folder / "passages.jsonl").read_text(encoding="utf-8").splitlines()]
    places = {passage["id"]: index for index, passage in enumerate(passages)}
    lines = (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [(question["question"], {places[question["passage"]]}) for question in map(json.loads, lines)]
    return [passage["text"][:1500] for passage in passages], questions


def score(questions: Sequence[tuple[str, set[int]]], ranking: Ranking) -> Measures:
    """Of each question: is a right passage first, is one within five, and its nDCG@10 (binary gains); shape (questions, 3)."""
    measures = []
    for index, (_question, gold) in enumerate(questions):
        ranked = list(ranking(index))[:10]
        ideal = sum(1 / math.log2(rank + 2) for rank in range(min(len(gold), 10)))
        gain = sum(1 / math.log2(rank + 2) for rank, passage in enumerate(ranked) if passage in gold) / ideal
        measures.append((bool(ranked and ranked[0] in gold), bool(gold.intersection(ranked[:5])), gain))
    return np.array(measures, dtype=float)


def main() -> None:
    texts, questions = from_folder(Path(sys.argv[1])) if len(sys.argv) > 1 else fictional()
    embedder = BundledEmbedder()
    vectors = embedded(embedder, texts)
    cosines = [vectors @ embedder.embed_query(question) for question, _gold in questions]
    dense = [{int(place): float(row[place]) for place in np.argsort(-row)[:_DEPTH]} for row in cosines]
    sys.stdout.write(f"{len(texts)} passages, {len(questions)} questions\n")
    sys.stdout.write("liste | rappel@1 | rappel@5 | nDCG@10 | écart aux vecteurs ± erreur type\n--- | --- | --- | --- | ---\n")
    alone = score(questions, lambda index: list(dense[index]))

    def report(name: str, ranking: Ranking) -> None:
        measured = score(questions, ranking)
        gained = measured[:, 2] - alone[:, 2]  # question by question, so that what both find hard is no noise
        error = gained.std(ddof=1) / math.sqrt(len(gained))
        shown = " | ".join(f"{value:.3f}" for value in measured.mean(axis=0))
        sys.stdout.write(f"{name} | {shown} | {gained.mean():+.3f} ± {error:.3f}\n")

    report("vecteurs", lambda index: list(dense[index]))
    with tempfile.TemporaryDirectory(prefix="fiches-bench-") as place:
        writer = LexicalBaseWriter(Path(place))
        manifest = writer.manifest("", (), [writer.write(range(len(texts)), texts)])
        for k1, b in ((1.2, 0.4), (1.2, 0.6), (1.5, 0.75)):
            base = LexicalBase(Path(place), manifest, k1=k1, b=b)
            lexical = [dict(base.scores(stems(question), _DEPTH)) for question, _gold in questions]
            report(f"BM25 k1={k1} b={b}", lambda index, lexical=lexical: list(lexical[index]))
            for weight in (0.2, 0.3, 0.4, 0.5):
                report(
                    f"mélange {weight} (k1={k1} b={b})",
                    lambda index, lexical=lexical, weight=weight: [
                        place for place, _score in convex_fusion(lexical[index], dense[index], weight=weight)
                    ],
                )


if __name__ == "__main__":
    main()
