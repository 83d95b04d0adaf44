"""Indexing in a process of its own, for the page that asks for it: a task on stdin, what is done on stdout, a line of JSON each.

It stops, everything in order, when its stdin is closed: whoever started it has ended, or asks it to.
"""

import os
import signal
import sys
import threading
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from pydantic import BaseModel

from ingest.errors import FichesError, reason
from ingest.index.ports import Progress
from ingest.readers.archive import split_member
from ui import text_fr, uploads, wiring
from ui.indexing import Line, Task
from ui.progress import Estimate
from ui.settings import Settings, load_settings
from ui.shapes import IndexShape
from ui.text_fr import corpus as words

_EVERY_S = 0.2
_POLITE = 10


class _Told:
    """Progress as lines on stdout."""

    def __init__(self) -> None:
        self._estimate = Estimate()
        self._last = 0.0

    def reading(self, done: int, of: int, name: str) -> None:
        self._estimate.files(done, of)
        self._print(Line(done=done, of=of, name=name))

    def embedding(self, done: int, known: int) -> None:
        self._estimate.passages(done, known)
        self._print(Line(done=done, of=self._estimate.total, remaining_s=self._estimate.remaining_s, embedding=True))

    def _print(self, line: Line) -> None:
        if time.monotonic() - self._last >= _EVERY_S:
            self._last = time.monotonic()
            _say(line)


def _say(line: BaseModel) -> None:
    sys.stdout.write(line.model_dump_json(exclude_defaults=True) + "\n")
    sys.stdout.flush()


def run(task: Task, settings: Settings, progress: Progress) -> IndexShape:
    """Do what a task says, step by step, and say what became of each file."""
    started, done = Path.cwd(), []
    with wiring.index_builder(settings, progress=progress, any_model=task.rebuild) as builder:
        _delete(map(Path, task.delete), settings)
        if task.rebuild:
            done.append(IndexShape.of(builder.rebuild()))
        for step in task.steps:
            # The names of sources begin with the argument: « uploads/f.docx » is named from the data directory.
            os.chdir(step.folder or started)
            done.append(IndexShape.of(builder.index(step.paths, prune=step.prune)))
    report = _together(done)
    if task.tidy:  # a copy of what is indexed, a README: nobody would see it, nor could remove it
        sent = (uploads.uploaded_file(settings, name) for name in (*report.duplicates, *report.skipped) if split_member(name) is None)
        _delete(filter(None, sent), settings)
    return report


def _delete(paths: Iterable[Path], settings: Settings) -> None:
    for path in paths:
        try:
            uploads.delete(path, uploads.uploads_folder(settings))
        except OSError as error:
            raise uploads.UploadError(words.not_deleted(reason(error))) from error


def _together(done: Sequence[IndexShape]) -> IndexShape:
    last = done[-1]
    lists = {
        name: [one for shape in done for one in getattr(shape, name)]
        for name in ("added", "updated", "unchanged", "removed", "duplicates", "skipped", "failed")
    }
    totals = {"embedded": sum(shape.embedded for shape in done), "seconds": round(sum(shape.seconds for shape in done), 3)}
    return last.model_copy(update={**lists, **totals})


def main() -> None:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    os.nice(_POLITE)  # those who ask meanwhile come first
    try:
        task = Task.model_validate_json(sys.stdin.readline())
        threading.Thread(target=_end_with_stdin, daemon=True).start()
        _say(Line(report=run(task, load_settings(), _Told())))
    except FichesError as error:
        _say(Line(error=str(error)))
    except KeyboardInterrupt:
        _say(Line(error=text_fr.STOPPED))


def _end_with_stdin() -> None:
    sys.stdin.read()
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
