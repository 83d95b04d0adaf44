"""Two generations of the index, or two versions of each fiche -> what changed between them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ingest.changes import Change, FicheChange, compare
from ingest.index.catalogue import Generation
from ingest.model import Fiche
from rag.errors import UnknownFicheError
from rag.library import Library


@dataclass(frozen=True, slots=True)
class Version:
    """The fiches of one year; of None, the newest version of each."""

    year: int | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed from one state to another; `before` is None where there is no former generation yet."""

    before: Generation | Version | None
    after: Generation | Version
    changes: tuple[FicheChange, ...] = ()


def between_generations(library: Library, before: int | None, after: int | None, *, code: str | None = None) -> Comparison:
    """Compare two generations: by default the visible one with the one before it.

    Raises:
        UnknownGenerationError: one of them is not kept.
        UnknownFicheError: `code` is in neither.
    """
    catalogue = library.catalogue
    kept = {generation.number: generation for generation in catalogue.generations()}
    visible = max(kept)
    last = visible if after is None else after
    if before is None:
        before = max((number for number in kept if number < last), default=None)
        if before is None:
            return Comparison(None, kept[last])
    old, new = (_under(code, fiches) for fiches in catalogue.fiches_between(before, last))
    if not old and not new and code is not None:  # the same in both, or in neither
        _check_known(code, [*_under(code, catalogue.fiches_of(before)), *_under(code, catalogue.fiches_of(last))])
    return Comparison(kept[before], kept[last], compare(old, new))


def between_versions(library: Library, before: int, after: int | None, *, code: str | None = None) -> Comparison:
    """Compare the fiches of one year with those of another; by default with the newest version of each, where it is not older.

    Raises:
        UnknownFicheError: no fiche has one of these versions, or `code` neither.
    """
    for year in (before, after):
        if year is not None and not any(record.version == year for record in library.records):
            raise UnknownFicheError(_unknown_year(year, {record.version for record in library.records if record.version}))
    of_year = {record.code for record in library.records if record.version == before}
    old = [library.fiche(record) for record in library.records if record.version == before and code in (None, record.code)]
    new = [
        library.fiche(record)
        for record in library.records
        if code in (None, record.code)
        and (record.version == after if after else record.current and (record.code in of_year or (record.version or 0) > before))
    ]
    _check_known(code, [*old, *new])
    return Comparison(Version(before), Version(after), compare(old, new))


def in_section(comparison: Comparison, name: str) -> Comparison:
    """Keep what changed in one section, "banner" for the banner, and the fiches added or removed that say something in it."""

    def kept(change: FicheChange) -> FicheChange | None:
        fields = tuple(field for field in change.fields if field.name == name)
        if change.change is Change.CHANGED:
            return replace(change, fields=fields) if fields else None
        return change if any(section.kind == name and section.items for section in change.fiche.sections) else None

    return replace(comparison, changes=tuple(change for change in map(kept, comparison.changes) if change is not None))


def _under(code: str | None, fiches: Iterable[Fiche]) -> list[Fiche]:
    return [fiche for fiche in fiches if code in (None, fiche.code)]


def _check_known(code: str | None, fiches: Iterable[Fiche]) -> None:
    if code is not None and not list(fiches):
        raise UnknownFicheError(
            f"La fiche « {code} » n’est dans aucun des deux états comparés ; « fiches diff --list » dit lesquels sont gardés."
        )


def _unknown_year(year: int, known: Iterable[int]) -> str:
    told = ", ".join(map(str, sorted(known))) or "aucune"
    return f"Aucune fiche indexée n’est de la version {year} ; versions indexées : {told}."
