"""The head of the page: figures that lead to what they count, by severity, family, leader and fiche."""

from collections import Counter
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from ingest.checks.completeness import Filling, completeness
from ingest.checks.finding import Severity
from ingest.checks.leaders import leaders
from ingest.checks.report import CheckReport
from ui.reports import words
from ui.reports.cards import icon
from ui.reports.facets import Facet, FacetKind
from ui.reports.tables import table
from ui.reports.words import escaped, sentence

_NOTHING = Markup("")


def overview(report: CheckReport, facets: Sequence[Facet], groups: Mapping[tuple[str, str, int], str]) -> Markup:
    """`groups` gives the identifier of each fiche that has findings."""
    severities = [facet for facet in facets if facet.kind is FacetKind.SEVERITY]
    tiles = _NOTHING.join(_tile(severity, facet) for severity, facet in zip(Severity, severities, strict=True))
    notices = _NOTHING.join(Markup('<p class="notice">{}</p>').format(sentence(notice)) for notice in report.notices)
    if not report.findings:
        notices = Markup('<p class="calm">Aucun constat : rien n’est à reprendre.</p>') + notices
    bars = [
        _bars(title, [facet for facet in facets if facet.kind is kind])
        for title, kind in (("Par famille de règles", FacetKind.FAMILY), ("Par animateur", FacetKind.LEADER))
    ]
    return Markup(
        '<section aria-labelledby="bref"><h2 id="bref">En bref</h2>{}<ul class="tiles">{}</ul><div class="sides">{}</div>'
        "<h3>Par fiche</h3>{}</section>"
    ).format(notices, tiles, _NOTHING.join(bars), _fiches(report, groups))


def _tile(severity: Severity, facet: Facet) -> Markup:
    count = len(facet.findings)
    inner = Markup("{} <strong>{}</strong> <span>{}</span> <small>{}</small>").format(
        icon(severity),
        count,
        words.SEVERITIES[severity] if count < 2 else facet.label,
        words.SEVERITY_MEANINGS[severity],
    )
    link = Markup('<a href="#{}">{}</a>').format(facet.name, inner) if count else Markup("<div>{}</div>").format(inner)
    return Markup('<li class="{}">{}</li>').format(severity.value, link)


def _bars(title: str, facets: Sequence[Facet]) -> Markup:
    if not facets:
        return _NOTHING
    most = max(len(facet.findings) for facet in facets)
    rows = _NOTHING.join(
        Markup(
            '<li><a href="#{}"><span class="label">{}</span> <span class="count">{}</span></a><span class="bar" style="width:{}%"></span></li>'
        ).format(facet.name, escaped(facet.label), len(facet.findings), round(100 * len(facet.findings) / most))
        for facet in facets
    )
    return Markup('<div><h3>{}</h3><ul class="bars">{}</ul></div>').format(title, rows)


def _fiches(report: CheckReport, groups: Mapping[tuple[str, str, int], str]) -> Markup:
    counts = Counter((words.key(finding.fiche), finding.severity) for finding in report.findings)
    rows = []
    for row in completeness(report.corpus, report.fiches).rows:
        key = words.key(row.fiche)
        name = escaped(words.short_name(row.fiche))
        expected = sum(cell.filling is not Filling.UNUSED for cell in row.cells)
        rows.append(
            (
                Markup('<a href="#{}">{}</a>').format(groups[key], name) if key in groups else name,
                escaped(row.fiche.title.line),
                escaped(words.joined(leaders(row.fiche))),
                *(_count(counts[key, severity]) for severity in Severity),
                Markup("{}\u00a0/\u00a0{}").format(row.count(Filling.FILLED), expected),
            )
        )
    columns = ("Fiche", "Titre", "Animateur", *words.SEVERITY_PLURALS.values(), "Rubriques remplies")
    return table("Constats de chaque fiche", columns, rows, figures=range(3, 7), prose=(1, 2))


def _count(count: int) -> Markup:
    return Markup("{}").format(count) if count else Markup('<span class="none">0</span>')
