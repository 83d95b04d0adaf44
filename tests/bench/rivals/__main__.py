"""The same fiches, questions and vectors given to what people would pick instead of this program; one table.

usage: python -m tests.bench.rivals [--only quality|growth] [--rivals NAMES] [--sizes 30,300] [--minutes N] [--folder FOLDER]
       python -m tests.bench.rivals --print | --readme
"""

import argparse
import json
import platform
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from tests.bench._common import ROOT
from tests.bench.rivals import environments, table, work
from tests.bench.rivals.measure import Bench, Cell, pooled
from tests.bench.rivals.rival import OURS, RIVALS, Rival
from tests.bench.rivals.served import EmbeddingServer, VectorCache

_SIZES = (30, 300, 3_000, 30_000)
_MOST_REAL = 3_000  # fiches whose vectors are the model's
_FOLDER = ROOT / ".bench"


def main() -> int:
    arguments = _arguments()
    results: dict[str, Any] = json.loads(arguments.results.read_text(encoding="utf-8")) if arguments.results.is_file() else {}
    if arguments.print or arguments.readme:
        text = table.markdown(results)
        if arguments.readme:
            table.put_into(ROOT / "README.md", text)
        else:
            sys.stdout.write(text)
        return 0
    chosen = [rival for rival in RIVALS if not arguments.rivals or rival.name in arguments.rivals or rival.environment in arguments.rivals]
    for name in sorted({rival.environment for rival in chosen} - {""}):
        environments.made(name, _FOLDER / "environments")
    server = EmbeddingServer(VectorCache(_FOLDER / "vectors.sqlite3"))
    results |= {"date": date.today().isoformat(), "machine": _machine()}
    with server.serving() as url:
        bench = Bench(_FOLDER, server, url, arguments.minutes)
        if arguments.folder:
            _run(results, "folder", bench, chosen, work.from_folder(arguments.folder, _FOLDER / "work"), arguments.results)
        else:
            if "quality" in arguments.only:
                _quality(results, bench, chosen, arguments.results)
            if "growth" in arguments.only:
                for size in arguments.sizes:
                    given = work.grown(size, _FOLDER / "work", generated=size > arguments.real)
                    results.setdefault("generated", {})[str(size)] = given.generated
                    _run(results.setdefault("growth", {}), str(size), bench, chosen, given, arguments.results, results)
    server.cache.close()
    sys.stdout.write(table.markdown(results))
    return 0


def _quality(results: dict[str, Any], bench: Bench, rivals: Sequence[Rival], path: Path) -> None:
    for name, works in work.question_sets(_FOLDER / "work").items():
        for rival in rivals:
            cell = pooled([bench.cell(rival, one) for one in works])
            _keep(results.setdefault("quality", {}).setdefault(name, {}), rival, cell, path, results)


def _run(
    place: dict[str, Any],
    name: str,
    bench: Bench,
    rivals: Sequence[Rival],
    given: work.Work,
    path: Path,
    results: dict[str, Any] | None = None,
) -> None:
    for rival in rivals:
        _keep(place.setdefault(name, {}), rival, bench.cell(rival, given), path, results or place)


def _keep(place: dict[str, Any], rival: Rival, cell: Cell, path: Path, results: dict[str, Any]) -> None:
    """Write what is measured at once: a run that is cut short loses none of it."""
    if versions := cell.pop("versions", None):
        results.setdefault("versions", {})[rival.name] = versions
    cell.pop("times_ms", None)
    place[rival.name] = {key: round(value, 4) if isinstance(value, float) else value for key, value in cell.items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    sys.stderr.write(f"{rival.name} : {json.dumps(place[rival.name])}\n")


def _machine() -> str:
    model = next(
        (line.partition(":")[2].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")), ""
    )
    memory = next(int(line.split()[1]) for line in Path("/proc/meminfo").read_text().splitlines() if line.startswith("MemTotal"))
    cores = len([line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("processor")])
    return f"{cores} cœurs ({model or platform.machine()}), {memory / 2**20:.0f} Gio, sans carte graphique"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", type=lambda text: text.split(","), default=["quality", "growth"], help="quality, growth or both")
    parser.add_argument("--rivals", type=lambda text: text.split(","), default=[], help=f"their names or environments; {OURS.name} is ours")
    parser.add_argument("--sizes", type=lambda text: [int(size) for size in text.split(",")], default=_SIZES)
    parser.add_argument("--real", type=int, default=_MOST_REAL, help="fiches up to which the vectors are the model's")
    parser.add_argument("--minutes", type=float, default=30.0, help="for each cell, the vectors apart")
    parser.add_argument("--folder", type=Path, help="passages.jsonl and questions.jsonl in the place of the fiches")
    parser.add_argument("--results", type=Path, default=Path(__file__).with_name("measured.json"))
    parser.add_argument("--print", action="store_true", help="print the table of what was measured, and measure nothing")
    parser.add_argument("--readme", action="store_true", help="the same, into README.md")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
