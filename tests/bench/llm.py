"""The question sets through a real llama.cpp server whose small model writes noise: nothing unsupported may reach the reader.

python -m tests.bench.llm [--sample N]: N questions of each set.

Prints the sentences proposed, released and dropped by cause, and the required facts, quotes and refusals beside those of the extractive
answers; fails where an answer is worse than the extractive one, where a released sentence is not exact or held by the checker on its
own, or where an answer waits for more than verification and model.
"""

import statistics
import sys
from collections import Counter
from dataclasses import dataclass, field

from rag.answer import Answer, Status
from rag.breaker import Breaker
from rag.evaluation import EvalQuestion, judge
from rag.generated import GeneratedAnswerer, passages_of
from rag.llm import LanguageModel, ModelSettings
from rag.verification import check
from tests.bench._common import indexed
from tests.bench.quality import SETS, QuestionSet
from tests.making.llama import llama, missing
from ui import wiring

_COMPARED = ("right", "facts", "quoted_all", "quoted_any", "listed", "refused", "reason", "exact")


@dataclass
class Tally:
    """What came of the questions of one set."""

    questions: int = 0
    modes: Counter[str] = field(default_factory=Counter)
    released: int = 0
    causes: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    worse: list[str] = field(default_factory=list)
    unsupported: list[str] = field(default_factory=list)
    scores: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    checking_ms: list[float] = field(default_factory=list)
    total_ms: list[float] = field(default_factory=list)

    def add(self, question: EvalQuestion, extractive: Answer, answer: Answer) -> None:
        self.questions += 1
        self.modes[answer.mode] += 1
        told = answer.explanation.get("model", {})
        self.released += len(answer.sentences or ())
        self.causes.update(one["cause"] for one in told.get("dropped", ()))
        self.failures.update([told["failure"]] if "failure" in told else [])
        if told:
            self.total_ms.append(answer.timings_ms["total"])
        proposed = len(answer.sentences or ()) + len(told.get("dropped", ()))
        if proposed and "verification" in answer.timings_ms:
            self.checking_ms.append(answer.timings_ms["verification"] / proposed)
        before, after = judge(question, extractive).measures, judge(question, answer).measures
        for name in _COMPARED:
            if name in before:
                self.scores.setdefault(name, []).append((before[name], after[name]))
                if after[name] < before[name]:
                    self.worse.append(f"{question.id} : {name}")
        if extractive.status is Status.ABSTAINED and answer.markdown != extractive.markdown:
            self.worse.append(f"{question.id} : un refus a changé")
        passages = {passage.n: passage for passage in passages_of(extractive)}
        for sentence in answer.sentences or ():
            if check(sentence.text, [passages[number] for number in sentence.citations]).verdict is None:
                self.unsupported.append(f"{question.id} : {sentence.text}")


def run(asked: QuestionSet, url: str, limit: int | None) -> Tally:
    tally = Tally()
    model = LanguageModel(ModelSettings("openai:smollm2", url, timeout_s=180.0, first_token_s=120.0, most_tokens=160))
    with indexed(asked.corpus) as settings:
        extractive = wiring.answerer(settings)
        answerer = GeneratedAnswerer(extractive.extractive, model, Breaker(100_000), name="smollm2")
        for line in asked.lines[:limit]:
            tally.add(line, extractive.answer(line.question, history=line.history), answerer.answer(line.question, history=line.history))
    return tally


def report(name: str, tally: Tally) -> None:
    out = sys.stdout.write
    dropped = sum(tally.causes.values())
    out(f"\n== {name} : {tally.questions} questions\n")
    out("  réponses : " + ", ".join(f"{mode} {count}" for mode, count in tally.modes.most_common()) + "\n")
    out(f"  phrases proposées {tally.released + dropped}, montrées {tally.released}, retirées {dropped}\n")
    out("  retirées parce que : " + (", ".join(f"{cause} {count}" for cause, count in tally.causes.most_common()) or "–") + "\n")
    out(
        "  réponses par extraits parce que : "
        + (", ".join(f"{failure} {count}" for failure, count in tally.failures.most_common()) or "–")
        + "\n"
    )
    for measure, pairs in tally.scores.items():
        before, after = (statistics.mean(values) for values in zip(*pairs, strict=True))
        out(f"  {measure} : par extraits {before:.1%}, avec le modèle {after:.1%}\n")
    if tally.total_ms:
        out(f"  temps d’une réponse où le modèle est sollicité : médiane {statistics.median(tally.total_ms) / 1e3:.1f} s\n")
    if tally.checking_ms:
        out(f"  vérification : médiane {statistics.median(tally.checking_ms):.1f} ms par phrase\n")


def main() -> int:
    if reason := missing():
        sys.stdout.write(f"eval-llm : ignoré, {reason}\n")
        return 1
    limit = int(sys.argv[sys.argv.index("--sample") + 1]) if "--sample" in sys.argv else None
    problems: list[str] = []
    with llama() as url:
        for asked in SETS:
            tally = run(asked, url, limit)
            report(asked.name, tally)
            worse = [f"{len(tally.worse)} réponses"] if asked.is_final and tally.worse else tally.worse
            problems += [f"{asked.name} : moins bonne qu’en extraits, {one}" for one in worse]
            problems += [f"{asked.name} : montré sans appui, {one}" for one in tally.unsupported]
            sys.stdout.flush()
    sys.stdout.write("\n" + ("\n".join(problems) if problems else "Rien sans appui n’est montré, aucune réponse n’est moins bonne.") + "\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
