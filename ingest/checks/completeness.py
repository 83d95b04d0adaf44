"""Which sections each fiche fills, leaves blank or lacks: the matrix that pages and workbooks draw."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from ingest.model import Fiche, SectionKind

# Sections that some templates have and others do not: expected where most fiches have them.
_OPTIONAL = frozenset({SectionKind.ENJEU, SectionKind.PUBLIC, SectionKind.DISPOSITIFS, SectionKind.INDICATEURS_EFFETS})


class Filling(StrEnum):
    """What a fiche makes of a section of the template."""

    FILLED = "filled"
    BLANK = "blank"  # the heading stands there, nothing under it
    MISSING = "missing"  # no heading either
    UNUSED = "unused"  # no heading, in a corpus whose template does not ask for one


@dataclass(frozen=True, slots=True)
class CompletenessCell:
    """One section of one fiche.

    `shared_with` names the other field where two share one cell whose words do not tell them apart: what fills the one
    fills the other, and `items` counts those of both.
    """

    section: SectionKind
    filling: Filling
    items: int = 0
    shared_with: SectionKind | None = None


@dataclass(frozen=True, slots=True)
class CompletenessRow:
    """One fiche: a cell for each section of the matrix, in its order."""

    fiche: Fiche
    cells: tuple[CompletenessCell, ...]

    def count(self, filling: Filling) -> int:
        return sum(cell.filling is filling for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Completeness:
    """Fiches by sections; the sections are those of the template, without the optional ones that no fiche has."""

    sections: tuple[SectionKind, ...]
    rows: tuple[CompletenessRow, ...]

    def count(self, filling: Filling) -> int:
        return sum(row.count(filling) for row in self.rows)


def completeness(fiches: Sequence[Fiche]) -> Completeness:
    """Return the matrix of `fiches`, in their order; sections of a town's own are left out."""
    having = Counter(kind for fiche in fiches for kind in {section.kind for section in fiche.sections})
    expected = {kind for kind in SectionKind if kind not in _OPTIONAL or 2 * having[kind] > len(fiches)}
    sections = tuple(kind for kind in SectionKind if kind is not SectionKind.AUTRE and (kind in expected or having[kind]))
    rows = (CompletenessRow(fiche, tuple(_cell(fiche, kind, kind in expected) for kind in sections)) for fiche in fiches)
    return Completeness(sections, tuple(rows))


def _cell(fiche: Fiche, kind: SectionKind, expected: bool) -> CompletenessCell:
    found = fiche.all(kind)
    if not found:
        return CompletenessCell(kind, Filling.MISSING if expected else Filling.UNUSED)
    items = sum(len(section.items) for section in found)
    shared = next((section.shared_with for section in found if section.shared_with), None)
    if shared and not items:
        items = sum(len(section.items) for section in fiche.all(shared) if section.shared_with is kind)
    return CompletenessCell(kind, Filling.FILLED if items else Filling.BLANK, items, shared)
