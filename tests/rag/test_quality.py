"""The fixed question set over the two real fiches reaches the scores committed beside it."""

import json
from pathlib import Path

from rag.evaluation import evaluate
from rag.extractive import ExtractiveAnswerer
from ui.shapes import EvalLine

DATA = Path(__file__).parents[1] / "data"


def test_the_fixed_question_set_reaches_its_floors(answerer: ExtractiveAnswerer) -> None:
    text = (DATA / "questions.jsonl").read_text(encoding="utf-8")
    lines = [EvalLine.model_validate_json(line).question_to_judge() for line in text.splitlines()]
    assert len(lines) >= 60
    assert sum(line.status == "abstained" for line in lines) >= 15
    result = evaluate(lines, lambda line: answerer.answer(line.question, history=line.history))
    floors = json.loads((DATA / "floors.json").read_text(encoding="utf-8"))["questions.jsonl"]
    assert result.scores["exact"] == floors["exact"], result.failures
    assert result.scores["right"] >= floors["right"], result.failures
    assert result.scores["reason"] >= floors["reason"], result.failures
    assert result.scores["false_refusal"] <= floors["false_refusal"], result.failures
