"""The matrix of completeness and the graph of links as pictures to click on, each with its table."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from markupsafe import Markup

from ingest.checks.completeness import Completeness, CompletenessCell, CompletenessRow, Filling
from ingest.checks.graph import Edge, Graph, LinkState, NodeKind
from ingest.headings import LABELS
from ingest.model import SectionKind
from rag.citation import cite
from ui.html.coherence import PATH, finding_address
from ui.html.passage import passage_address, passage_link
from ui.html.pieces import NOTHING, escaped
from ui.reports import words as report_words
from ui.reports.grid import MANY, grid_mark, grid_svg
from ui.reports.pictures import cell_mark, graph_svg, link_mark, matrix_svg
from ui.reports.words import shown
from ui.text_fr import coherence as words

_MENTIONS = 4  # quotes of one link in the table


@dataclass(frozen=True, slots=True)
class Ways:
    """Where the pictures lead: names to the findings of a fiche, marks to what they tell. `blanks` are findings by fiche and section."""

    blanks: Mapping[tuple[str, SectionKind], str]

    def fiche(self, code: str) -> Markup | None:
        return Markup('<a class="way" href="{}?{}" data-node="{}" aria-label="{}">').format(
            PATH, urlencode({"fiche": code}), shown(code), shown(words.fiche_findings(code))
        )

    def cell(self, row: CompletenessRow, cell: CompletenessCell) -> Markup | None:
        name = self.blanks.get((row.fiche.code, cell.section))
        if name is None or cell.filling not in (Filling.BLANK, Filling.MISSING):
            return None
        label = words.cell(row.fiche.code, LABELS[cell.section], report_words.filling(cell))
        return Markup('<a class="way" data-drawer href="{}" aria-label="{}">').format(finding_address(name), shown(label))

    def edge(self, edge: Edge) -> Markup | None:
        mention = edge.mentions[0]
        label = words.edge(edge.origin, edge.target, report_words.LINK_STATES[edge.state])
        return Markup('<a class="way" data-drawer data-ends="{} {}" href="{}" aria-label="{}">').format(
            shown(edge.origin), shown(edge.target), passage_address(cite(mention.excerpt, mention.fiche, SectionKind.LIENS)), shown(label)
        )


def matrix_html(matrix: Completeness, ways: Ways) -> Markup:
    """`matrix` holds the fiches of one page."""
    legend = _legend(
        (cell_mark(filling), 36, 20, report_words.FILLINGS[filling].capitalize()) for filling in Filling if matrix.count(filling)
    )
    head = NOTHING.join(
        Markup('<th scope="col">{}</th>').format(name) for name in (words.FICHE, *(LABELS[kind] for kind in matrix.sections))
    )
    rows = NOTHING.join(
        Markup('<tr><th scope="row"><a href="{}?{}">{}</a></th>{}</tr>').format(
            PATH,
            urlencode({"fiche": row.fiche.code}),
            escaped(report_words.short_name(row.fiche)),
            NOTHING.join(
                Markup('<td data-label="{}">{}</td>').format(LABELS[cell.section], escaped(report_words.filling(cell)))
                for cell in row.cells
            ),
        )
        for row in matrix.rows
    )
    return _picture(words.COMPLETENESS, legend, matrix_svg(matrix, ways), _table(report_words.MATRIX_TITLE, head, rows))


def graph_html(graph: Graph, ways: Ways) -> Markup:
    many = len(graph.nodes) > MANY
    legend = _legend(
        (Markup('<g transform="translate(10 10)">{}</g>').format(grid_mark(state)), 20, 20, report_words.LINK_STATES[state].capitalize())
        if many
        else (link_mark(state), 60, 20, report_words.LINK_STATES[state].capitalize())
        for state in LinkState
        if graph.count(state)
    )
    head = NOTHING.join(Markup('<th scope="col">{}</th>').format(name) for name in (words.FROM, words.TO, words.STATE, words.WORDS))
    titles = {node.name: node.fiches[0].title.line for node in graph.nodes if node.fiches}
    rows = NOTHING.join(
        Markup('<tr><th scope="row">{}</th><td data-label="{}">{}</td><td data-label="{}">{}</td><td data-label="{}">{}</td></tr>').format(
            escaped(edge.origin),
            words.TO,
            Markup('<span class="quote">{}</span>').format(
                escaped(edge.target + (f" – {titles[edge.target]}" if edge.target in titles else ""))
            ),
            words.STATE,
            report_words.LINK_STATES[edge.state].capitalize(),
            words.WORDS,
            Markup("<br />").join(
                passage_link(cite(mention.excerpt, mention.fiche, SectionKind.LIENS)) for mention in edge.mentions[:_MENTIONS]
            ),
        )
        for edge in graph.edges
    )
    svg = grid_svg(graph, ways) if many else graph_svg(graph, ways)
    return _picture(words.LINKS, legend, svg, _table(report_words.GRAPH_TITLE, head, rows))


def within(graph: Graph, pilier: str) -> Graph:
    """The links that the fiches of a pilier make, and what they lead to."""
    edges = tuple(edge for edge in graph.edges if edge.origin.partition(".")[0] == pilier)
    ends = {name for edge in edges for name in (edge.origin, edge.target)}
    nodes = tuple(
        node for node in graph.nodes if node.name in ends or (node.kind is NodeKind.FICHE and node.name.partition(".")[0] == pilier)
    )
    return Graph(nodes, edges)


def _picture(title: str, legend: Markup, svg: Markup, table: Markup) -> Markup:
    return Markup(
        '<figure class="picture" aria-label="{}">{}<div class="wide" role="region" aria-label="{}" tabindex="0">{}</div></figure>'
        '<details class="as-table"><summary>{}</summary>{}</details>'
    ).format(title, legend, f"{title}, figure", svg, words.READ_AS_TABLE, table)


def _table(caption: str, head: Markup, rows: Markup) -> Markup:
    return Markup(
        '<div class="table-box folds" role="region" aria-label="{0}" tabindex="0"><table><caption class="unseen">{0}</caption><thead><tr>{1}</tr></thead><tbody>{2}</tbody></table></div>'
    ).format(caption, head, rows)


def _legend(marks: Iterable[tuple[Markup, int, int, str]]) -> Markup:
    items = NOTHING.join(
        Markup(
            '<li><svg width="{w}" height="{h}" viewBox="0 0 {w} {h}" aria-hidden="true" focusable="false">{mark}</svg> {word}</li>'
        ).format(w=width, h=height, mark=mark, word=word)
        for mark, width, height, word in marks
    )
    return Markup('<ul class="legend">{}</ul>').format(items)
