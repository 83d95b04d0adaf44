"""The links of many fiches as a grid: who refers on the left, to whom above; arcs would hide each other."""

from itertools import groupby

from markupsafe import Markup

from ingest.checks.graph import Graph, LinkState, NodeKind
from ui.reports import words
from ui.reports.pictures import Ways, group_of, led, name_text, svg
from ui.reports.words import escaped

#: Nodes, from which arcs can no longer be told apart: seen with 15, 22, 40 and 61.
MANY = 30
_CELL = 13  # pixels, as are all lengths
_ROW = 20
_NAMES = 196
_LETTERS = 19
_HEADS = 116  # of the codes and axes, upright
_GAP = 8  # between groups, down and across


def grid_svg(graph: Graph, ways: Ways | None = None) -> Markup:
    """One line a fiche, one column for each fiche, missing fiche or axis that it may refer to."""
    columns, lines = _places(graph, _NAMES, _CELL), _places(graph, _HEADS, _ROW, only_fiches=True)
    width, height = max(columns.values()) + _CELL + 8, max(lines.values()) + _ROW + 8
    titles = {node.name: node.fiches[0].title.line for node in graph.nodes if node.fiches}
    parts = [
        Markup('<path class="line" d="M{} {}H{}"/>').format(_NAMES, top + _ROW / 2, width - 8)
        + led(name_text(name, titles[name], top - 3, _LETTERS), ways.fiche(name) if ways else None)
        for name, top in lines.items()
    ]
    parts += [
        Markup('<text class="head" transform="translate({} {}) rotate(-90)">{}</text>').format(
            left + 10, _HEADS - 6, escaped(name if len(name) <= _LETTERS else name[: _LETTERS - 1] + "…")
        )
        for name, left in columns.items()
    ]
    parts += [Markup('<path class="line" d="M{0} {1}V{2}"/>').format(left + _CELL / 2, _HEADS, height - 8) for left in columns.values()]
    parts += [
        Markup('<g transform="translate({} {})">{}</g>').format(
            columns[edge.target] + _CELL / 2, lines[edge.origin] + _ROW / 2, led(grid_mark(edge.state), ways.edge(edge) if ways else None)
        )
        for edge in graph.edges
    ]
    body, sentence = Markup("").join(parts), words.graph_sentence(graph)
    return svg("renvois", width, height, words.GRAPH_TITLE, sentence, body, has_links=ways is not None)


def grid_mark(state: LinkState) -> Markup:
    """A disc, a ring, a cross or a small square, about its centre."""
    drawn = {
        LinkState.RETURNED: '<circle class="spot returned" r="5"/>',
        LinkState.NOT_RETURNED: '<circle class="spot not_returned" r="4.2"/>',
        LinkState.DANGLING: '<path class="spot dangling" d="M-4 -4l8 8M4 -4l-8 8"/>',
        LinkState.AXIS: '<rect class="spot axis" x="-3" y="-3" width="6" height="6"/>',
    }
    return Markup(drawn[state])


def _places(graph: Graph, start: int, step: int, *, only_fiches: bool = False) -> dict[str, int]:
    """Where each node begins, a gap before each pilier and before the axes."""
    places: dict[str, int] = {}
    position = start - _GAP
    for _group, nodes in groupby(graph.nodes, key=group_of):
        position += _GAP
        for node in nodes:
            if not only_fiches or node.kind is NodeKind.FICHE:
                places[node.name] = position
                position += step
    return places
