"""A contract of a hundred thousand fiches, a million and a half passages: how long filling takes, then starting, asking, updating.

Vectors are out of a hash: what is measured is everything else. The index stays in its folder; a second run asks it again.

usage: python -m tests.bench.growth [--fiches N] [--place FOLDER] [--profile FILE]
"""

import argparse
import cProfile
import dataclasses
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from ingest.index.embedding import BUNDLED_MODEL
from ingest.index.ports import Batch, Vectors
from rag.answer import Filters
from rag.extractive import ExtractiveAnswerer
from rag.library import CATALOGUE_FILE, open_library
from tests.bench._common import FICTIONAL, ROOT
from tests.bench._generated import write_fiches
from tests.bench.quality import QuestionSet
from tests.bench.rivals.measure import p
from tests.bench.rivals.served import generated_rows
from ui import wiring
from ui.settings import Settings

_PASSAGES = 15  # of a fiche
_MOST_QUERY_MS, _MOST_START_S, _MOST_MB, _MOST_UPDATE_S = 250.0, 20.0, 8_000.0, 2.0
_TIMES = 40
_BATCH = 2_048


class HashEmbedder:
    """Vectors out of a hash, under the name of the bundled model."""

    name = BUNDLED_MODEL

    def embed_passages(self, texts: Sequence[str]) -> Iterator[Batch]:
        for start in range(0, len(texts), _BATCH):
            batch = texts[start : start + _BATCH]
            yield range(start, start + len(batch)), generated_rows("passage", batch)

    def embed_query(self, text: str) -> Vectors:
        row: Vectors = generated_rows("query", [text])[0]
        return row

    def close(self) -> None:
        pass


def index(data_dir: Path, path: Path) -> float:
    """Bring the index up to date with `path`; return the seconds of the run, the vectors it made included."""
    with wiring.index_builder(Settings(data_dir=data_dir)) as builder:
        report = dataclasses.replace(builder, embedder=HashEmbedder()).index([str(path)])
    assert not report.failed, report.failed[:3]
    return report.seconds


def opened(data_dir: Path) -> ExtractiveAnswerer:
    settings = Settings(data_dir=data_dir)
    vectors = partial(wiring.open_vectors, settings)
    library = open_library(data_dir, model=BUNDLED_MODEL, embedder=HashEmbedder, vectors=vectors)
    return wiring.answerer(settings, library).extractive


def questions() -> list[str]:
    lines = QuestionSet("fictif/questions_dev.jsonl", FICTIONAL).lines
    return [line.question for line in lines if line.status == "answered" and not line.history][:_TIMES]


def ask(data_dir: Path) -> dict[str, float]:
    """Start, then ask: searches without and with filters, and whole answers."""
    started = time.perf_counter()
    answerer = opened(data_dir)
    asked = questions()
    answerer.passages.search(asked[0], limit=10)
    start_s = time.perf_counter() - started
    records = answerer.library.records
    code = records[len(records) // 2].code
    narrow = {
        "sans filtre": None,
        "pilier": Filters(level=code.split(".")[0]),
        "fiche": Filters(code=code),
    }
    measures = {"start_s": start_s, "start_mb": _resident_mb()}
    for name, filters in narrow.items():
        times = _times(answerer, asked, lambda question, filters=filters: answerer.passages.search(question, limit=10, filters=filters))
        measures |= {f"{name}_p50_ms": p(times, 50), f"{name}_p95_ms": p(times, 95)}
    measures["resident_mb"] = _resident_mb()
    return measures


def answers(data_dir: Path) -> dict[str, float]:
    """Whole answers, each question for the first time; the slowest is the one that works the directories out."""
    answerer = opened(data_dir)
    times = _times(answerer, questions(), answerer.answer)
    return {"answer_p50_ms": p(times, 50), "answer_p95_ms": p(times, 95), "answer_most_ms": max(times), "resident_mb": _resident_mb()}


def _times(answerer: ExtractiveAnswerer, asked: Sequence[str], ask_one: Callable[[str], object]) -> list[float]:
    ask_one(f"{asked[0]} ?")
    times = []
    for question in asked:
        answerer.library.embed.cache_clear()
        answerer.library.nearest.cache_clear()
        started = time.perf_counter()
        ask_one(question)
        times.append(1e3 * (time.perf_counter() - started))
    return times


def update(data_dir: Path, path: Path) -> dict[str, float]:
    """Change one fiche, five times; each run reads and indexes that file."""
    times = []
    for number in range(5):
        path.write_text(
            path.read_text(encoding="utf-8") + f"\nUne ligne ajoutée au passage {number}, le {time.time()}.\n", encoding="utf-8"
        )
        times.append(index(data_dir, path))
    return {"update_s": statistics.median(times)}


def _resident_mb() -> float:
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:"))) / 1024


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fiches", type=int, default=100_000)
    parser.add_argument("--place", type=Path, default=ROOT / ".bench/growth")
    parser.add_argument("--profile", type=Path, help="write what cProfile sees of a phase into this file")
    parser.add_argument("--phase", choices=("fill", "ask", "answers", "update"), help="one phase, in this process")
    arguments = parser.parse_args()
    place = arguments.place / str(arguments.fiches)
    if arguments.phase:
        _phase(arguments.phase, place, arguments.fiches, arguments.profile)
        return 0
    results: dict[str, float] = {"fiches": arguments.fiches}
    if not (place / "index" / CATALOGUE_FILE).is_file():
        results |= _in_process("fill", arguments)
    for phase in ("ask", "update", "answers"):
        results |= _in_process(phase, arguments)
        sys.stdout.write(f"{json.dumps(results)}\n")
        sys.stdout.flush()
    (place / "measured.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    return 0 if _held(results) else 1


def _phase(phase: str, place: Path, count: int, profile: Path | None) -> None:
    data_dir, fiches = place / "index", place / "fiches"
    profiler = cProfile.Profile()
    if profile:
        profiler.enable()
    if phase == "fill":
        if not fiches.is_dir():
            write_fiches(fiches, count, passages=_PASSAGES)
        started = time.perf_counter()
        index(data_dir, fiches)
        told = {"fill_s": time.perf_counter() - started, "fill_mb": _peak_mb()}
    elif phase == "ask":
        told = ask(data_dir)
    elif phase == "answers":
        told = answers(data_dir)
    else:
        told = update(data_dir, next(fiches.rglob("*.txt")))
    if profile:
        profiler.disable()
        profiler.dump_stats(profile)
    sys.stdout.write(json.dumps({name: round(value, 2) for name, value in told.items()}))


def _peak_mb() -> float:
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:"))) / 1024


def _in_process(phase: str, arguments: argparse.Namespace) -> dict[str, float]:
    command = [
        sys.executable,
        "-m",
        "tests.bench.growth",
        "--phase",
        phase,
        "--fiches",
        str(arguments.fiches),
        "--place",
        str(arguments.place),
    ]
    told: dict[str, float] = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, env=os.environ).stdout)
    return told


def _held(results: dict[str, float]) -> bool:
    limits = {"start_s": _MOST_START_S, "resident_mb": _MOST_MB, "update_s": _MOST_UPDATE_S}
    limits |= {name: _MOST_QUERY_MS for name in results if name.endswith("_p95_ms") and not name.startswith("answer")}
    over = {name: results[name] for name, most in limits.items() if results[name] > most}
    sys.stdout.write(f"au-dessus de la limite : {over}\n" if over else "toutes les limites sont tenues\n")
    return not over


if __name__ == "__main__":
    sys.exit(main())
