"""One rival at one piece of work: how long indexing takes, what is found, how fast, in how much memory."""

import shutil
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tests.bench.rivals.rival import Rival, TooLongError, Worker, WorkerError, python_of
from tests.bench.rivals.served import EmbeddingServer
from tests.bench.rivals.work import Work

_WARM = 3  # questions that are asked before any is timed
_MOST_TIMED = 60
_VECTORS_MIN = 24 * 60

Cell = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Bench:
    """Where environments and indexes are, who serves the vectors, how long one cell may take."""

    folder: Path
    server: EmbeddingServer
    url: str
    minutes: float

    def cell(self, rival: Rival, work: Work) -> Cell:
        """Do `work` with `rival`; {"limit_min"} where it has not ended in time, {"failed"} where it fails."""
        rival = rival if work.are_fiches or rival.environment else replace(rival, variant="passages", answers=False)
        self.server.generated = work.generated
        if not work.generated:
            for asked in work.questions:
                self.server.cache.rows("query", [asked.text])
        try:
            cell = self._indexed(rival, work)
            return cell | self._asked(rival, work)
        except TooLongError:
            return {"limit_min": self.minutes}
        except WorkerError as error:
            sys.stderr.write(f"{rival.name} : {error}\n")
            return {"failed": str(error).strip().splitlines()[-1:]}
        finally:
            shutil.rmtree(self._store(rival), ignore_errors=True)

    def _indexed(self, rival: Rival, work: Work) -> Cell:
        minutes = self.minutes if work.generated else _VECTORS_MIN
        while True:
            shutil.rmtree(self._store(rival), ignore_errors=True)
            missed = self.server.cache.missed
            with self._worker(rival, minutes) as worker:
                told = worker.ask("index", documents=str(work.documents), store=str(self._store(rival)))
                versions = worker.versions
            minutes = self.minutes  # the first time, vectors were made: nobody is timed for that
            if self.server.cache.missed == missed:
                if told["seconds"] > 60 * self.minutes:
                    raise TooLongError
                seconds = told["seconds"] - told["embedding_s"]
                rate = {"index_s": seconds, "fiches_s": work.count / seconds, "index_mb": told["resident_mb"]}
                return {"versions": versions, "passages": told["passages"], "embedded_characters": told["characters"], **rate}

    def _asked(self, rival: Rival, work: Work) -> Cell:
        with self._worker(rival, self.minutes) as worker:
            worker.ask("open", store=str(self._store(rival)))
            first = work.questions[0]
            worker.ask("query", text=first.text, history=[], limit=rival.limit)
            start_s = time.perf_counter() - worker.started
            found = self._all(worker, rival, work, "query")
            memory = found.pop("resident_mb")
            cell = {"start_s": start_s, "resident_mb": memory, **found}
            if rival.answers:
                answered = self._all(worker, rival, work, "answer")
                cell |= {"answer_p50_ms": answered["p50_ms"], "answer_p95_ms": answered["p95_ms"], "resident_mb": answered["resident_mb"]}
        return cell

    def _all(self, worker: Worker, rival: Rival, work: Work, do: str) -> Cell:
        times, judged, memory = [], [], 0.0
        for asked in work.questions[-_WARM:]:  # which are asked again only where there are few
            worker.ask(do, text=f"{asked.text} ?", history=[], limit=rival.limit)
        for asked in work.questions if do == "query" and work.questions[0].judge else work.questions[:_MOST_TIMED]:
            told = worker.ask(do, text=asked.text, history=asked.history, limit=rival.limit)
            times.append(1e3 * told["seconds"])
            memory = max(memory, told["resident_mb"])
            if do == "query" and asked.judge:
                judged.append(dict(asked.judge([(document, text) for document, text in told["found"]])))
        cell: Cell = {"questions": len(times), "times_ms": times, "p50_ms": p(times, 50), "p95_ms": p(times, 95), "resident_mb": memory}
        return cell | {name: statistics.fmean(one[name] for one in judged) for name in (judged[0] if judged else ())}

    @contextmanager
    def _worker(self, rival: Rival, minutes: float) -> Iterator[Worker]:
        python = python_of(rival, self.folder / "environments")
        log = self.folder / f"{rival.environment or 'fiches'}-{rival.variant}.log"
        with Worker(python, rival, self.url, minutes, log) as worker:
            yield worker

    def _store(self, rival: Rival) -> Path:
        return self.folder / "stores" / f"{rival.environment or 'fiches'}-{rival.variant}"


def p(values: Sequence[float], percent: int) -> float:
    """Percentile of `values`, nearest rank."""
    ordered = sorted(values)
    return ordered[max(0, -(-percent * len(ordered) // 100) - 1)]


def pooled(cells: Sequence[Cell]) -> Cell:
    """The cells of several sets as one: shares weighted by their questions, times together, the rest of the largest."""
    if bad := next((cell for cell in cells if "p50_ms" not in cell), None):
        return bad
    questions = sum(cell["questions"] for cell in cells)
    times = [value for cell in cells for value in cell["times_ms"]]
    shares = {
        name: sum(cell[name] * cell["questions"] for cell in cells) / questions for name in cells[0] if name.startswith(("any_", "all_"))
    }
    most = {
        name: max(cell[name] for cell in cells) for name in ("resident_mb", "start_s", "answer_p50_ms", "answer_p95_ms") if name in cells[0]
    }
    rates = {"passages": sum(cell["passages"] for cell in cells), "versions": cells[0]["versions"]}
    return {"questions": questions, "p50_ms": p(times, 50), "p95_ms": p(times, 95), **shares, **most, **rates}
