"""What the commands share: exit codes, and text and JSON on stdout, the rest on stderr."""

import json
import sys
from collections.abc import Sequence
from enum import IntEnum
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from ingest.errors import reason
from ui import text_fr
from ui.arguments import InputError
from ui.terminal import safe


class ExitCode(IntEnum):
    DONE = 0
    FINDINGS = 1  # or some inputs failed: the others are done
    MISUSE = 2
    INTERRUPTED = 130  # 128 + SIGINT, as shells count


def print_text(text: str) -> None:
    sys.stdout.write(safe(text) + "\n")


def print_line(text: str) -> None:
    """Write a line that a program reads: its characters are those of the fiches, whatever they are."""
    sys.stdout.write(text.encode("utf-8", "replace").decode("utf-8") + "\n")


def json_text(value: BaseModel | Sequence[Any] | dict[str, Any]) -> str:
    return json.dumps(value.model_dump() if isinstance(value, BaseModel) else value, ensure_ascii=False, indent=1)


def print_json(value: BaseModel | Sequence[Any] | dict[str, Any]) -> None:
    print_line(json_text(value))


def as_file(text: str) -> bytes:
    """The bytes of a text that ends a file: UTF-8, one line end."""
    return (text + "\n").encode("utf-8", "replace")


def write_file(path: Path, data: bytes) -> None:
    """Write a file.

    Raises:
        InputError: it cannot be written.
    """
    try:
        path.write_bytes(data)
    except OSError as error:
        raise InputError(text_fr.not_written(str(path), reason(error))) from error


def say(text: str) -> None:
    sys.stderr.write(safe(text) + "\n")
