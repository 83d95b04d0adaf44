"""What is worked out once for each generation of the index, however many ask for it at the same time."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from rag.library import Library
from rag.shelf import Shelf
from ui.wiring import Desk

Made = TypeVar("Made")


class PerGeneration(Generic[Made]):
    """Calls `make` with the library that answers, once: the first who asks makes it, the others wait for it."""

    def __init__(self, desk: Desk, make: Callable[[Library], Made]) -> None:
        self._desk, self._make = desk, make
        self._lock = threading.Lock()
        self._kept: tuple[Library, Made] | None = None

    def __call__(self) -> Made:
        library = self._desk.answerer().library
        with self._lock:
            if self._kept is None or self._kept[0] is not library:
                self._kept = (library, self._make(library))
            return self._kept[1]


def shelf_of(desk: Desk) -> PerGeneration[Shelf]:
    """The fiches in order, the one that all views share."""
    return desk.kept(_shelf)


def _shelf(desk: Desk) -> PerGeneration[Shelf]:
    return PerGeneration(desk, Shelf)
