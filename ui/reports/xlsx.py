"""The report as a workbook: the findings, what the fiches fill, their texts, a list for each service."""

from collections.abc import Iterator, Sequence

from ingest.checks.completeness import Completeness, Filling, completeness
from ingest.checks.leaders import by_leader
from ingest.checks.report import CheckReport, Waived
from ingest.headings import LABELS
from ingest.model import Failure, Fiche, SectionKind
from ui.export import Table, Value, xlsx_bytes
from ui.reports import words
from ui.reports.rows import COLUMNS, findings_table

_COLOURS = {Filling.FILLED: "E1F1E7", Filling.BLANK: "FDEBC8", Filling.MISSING: "F8D7D7", Filling.UNUSED: "F1F2F5"}


def render(report: CheckReport) -> bytes:
    """Sheets « Constats », « Complétude », « Textes », one a service, and where there are some « Dérogations » and « Fichiers non lus »."""
    return xlsx_bytes(list(_tables(report)), day=report.at)


def _tables(report: CheckReport) -> Iterator[Table]:
    fiches = report.fiches
    yield findings_table("Constats", report.findings)
    yield completeness_table(completeness(report.corpus, report.fiches))
    yield _texts(fiches)
    for led in by_leader(fiches):
        keys = {words.key(fiche) for fiche in led.fiches}
        if own := [finding for finding in report.findings if words.key(finding.fiche) in keys]:
            yield findings_table(led.name or words.NO_LEADER, own)
    if report.waived:
        yield _waived(report.waived)
    if report.failures:
        yield _failures(report.failures)


def completeness_table(matrix: Completeness) -> Table:
    rows: list[tuple[Value, ...]] = []
    colours: list[tuple[tuple[int, int], str]] = []
    for number, row in enumerate(matrix.rows):
        said = tuple(words.filling(cell) for cell in row.cells)
        rows.append((row.fiche.code, row.fiche.version, row.fiche.title.line, row.count(Filling.FILLED), *said))
        colours += [((number, 4 + column), _COLOURS[cell.filling]) for column, cell in enumerate(row.cells)]
    columns = ("Fiche", "Version", "Titre", "Rubriques remplies", *(LABELS[kind] for kind in matrix.sections))
    return Table("Complétude", columns, tuple(rows), colours=tuple(colours), fixed=1)


def _texts(fiches: Sequence[Fiche]) -> Table:
    kinds = [kind for kind in SectionKind if any(fiche.all(kind) for fiche in fiches)]
    rows = ((fiche.code, fiche.version, fiche.title.line, *(_text(fiche, kind) for kind in kinds), fiche.source.name) for fiche in fiches)
    return Table("Textes", ("Fiche", "Version", "Titre", *(LABELS[kind] for kind in kinds), "Source"), tuple(rows), fixed=1)


def _text(fiche: Fiche, kind: SectionKind) -> str:
    """The items of a section, one a line; a section of the town's own under its heading."""
    lines: list[str] = []
    for section in fiche.all(kind):
        if kind is SectionKind.AUTRE:
            lines.append(section.heading.line)
        lines += [item.text for item in section.items]
    return "\n".join(lines)


def _waived(waived: Sequence[Waived]) -> Table:
    table = findings_table("Dérogations", (one.finding for one in waived))
    rows = tuple((one.reason, one.function, *row) for one, row in zip(waived, table.rows, strict=True))
    return Table(table.name, ("Motif", "Décidée par", *COLUMNS), rows)


def _failures(failures: Sequence[Failure]) -> Table:
    return Table("Fichiers non lus", ("Fichier", "Raison"), tuple((failure.path, failure.error) for failure in failures))
