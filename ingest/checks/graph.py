"""Who refers to whom: fiches, the fiches that they name in vain, transversal axes, and the links between them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ingest.folding import fold
from ingest.model import Excerpt, Fiche, Link


class NodeKind(StrEnum):
    FICHE = "fiche"
    MISSING = "missing"  # a code that fiches name and no fiche bears
    AXIS = "axis"  # a transversal axis, « AT jeunesse »: no fiche, and not expected to be one


class LinkState(StrEnum):
    """What becomes of a link."""

    RETURNED = "returned"  # the other fiche links back
    NOT_RETURNED = "not_returned"
    DANGLING = "dangling"  # leads to no fiche
    AXIS = "axis"


@dataclass(frozen=True, slots=True)
class Node:
    """A code or an axis; `fiches` are those that bear the code, two where files disagree on it."""

    kind: NodeKind
    name: str  # « 4.1.1 », or the axis as first written: « AT jeunesse »
    fiches: tuple[Fiche, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """The words by which a fiche names another."""

    fiche: Fiche
    excerpt: Excerpt


@dataclass(frozen=True, slots=True)
class Edge:
    """What one fiche says of another, by the names of their nodes: one edge however often it says so."""

    origin: str
    target: str
    state: LinkState
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Graph:
    """Fiches and missing ones by code, then the axes in alphabetical order; edges by origin, then by target."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    def count(self, state: LinkState) -> int:
        return sum(edge.state is state for edge in self.edges)

    @property
    def isolated(self) -> tuple[Node, ...]:
        """The fiches that name none and that none names."""
        linked = {name for edge in self.edges if edge.state is not LinkState.AXIS for name in (edge.origin, edge.target)}
        return tuple(node for node in self.nodes if node.kind is NodeKind.FICHE and node.name not in linked)


def link_graph(fiches: Sequence[Fiche], among: Collection[Fiche] | None = None) -> Graph:
    """Return the links among `fiches`; the wordings of an axis that differ by case, accents or punctuation are one node.

    With `among`, only the links from and to those of them, and what stands at their ends.
    """
    graph = _whole_graph(fiches)
    if among is None:
        return graph
    own = {fiche.code for fiche in among}
    edges = tuple(edge for edge in graph.edges if {edge.origin, edge.target} & own)
    kept = own | {name for edge in edges for name in (edge.origin, edge.target)}
    return Graph(tuple(node for node in graph.nodes if node.name in kept), edges)


def _whole_graph(fiches: Sequence[Fiche]) -> Graph:
    by_code: dict[str, list[Fiche]] = defaultdict(list)
    for fiche in fiches:
        by_code[fiche.code].append(fiche)
    axes: dict[str, str] = {}
    mentions: dict[tuple[str, str], list[Mention]] = defaultdict(list)
    for fiche in fiches:
        for link in fiche.links:
            name = axes.setdefault(fold(link.code), link.code) if _is_axis(link) else link.code
            mentions[fiche.code, name].append(Mention(fiche, link.quote))
    axis_names = set(axes.values())
    missing = {target for _origin, target in mentions} - by_code.keys() - axis_names
    nodes = [
        *sorted((*(Node(NodeKind.FICHE, code, tuple(same)) for code, same in by_code.items()), *_missing(missing)), key=_place),
        *(Node(NodeKind.AXIS, name) for name in sorted(axis_names, key=fold)),
    ]
    rank = {node.name: number for number, node in enumerate(nodes)}
    edges = [Edge(*link, _state(link, mentions.keys(), by_code.keys(), axis_names), tuple(said)) for link, said in mentions.items()]
    return Graph(tuple(nodes), tuple(sorted(edges, key=lambda edge: (rank[edge.origin], rank[edge.target]))))


def _is_axis(link: Link) -> bool:
    return not link.code[:1].isdigit()


def _missing(codes: Iterable[str]) -> Iterator[Node]:
    return (Node(NodeKind.MISSING, code) for code in codes)


def _place(node: Node) -> tuple[tuple[int, ...], str]:
    return tuple(int(part) for part in node.name.split(".") if part.isdigit()), node.name


def _state(link: tuple[str, str], linked: Collection[tuple[str, str]], codes: Collection[str], axes: Collection[str]) -> LinkState:
    origin, target = link
    if target in axes:
        return LinkState.AXIS
    if target not in codes:
        return LinkState.DANGLING
    return LinkState.RETURNED if (target, origin) in linked else LinkState.NOT_RETURNED
