"""How right `fiches check` is: faults planted one by one in clean fiches, and what is said of the clean ones.

python -m tests.bench.checks [--town NAME] [--family REF] [--failures]

Each fault of tests/data/fictif/controle/<town>/faults*.yaml is planted alone in the town's clean fiches. It is found when a
finding of its rule, on one of the fiches expected, shares words with the quote expected. A finding that is new, an error or a
warning, and neither expected nor listed as a side effect, is false; so is any after an edit of misses*.yaml or non_faults*.yaml,
which are none, and each error or warning on the clean fiches.

A town's files with « final » in their names make a set of their own, of which the figures alone are printed.
"""

import argparse
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from ingest.checks.corpus import CheckedCorpus
from ingest.checks.finding import Finding, Severity
from ingest.checks.meaning import EmbeddedMeaning
from ingest.checks.registry import all_rules, check
from ingest.folding import fold
from ingest.index.embedding import BundledEmbedder
from ingest.model import Fiche, Source
from ingest.parser import parse_fiches
from tests.bench._common import ROOT

TOWNS = ROOT / "tests/data/fictif/controle"
AT = date(2025, 1, 1)  # the day that says what is over, some years after the control fiches
FLOOR, FAMILY_FLOOR = 0.95, 0.9
Key = tuple[str, str, str]
_FINAL = {"orciere"}  # towns whose figures alone are printed: whoever works on the rules never reads them
_EDITS = ("faults", "misses", "non_faults")


@dataclass
class Score:
    """Of one rule, one family or all: faults planted and found, findings right and false."""

    planted: int = 0
    found: int = 0
    false: int = 0

    @property
    def recall(self) -> float:
        return self.found / self.planted if self.planted else 1.0

    @property
    def precision(self) -> float:
        return self.found / (self.found + self.false) if self.found + self.false else 1.0


@dataclass(frozen=True, slots=True)
class EditSet:
    """Edits of one town that are scored together."""

    name: str
    folder: Path  # of the town
    files: tuple[Path, ...]
    is_final: bool


@dataclass
class Town:
    name: str
    scores: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    failures: list[str] = field(default_factory=list)


@lru_cache(maxsize=4_096)
def _fiches(name: str, text: str) -> tuple[Fiche, ...]:
    return parse_fiches(Source(name, text))


def _check(texts: Mapping[str, str], meaning: EmbeddedMeaning | None) -> tuple[Finding, ...]:
    fiches = [fiche for name, text in sorted(texts.items()) for fiche in _fiches(name, text)]
    return check(CheckedCorpus(fiches, at=AT, meaning=meaning))


def _key(finding: Finding) -> tuple[str, str, str]:
    return finding.rule, finding.fiche.code, finding.excerpt.text


def _planted(texts: Mapping[str, str], edits: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    changed = dict(texts)
    for edit in edits:
        name = edit["file"]
        if edit.get("delete"):
            del changed[name]
        elif "add" in edit:
            changed[name] = edit["add"]
        else:
            assert changed[name].count(edit["find"]) == 1, f"{name}: {edit['find']!r}"
            changed[name] = changed[name].replace(edit["find"], edit["replace"])
    return changed


def _overlaps(finding: Finding, codes: Sequence[str], expected: Mapping[str, Any]) -> bool:
    """Tell whether a finding, or the other place that it names, shares words with the quote expected: in a banner, any of them."""
    quote = str(expected["quote"])
    places = [(finding.fiche, finding.excerpt), *((related.fiche, related.excerpt) for related in finding.related)]
    if finding.fiche.code not in codes:
        return False
    if expected.get("section") is None and finding.section is None:
        return True
    pattern = re.compile(r"\s+".join(map(re.escape, quote.split())))
    for fiche, excerpt in places:
        if fiche.code not in codes:
            continue
        spans = [match.span() for match in pattern.finditer(fiche.source.text)]
        if any(start < excerpt.span.end and excerpt.span.start < end for start, end in spans):
            return True
        if not spans and (fold(quote) in fold(excerpt.text) or fold(excerpt.text) in fold(quote)):
            return True
    return False


def _codes(expected: Mapping[str, Any]) -> list[str]:
    given = expected["fiche"]
    return [str(code) for code in given] if isinstance(given, list) else [str(given)]


def edit_sets(towns: Path) -> Iterator[EditSet]:
    """The sets of every town, those that the rules are tuned on before the final ones."""
    for folder in sorted(path.parent for path in towns.glob("*/faults.yaml")):
        files = sorted(path for path in folder.glob("*.yaml") if path.name.startswith(_EDITS))
        final = tuple(path for path in files if "final" in path.name or folder.name in _FINAL)
        tuning = tuple(path for path in files if path not in final)
        if tuning:
            yield EditSet(folder.name, folder, tuning, is_final=False)
        if final:
            yield EditSet(folder.name if not tuning else f"{folder.name} (final)", folder, final, is_final=True)


def measure(edits: EditSet, meaning: EmbeddedMeaning | None, family: str = "") -> Town:
    """Check the clean fiches of a town, then each edit of a set alone."""
    town = Town(edits.name)
    texts = {path.name: path.read_text(encoding="utf-8-sig") for path in sorted((edits.folder / "fiches").glob("*.txt"))}
    clean = _check(texts, meaning)
    for finding in _serious(clean, family):
        _score_false(town, finding, "jeu propre")
    before = Counter(map(_key, clean))
    for path in edits.files:
        for edit in yaml.safe_load(path.read_text(encoding="utf-8")):
            if edit["rule"].startswith(family):
                _measure_edit(town, edit, texts, before, meaning)
    return town


def _measure_edit(
    town: Town, fault: Mapping[str, Any], texts: Mapping[str, str], before: Counter[Key], meaning: EmbeddedMeaning | None
) -> None:
    """Make one edit of the clean fiches: a fault that must be found, or, where it expects nothing, words that are no fault."""
    left = before.copy()
    new = [finding for finding in _check(_planted(texts, fault["edits"]), meaning) if not _seen(left, _key(finding))]
    severities = {rule.code: rule.severity for rule in all_rules()}
    hits: list[Finding] = []
    if fault["expect"]:
        expected = fault["rule"]
        codes = _codes(fault["expect"])
        hits = [finding for finding in new if finding.rule == expected and _overlaps(finding, codes, fault["expect"])]
        for name in _names(expected, severities.get(expected)):
            town.scores[name].planted += 1
            town.scores[name].found += bool(hits)
        if not hits:
            town.failures.append(f"{fault['id']} {expected} manqué : {fault['expect']} ({fault.get('note', '')})")
    also = {(side["rule"], code) for side in fault.get("also") or [] for code in _codes(side)}
    for finding in _serious(new, ""):
        if finding not in hits and (finding.rule, finding.fiche.code) not in also:
            _score_false(town, finding, f"{fault['id']} {fault['rule']}")


def _seen(left: Counter[Key], key: Key) -> bool:
    left[key] -= 1
    return left[key] >= 0


def _serious(findings: Sequence[Finding], family: str) -> Iterator[Finding]:
    yield from (finding for finding in findings if finding.severity is not Severity.INFO and finding.rule.startswith(family))


def _score_false(town: Town, finding: Finding, where: str) -> None:
    for name in _names(finding.rule, finding.severity):
        town.scores[name].false += 1
    related = [related.excerpt.line[:80] for related in finding.related]
    town.failures.append(
        f"{where} – en trop : {finding.rule} {finding.fiche.code} « {finding.excerpt.line[:120]} » {finding.message} {related}"
    )


def _names(rule: str, severity: Severity | None) -> tuple[str, ...]:
    """What a finding counts for: its rule, and where it is no mere information its family and the whole."""
    return (rule,) if severity is Severity.INFO else (rule, rule[:3], "ensemble")


def _print(town: Town) -> bool:
    """Print the figures of a town, and tell whether they reach the floors."""
    _say(f"\n{town.name}\n{'':10} plantées trouvées en trop précision rappel")
    reached = True
    for name, score in sorted(town.scores.items(), key=lambda item: (len(item[0]) == 6, item[0] != "ensemble", item[0])):
        floor = FLOOR if name == "ensemble" else FAMILY_FLOOR if len(name) == 3 else 0.0
        low = min(score.precision, score.recall) < floor
        reached = reached and not low
        _say(
            f"{name:10} {score.planted:8} {score.found:8} {score.false:7} {score.precision:9.3f} {score.recall:6.3f}{'  <' if low else ''}"
        )
    return reached


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--town", help="only this town")
    parser.add_argument("--family", default="", help="only faults of this family or rule")
    parser.add_argument("--failures", action="store_true", help="list what was missed and what was false, of the sets that are not final")
    parser.add_argument("--folder", type=Path, default=TOWNS, help="where the towns are")
    parser.add_argument("--final", action=argparse.BooleanOptionalAction, help="only the final sets, or none of them")
    arguments = parser.parse_args()
    meaning = EmbeddedMeaning(BundledEmbedder())
    reached = True
    for edits in edit_sets(arguments.folder):
        if arguments.town in (None, edits.folder.name) and arguments.final in (None, edits.is_final):
            started = time.perf_counter()
            town = measure(edits, meaning, arguments.family)
            reached = _print(town) and reached
            _say(f"{time.perf_counter() - started:.0f} s")
            if arguments.failures and not edits.is_final:
                _say("\n".join(town.failures))
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())
