"""One indexing at a time, in a child process, and how far it is: the page asks, and goes on answering meanwhile."""

import atexit
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import IO

from pydantic import BaseModel, SecretStr, ValidationError

from ingest.corpus import is_within
from ingest.errors import FichesError
from ingest.index.catalogue import SourceRecord
from ui.settings import Settings
from ui.shapes import IndexShape
from ui.text_fr import corpus as words
from ui.uploads import Kept

logger = logging.getLogger(__name__)


class BusyError(FichesError):
    """An indexing is under way: the next one waits for its end."""


class Step(BaseModel):
    """Paths to read, named from `folder`, "" for the folder that the server was started in."""

    paths: list[str]
    folder: str = ""
    prune: bool = False


class Task(BaseModel):
    """What the child does: delete files, make the index anew, read paths; with `tidy`, delete what was sent for nothing."""

    delete: list[str] = []
    rebuild: bool = False
    steps: list[Step] = []
    tidy: bool = False


class Line(BaseModel):
    """What the child says: how far it is, or at the end what it did, or why it could not."""

    done: int = 0
    of: int = 0
    name: str = ""
    embedding: bool = False
    remaining_s: float = 0.0
    report: IndexShape | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """An indexing as it stands: `what` was asked for, `kept` what was sent with it; `line` is the last thing the child said."""

    what: str
    started: datetime
    kept: tuple[Kept, ...] = ()
    line: Line = field(default_factory=Line)
    is_over: bool = False
    is_stopping: bool = False


class Indexing:
    """The indexings of one server."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._run: Run | None = None
        self._child: subprocess.Popen[str] | None = None

    @property
    def run(self) -> Run | None:
        """The last one, under way or over; None before the first."""
        with self._lock:
            return self._run

    def check_free(self) -> None:
        """Raise BusyError while an indexing is under way."""
        with self._lock:
            self._check_free()

    def _check_free(self) -> None:
        if self._run and not self._run.is_over:
            raise BusyError(words.BUSY)

    def start(self, what: str, task: Task, kept: tuple[Kept, ...] = ()) -> None:
        """Begin; who asks sees it in `run`.

        Raises:
            BusyError: another is under way.
        """
        with self._lock:
            self._check_free()
            self._child = subprocess.Popen(
                [sys.executable, "-m", "ui.index_child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                encoding="utf-8",
                env=_environment(self._settings),
                start_new_session=True,  # Ctrl-C on the server reaches it through its stdin, once
            )
            self._run = Run(what, datetime.now().astimezone(), kept)
        atexit.register(self.stop)
        assert self._child.stdin is not None
        try:
            self._child.stdin.write(task.model_dump_json() + "\n")
            self._child.stdin.flush()
        except OSError:
            logger.warning("the indexing ended before it was told what to do")
        threading.Thread(target=self._listen, args=(self._child,), daemon=True).start()

    def tell(self, what: str, kept: tuple[Kept, ...]) -> None:
        """Show files that were sent and of which none is left to be read."""
        with self._lock:
            self._check_free()
            self._run = Run(what, datetime.now().astimezone(), kept, is_over=True)

    def stop(self) -> None:
        """Ask the child to end: the index stays as it was."""
        with self._lock:
            if self._child is None or self._run is None or self._run.is_over:
                return
            self._run = replace(self._run, is_stopping=True)
            _close(self._child.stdin)

    def _listen(self, child: "subprocess.Popen[str]") -> None:
        assert child.stdout is not None
        for text in child.stdout:
            try:
                line = Line.model_validate_json(text)
            except ValidationError:
                logger.warning("the indexing said: %s", text[:200])
                continue
            with self._lock:
                if self._run:
                    self._run = replace(self._run, line=line)
        child.wait()
        child.stdout.close()
        with self._lock:
            _close(child.stdin)
            if self._run:
                line = self._run.line
                if not line.report and not line.error:
                    logger.error("the indexing ended with code %s and said nothing", child.returncode)
                    line = Line(error=words.ENDED_BADLY)
                self._run = replace(self._run, line=line, is_over=True)


def _close(stream: IO[str] | None) -> None:
    if stream:
        try:
            stream.close()
        except OSError:
            logger.debug("the indexing was over", exc_info=True)


def _environment(settings: Settings) -> dict[str, str]:
    """The settings of this server as the child reads them; it goes to other folders, where our modules are still found."""
    given = {f"FICHES_{name.upper()}": _written(getattr(settings, name)) for name in type(settings).model_fields}
    code = os.pathsep.join(
        dict.fromkeys([str(Path(__file__).parents[1]), *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))])
    )
    return {**os.environ, **{name: value for name, value in given.items() if value is not None}, "PYTHONPATH": code}


def _written(value: object) -> str | None:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, Path):
        return str(value.absolute())
    return None if value is None else str(value)


def steps_to_refresh(sources: Iterable[SourceRecord], corpus: str, data_dir: Path) -> list[Step]:
    """Return the steps that read again all that the index was made from, under the names that it has, and forget what is gone."""
    arguments: dict[str, dict[str, None]] = {}
    if Path(corpus).exists():
        arguments.setdefault("", {})[corpus] = None
    for record in sources:
        folder, argument = _argument(record, data_dir)
        arguments.setdefault(folder, {})[argument] = None
    return [Step(paths=_outermost(list(paths), folder), folder=folder, prune=True) for folder, paths in arguments.items()]


def _argument(record: SourceRecord, data_dir: Path) -> tuple[str, str]:
    """The folder to stand in and the path to give, so that the source keeps its name."""
    below = record.path.removeprefix(record.root)
    argument = record.name.removesuffix(below) if below and record.name.endswith(below) else record.name if not below else ""
    for folder in ("", str(data_dir.absolute())):
        if argument and os.path.realpath(os.path.join(folder, argument)) == record.root:  # noqa: PTH118  # "" is no folder of its own
            return folder, argument
    return "", record.root


def _outermost(paths: Sequence[str], folder: str) -> list[str]:
    """Without those that lie in others."""
    reals = {path: os.path.realpath(os.path.join(folder, path)) for path in paths}  # noqa: PTH118  # likewise
    return [
        path
        for number, path in enumerate(paths)
        if not any(
            is_within(reals[path], reals[other]) and (reals[other] != reals[path] or rank < number)
            for rank, other in enumerate(paths)
            if rank != number
        )
    ]
