"""The matrix of completeness and the graph of links as SVG: states are told by shape and dash, colours come from report.css."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Protocol

from markupsafe import Markup

from ingest.checks.completeness import Completeness, CompletenessCell, CompletenessRow, Filling
from ingest.checks.graph import Edge, Graph, LinkState, Node, NodeKind
from ingest.headings import LABELS
from ui.reports import words
from ui.reports.words import escaped

_ROW = 26  # height of a line, in pixels as are all lengths
_NAMES = 300  # width of the column of names
_LETTERS = 35  # of a title that fit there beside the code
_CELL = 40
_HEADS = 172  # height of the slanted headings
_GAP = 30  # above a group of fiches
_REACH = 430  # of the widest arc
_ONE_WAY = (LinkState.NOT_RETURNED, LinkState.DANGLING)
_NOTHING = Markup("")
_LINK_ORDER = (LinkState.AXIS, LinkState.RETURNED, LinkState.NOT_RETURNED, LinkState.DANGLING)  # what matters is drawn last


class Ways(Protocol):
    """Where a picture leads to when it is clicked: each answers with the opening tag of a link, None where nothing is to be followed."""

    def fiche(self, code: str) -> Markup | None: ...

    def cell(self, row: CompletenessRow, cell: CompletenessCell) -> Markup | None: ...

    def edge(self, edge: Edge) -> Markup | None: ...


def led(drawn: Markup, way: Markup | None) -> Markup:
    """What is drawn, within its link if it has one."""
    return Markup("{}{}</a>").format(way, drawn) if way else drawn


def matrix_svg(matrix: Completeness, ways: Ways | None = None) -> Markup:
    """One line a fiche, one column a section."""
    width = _NAMES + _CELL * len(matrix.sections) + 84
    height = _HEADS + _ROW * len(matrix.rows) + 8
    heads = _NOTHING.join(
        Markup('<text class="head" transform="translate({} {}) rotate(-60)">{}</text>').format(
            _NAMES + _CELL * column + 20, _HEADS - 10, LABELS[kind]
        )
        for column, kind in enumerate(matrix.sections)
    )
    rows = _NOTHING.join(_matrix_row(row, _HEADS + _ROW * number, ways) for number, row in enumerate(matrix.rows))
    sentence = words.matrix_sentence(matrix)
    return svg("completude", width, height, words.MATRIX_TITLE, sentence, heads + rows, has_links=ways is not None)


def _matrix_row(row: CompletenessRow, top: int, ways: Ways | None) -> Markup:
    cells = _NOTHING.join(
        Markup('<g transform="translate({} {})">{}</g>').format(
            _NAMES + _CELL * column + 2, top + 3, led(cell_mark(cell.filling), ways.cell(row, cell) if ways else None)
        )
        for column, cell in enumerate(row.cells)
    )
    return led(name_text(row.fiche.code, row.fiche.title.line, top), ways.fiche(row.fiche.code) if ways else None) + cells


def cell_mark(filling: Filling) -> Markup:
    """A full square, a square with a dash, a cross, or a dot, in a box of 36 by 20."""
    drawn = {
        Filling.FILLED: '<rect class="filled" width="36" height="20" rx="4"/>',
        Filling.BLANK: '<rect class="blank" x=".75" y=".75" width="34.5" height="18.5" rx="4"/><path class="blank-mark" d="M12 10h12"/>',
        Filling.MISSING: '<rect class="missing" width="36" height="20" rx="4"/><path class="missing-mark" d="M13 5l10 10M23 5l-10 10"/>',
        Filling.UNUSED: '<circle class="unused" cx="18" cy="10" r="2"/>',
    }
    return Markup(drawn[filling])


def graph_svg(graph: Graph, ways: Ways | None = None) -> Markup:
    """One line a fiche, by pilier, missing ones and axes included; links are arcs at the right of the names."""
    tops: dict[str, int] = {}
    parts: list[Markup] = []
    height = 0
    for group, nodes in groupby(graph.nodes, key=group_of):
        height += _GAP
        parts.append(Markup('<text class="group" x="0" y="{}">{}</text>').format(height - 6, group))
        for node in nodes:
            tops[node.name] = height
            parts.append(led(_node(node, height), ways.fiche(node.name) if ways and node.kind is NodeKind.FICHE else None))
            height += _ROW
    longest = max((abs(tops[edge.origin] - tops[edge.target]) for edge in graph.edges), default=1) or 1
    arcs = _NOTHING.join(led(_arc(edge, tops, longest), ways.edge(edge) if ways else None) for edge in _drawn(graph.edges))
    body, sentence = arcs + _NOTHING.join(parts), words.graph_sentence(graph)
    return svg("renvois", _NAMES + 40 + _REACH, height + 8, words.GRAPH_TITLE, sentence, body, has_links=ways is not None)


def group_of(node: Node) -> str:
    return words.AXES if node.kind is NodeKind.AXIS else f"Pilier {node.name.partition('.')[0]}"


def _node(node: Node, top: int) -> Markup:
    title = node.fiches[0].title.line if node.fiches else words.NO_SUCH_FICHE if node.kind is NodeKind.MISSING else ""
    shape = {
        NodeKind.FICHE: '<circle class="node" cx="{}" cy="{}" r="5"/>',
        NodeKind.MISSING: '<circle class="node-missing" cx="{}" cy="{}" r="5"/>',
        NodeKind.AXIS: '<rect class="node-axis" x="{}" y="{}" width="9" height="9"/>',
    }[node.kind]
    shift = 4.5 if node.kind is NodeKind.AXIS else 0
    return name_text(node.name, title, top) + Markup(shape).format(_NAMES + 8 - shift, top + 13 - shift)


def _drawn(edges: Iterable[Edge]) -> Iterator[Edge]:
    """Each pair of fiches that link to each other once; none from a fiche to itself."""
    for edge in sorted(edges, key=lambda edge: _LINK_ORDER.index(edge.state)):
        if edge.origin != edge.target and not (edge.state is LinkState.RETURNED and edge.origin > edge.target):
            yield edge


def _arc(edge: Edge, tops: dict[str, int], longest: int) -> Markup:
    start, end = tops[edge.origin] + 13, tops[edge.target] + 13
    reach = round(36 + (_REACH - 36) * (abs(end - start) / longest) ** 0.6)
    left = _NAMES + 15
    arrow = _NOTHING
    if edge.state in _ONE_WAY:
        arrow = Markup('<path class="arrow {}" d="M{} {}l9 -4.5v9z"/>').format(edge.state.value, left, end)
    return (
        Markup('<path class="link {}" d="M{} {}C{} {} {} {} {} {}"/>').format(
            edge.state.value,
            left,
            start,
            left + round(reach * 4 / 3),
            start,
            left + round(reach * 4 / 3),
            end,
            left + (8 if arrow else 0),
            end,
        )
        + arrow
    )


def link_mark(state: LinkState) -> Markup:
    """The stroke of a link, in a box of 60 by 20."""
    arrow = Markup('<path class="arrow {}" d="M60 10l-9 -4.5v9z"/>').format(state.value) if state in _ONE_WAY else _NOTHING
    return Markup('<path class="link {}" d="M0 10H{}"/>').format(state.value, 52 if arrow else 60) + arrow


def name_text(code: str, title: str, top: int, letters: int = _LETTERS) -> Markup:
    """A code and as much of a title as fits in so many letters."""
    room = max(letters - max(len(code) - 6, 0), 0)
    short = title if len(title) <= room else title[: room - 1].rstrip() + "…" if room > 1 else ""
    return Markup('<text class="name" x="0" y="{}"><tspan class="code">{}</tspan> <tspan>{}</tspan></text>').format(
        top + 18,
        escaped(code if len(code) <= letters else code[: letters - 1] + "…"),
        escaped(short.capitalize() if short.isupper() else short),
    )


def svg(name: str, width: int, height: int, title: str, described: str, body: Markup, *, has_links: bool = False) -> Markup:
    """A picture; one that holds links is read part by part."""
    return Markup(
        '<svg class="{name}" role="{role}" aria-labelledby="{name}-t {name}-d" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        '<title id="{name}-t">{title}</title><desc id="{name}-d">{described}</desc>{body}</svg>'
    ).format(name=name, role="group" if has_links else "img", width=width, height=height, title=title, described=described, body=body)
