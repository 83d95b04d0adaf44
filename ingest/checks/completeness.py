"""Which sections each fiche fills, leaves blank or lacks: the matrix that pages and workbooks draw."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ingest.checks.corpus import CheckedCorpus
from ingest.checks.misplaced import misplaced_kinds, missing_sections
from ingest.model import Fiche, SectionKind


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
    """Fiches by sections; the sections are those that fiches have, and those that they lack."""

    sections: tuple[SectionKind, ...]
    rows: tuple[CompletenessRow, ...]

    def count(self, filling: Filling) -> int:
        return sum(row.count(filling) for row in self.rows)


def completeness(corpus: CheckedCorpus, among: Sequence[Fiche] | None = None) -> Completeness:
    """Return the matrix of the fiches that answer, in their order, or of those `among` them; sections of a town's own are left out.

    What is missing is what STR001 reports as such.
    """
    fiches = corpus.fiches if among is None else among
    missing = [{kind for kind, _heading in missing_sections(fiche, corpus)} for fiche in fiches]
    swallowed = [misplaced_kinds(fiche, corpus) for fiche in fiches]
    present = {section.kind for fiche in fiches for section in fiche.sections}.union(*missing)
    sections = tuple(kind for kind in SectionKind if kind is not SectionKind.AUTRE and kind in present)
    return Completeness(
        sections,
        tuple(
            CompletenessRow(fiche, tuple(_cell(fiche, kind, lacking, inside) for kind in sections))
            for fiche, lacking, inside in zip(fiches, missing, swallowed, strict=True)
        ),
    )


def _cell(fiche: Fiche, kind: SectionKind, missing: Collection[SectionKind], swallowed: Collection[SectionKind]) -> CompletenessCell:
    found = fiche.all(kind)
    if kind in missing:
        return CompletenessCell(kind, Filling.MISSING)
    if not found:  # its heading may stand within another section, with what it says
        return CompletenessCell(kind, Filling.FILLED if kind in swallowed else Filling.UNUSED)
    items = sum(len(section.items) for section in found)
    shared = next((section.shared_with for section in found if section.shared_with), None)
    if shared and not items:
        items = sum(len(section.items) for section in fiche.all(shared) if section.shared_with is kind)
    return CompletenessCell(kind, Filling.FILLED if items else Filling.BLANK, items, shared)
