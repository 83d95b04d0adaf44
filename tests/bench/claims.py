"""The checker of a language model’s sentences against labelled claims: what it lets pass, what it drops, how long it takes.

python -m tests.bench.claims [--failures]: the failures of the tuning set, never those of the final one, on which nothing is tuned.

Fails where an unsupported figure, date, amount or name passes, or a rate is over its ceiling.
"""

import statistics
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel

from ingest.chunking import clean
from ingest.model import SectionKind
from rag.claims.evidence import Evidence
from rag.claims.verdict import Checked
from rag.markers import take_markers
from rag.verification import check
from tests.bench._common import ROOT

DATA = ROOT / "tests/data/claims"
MOST_PASSED, MOST_DROPPED, MOST_MS = 0.02, 0.08, 15.0
#: Kinds whose trick is a figure, a date, an amount or a name: none may pass.
HARD_FACTS = ("amount", "number", "year", "date", "name", "unit", "period", "rounded", "acronym", "code", "place")


class PassageLine(BaseModel):
    n: int
    fiche: str
    section: str
    text: str


class ClaimLine(BaseModel):
    id: str
    question: str
    passages: list[PassageLine]
    sentence: str
    citations: list[int]
    supported: bool
    why: str
    kind: str

    @property
    def cited(self) -> list[Evidence]:
        return [
            Evidence(passage.n, clean(passage.text), passage.fiche, _section(passage.section))
            for passage in self.passages
            if passage.n in self.citations
        ]


@dataclass(frozen=True, slots=True)
class Judged:
    """One claim, and what the checker said of it."""

    line: ClaimLine
    checked: Checked
    ms: float

    @property
    def passed(self) -> bool:
        return self.checked.verdict is not None


def _section(name: str) -> SectionKind:
    return SectionKind(name) if name in set(SectionKind) else SectionKind.AUTRE


def claims(path: Path) -> list[ClaimLine]:
    return [ClaimLine.model_validate_json(line) for line in path.read_text(encoding="utf-8").splitlines()]


def judge(line: ClaimLine) -> Judged:
    cited = line.cited
    for passage in cited:  # what is read once an answer, however many sentences cite it
        _read = (passage.stems, passage.facts, passage.segments, passage.clauses)
    started = time.thread_time()  # of the processor: the figure is the same on a busy machine
    checked = check(take_markers(line.sentence).text, cited)
    return Judged(line, checked, (time.thread_time() - started) * 1e3)


def report(name: str, judged: Sequence[Judged]) -> list[str]:
    """Print the figures of one set, and return what is over its ceiling."""
    wrong = [one for one in judged if not one.line.supported]
    right = [one for one in judged if one.line.supported]
    passed, dropped = [one for one in wrong if one.passed], [one for one in right if not one.passed]
    facts = [one for one in passed if any(word in one.line.kind for word in HARD_FACTS)]
    causes = Counter(one.checked.cause for one in wrong if one.checked.cause)
    times = sorted(one.ms for one in judged)
    out = sys.stdout.write
    out(f"\n== {name} : {len(judged)} phrases, {len(right)} soutenues\n")
    unknown = sum(passage.section not in set(SectionKind) for one in judged for passage in one.line.passages)
    cited = statistics.mean(len(one.line.cited) for one in judged)
    lengths = statistics.mean(len(passage.text) for one in judged for passage in one.line.cited)
    out(f"  passages cités par phrase : {cited:.1f}, de {lengths:.0f} caractères ; rubriques inconnues : {unknown}\n")
    out(f"  non soutenues qui passent : {len(passed)} sur {len(wrong)} ({len(passed) / len(wrong):.1%})\n")
    out(f"  dont chiffre, date, montant ou nom : {len(facts)}\n")
    out(f"  soutenues retirées : {len(dropped)} sur {len(right)} ({len(dropped) / len(right):.1%})\n")
    lost = Counter(one.checked.cause for one in dropped if one.checked.cause)
    out("    par cause : " + (", ".join(f"{cause.value} {count}" for cause, count in lost.most_common()) or "aucune") + "\n")
    out(f"  calcul par phrase : médiane {statistics.median(times):.1f} ms, 95 % sous {times[int(0.95 * (len(times) - 1))]:.1f} ms\n")
    out("  causes : " + ", ".join(f"{cause.value} {count}" for cause, count in causes.most_common()) + "\n")
    problems = []
    if statistics.median(times) > MOST_MS:
        problems.append(f"{name} : {statistics.median(times):.1f} ms par phrase, plafond {MOST_MS:.0f} ms")
    if facts:
        problems.append(f"{name} : {len(facts)} chiffre, date, montant ou nom sans appui passe")
    if len(passed) > MOST_PASSED * len(wrong):
        problems.append(f"{name} : {len(passed) / len(wrong):.1%} de phrases sans appui passent, plafond {MOST_PASSED:.0%}")
    if len(dropped) > MOST_DROPPED * len(right):
        problems.append(f"{name} : {len(dropped) / len(right):.1%} de phrases soutenues retirées, plafond {MOST_DROPPED:.0%}")
    return problems


def main() -> int:
    problems: list[str] = []
    for path in sorted(DATA.glob("*.jsonl"), reverse=True):
        lines = claims(path)
        judge(lines[0])  # dictionaries are read once
        judged = [judge(line) for line in lines]
        problems += report(path.name, judged)
        if "--failures" in sys.argv and "final" not in path.name:
            for one in judged:
                if one.passed != one.line.supported:
                    cause = one.checked.cause.value if one.checked.cause else "passe"
                    sys.stdout.write(f"  ✗ {one.line.id} {one.line.kind} : {one.line.sentence} ({cause} {one.checked.detail})\n")
    sys.stdout.write("\n" + ("\n".join(problems) if problems else "Tous les plafonds sont tenus.") + "\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
