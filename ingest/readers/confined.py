"""Reads files of foreign make in a child process, so that none takes more than its share of time and memory.

The child lives as long as it behaves: one that runs past the limit is killed, and the next file gets a new one.
"""

import contextlib
import os
import pickle
import resource
import signal
import subprocess
import sys
from multiprocessing.connection import Connection
from types import TracebackType

from ingest.errors import SourceError, UnreadableSourceError
from ingest.model import Source
from ingest.readers import is_plain, read_source
from ingest.readers.options import ReadingOptions

_MEMORY = 1_000_000_000  # bytes of address space: the fiches of Word take a tenth of it, the interpreter included
_GRACE_S = 5.0  # programs called by a reader (LibreOffice, tesseract) have the same limit and say more when they pass it


class ConfinedReader:
    """Publishes files as `read_source` does; plain text, which needs no confinement, at once."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._requests: Connection | None = None
        self._replies: Connection | None = None

    def __enter__(self) -> "ConfinedReader":
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: BaseException | None, _traceback: TracebackType | None) -> None:
        self.close()

    def __call__(self, data: bytes, name: str, options: ReadingOptions) -> Source:
        """Publish the text of a file.

        Raises:
            SourceError: as `read_source`, or more time or memory than the limits allow.
        """
        if is_plain(name):
            return read_source(data, name, options)
        try:
            reply = self._ask(data, name, options)
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            self._kill()
            raise UnreadableSourceError(
                f"« {name} » a interrompu sa lecture : il est abîmé ou démesuré ; ouvrez-le et enregistrez-le à nouveau en .docx."
            ) from error
        except BaseException:
            self._kill()  # an answer may be on its way: it would be taken for that to the next file
            raise
        if reply is None:
            self._kill()
            raise UnreadableSourceError(
                f"« {name} » demande plus de {options.max_seconds:.0f} s de lecture ; découpez-le, ou relevez FICHES_MAX_FILE_SECONDS."
            )
        if isinstance(reply, MemoryError):
            self._kill()  # what it had begun to read still fills its memory
            raise UnreadableSourceError(f"« {name} » demande plus d’un Go de mémoire ; découpez-le, ou enregistrez-le à nouveau en .docx.")
        if isinstance(reply, SourceError):
            raise reply
        return reply

    def close(self) -> None:
        """End the child; another starts with the next file."""
        self._kill()

    def _ask(self, data: bytes, name: str, options: ReadingOptions) -> Source | SourceError | MemoryError | None:
        if self._process is None or self._process.poll() is not None:
            self._start()
        assert self._requests is not None
        assert self._replies is not None
        self._requests.send((data, name, options))
        if not self._replies.poll(options.max_seconds + _GRACE_S):
            return None
        reply: Source | SourceError | MemoryError = self._replies.recv()
        return reply

    def _start(self) -> None:
        self._kill()
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "ingest.readers.confined"],  # -P: no module of the user's folder is taken for one of ours
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            start_new_session=True,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._requests = Connection(os.dup(self._process.stdin.fileno()), readable=False)
        self._replies = Connection(os.dup(self._process.stdout.fileno()), writable=False)

    def _kill(self) -> None:
        process, self._process = self._process, None
        for connection in (self._requests, self._replies):
            if connection is not None:
                connection.close()
        self._requests = self._replies = None
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()
            process.wait()


def _serve() -> None:
    """Answer requests until there are no more."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY if hard == resource.RLIM_INFINITY else min(_MEMORY, hard), hard))
    requests, replies = Connection(os.dup(0), writable=False), Connection(os.dup(1), readable=False)
    os.dup2(2, 1)  # what a library prints is no answer
    while True:
        try:
            data, name, options = requests.recv()
        except EOFError:
            return
        try:
            reply: object = read_source(data, name, options)
        except SourceError as error:
            reply = type(error)(str(error))
        except MemoryError:
            reply = MemoryError()
        except RecursionError:
            reply = UnreadableSourceError(f"« {name} » imbrique ses éléments sans fin ; ouvrez-le et enregistrez-le à nouveau en .docx.")
        replies.send(reply)


if __name__ == "__main__":
    _serve()
