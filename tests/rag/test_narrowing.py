"""Filters leave out whole fiches, and say so where nothing is left."""

import pytest

from ingest.model import SectionKind
from rag.answer import Filters, Reason, Status
from rag.narrowing import admits
from rag.structured import StructuredRetriever


@pytest.mark.parametrize(
    ("filters", "left"),
    [
        (Filters(level="1"), ["1.1.2", "1.1.4"]),
        (Filters(level="1.1"), ["1.1.2", "1.1.4"]),
        (Filters(level="*.1"), ["1.1.2", "1.1.4"]),
        (Filters(level="1.2"), []),
        (Filters(level="2"), []),
        (Filters(place="tous quartiers"), ["1.1.4"]),
        (Filters(place="VILLE"), ["1.1.2"]),
        (Filters(place="Ville de Nulle-Part"), []),
        (Filters(level="1", place="ville"), ["1.1.2"]),
    ],
)
def test_a_fiche_is_left_where_its_code_and_its_extent_say_so(answerer, filters, left):
    library = answerer.library
    assert [record.code for record in library.current if admits(filters, library, record)] == left


def test_a_list_is_drawn_from_the_fiches_left(answerer):
    answer = answerer.answer("Qui anime les fiches ?", filters=Filters(place="tous quartiers"))
    assert ([citation.fiche.code for citation in answer.citations], answer.complete) == (["1.1.4"], (1, 1))


def test_passages_are_drawn_from_the_fiches_left(answerer):
    found = StructuredRetriever.of(answerer.library).search("lien social", limit=20, filters=Filters(place="tous quartiers"))
    assert {answerer.library.record_of(passage.chunk).code for passage in found} == {"1.1.4"}


@pytest.mark.parametrize("question", ["Qui anime ?", "Quels financements pour le sport ?", "Quelles fiches citent la CAF ?"])
def test_no_fiche_left_is_told(answerer, question):
    answer = answerer.answer(question, filters=Filters(level="3"))
    assert (answer.status, answer.reason, answer.citations) == (Status.ABSTAINED, Reason.SANS_REPONSE, ())
    assert "vos filtres" in answer.markdown


def test_a_fiche_that_is_named_and_filtered_out_is_told(answerer):
    answer = answerer.answer("Qui anime la fiche 1.1.4 ?", filters=Filters(place="ville"))
    assert answer.status is Status.ABSTAINED
    assert "La fiche 1.1.4 n’est pas parmi" in answer.markdown


def test_a_greeting_is_polite_whatever_the_filters(answerer):
    assert "Bonjour" in answerer.answer("Bonjour", filters=Filters(level="3")).markdown


def test_filters_add_up(answerer):
    answer = answerer.answer("Que dit la fiche ?", filters=Filters("1.1.2", SectionKind.ANIMATEUR, 2017, "1.1", "ville"))
    assert [citation.excerpt.text for citation in answer.citations] == ["Ville"]
