"""Who did what and when: lines of JSON, one file a month, without any question."""

import json
import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from ui.settings import Settings

FOLDER = "journal"
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Journal:
    """A folder of monthly files; those whose last day is too old are removed."""

    folder: Path
    days: int

    @classmethod
    def of(cls, settings: Settings) -> "Journal":
        return cls(Path(settings.data_dir) / FOLDER, settings.audit_days)

    def write(self, action: str, who: str, *, role: str = "", address: str = "", done: bool = True, **details: Any) -> None:
        """Add a line; a disk that is full or closed to us is told in the log, and stops nobody from working."""
        moment = datetime.now(UTC)
        line = {"at": moment.isoformat(timespec="seconds"), "action": action, "who": who, "role": role, "address": address, "done": done}
        data = (json.dumps({**line, **details}, ensure_ascii=False) + "\n").encode("utf-8", "replace")
        path = self.folder / f"{moment:%Y-%m}.jsonl"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            is_new = not path.exists()
            # One write to the end of the file: lines of several processes do not mix.
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                os.write(handle, data)
            finally:
                os.close(handle)
            if is_new:
                self.forget()
        except OSError:
            logger.exception("the journal cannot be written")

    def lines(self) -> Iterator[dict[str, Any]]:
        """Return what is written, oldest first; a line that was cut short is left out."""
        for path in sorted(self.folder.glob("????-??.jsonl")):
            for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
                try:
                    yield json.loads(line)
                except ValueError:
                    continue

    def forget(self) -> None:
        """Remove the months that ended more than `days` ago."""
        oldest = datetime.now(UTC) - timedelta(days=self.days)
        for path in self.folder.glob("????-??.jsonl"):
            if path.stem < f"{oldest:%Y-%m}":
                path.unlink(missing_ok=True)
