"""Scores of the question sets: the fixed one over the two real fiches, and those over the fictional corpus.

python -m tests.bench.quality [--sample]: a few of the sets, some on which nothing is tuned among them, and no plain pipelines beside them.

Fails when a score is under its floor, which tests/data/floors.json holds.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from rag.ablation import ablation
from rag.evaluation import EvalQuestion, evaluate
from rag.extractive import ExtractiveAnswerer
from tests.bench._common import CORPUS, FICTIONAL, ROOT, indexed
from tests.bench.plain_langchain import plain_langchain
from ui import render, wiring
from ui.shapes import EvalLine, EvaluationShape

DATA = ROOT / "tests/data"
_APART = {"follow_up": "questions de suite", "english": "questions en anglais"}
TOWNS = FICTIONAL.parent


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """A question file and the fiches it is about; of a final one, which nobody tunes on, the failures are not shown."""

    name: str
    corpus: Path
    is_final: bool = False
    in_sample: bool = False

    @property
    def lines(self) -> list[EvalQuestion]:
        text = (DATA / self.name).read_text(encoding="utf-8")
        return [EvalLine.model_validate_json(line).question_to_judge() for line in text.splitlines()]


SETS = (
    QuestionSet("questions.jsonl", CORPUS, in_sample=True),
    QuestionSet("fictif/questions_dev.jsonl", FICTIONAL),
    QuestionSet("fictif/questions_heldout.jsonl", FICTIONAL),
    QuestionSet("fictif/questions_tuning_valmoree.jsonl", FICTIONAL),
    QuestionSet("fictif/questions_tuning_port_lanvec.jsonl", TOWNS / "port-lanvec"),
    QuestionSet("fictif/questions_tuning_b_valmoree.jsonl", FICTIONAL),
    QuestionSet("fictif/questions_tuning_roquevaire.jsonl", TOWNS / "roquevaire-sur-drenne"),
    QuestionSet("fictif/questions_tuning_b_roquevaire.jsonl", TOWNS / "roquevaire-sur-drenne"),
    QuestionSet("fictif/questions_tuning_b_port_lanvec.jsonl", TOWNS / "port-lanvec"),
    QuestionSet("fictif/questions_tuning_sauveterre.jsonl", DATA / "fictif/controle/sauveterre/fiches", in_sample=True),
    QuestionSet("fictif/questions_tuning_c_valmoree.jsonl", FICTIONAL),
    QuestionSet("fictif/questions_tuning_c_port_lanvec.jsonl", TOWNS / "port-lanvec"),
    QuestionSet("fictif/questions_tuning_c_sauveterre.jsonl", DATA / "fictif/controle/sauveterre/fiches"),
    QuestionSet("fictif/questions_tuning_d_valmoree.jsonl", FICTIONAL),
    QuestionSet("fictif/questions_tuning_d_port_lanvec.jsonl", TOWNS / "port-lanvec"),
    QuestionSet("fictif/questions_tuning_d_brancelles.jsonl", TOWNS / "brancelles"),
    QuestionSet("fictif/questions_final_valmoree.jsonl", FICTIONAL, is_final=True),
    QuestionSet("fictif/questions_final_saint_aubrac.jsonl", TOWNS / "saint-aubrac", is_final=True, in_sample=True),
    QuestionSet("fictif/questions_final_montreval.jsonl", TOWNS / "montreval-les-etangs", is_final=True, in_sample=True),
)


class Towns(ExitStack):
    """The answerers of the corpora asked about, each indexed once."""

    def __init__(self) -> None:
        super().__init__()
        self._answerers: dict[Path, ExtractiveAnswerer] = {}

    def answerer(self, corpus: Path) -> ExtractiveAnswerer:
        if corpus not in self._answerers:
            self._answerers[corpus] = wiring.answerer(self.enter_context(indexed(corpus)))
        return self._answerers[corpus]


def scores(asked: QuestionSet, answerer: ExtractiveAnswerer, *, beside_langchain: bool = False) -> EvaluationShape:
    shape = EvaluationShape.of(evaluate(asked.lines, lambda line: answerer.answer(line.question, history=line.history)))
    shape.retrieval = ablation(answerer.library, asked.lines)
    if beside_langchain:
        shape.retrieval |= plain_langchain(answerer.library, asked.lines)
    return shape


def below(name: str, result: EvaluationShape) -> Iterator[str]:
    """Say which measures of the set `name` are under their floor, or above their ceiling for refusals of what is answerable."""
    floors: dict[str, float] = json.loads((DATA / "floors.json").read_text(encoding="utf-8")).get(name, {})
    retrieved = {f"search_{measure}": value for measure, value in (result.retrieval or {}).get("full", {}).items()}
    for measure, floor in floors.items():
        value = {**result.scores, **retrieved}[measure]
        if value > floor if measure == "false_refusal" else value < floor:
            yield f"{name} : {measure} = {value:.3f}, seuil {floor:.3f}"


def compared(results: Sequence[EvaluationShape]) -> str:
    """Say how often the answers to follow-ups, to English and to all other answerable questions are right, over several sets."""
    tally: dict[str, tuple[float, float]] = {}
    for kind, scores in (item for result in results for item in result.by_kind.items()):
        if "right" in scores:
            name = _APART.get(kind, "les autres")
            right, questions = tally.get(name, (0.0, 0.0))
            tally[name] = right + scores["right"] * scores["questions"], questions + scores["questions"]
    return ", ".join(f"{name} {right / questions:.0%} ({questions:.0f})" for name, (right, questions) in sorted(tally.items()))


def main() -> int:
    problems: list[str] = []
    final: list[EvaluationShape] = []
    is_sample = "--sample" in sys.argv
    with Towns() as towns:
        for asked in (one for one in SETS if one.in_sample or not is_sample):
            result = scores(asked, towns.answerer(asked.corpus), beside_langchain=asked.is_final and not is_sample)
            final += [result] if asked.is_final else []
            shown = result.model_copy(update={"failures": [], "by_kind": {}}) if asked.is_final else result
            sys.stdout.write(f"\n== {asked.name}\n{render.evaluation_text(shown)}\n")
            problems.extend(below(asked.name, result))
    sys.stdout.write(f"\n== réponses justes des jeux finals : {compared(final)}\n")
    sys.stdout.write("\n" + ("\n".join(problems) if problems else "Tous les seuils sont tenus.") + "\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
