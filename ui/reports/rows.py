"""Findings as the rows of a table."""

from collections.abc import Iterable

from ingest.checks.finding import Finding, Severity
from ui.export import Table, Value
from ui.reports import words

COLUMNS = (
    "Gravité",
    "Règle",
    "Fiche",
    "Version",
    "Rubrique",
    "Constat",
    "À faire",
    "Citation",
    "Source",
    "Ligne",
    "Page",
    "Début",
    "Fin",
    "Autres passages",
)
#: Grounds on which black text is read; the word stands beside them.
COLOURS = {Severity.ERROR: "F8D7D7", Severity.WARNING: "FDEBC8", Severity.INFO: "E3EAFA"}


def findings_table(name: str, findings: Iterable[Finding]) -> Table:
    """One finding a row; positions are those of the source's published text."""
    listed = list(findings)
    return Table(
        name,
        COLUMNS,
        tuple(map(_row, listed)),
        colours=tuple(((number, 0), COLOURS[finding.severity]) for number, finding in enumerate(listed)),
        fixed=3,
    )


def _row(finding: Finding) -> tuple[Value, ...]:
    source, span = finding.fiche.source, finding.excerpt.span
    return (
        words.SEVERITIES[finding.severity],
        finding.rule,
        finding.fiche.code,
        finding.fiche.version,
        words.section(finding.section),
        finding.message,
        finding.action,
        finding.excerpt.text,
        source.name,
        source.line_at(span.start),
        source.page_at(span.start),
        span.start,
        span.end,
        related(finding),
    )


def related(finding: Finding) -> str:
    """« 1.1.4 : « … » », one a line."""
    return "\n".join(f"{other.fiche.code} : {words.quoted(other.excerpt.text)}" for other in finding.related)
