"""What the commands share: exit codes, and text and JSON on stdout, the rest on stderr."""

import json
import sys
from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from pydantic import BaseModel

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


def print_json(value: BaseModel | Sequence[Any] | dict[str, Any]) -> None:
    print_line(json.dumps(value.model_dump() if isinstance(value, BaseModel) else value, ensure_ascii=False, indent=1))


def say(text: str) -> None:
    sys.stderr.write(safe(text) + "\n")
