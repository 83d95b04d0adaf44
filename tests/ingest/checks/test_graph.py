"""Who refers to whom, and what becomes of each link."""

from collections.abc import Mapping
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ingest.checks.graph import Graph, LinkState, NodeKind, link_graph
from tests.making.checked_fiches import corpus_of


def _graph(*links: str | None) -> Graph:
    """Fiches 1.1.1, 1.1.2… with these links."""
    changes: list[Mapping[str, Any]] = [{"liens": text, "title": f"TITRE NUMERO {number}"} for number, text in enumerate(links)]
    return link_graph(corpus_of({"fiches": changes}).fiches)


def _edges(graph: Graph) -> list[tuple[str, str, LinkState]]:
    return [(edge.origin, edge.target, edge.state) for edge in graph.edges]


def test_a_link_is_returned_or_not() -> None:
    assert _edges(_graph("Fiche 1.1.2 : x\nFiche 1.1.3 : y", "Fiche 1.1.1 : x", None)) == [
        ("1.1.1", "1.1.2", LinkState.RETURNED),
        ("1.1.1", "1.1.3", LinkState.NOT_RETURNED),
        ("1.1.2", "1.1.1", LinkState.RETURNED),
    ]


def test_a_code_that_no_fiche_bears_is_a_missing_node_at_its_place() -> None:
    graph = _graph("Fiche 411 : sport\nFiche 1.1.10 : culture", None)
    assert [(node.kind, node.name) for node in graph.nodes] == [
        (NodeKind.FICHE, "1.1.1"),
        (NodeKind.FICHE, "1.1.2"),
        (NodeKind.MISSING, "1.1.10"),
        (NodeKind.MISSING, "4.1.1"),
    ]
    assert graph.count(LinkState.DANGLING) == 2


def test_the_wordings_of_an_axis_are_one_node_under_the_first_of_them() -> None:
    graph = _graph("AT Égalité : les droits", "AT egalite : les sports")
    assert [node.name for node in graph.nodes if node.kind is NodeKind.AXIS] == ["AT Égalité"]
    assert {edge.state for edge in graph.edges} == {LinkState.AXIS}


def test_a_fiche_named_twice_makes_one_link_with_both_quotes() -> None:
    graph = link_graph(corpus_of({"fiches": [{"liens": "Fiche 1.1.2 : x", "contexte": "Voir la fiche 1.1.2."}, {}]}).fiches)
    (edge,) = graph.edges
    assert [mention.excerpt.text for mention in edge.mentions] == ["fiche 1.1.2", "Fiche 1.1.2 : x"]


def test_a_fiche_apart_from_all_others_is_isolated() -> None:
    assert [node.name for node in _graph("Fiche 1.1.2 : x", None, "AT jeunesse : clubs").isolated] == ["1.1.3"]


def test_two_fiches_under_one_code_are_one_node() -> None:
    fiches = corpus_of({"fiches": [{"code": "1.1.1"}, {"code": "1.1.1", "title": "RENOVER LES LOGEMENTS DU CENTRE"}]}).fiches
    (node,) = link_graph(fiches).nodes
    assert len(node.fiches) == 2


@given(st.lists(st.lists(st.sampled_from(["1.1.1", "1.1.2", "1.1.3", "4.1.1", "AT jeunesse"]), max_size=4), min_size=1, max_size=3))
def test_every_link_joins_two_nodes_and_is_quoted_from_its_fiche(targets: list[list[str]]) -> None:
    graph = _graph(*("\n".join(f"{'' if name[0] == 'A' else 'Fiche '}{name} : objet" for name in names) or None for names in targets))
    names = {node.name for node in graph.nodes}
    for edge in graph.edges:
        assert {edge.origin, edge.target} <= names
        for mention in edge.mentions:
            span = mention.excerpt.span
            assert mention.fiche.code == edge.origin
            assert mention.fiche.source.text[span.start : span.end] == mention.excerpt.text
