"""Logs as text or as lines of JSON, with the reference of the request, and without what people asked.

An error is told by its kind and by where it was raised. Its message may quote what somebody typed, so that it is written only of the
errors of the system.
"""

import json
import logging
import sqlite3
import sys
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from ui.settings import Settings
from ui.watch import reference

FOLDER, FILE = "logs", "serveur.jsonl"
_BYTES, _FILES = 2_000_000, 4  # about a day of a hundred people
_OURS = ("ingest", "rag", "ui")
_TOLD = (OSError, ImportError, MemoryError, sqlite3.Error)
_TEXT = "%(levelname)s %(name)s: %(message)s"
_Handler = TypeVar("_Handler", bound=logging.Handler)
ErrorInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def is_ours(logger: str) -> bool:
    return logger.partition(".")[0] in (*_OURS, "__main__")


class Private(logging.Formatter):
    """Lines of text; the messages of errors stay out, but those of the system."""

    def formatException(self, ei: ErrorInfo) -> str:  # noqa: N802  # its name in logging
        return "\n".join(_told(ei[1])) if ei[1] else ""


class JsonLines(Private):
    """One object a line; `template` is the message before anything was put into it."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "template": str(record.msg),
        }
        if found := getattr(record, "reference", "") or reference.current():
            line["reference"] = found
        line.update(getattr(record, "fields", {}))
        if record.exc_info:
            line["error"] = _told(record.exc_info[1]) if record.exc_info[1] else []
        return json.dumps(line, ensure_ascii=False, default=str)


class _File(RotatingFileHandler):
    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # its name in logging
        """A disk that is full, or closed to us, stops nobody from working: the line stands on stderr."""


def configure(settings: Settings) -> None:
    """Log to stderr, as the settings say."""
    root = logging.getLogger()
    for handler in list(root.handlers):
        root.removeHandler(handler)
        handler.close()
    level = logging.getLevelNamesMapping().get(settings.log_level.upper(), logging.WARNING)
    shape = JsonLines() if settings.log_format == "json" else Private(_TEXT)
    root.addHandler(_ready(logging.StreamHandler(sys.stderr), shape, level, settings))
    root.setLevel(level)


def keep(settings: Settings) -> None:
    """Write the log of a server to a file of the data directory too, for `fiches support-bundle`: our own lines from INFO on."""
    path = Path(settings.data_dir) / FOLDER / FILE
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = _File(path, maxBytes=_BYTES, backupCount=_FILES - 1, encoding="utf-8", errors="replace", delay=True)
    except OSError:
        return  # a disk that is closed to us: stderr is left
    root = logging.getLogger()
    root.addHandler(_ready(file, JsonLines(), logging.INFO, settings))
    for name in _OURS:
        logger = logging.getLogger(name)
        logger.setLevel(min(root.level or logging.WARNING, logging.INFO))


def kept_lines(data_dir: Path, most: int) -> Iterator[dict[str, object]]:
    """Yield the last lines of the file that `keep` writes, oldest first; a line that was cut short is left out."""
    lines: list[str] = []
    for number in range(_FILES):
        path = data_dir / FOLDER / (FILE if number == 0 else f"{FILE}.{number}")
        if len(lines) < most and path.is_file():
            lines = path.read_text(encoding="utf-8", errors="replace").splitlines() + lines
    for text in lines[-most:]:
        try:
            line = json.loads(text)
        except ValueError:
            continue
        if isinstance(line, dict):
            yield line


def _ready(handler: _Handler, shape: logging.Formatter, level: int, settings: Settings) -> _Handler:
    handler.setFormatter(shape)
    handler.setLevel(level)
    if not settings.log_questions:
        # What libraries say below INFO holds requests, and these hold questions.
        handler.addFilter(lambda record: record.levelno >= logging.INFO or is_ours(record.name))
    return handler


def _told(error: BaseException) -> list[str]:
    """An error and what caused it, innermost first, as places in the code."""
    lines: list[str] = []
    seen: set[int] = set()
    found: BaseException | None = error
    chain: list[BaseException] = []
    while found is not None and id(found) not in seen:
        seen.add(id(found))
        chain.append(found)
        found = found.__cause__ or (None if found.__suppress_context__ else found.__context__)
    for one in reversed(chain):
        lines.extend(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(one.__traceback__))
        message = f": {one}" if isinstance(one, _TOLD) else ""
        lines.append(f"{type(one).__module__}.{type(one).__qualname__}{message}")
    return lines
