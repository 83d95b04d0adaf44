"""`make security`: hostile input by the hundred thousand, the server under odd requests, the packages of others; prints what it found.

Fails where something hostile got through, and where a package has a known fault or could not be audited: unknown is not safe.
"""

# ruff: noqa: T201  # the table is the result

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.security.fuzzing import Target, Tried, fuzz, parser_targets, plan_targets, renderer_targets
from tests.security.server import application, server_targets
from tests.security.supply import audit, closure, licence, write_sbom
from ui import wiring
from ui.settings import Settings

ROOT = Path(__file__).parents[2]
# Cases of each target, of a hundred thousand in all and a little more.
CASES = {"lecture": 4_500, "question": 12_000, "rendu": 660, "serveur": 1_500}


@dataclass(frozen=True, slots=True)
class _Share:
    """How one target went, told to the process that prints: a target itself stays where it ran."""

    group: str
    name: str
    cases: int
    reached: int
    slowest_s: float
    failed: str = ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="share of the cases to try")
    parser.add_argument("--seed", type=int, help="other cases than the usual ones")
    parser.add_argument("--tools", type=Path, default=ROOT / ".venv" / "audit" / "bin", help="where pip-audit and cyclonedx-py are")
    parser.add_argument("--output", type=Path, default=ROOT / ".security", help="where the SBOM and the licences are written")
    parser.add_argument("--only", choices=["fuzz", "server", "supply"])
    given = parser.parse_args()
    failed = False
    halves = {
        None: [("lecture", "serveur"), ("question", "rendu")],
        "fuzz": [("lecture",), ("question", "rendu")],
        "server": [("serveur",)],
    }
    if given.only in halves:
        failed |= _fuzz(given.scale, given.seed, halves[given.only])
    if given.only in (None, "supply"):
        failed |= _supply(given.tools, given.output)
    return int(failed)


def _fuzz(scale: float, seed: int | None, halves: Sequence[Sequence[str]]) -> bool:
    begun = time.perf_counter()
    with ProcessPoolExecutor(2) as pool:
        waited = [pool.submit(_tried, groups, scale, seed) for groups in halves]
        shares = [share for half in waited for share in half.result()]
    print("\nEntrées hostiles                cas  menés à bien    la plus lente   passées")
    for group in [group for group in CASES if any(share.group == group for share in shares)]:
        of = [share for share in shares if share.group == group]
        rows = of if len(of) < 10 else []
        for row in [*rows, _total(group, of)]:
            told = f"{row.group} {row.name}"
            print(f"{told:<26} {row.cases:>8} {row.reached:>14} {row.slowest_s * 1_000:>12.0f} ms   {'non' if row.failed else 'oui'}")
    print(f"{'ensemble':<26} {sum(share.cases for share in shares):>8}   en {time.perf_counter() - begun:.0f} s, deux processus")
    failures = [share for share in shares if share.failed]
    for share in failures:
        print(f"\n{share.group} {share.name} :\n{share.failed}", file=sys.stderr)
    return bool(failures)


def _tried(groups: Sequence[str], scale: float, seed: int | None) -> list[_Share]:
    with tempfile.TemporaryDirectory() as folder, ExitStack() as held:
        targets = list(_targets(groups, Path(folder), held))
        return [_try(target, max(1, round(CASES[target.group] * scale)), seed) for target in targets]


def _targets(groups: Sequence[str], folder: Path, held: ExitStack) -> Iterable[Target]:
    if "lecture" in groups:
        yield from parser_targets()
    settings = Settings(data_dir=folder)
    if {"question", "serveur"} & set(groups):
        with wiring.index_builder(settings) as builder:
            builder.index([str(ROOT / "corpus")])
    if "question" in groups:
        yield from plan_targets(wiring.answerer(settings).vocabulary)
    if "serveur" in groups:
        yield from server_targets(held.enter_context(application(settings)))
    if "rendu" in groups:
        yield from renderer_targets()


def _try(target: Target, cases: int, seed: int | None) -> _Share:
    try:
        tried = fuzz(target, cases, seed=seed)
    except Exception as error:  # whatever it raised is what was looked for
        return _Share(target.group, target.name, 0, 0, 0.0, "\n".join([repr(error), *getattr(error, "__notes__", [])])[:2_000])
    return _share(tried)


def _share(tried: Tried) -> _Share:
    return _Share(tried.target.group, tried.target.name, tried.cases, tried.reached, tried.slowest_s)


def _total(group: str, shares: Sequence[_Share]) -> _Share:
    return _Share(
        group,
        f"({len(shares)} cibles)",
        sum(share.cases for share in shares),
        sum(share.reached for share in shares),
        max((share.slowest_s for share in shares), default=0.0),
        " ".join(share.name for share in shares if share.failed),
    )


def _supply(tools: Path, output: Path) -> bool:
    output.mkdir(parents=True, exist_ok=True)
    packages = closure("fiches")
    found = audit(tools / "pip-audit", packages, output)
    licences = {one.metadata["Name"]: licence(one) for one in packages}
    (output / "licences.json").write_text(json.dumps(licences, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    unsaid = sorted(name for name, told in licences.items() if not told)
    sbom = write_sbom(tools / "cyclonedx-py", output / "sbom.cdx.json")
    print(f"\nPaquets nécessaires             {len(packages)}")
    print(f"  défauts connus                {len(found.faulty)}")
    print(f"  non audités                   {len(found.unaudited)}")
    if found.unreachable:
        print(f"  base des défauts injoignable : rien n’est sûr ({found.unreachable})")
    for package in (*found.faulty, *([] if found.unreachable else found.unaudited)):
        print(f"  {package.name} {package.version} : {', '.join(package.faults) or package.unaudited}")
    common = ", ".join(f"{name} {count}" for name, count in Counter(told or "non dite" for told in licences.values()).most_common(6))
    print(f"Licences                        {common} … ({output / 'licences.json'})")
    print(f"  sans licence déclarée         {', '.join(unsaid) or 'aucun'}")
    print(f"SBOM                            {sbom or output / 'sbom.cdx.json'}")
    return not found.passed or bool(sbom)


if __name__ == "__main__":
    raise SystemExit(main())
