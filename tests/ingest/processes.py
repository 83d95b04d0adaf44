"""The processes that a test has started."""

import os
import time
from pathlib import Path


def children(parent: int | None = None) -> set[int]:
    """Process ids of the living children of `parent`, else of this process."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, father = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[:2]
        except OSError:  # it has ended meanwhile
            continue
        if int(father) == (parent or os.getpid()) and state != "Z":
            found.add(int(stat.parent.name))
    return found


def ends_within(process: int, seconds: float) -> bool:
    """Wait until a process, of whatever parent, is gone."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[0] == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.05)
    return False
