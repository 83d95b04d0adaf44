"""The weights of rag/calibration.py and the probe of rag/meaning.py, fitted again on the tuning questions.

`make calibrate` prints the weights, to be copied by hand, and writes the probe. Final sets are never read here. `text` lines of
tests/data/calibration: questions that are off topic, and questions of the field about what no fictional fiche holds.
"""

import itertools
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from ingest.model import SectionKind
from rag.ablation import holds
from rag.by_topic import topic_features
from rag.calibration import FICHE_WEIGHTS, HELD, OF_THE_DOMAIN, PASSAGE_WEIGHTS
from rag.evaluation import EvalQuestion
from rag.extractive import ExtractiveAnswerer
from rag.follow_up import resolve
from rag.meaning import PROBE_FILE, UNKNOWN, Meaning, Probe
from rag.question import Kind, QuestionPlan
from rag.structured import Ranking
from tests.bench._common import indexed
from tests.bench.quality import DATA, SETS
from ui import wiring

Matrix = NDArray[np.float64]
TEXTS = DATA / "calibration"
_SWEEPS, _RATE, _L2 = 800, 0.3, 0.02
_FOLDS = 8
_C_SECTIONS, _C_FIELD = 30.0, 10.0  # inverse strengths of the penalties


@dataclass(frozen=True, slots=True)
class Asked:
    """One question by its subject, ranked; `line` is None for those of tests/data/calibration, which `reason` labels."""

    plan: QuestionPlan
    ranking: Ranking
    reason: str  # "" where it is answerable
    line: EvalQuestion | None
    gold_fiches: frozenset[int]
    gold_passages: frozenset[int]


def asked(answerer: ExtractiveAnswerer, lines: Sequence[EvalQuestion]) -> Iterator[Asked]:
    library = answerer.library
    texts = [(line.question, line.history, "" if line.status == "answered" else line.reason or "", line) for line in lines]
    for name in ("hors_sujet", "sans_reponse"):
        texts += [(text, (), name, None) for text in (TEXTS / f"{name}.txt").read_text(encoding="utf-8").splitlines()]
    for question, history, reason, line in texts:
        plan = resolve(history, question, answerer.vocabulary)
        if plan.codes or plan.kind is not Kind.LOOKUP or reason not in ("", "sans_reponse", "hors_sujet"):
            continue
        ranking = answerer.passages.rank(plan, library.current)
        expected = line.quotes if line and not reason else ()
        gold = [passage.chunk for passage in ranking.passages if any(holds(library, passage.chunk, quote) for quote in expected)]
        yield Asked(plan, ranking, reason, line, frozenset(chunk.fiche_id for chunk in gold), frozenset(chunk.id for chunk in gold))


def conditional_logit(cases: Sequence[tuple[Matrix, NDArray[np.bool_]]]) -> Matrix:
    """Return the weights that make the right rows of each case the likeliest among its rows (McFadden 1974), with an L2 penalty."""
    weights = np.zeros(cases[0][0].shape[1])
    for _ in range(_SWEEPS):
        gradient = -_L2 * weights
        for rows, right in cases:
            scores = rows @ weights
            chance = np.exp(scores - scores.max())
            chance /= chance.sum()
            wanted = chance * right
            gradient += (wanted / wanted.sum() - chance) @ rows / len(cases)
        weights += _RATE * gradient
    return weights


def case(features: Mapping[int, Mapping[str, float]], names: Sequence[str], gold: frozenset[int]) -> tuple[Matrix, NDArray[np.bool_]]:
    return np.array([[row[name] for name in names] for row in features.values()]), np.array([key in gold for key in features])


def tell(title: str, names: Sequence[str], weights: Sequence[float], bias: float | None = None) -> None:
    shown = ", ".join(f'"{name}": {weight:.2f}' for name, weight in zip(names, weights, strict=True))
    sys.stdout.write(f"{title} : {f'biais {bias:.2f}, ' if bias is not None else ''}{shown}\n")


def fit_logistic(title: str, names: Sequence[str], rows: Sequence[Mapping[str, float]], right: Sequence[bool]) -> None:
    table = np.array([[row[name] for name in names] for row in rows])
    mean, spread = table.mean(0), table.std(0) + 1e-9
    model = LogisticRegression(class_weight="balanced", C=10.0, max_iter=1_000).fit((table - mean) / spread, right)
    weights = model.coef_[0] / spread
    chance = model.predict_proba((table - mean) / spread)[:, 1]
    held = np.array(right)
    tell(title, names, weights, float(model.intercept_[0] - (weights * mean).sum()))
    for share in (0.03, 0.05, 0.08):
        threshold = np.quantile(chance[held], share)
        passed = (chance[~held] > threshold).mean()
        sys.stdout.write(f"  seuil {threshold:.2f} : {share:.0%} des bonnes refusées, {passed:.1%} des autres admises\n")


@dataclass(frozen=True, slots=True)
class Text:
    """A question as the probe sees it; `section` is "" where it asks for none or several."""

    vector: NDArray[np.float64]
    section: str
    in_field: bool


def fit_probe(texts: Sequence[Text]) -> Probe:
    labelled = [text for text in texts if text.section]
    sections = LogisticRegression(C=_C_SECTIONS, max_iter=3_000).fit(
        [text.vector for text in labelled], [text.section for text in labelled]
    )
    field = LogisticRegression(C=_C_FIELD, class_weight="balanced", max_iter=3_000)
    field.fit([text.vector for text in texts], [text.in_field for text in texts])
    kinds = tuple(SectionKind(str(kind)) for kind in sections.classes_)
    return Probe(kinds, sections.coef_, sections.intercept_, field.coef_[0], float(field.intercept_[0]))


def out_of_fold(texts: Mapping[str, Text]) -> Mapping[str, Meaning]:
    """Return what is told of each question by a probe fitted on the seven eighths of the others."""
    folds = dict(zip(texts, itertools.cycle(range(_FOLDS)), strict=False))
    told = {}
    for fold in range(_FOLDS):
        probe = fit_probe([text for question, text in texts.items() if folds[question] != fold])
        told.update({question: probe.read(text.vector) for question, text in texts.items() if folds[question] == fold})
    labelled = [question for question, text in texts.items() if text.section]
    right = sum(max(told[question].sections, key=told[question].sections.__getitem__) == texts[question].section for question in labelled)
    sys.stdout.write(f"rubrique par le sens : {right / len(labelled):.1%} justes sur {len(labelled)} questions\n")
    for in_field, name in ((True, "du domaine"), (False, "hors sujet")):
        group = [question for question, text in texts.items() if text.in_field is in_field]
        right = sum((told[question].field > 0) is in_field for question in group)
        sys.stdout.write(f"{name} par le sens : {right / len(group):.1%} justes sur {len(group)} questions\n")
    return told


def texts_of(answerer: ExtractiveAnswerer, lines: Sequence[EvalQuestion]) -> Iterator[tuple[str, Text]]:
    def vector(text: str) -> NDArray[np.float64]:
        return np.asarray(answerer.library.embed(text), dtype=np.float64).ravel()

    for line in lines:
        found = {quote.section for quote in line.quotes} if line.status == "answered" else set()
        section = next(iter(found)) if len(found) == 1 and SectionKind.AUTRE.value not in found else ""
        yield line.question, Text(vector(line.question), section, line.reason != "hors_sujet")
    for name in ("hors_sujet", "sans_reponse"):
        for text in (TEXTS / f"{name}.txt").read_text(encoding="utf-8").splitlines():
            yield text, Text(vector(text), "", name != "hors_sujet")
    for template in map(json.loads, (TEXTS / "rubriques.jsonl").read_text(encoding="utf-8").splitlines()):
        yield template["question"], Text(vector(template["question"]), template["section"], True)


def main() -> None:
    cases: list[Asked] = []
    texts: dict[str, Text] = {}
    for corpus in dict.fromkeys(questions.corpus for questions in SETS if not questions.is_final):
        lines = [line for questions in SETS if questions.corpus == corpus and not questions.is_final for line in questions.lines]
        with indexed(corpus) as settings:
            answerer = wiring.answerer(settings)
            texts.update(texts_of(answerer, lines))
            cases += asked(answerer, lines)
    told = out_of_fold(texts)
    fit_probe(list(texts.values())).save(PROBE_FILE)
    cases = [replace(one, ranking=as_told(one, told[one.plan.question])) for one in cases]

    fiches, passages = list(FICHE_WEIGHTS), list(PASSAGE_WEIGHTS)
    single = [one for one in cases if len(one.gold_fiches) == 1]
    tell("FICHE_WEIGHTS", fiches, conditional_logit([case(one.ranking.fiche_features, fiches, one.gold_fiches) for one in single]).tolist())
    held = [one for one in cases if one.gold_passages & one.ranking.passage_features.keys()]
    rows = [case(one.ranking.passage_features, passages, one.gold_passages) for one in held]
    tell("PASSAGE_WEIGHTS", passages, conditional_logit(rows).tolist())
    readable = [one for one in cases if one.ranking.fiches and not any(term.strict and not term.known for term in one.plan.terms)]
    kept = [one for one in readable if not one.reason or one.line is None or one.reason == "hors_sujet"]
    fit_logistic("HELD", list(HELD.weights), [topic_features(one.plan, one.ranking) for one in kept], [not one.reason for one in kept])
    refused = [one for one in cases if one.reason]
    features = [topic_features(one.plan, one.ranking) for one in refused]
    fit_logistic("OF_THE_DOMAIN", list(OF_THE_DOMAIN.weights), features, [one.reason == "sans_reponse" for one in refused])


def as_told(one: Asked, meaning: Meaning) -> Ranking:
    """The ranking as it would be if the probe had not been fitted on this very question."""
    sections = {passage.chunk.id: passage.chunk.section for passage in one.ranking.passages}
    guesses = one.plan.inferred or not one.plan.sections
    features = {
        key: {**row, "meaning": meaning.sections.get(sections[key], UNKNOWN) if guesses else 0.0}
        for key, row in one.ranking.passage_features.items()
    }
    return replace(one.ranking, meaning=meaning, passage_features=features)


if __name__ == "__main__":
    main()
