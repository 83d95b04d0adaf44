"""The rivals, and one of them at work in a process of its own."""

import json
import os
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.bench._common import ROOT

WORKERS = Path(__file__).with_name("workers")


@dataclass(frozen=True, slots=True)
class Rival:
    """A worker in one of its settings; `environment` is the name of its virtual environment, "" for the one of this program."""

    name: str
    worker: str
    variant: str
    environment: str = ""
    limit: int = 10  # passages of about a thousand characters
    answers: bool = False  # whether it answers too, and not only retrieves


OURS = Rival("fiches", "with_fiches.py", "fiches", limit=80, answers=True)
RIVALS = (
    OURS,
    Rival("LangChain", "with_langchain.py", "dense", "langchain"),
    Rival("LangChain + BM25", "with_langchain.py", "ensemble", "langchain"),
    Rival("LlamaIndex", "with_llamaindex.py", "dense", "llamaindex"),
    Rival("LlamaIndex + BM25", "with_llamaindex.py", "fusion", "llamaindex"),
    Rival("txtai hybride", "with_txtai.py", "hybrid", "txtai"),
)


class TooLongError(Exception):
    """A worker has not ended in its time."""


class WorkerError(Exception):
    """A worker has failed; the message is the end of what it said."""


class Worker:
    """A process of a rival: asked one thing at a time, killed when `minutes` are over."""

    def __init__(self, python: Path, rival: Rival, url: str, minutes: float, log: Path) -> None:
        self._log = log.open("wb")
        self._log_path = log
        self.started = time.perf_counter()
        self._process = subprocess.Popen(
            [str(python), str(WORKERS / rival.worker), rival.variant, url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            cwd=log.parent,
            env=_environment(is_ours=not rival.environment),
        )
        self._over = threading.Event()
        self._timer = threading.Timer(60 * minutes, self._end)
        self._timer.daemon = True
        self._timer.start()

    def __enter__(self) -> "Worker":
        self.versions: dict[str, str] = self._read()["versions"]
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: BaseException | None, _traceback: TracebackType | None) -> None:
        self._timer.cancel()
        if self._process.stdin:
            self._process.stdin.close()
        try:
            self._process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()
        self._log.close()

    def ask(self, do: str, **values: object) -> dict[str, Any]:
        """Ask one thing and return the answer.

        Raises:
            TooLongError: the time is over.
            WorkerError: the process has ended.
        """
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):  # told below
            self._process.stdin.write(json.dumps({"do": do, **values}) + "\n")
            self._process.stdin.flush()
        return self._read()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if self._over.is_set():
            raise TooLongError
        if not line:
            self._process.wait()
            raise WorkerError(self._log_path.read_text(encoding="utf-8", errors="replace")[-2_000:])
        told: dict[str, Any] = json.loads(line)
        return told

    def _end(self) -> None:
        self._over.set()
        self._process.kill()


def _environment(*, is_ours: bool) -> dict[str, str]:
    shared = {name: value for name, value in os.environ.items() if not name.startswith(("FICHES_", "PYTHONPATH"))}
    shared |= {"ANONYMIZED_TELEMETRY": "False", "TOKENIZERS_PARALLELISM": "false", "HF_HUB_OFFLINE": "1"}
    return shared | ({"PYTHONPATH": str(ROOT)} if is_ours else {})


def python_of(rival: Rival, environments: Path) -> Path:
    return environments / rival.environment / "bin/python" if rival.environment else Path(sys.executable)
