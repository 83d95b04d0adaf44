"""A child process that embeds windows of texts: it gives its memory back, and its vectors come as they are computed.

A window is one line of JSON on its stdin. It answers on its stdout by messages: how many texts and how many dimensions
(2 x u32), positions in the window (u32 each), rows (float32); a message of no text ends the window.
"""

import contextlib
import json
import logging
import os
import signal
import struct
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from queue import SimpleQueue
from typing import BinaryIO

import numpy as np

from ingest.errors import ModelUnavailableError
from ingest.index.ports import Batch

logger = logging.getLogger(__name__)

Embed = Callable[[Sequence[str]], Iterator[Batch]]

_HEADER = struct.Struct("<II")
_MESSAGE_TEXTS = 64
_MESSAGE_S = 1.0  # what a run that is killed may lose
_TOLD = 3  # exit code of a child whose last line of stderr is a sentence for the reader


class BulkProcess:
    """Embeds windows of texts in a child, kept open from one to the next; windows asked at once have a child each."""

    def __init__(self, model: str, command: Sequence[str]) -> None:
        """`command` is the module to run, which calls `serve`, and its arguments."""
        self._model = model
        self._command = command
        self._idle: _Child | None = None
        self._lock = threading.Lock()

    @property
    def is_open(self) -> bool:
        return self._idle is not None

    def embed(self, texts: Sequence[str]) -> Iterator[Batch]:
        """Embed a window of texts; leaving it half-way ends its child.

        Raises:
            ModelUnavailableError: the child could not load the model, or died.
        """
        child = self._take() or _Child(self._model, self._command)
        try:
            yield from child.embed(texts)
        except BaseException:
            child.kill()
            raise
        with self._lock:
            self._idle, other = child, self._idle
        if other:
            other.kill()

    def close(self) -> None:
        """End the child that waits for a window."""
        child = self._take()
        if child:
            child.kill()

    def _take(self) -> "_Child | None":
        with self._lock:
            child, self._idle = self._idle, None
        return child


class _Child:
    def __init__(self, model: str, command: Sequence[str]) -> None:
        self._model = model
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", *command],  # -P: no module of the user's folder is taken for one of ours
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        logger.debug("process %s embeds in bulk", self._process.pid)
        self._errors: deque[str] = deque(maxlen=20)
        self._drain = threading.Thread(target=self._read_errors, daemon=True)
        self._drain.start()

    def embed(self, texts: Sequence[str]) -> Iterator[Batch]:
        requests = self._process.stdin
        assert requests is not None
        try:
            requests.write(json.dumps(list(texts)).encode("ascii") + b"\n")
            requests.flush()
            while True:
                count, dimension = _HEADER.unpack(self._read(_HEADER.size))
                if not count:
                    return
                positions = np.frombuffer(self._read(4 * count), "<u4").tolist()
                rows = np.frombuffer(self._read(4 * count * dimension), "<f4").reshape(count, dimension)
                yield positions, rows
        except (EOFError, BrokenPipeError) as error:
            raise self._failure() from error

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        self._drain.join()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            assert pipe is not None
            with contextlib.suppress(BrokenPipeError):  # what was left of a request
                pipe.close()

    def _read(self, size: int) -> bytes:
        replies = self._process.stdout
        assert replies is not None
        data = replies.read(size)
        if len(data) < size:
            raise EOFError
        return data

    def _read_errors(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            if line.strip():
                self._errors.append(line.decode("utf-8", "replace").strip())

    def _failure(self) -> ModelUnavailableError:
        code = self._process.wait()
        self._drain.join()
        reason = self._errors[-1] if self._errors else f"code {code}"
        if code == _TOLD:
            return ModelUnavailableError(reason)
        return ModelUnavailableError(
            f"Le modèle « {self._model} » ne peut pas être chargé ({reason}) ; vérifiez FICHES_EMBEDDING_MODEL et la mémoire libre."
        )


def serve(load: Callable[[], Embed]) -> None:
    """Be the child: answer windows until stdin ends, which it does at once, window or not, when the parent dies."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    windows: SimpleQueue[list[str]] = SimpleQueue()
    threading.Thread(target=_receive, args=(os.fdopen(os.dup(0), "rb"), windows), daemon=True).start()
    try:
        embed = load()
        while True:
            for positions, rows in _messages(embed(windows.get())):
                replies.write(_HEADER.pack(*rows.shape))
                replies.write(np.asarray(positions, dtype="<u4").tobytes())
                replies.write(rows.astype("<f4").tobytes())
                replies.flush()
            replies.write(_HEADER.pack(0, 0))
            replies.flush()
    except ModelUnavailableError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(_TOLD)
    except BrokenPipeError:
        os._exit(0)


def _receive(requests: BinaryIO, windows: "SimpleQueue[list[str]]") -> None:
    for line in requests:
        windows.put(json.loads(line))
    os._exit(0)


def _messages(batches: Iterator[Batch]) -> Iterator[Batch]:
    """Gather small batches, so that storing them costs little beside computing them."""
    positions: list[int] = []
    rows = []
    sent = time.monotonic()
    for some, vectors in batches:
        positions.extend(some)
        rows.append(vectors)
        if len(positions) >= _MESSAGE_TEXTS or time.monotonic() - sent >= _MESSAGE_S:
            yield positions, np.concatenate(rows)
            positions, rows, sent = [], [], time.monotonic()
    if positions:
        yield positions, np.concatenate(rows)
