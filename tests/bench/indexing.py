"""What indexing costs: two fiches, a thousand from nothing, the same again, and one changed among them.

The share of reading, splitting and storing beside embedding, and the memory of both, are those of the thousand.
"""

import argparse
import dataclasses
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.index.ports import Batch, Embedder, Vectors
from tests.bench._common import CORPUS, median_s
from tests.bench._generated import write_fiches
from ui import wiring
from ui.settings import Settings

_MOST_BESIDE_EMBEDDING = 0.15
_MOST_UNCHANGED_S = 3.0
_MOST_CHANGED_S = 2.0
_MOST_GROWTH_MB = 150  # of the memory of a run, from a hundred fiches to a thousand


class TimedEmbedder:
    """The embedder of a run, and how long it has taken."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.seconds = 0.0

    @property
    def name(self) -> str:
        return self._embedder.name

    def embed_passages(self, texts: Sequence[str]) -> Iterator[Batch]:
        batches = iter(self._embedder.embed_passages(texts))
        while True:
            started = time.perf_counter()
            batch = next(batches, None)
            self.seconds += time.perf_counter() - started
            if batch is None:
                return
            yield batch

    def embed_query(self, text: str) -> Vectors:
        return self._embedder.embed_query(text)

    def close(self) -> None:
        self._embedder.close()


@dataclass(frozen=True, slots=True)
class Measure:
    """One run in a new process: seconds with its start and without, those of embedding, vectors made, peak memory of its processes."""

    seconds: float
    run_s: float
    embedding_s: float
    embedded: int
    peak_mb: float


def measure(data_dir: Path, path: Path) -> Measure:
    command = [sys.executable, "-m", "tests.bench.indexing", "--run", str(data_dir), str(path)]
    started = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        told = process.stdout.read()
        _pid, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return Measure(time.perf_counter() - started, *json.loads(told), usage.ru_maxrss / 1024)


def run(data_dir: Path, path: Path) -> None:
    """Index `path` and print what embedding took."""
    with wiring.index_builder(Settings(data_dir=data_dir)) as builder:
        timed = TimedEmbedder(builder.embedder)
        report = dataclasses.replace(builder, embedder=timed).index([str(path)])
    assert not report.failed, report.failed[:3]
    sys.stdout.write(json.dumps([report.seconds, timed.seconds, report.embedded]))


def command_s(data_dir: Path, path: Path) -> float:
    """Seconds of `fiches index` in a new process."""
    started = time.perf_counter()
    environment = {**os.environ, "FICHES_DATA_DIR": str(data_dir)}
    subprocess.run([sys.executable, "-m", "ui.cli", "index", str(path)], check=True, capture_output=True, env=environment)
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fiches", type=int, default=1_000)
    parser.add_argument("--run", type=Path, nargs=2, metavar=("DATA_DIR", "PATH"))
    arguments = parser.parse_args()
    if arguments.run:
        run(*arguments.run)
        return
    count = arguments.fiches
    held = True

    def tell(line: str, holds: bool = True) -> None:
        nonlocal held
        held = held and holds
        sys.stdout.write(f"{line}{'' if holds else '   ← sous le seuil'}\n")
        sys.stdout.flush()

    with tempfile.TemporaryDirectory(prefix="fiches-bench-") as folder:
        place = Path(folder)
        numbers = iter(range(1_000))
        tell(f"deux fiches, de rien : {median_s(lambda: command_s(place / f'petit-{next(numbers)}', CORPUS), 3):.1f} s, processus compris")
        tell(f"deux fiches, sans changement : {median_s(lambda: command_s(place / 'petit-0', CORPUS), 3):.1f} s")

        write_fiches(place / "cent", 100)
        write_fiches(place / "mille", count)
        small, large = measure(place / "index-cent", place / "cent"), measure(place / "index", place / "mille")
        pace = large.embedded / large.embedding_s
        tell(f"{count} fiches, de rien : {large.seconds:.0f} s, {large.embedded} vecteurs, {pace:.0f} vecteurs/s")
        share = (large.seconds - large.embedding_s) / large.embedding_s
        tell(f"lecture, découpe et stockage : {share:.1%} du temps des vecteurs", share <= _MOST_BESIDE_EMBEDDING)
        grown = large.peak_mb - small.peak_mb
        tell(
            f"mémoire (le plus grand des processus) : {small.peak_mb:.0f} Mo pour 100 fiches, {grown:+.0f} Mo pour {count}",
            grown < _MOST_GROWTH_MB,
        )

        unchanged_s = median_s(lambda: command_s(place / "index", place / "mille"), 5)
        tell(f"{count} fiches inchangées : {unchanged_s:.1f} s, processus compris", unchanged_s < _MOST_UNCHANGED_S)
        changes: list[Measure] = []
        for number in range(7):
            changed = place / "mille" / "lot-000" / f"fiche-{number:06}.txt"
            changed.write_text(changed.read_text(encoding="utf-8") + f"\nUne ligne ajoutée au passage {number}.\n", encoding="utf-8")
            changes.append(measure(place / "index", place / "mille"))
        in_run_s = statistics.median(one.run_s - one.embedding_s for one in changes)
        in_all_s = statistics.median(one.seconds - one.embedding_s for one in changes)
        told = f"une fiche changée sur {count} : {in_run_s:.1f} s hors vecteurs, {in_all_s:.1f} s avec le démarrage du programme"
        tell(told, in_run_s < _MOST_CHANGED_S)
    sys.exit(0 if held else 1)


if __name__ == "__main__":
    main()
