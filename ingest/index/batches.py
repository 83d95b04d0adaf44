"""Long lists in pieces: SQLite and Chroma take so many values at once, and memory holds so many vectors."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

Value = TypeVar("Value")


def in_batches(values: Sequence[Value], size: int) -> Iterator[Sequence[Value]]:
    """Yield `values` in order, `size` at a time, the last ones fewer."""
    return (values[start : start + size] for start in range(0, len(values), size))
