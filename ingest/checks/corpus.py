"""What rules look at: the fiches that answer, and what is worked out over all of them once."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date
from functools import cached_property
from typing import Any, Protocol, TypeVar

from ingest.bodies import Bodies, load_bodies
from ingest.index.ports import Vectors
from ingest.model import Excerpt, Fiche
from ingest.versions import current_keys

Worked = TypeVar("Worked")


class Meaning(Protocol):
    """The vectors of items, from the index where it has them."""

    def vectors(self, fiche: Fiche, excerpts: Sequence[Excerpt]) -> Vectors:
        """Return a row for each excerpt of `fiche`, float32, L2-normalised, in order."""
        ...


class CheckedCorpus:
    """The fiches that rules look at, in order of their codes.

    `fiches` are those that answer today; `every` also holds the former versions. `at` is the day that says what is over.
    Without `meaning`, the rules that need it find nothing.
    """

    def __init__(self, fiches: Iterable[Fiche], *, at: date, meaning: Meaning | None = None, bodies: Bodies | None = None) -> None:
        self.every = tuple(sorted(fiches, key=order))
        self.at, self.meaning = at, meaning
        self._bodies = bodies
        self._worked: dict[Hashable, Any] = {}

    @cached_property
    def bodies(self) -> Bodies:
        return self._bodies or load_bodies()

    @cached_property
    def fiches(self) -> tuple[Fiche, ...]:
        keys = current_keys(
            (number, fiche.code, fiche.version, fiche.title.text, frozenset(item.text for part in fiche.sections for item in part.items))
            for number, fiche in enumerate(self.every)
        )
        return tuple(fiche for number, fiche in enumerate(self.every) if number in keys)

    @cached_property
    def by_code(self) -> dict[str, list[Fiche]]:
        """The fiches that answer, by code."""
        found: dict[str, list[Fiche]] = defaultdict(list)
        for fiche in self.fiches:
            found[fiche.code].append(fiche)
        return dict(found)

    def once(self, work: Callable[["CheckedCorpus"], Worked]) -> Worked:
        """Return `work(self)`, done once however many rules and fiches ask for it."""
        if work not in self._worked:
            self._worked[work] = work(self)
        found: Worked = self._worked[work]
        return found


def order(fiche: Fiche) -> tuple[tuple[int, ...], int, str]:
    """Sort key of a fiche: its code part by part, the newest version first, then its source."""
    return tuple(int(part) for part in fiche.code.split(".") if part.isdigit()), -(fiche.version or 0), fiche.source.name
