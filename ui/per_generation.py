"""What is worked out once for each generation of the index, however many ask for it at the same time."""

import threading
from collections.abc import Callable
from typing import Any, TypeVar

from rag.extractive import ExtractiveAnswerer
from rag.shelf import Shelf

Made = TypeVar("Made")


class PerGeneration:
    """Calls a function with the answerer, once for each generation: the first who asks makes it, the others wait for it.

    Functions are told apart by what they are: one at the top of a module is shared by all who give it.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[Callable[[ExtractiveAnswerer], Any], _Kept] = {}

    def of(self, answerer: ExtractiveAnswerer, make: Callable[[ExtractiveAnswerer], Made]) -> Made:
        with self._lock:
            kept = self._kept.setdefault(make, _Kept())
        made: Made = kept.of(answerer, make)
        return made


class _Kept:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._made: tuple[ExtractiveAnswerer, Any] | None = None

    def of(self, answerer: ExtractiveAnswerer, make: Callable[[ExtractiveAnswerer], Any]) -> Any:
        with self._lock:
            if self._made is None or self._made[0] is not answerer:
                self._made = (answerer, make(answerer))
            return self._made[1]


def shelf_of(answerer: ExtractiveAnswerer) -> Shelf:
    """The fiches in order, the one that all views share."""
    return Shelf(answerer.library)
