"""Scores of the two directories over hand-made lists: who pays for what, who takes part, which names are one.

Takes every set of tests/data/directories; of a final one, which nobody tunes on, only figures are shown, and they must reach the
floors. `--failures` shows what is wrong in the tuning sets.
"""

import itertools
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingest.corpus import load_corpus
from ingest.funding import FundingRecord, funding_directory
from ingest.model import Fiche, Span
from ingest.names import Spelling, expansions_of, merge_names
from ingest.partners import PartnerMention, partner_directory
from tests.bench._common import CORPUS, FICTIONAL, ROOT
from tests.bench._generated import write_fiches

DATA = ROOT / "tests/data/directories"
TUNING = frozenset({"reels", "valmoree", "port_lanvec"})
FLOORS = {
    "mentions_f1": 0.95, "financeur": 0.93, "montant": 0.97, "periode": 0.97, "sorte": 0.9,
    "partenaires_f1": 0.95, "fusions_precision": 0.98, "fusions_rappel": 0.9,
}  # fmt: skip
Gold = Mapping[str, Any]


@dataclass
class Tally:
    """Counts of one set, and what went wrong."""

    counts: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    def told(self, name: str, right: bool, failure: str = "") -> None:
        self.counts[f"{name} juste" if right else f"{name} faux"] += 1
        if not right:
            self.failures.append(failure)

    def scores(self) -> dict[str, float]:
        count = self.counts
        return {
            "mentions_f1": _f1(count["mention juste"], count["mention de trop"], count["mention manquée"]),
            **{name: _share(count[f"{name} juste"], count[f"{name} faux"]) for name in ("financeur", "montant", "periode", "sorte")},
            "partenaires_f1": _f1(count["partenaire juste"], count["partenaire de trop"], count["partenaire manqué"]),
            "sorte_organisme": _share(count["organisme juste"], count["organisme faux"]),
            "role": _share(count["rôle juste"], count["rôle faux"]),
            "fusions_precision": _share(count["fusion juste"], count["fusion de trop"]),
            "fusions_rappel": _share(count["fusion juste"], count["fusion manquée"]),
        }


def _share(right: int, wrong: int) -> float:
    return right / (right + wrong) if right + wrong else 1.0


def _f1(right: int, too_many: int, missed: int) -> float:
    return 2 * right / (2 * right + too_many + missed) if right + too_many + missed else 1.0


def gold_of(kind: str, name: str) -> list[Gold]:
    path = DATA / f"{kind}_{name}.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def fiches_of(name: str) -> tuple[Fiche, ...]:
    """The fiches of a set: the two real ones, or a fictional town's, whose folder begins with the set's name."""
    folders = [*sorted(FICTIONAL.parent.iterdir()), *sorted((ROOT / "tests/data/fictif/controle").glob("*/fiches"))]
    wanted = name.replace("_", "-")
    folder = CORPUS if name == "reels" else next(path for path in folders if wanted in (path.parent.name, path.name[: len(wanted)]))
    return load_corpus([str(folder)]).fiches


def norm(text: str) -> str:
    return " ".join(text.replace("’", "'").split()).casefold().strip(" .")


def agrees(mine: str, gold: Gold, key: str, *, within: bool) -> bool:
    """Whether a value is the gold's or one it admits; `within`, one may contain the other."""
    found = norm(mine)
    for value in (gold[key], *gold.get("admis", {}).get(key, ())):
        wanted = norm(value)
        if found == wanted or (within and found and wanted and (found in wanted or wanted in found)):
            return True
    return False


def _overlap(one: Span, gold: Gold) -> int:
    return min(one.end, int(gold["end"])) - max(one.start, int(gold["start"]))


def judge_funding(golds: Sequence[Gold], records: Sequence[FundingRecord], tally: Tally) -> None:
    left = list(records)
    for gold in golds:
        half = (int(gold["end"]) - int(gold["start"])) / 2
        near = [record for record in left if _is_of(record.fiche, gold) and _overlap(record.quote.span, gold) >= half]
        # Several records may share one clause: the one whose parts agree best is meant.
        best = max(near, key=lambda record: (agrees(record.funder, gold, "funder", within=True), agrees(record.scheme, gold, "scheme", within=True), _overlap(record.quote.span, gold)), default=None)  # fmt: skip
        if best is None:
            tally.counts["mention manquée"] += 1
            tally.failures.append(f"{gold['fiche']} mention manquée : {gold['quote']!r}")
            continue
        left.remove(best)
        shown = f"{gold['fiche']} {gold['quote']!r}"
        if agrees(best.scheme, gold, "scheme", within=True):
            tally.counts["mention juste"] += 1
        else:
            tally.counts["mention manquée"] += 1
            tally.counts["mention de trop"] += 1
            tally.failures.append(f"{shown} dispositif : {best.scheme!r} au lieu de {gold['scheme']!r}")
        for name, value, key, within in (
            ("financeur", best.funder, "funder", True), ("montant", best.amount, "amount", False), ("periode", best.period, "period", False), ("sorte", best.kind.value, "kind", False),
        ):  # fmt: skip
            tally.told(name, agrees(value, gold, key, within=within), f"{shown} {name} : {value!r} au lieu de {gold[key]!r}")
    for record in left:
        tally.counts["mention de trop"] += 1
        tally.failures.append(f"{record.fiche.code} mention de trop : {record.quote.text!r}")


def _is_of(fiche: Fiche, gold: Gold) -> bool:
    return (
        fiche.code == gold["fiche"]
        and fiche.version == gold["version"]
        and ("file" not in gold or fiche.source.name.endswith(Path(gold["file"]).name))
    )


def judge_partners(golds: Sequence[Gold], mentions: Sequence[PartnerMention], tally: Tally) -> None:
    left = list(mentions)
    for gold in golds:
        near = [
            mention
            for mention in left
            if _is_of(mention.fiche, gold) and mention.section.value == gold["section"] and _overlap(mention.quote.span, gold) > 0
        ]
        near = [mention for mention in near if _same_name(mention, gold)]
        best = max(near, key=lambda mention: (norm(mention.name) == norm(gold["name"]), _overlap(mention.quote.span, gold)), default=None)
        if best is None:
            tally.counts["partenaire manqué"] += 1
            tally.failures.append(f"{gold['fiche']} {gold['section']} partenaire manqué : {gold['name']!r}")
            continue
        left.remove(best)
        tally.counts["partenaire juste"] += 1
        shown = f"{gold['fiche']} {gold['section']} {gold['name']!r}"
        for name, value, key in (("organisme", best.kind.value, "kind"), ("rôle", best.role.value, "role")):
            tally.told(name, agrees(value, gold, key, within=False), f"{shown} {name} : {value!r} au lieu de {gold[key]!r}")
    for mention in left:
        tally.counts["partenaire de trop"] += 1
        tally.failures.append(f"{mention.fiche.code} {mention.section} partenaire de trop : {mention.name!r}")


def _same_name(mention: PartnerMention, gold: Gold) -> bool:
    """The same name, or one with its common noun, acronym or number and the other without."""
    mine, wanted = norm(mention.name), norm(gold["name"])
    if mine == wanted or (mention.full and norm(mention.full) == wanted):
        return True
    shorter, longer = sorted((mine, wanted), key=len)
    return shorter in longer and len(longer) - len(shorter) <= max(8, len(longer) // 2)


def judge_names(golds: Iterable[Gold], fiches: Sequence[Fiche], tally: Tally) -> None:
    bodies = {name: gold["canonical"] for gold in golds if "canonical" in gold for name in gold["names"]}
    groups = merge_names([Spelling(name) for name in bodies], expansions_of(fiches))
    mine = {name: rank for rank, group in enumerate(groups) for name in group.names}
    for one, other in itertools.combinations(bodies, 2):
        joined, wanted = mine[one] == mine[other], bodies[one] == bodies[other]
        if joined or wanted:
            tally.counts["fusion juste" if joined and wanted else "fusion de trop" if joined else "fusion manquée"] += 1
        if joined != wanted:
            tally.failures.append(f"fusion {'de trop' if joined else 'manquée'} : {one!r} et {other!r}")


def judged(name: str) -> Tally:
    tally, fiches = Tally(), fiches_of(name)
    records = funding_directory(fiches)
    judge_funding(gold_of("financements", name), records, tally)
    mentions = [mention for partner in partner_directory(fiches, records, mentions_elsewhere=False) for mention in partner.mentions]
    if partners := gold_of("partenaires", name):
        judge_partners(partners, mentions, tally)
    judge_names(gold_of("alias", name), fiches, tally)
    return tally


def below(tally: Tally) -> Iterator[str]:
    for name, floor in FLOORS.items():
        if (value := tally.scores()[name]) < floor:
            yield f"{name} = {value:.3f}, seuil {floor:.3f}"


def duration_s(count: int) -> float:
    """Time to draw both directories up over `count` generated fiches, already parsed."""
    with tempfile.TemporaryDirectory(prefix="fiches-bench-") as folder:
        write_fiches(Path(folder) / "fiches", count)
        fiches = load_corpus([folder]).fiches
        started = time.perf_counter()
        partner_directory(fiches, funding_directory(fiches))
        return time.perf_counter() - started


def main(arguments: Sequence[str]) -> int:
    names = sorted(path.stem.removeprefix("financements_") for path in DATA.glob("financements_*.jsonl"))
    final = Tally()
    for name in names:
        tally = judged(name)
        is_final = name not in TUNING
        sys.stdout.write(f"\n== {name}{' (jeu final)' if is_final else ''}\n")
        sys.stdout.write("".join(f"{measure:20} {value:.3f}\n" for measure, value in tally.scores().items()))
        if is_final:
            final.counts.update(tally.counts)
        elif "--failures" in arguments:
            sys.stdout.write("".join(f"  {failure}\n" for failure in tally.failures))
    problems = list(below(final)) if final.counts else []
    if final.counts:
        sys.stdout.write(
            "\n== ensemble des jeux finaux\n" + "".join(f"{measure:20} {value:.3f}\n" for measure, value in final.scores().items())
        )
    sys.stdout.write(f"\n1 000 fiches : {duration_s(1_000):.1f} s\n")
    sys.stdout.write(("\n".join(problems) if problems else "Tous les seuils sont tenus.") + "\n")
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
