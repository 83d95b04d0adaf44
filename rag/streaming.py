"""Answerers that write their answer bit by bit, and those that give it whole: one way to read either."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Protocol, runtime_checkable

from rag.answer import Answer, Answerer, Filters


class Released(Protocol):
    """A sentence that has been checked and may be read, with the numbers of the citations that support it."""

    @property
    def text(self) -> str: ...

    @property
    def citations(self) -> Sequence[int]: ...


@runtime_checkable
class StreamingAnswerer(Protocol):
    def stream(
        self, question: str, *, history: Sequence[str] = (), filters: Filters | None = None, at: date | None = None
    ) -> Iterator["Released | Answer"]:
        """Yield the sentences as they are released, then the whole answer, which stands in their place."""
        ...


def stream(
    answerer: Answerer, question: str, *, history: Sequence[str] = (), filters: Filters | None = None, at: date | None = None
) -> Iterator[Released | Answer]:
    """Yield what `answerer` releases and, last, its answer; an answerer that does not stream gives it at once."""
    if isinstance(answerer, StreamingAnswerer):
        yield from answerer.stream(question, history=history, filters=filters, at=at)
    else:
        yield answerer.answer(question, history=history, filters=filters, at=at)
