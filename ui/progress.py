"""How a long run shows itself: a bar on a terminal, a plain line now and then anywhere else."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from ingest.index.ports import Progress
from ui import text_fr

_LINE_EVERY_S = 10.0  # a short run prints none


class ProgressLines:
    """Progress as lines of text, for a log or a scheduled task."""

    def __init__(self, stream: TextIO, every_s: float = _LINE_EVERY_S) -> None:
        self._stream, self._every_s = stream, every_s
        self._estimate = Estimate()
        self._last = time.monotonic()

    def reading(self, done: int, of: int, name: str) -> None:
        self._estimate.files(done, of)
        self._print(text_fr.reading_line(done, of, name))

    def embedding(self, done: int, known: int) -> None:
        self._estimate.passages(done, known)
        self._print(text_fr.embedding_line(done, self._estimate.total, self._estimate.rate, self._estimate.remaining_s))

    def _print(self, line: str) -> None:
        if time.monotonic() - self._last >= self._every_s:
            self._last = time.monotonic()
            self._stream.write(line + "\n")
            self._stream.flush()


class Estimate:
    """Passages of a whole run and the time they take, from what is behind."""

    def __init__(self) -> None:
        self.total, self.rate, self.remaining_s = 0, 0.0, 0.0
        self._read_share = 1.0
        self._started: tuple[float, int] | None = None

    def files(self, done: int, of: int) -> None:
        self._read_share = (done + 1) / max(of, 1)

    def passages(self, done: int, known: int) -> None:
        now = time.monotonic()
        started, before = self._started = self._started or (now, done)
        self.total = max(round(known / self._read_share), known)
        if now > started and done > before:
            self.rate = (done - before) / (now - started)
            self.remaining_s = (self.total - done) / self.rate


@contextmanager
def shown_progress(stream: TextIO = sys.stderr) -> Iterator[Progress]:
    """Show a run on `stream` until it ends, in the form that suits it."""
    if not stream.isatty():
        yield ProgressLines(stream)
        return
    from rich.console import Console  # only where a bar is drawn
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bars

    class OnBars:
        """Progress as two bars: files read, passages embedded."""

        def __init__(self, bars: Bars) -> None:
            self._bars, self._estimate = bars, Estimate()
            self._reading = bars.add_task(text_fr.READING, total=None, told="")
            self._embedding = bars.add_task(text_fr.EMBEDDING, total=None, visible=False, told="")

        def reading(self, done: int, of: int, name: str) -> None:
            self._estimate.files(done, of)
            self._bars.update(self._reading, completed=done, total=of, told=name[-60:])

        def embedding(self, done: int, known: int) -> None:
            self._estimate.passages(done, known)
            told = text_fr.pace(self._estimate.rate, self._estimate.remaining_s)
            self._bars.update(self._embedding, completed=done, total=self._estimate.total, visible=True, told=told)

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[told]}", markup=False))
    with Bars(*columns, console=Console(file=stream), transient=True) as bars:
        yield OnBars(bars)
