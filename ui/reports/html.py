"""The report as one HTML page: no script, nothing loaded from elsewhere, read on a screen, a phone or paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markupsafe import Markup

from ingest.checks.completeness import completeness
from ingest.checks.corpus import order
from ingest.checks.finding import Finding, Severity
from ingest.checks.graph import link_graph
from ingest.checks.leaders import leaders
from ingest.checks.report import CheckReport
from ingest.model import Fiche
from ui.reports import words
from ui.reports.cards import card
from ui.reports.facets import Facet, facets_of, filter_notes, filter_style
from ui.reports.overview import overview
from ui.reports.tables import failures_section, graph_section, matrix_section, waived_section
from ui.reports.words import escaped

_NOTHING = Markup("")
# Whoever opens the page runs and loads nothing, whatever a fiche holds.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


@dataclass(frozen=True, slots=True)
class _Group:
    """A fiche with its findings, each with its place in the report; `name` is its identifier in the page."""

    name: str
    fiche: Fiche
    findings: tuple[tuple[int, Finding], ...]


def render(report: CheckReport) -> bytes:
    """UTF-8; the same report gives the same bytes."""
    groups, facets = _groups(report.findings), facets_of(report)
    sections = {
        ("bref", "En bref"): overview(report, facets, {words.key(group.fiche): group.name for group in groups}),
        ("constats", "Constats"): _findings(groups, facets),
        ("complet", "Complétude"): matrix_section(completeness(report.corpus, report.fiches)),
        ("liens", "Renvois"): graph_section(link_graph(report.corpus.fiches, report.fiches)),
        ("derogations", "Dérogations"): waived_section(report.waived),
        ("echecs", "Fichiers non lus"): failures_section(report.failures),
    }
    page = Markup(
        '<!DOCTYPE html>\n<html lang="fr">\n<head>\n<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="color-scheme" content="light dark">\n'
        "<title>{title} – {day}</title>\n<style>\n{style}{filters}</style>\n</head>\n<body>\n"
        '<a class="skip" href="#contenu">Aller au contenu</a>\n'
        '<header><h1>{title}</h1><p>Au <time datetime="{iso}">{day}</time> · {fiches} · {findings}</p></header>\n'
        '<nav aria-label="Sommaire"><ul>{links}</ul></nav>\n<main id="contenu" tabindex="-1">\n{sections}\n</main>\n</body>\n</html>\n'
    ).format(
        policy=_POLICY,
        title=words.TITLE,
        day=words.day(report.at),
        iso=report.at.isoformat(),
        style=_style(),
        filters=filter_style(facets),
        fiches=words.counted(len(report.fiches), "fiche relue", "fiches relues"),
        findings=words.counted(len(report.findings), "constat") if report.findings else "aucun constat",
        links=_NOTHING.join(Markup('<li><a href="#{}">{}</a></li>').format(*title) for title, section in sections.items() if section),
        sections=Markup("\n").join(filter(None, sections.values())),
    )
    return str(page).encode("utf-8")


@cache
def _style() -> Markup:
    return Markup(Path(__file__).with_name("report.css").read_text(encoding="utf-8"))


def _groups(findings: Sequence[Finding]) -> tuple[_Group, ...]:
    """The fiches that have findings, by code; each fiche's findings stay in the order of the report."""
    by_fiche: dict[tuple[str, str, int], list[tuple[int, Finding]]] = {}
    for number, finding in enumerate(findings):
        by_fiche.setdefault(words.key(finding.fiche), []).append((number, finding))
    lists = sorted(by_fiche.values(), key=lambda found: order(found[0][1].fiche))
    return tuple(_Group(f"fiche-{number}", found[0][1].fiche, tuple(found)) for number, found in enumerate(lists, start=1))


def _findings(groups: Sequence[_Group], facets: Sequence[Facet]) -> Markup:
    if not groups:
        return _NOTHING
    return Markup('<section aria-labelledby="constats"><h2 id="constats">Constats</h2>{}{}</section>').format(
        filter_notes(facets), _NOTHING.join(_group(group, facets) for group in groups)
    )


def _group(group: _Group, facets: Sequence[Facet]) -> Markup:
    classes = {number: " ".join(facet.name for facet in facets if number in facet.findings) for number, _finding in group.findings}
    rules = words.rules()
    cards = _NOTHING.join(card(finding, f"constat-{number + 1}", classes[number], rules) for number, finding in group.findings)
    counts = [
        words.counted(count, words.SEVERITIES[severity].lower())
        for severity in Severity
        if (count := sum(finding.severity is severity for _number, finding in group.findings))
    ]
    return Markup(
        '<section class="group {classes}" aria-labelledby="{name}"><div class="fiche"><h3 id="{name}" tabindex="-1">{fiche}</h3>'
        '<p class="title">{title}</p><p class="facts"><span>{leaders}</span> <span>{counts}</span> <span class="file">{file}</span></p></div>{cards}</section>'
    ).format(
        classes=" ".join(sorted({name for told in classes.values() for name in told.split()})),
        name=group.name,
        fiche=escaped(words.fiche_name(group.fiche)),
        title=escaped(group.fiche.title.line),
        leaders=escaped(words.joined(leaders(group.fiche))),
        counts=", ".join(counts),
        file=escaped(group.fiche.source.name),
        cards=cards,
    )
