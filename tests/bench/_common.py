"""What the benchmarks share."""

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ui import wiring
from ui.settings import Settings

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "corpus"
FICTIONAL = ROOT / "tests/data/fictif/fiches/valmoree"


@contextmanager
def indexed(*paths: Path) -> Iterator[Settings]:
    """Index `paths` in a data directory of its own."""
    with tempfile.TemporaryDirectory(prefix="fiches-bench-") as folder:
        settings = Settings(data_dir=Path(folder))
        with wiring.index_builder(settings) as builder:
            builder.index([str(path) for path in paths])
        yield settings


def median_s(run: Callable[[], object], times: int) -> float:
    """Median duration of `times` runs, in seconds, after one that is not counted."""
    run()
    return statistics.median(_timed(run) for _ in range(times))


def _timed(run: Callable[[], object]) -> float:
    started = time.perf_counter()
    run()
    return time.perf_counter() - started
