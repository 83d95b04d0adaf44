"""What the findings of a page can be narrowed to without a script: a severity, a family of rules, a leader."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from markupsafe import Markup

from ingest.checks.finding import Severity
from ingest.checks.leaders import by_leader
from ingest.checks.registry import FAMILIES
from ingest.checks.report import CheckReport
from ui.reports import words


class FacetKind(StrEnum):
    SEVERITY = "severity"
    FAMILY = "family"
    LEADER = "leader"


@dataclass(frozen=True, slots=True)
class Facet:
    """Findings that share something, by their places in the report; `name` is their class and the target of their links."""

    kind: FacetKind
    name: str
    label: str
    findings: frozenset[int]


def facets_of(report: CheckReport) -> tuple[Facet, ...]:
    """Every severity, even without findings; then the families, and the leaders that have some, most findings first."""
    found: dict[tuple[FacetKind, str], set[int]] = defaultdict(set)
    for number, finding in enumerate(report.findings):
        found[FacetKind.SEVERITY, finding.severity].add(number)
        found[FacetKind.FAMILY, finding.rule[:3]].add(number)
    severities = (
        Facet(
            FacetKind.SEVERITY,
            f"gravite-{severity.value}",
            words.SEVERITY_PLURALS[severity],
            frozenset(found[FacetKind.SEVERITY, severity]),
        )
        for severity in Severity
    )
    families = (
        Facet(kind, f"famille-{name if name in FAMILIES else number}", words.family(name), frozenset(found[kind, name]))
        for number, (kind, name) in enumerate(list(found))
        if kind is FacetKind.FAMILY
    )
    return (*severities, *_most_first(families), *_most_first(_leaders(report)))


def _leaders(report: CheckReport) -> Iterable[Facet]:
    for number, led in enumerate(by_leader(report.fiches), start=1):
        keys = {words.key(fiche) for fiche in led.fiches}
        own = frozenset(place for place, finding in enumerate(report.findings) if words.key(finding.fiche) in keys)
        if own:
            yield Facet(FacetKind.LEADER, f"animateur-{number}", led.name or words.NO_LEADER, own)


def _most_first(facets: Iterable[Facet]) -> list[Facet]:
    return sorted(facets, key=lambda facet: -len(facet.findings))


def filter_style(facets: Iterable[Facet]) -> Markup:
    """While the address of the page ends in the name of a facet, nothing else is shown."""
    rule = Markup("#{0}:target~.group:not(.{0}),#{0}:target~.group .finding:not(.{0}){{display:none}}\n")
    return Markup("").join(rule.format(facet.name) for facet in facets)


def filter_notes(facets: Iterable[Facet]) -> Markup:
    """The targets: a line that says what is shown, and leads back to all."""
    note = Markup('<p class="narrowed" id="{}" tabindex="-1">{} : {}. <a href="#constats">Tout afficher</a></p>')
    return Markup("").join(
        note.format(facet.name, words.escaped(facet.label), words.counted(len(facet.findings), "constat"))
        for facet in facets
        if facet.findings
    )
