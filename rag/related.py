"""Fiches to read beside those that an answer cites: what they link to, what links to them, and their neighbours in the axe."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from ingest.model import Fiche
from rag.citation import Citation, cite
from rag.library import Library


class Relation(StrEnum):
    """Why a fiche is proposed, the strongest reason first."""

    LINKED = "linked"  # a cited fiche names it
    LINKS_HERE = "links_here"  # it names a cited fiche
    SAME_AXE = "same_axe"


@dataclass(frozen=True, slots=True)
class Related:
    """A fiche, why, and the words that say so: the link, or its own title."""

    fiche: Fiche
    relation: Relation
    words: Citation
    other: str  # the code of the cited fiche


class Links:
    """The links between the fiches of one library, current ones; worked out when first asked for."""

    def __init__(self, library: Library) -> None:
        self._library = library

    @cached_property
    def _fiches(self) -> dict[str, Fiche]:
        fiches: dict[str, Fiche] = {}
        for record in self._library.current:
            fiches.setdefault(record.code, self._library.fiche(record))
        return fiches

    @cached_property
    def _towards(self) -> dict[str, list[tuple[Fiche, Citation]]]:
        towards: dict[str, list[tuple[Fiche, Citation]]] = defaultdict(list)
        for fiche in self._fiches.values():
            for link in fiche.links:
                towards[link.code].append((fiche, cite(link.quote, fiche, link.section)))
        return dict(towards)

    def beside(self, cited: Sequence[Fiche], *, limit: int = 5) -> list[Related]:
        """Return up to `limit` fiches that are not among `cited`, each once, by the strongest relation."""
        seen = {fiche.code for fiche in cited}
        found: list[Related] = []
        for related in (*self._linked(cited), *self._linking(cited), *self._of_the_axe(cited)):
            if related.fiche.code not in seen:
                seen.add(related.fiche.code)
                found.append(related)
        return found[:limit]

    def _linked(self, cited: Sequence[Fiche]) -> list[Related]:
        return [
            Related(self._fiches[link.code], Relation.LINKED, cite(link.quote, fiche, link.section), fiche.code)
            for fiche in cited
            for link in fiche.links
            if link.code in self._fiches
        ]

    def _linking(self, cited: Sequence[Fiche]) -> list[Related]:
        return [
            Related(fiche, Relation.LINKS_HERE, words, target.code)
            for target in cited
            for fiche, words in self._towards.get(target.code, ())
        ]

    def _of_the_axe(self, cited: Sequence[Fiche]) -> list[Related]:
        axes = {axe: fiche.code for fiche in reversed(cited) if (axe := _axe(fiche.code))}
        return [
            Related(fiche, Relation.SAME_AXE, cite(fiche.title, fiche), axes[_axe(code)])
            for code, fiche in self._fiches.items()
            if _axe(code) in axes
        ]


def _axe(code: str) -> str:
    parts = code.split(".")
    return ".".join(parts[:2]) if len(parts) > 2 else ""
