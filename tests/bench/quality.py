"""Scores of the question sets: the fixed one over the two real fiches, and those over the fictional corpus.

Fails when a score is under its floor, which tests/data/floors.json holds.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from rag.evaluation import Evaluation, evaluate
from tests.bench._common import CORPUS, FICTIONAL, ROOT, indexed
from ui import render, wiring
from ui.shapes import EvalLine, EvaluationShape

DATA = ROOT / "tests/data"
SETS = {
    "questions.jsonl": (CORPUS, DATA / "questions.jsonl"),
    "fictif/questions_dev.jsonl": (FICTIONAL, DATA / "fictif/questions_dev.jsonl"),
    "fictif/questions_heldout.jsonl": (FICTIONAL, DATA / "fictif/questions_heldout.jsonl"),
}


def scores(corpus: Path, questions: Path) -> Evaluation:
    lines = [EvalLine.model_validate_json(line).question_to_judge() for line in questions.read_text(encoding="utf-8").splitlines()]
    with indexed(corpus) as settings:
        answerer = wiring.answerer(settings)
        return evaluate(lines, lambda line: answerer.answer(line.question, history=line.history))


def below(name: str, result: Evaluation) -> Iterator[str]:
    """Say which measures of the set `name` are under their floor, or above their ceiling for refusals of what is answerable."""
    floors: dict[str, float] = json.loads((DATA / "floors.json").read_text(encoding="utf-8"))[name]
    for measure, floor in floors.items():
        value = result.scores[measure]
        if value > floor if measure == "false_refusal" else value < floor:
            yield f"{name} : {measure} = {value:.3f}, seuil {floor:.3f}"


def main() -> int:
    problems: list[str] = []
    for name, (corpus, questions) in SETS.items():
        result = scores(corpus, questions)
        sys.stdout.write(f"\n== {name}\n{render.evaluation_text(EvaluationShape.of(result))}\n")
        problems.extend(below(name, result))
    sys.stdout.write("\n" + ("\n".join(problems) if problems else "Tous les seuils sont tenus.") + "\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
