import pytest

from ingest.model import SectionKind
from rag.answer import Filters
from rag.structured import StructuredRetriever


@pytest.fixture(scope="module")
def retriever(answerer) -> StructuredRetriever:
    return StructuredRetriever.of(answerer.library)


def places(retriever, question, **options):
    """The fiche and section of each passage, best first."""
    library = retriever.library
    return [
        (library.by_id[passage.chunk.fiche_id].code, passage.chunk.section)
        for passage in retriever.search(question, **{"limit": 5, **options})
    ]


@pytest.mark.parametrize("question", ["Qui anime la fiche 1.1.4 ?", "c'est qui le pilote de la 114", "Who leads fiche 1.1.4?"])
def test_the_section_of_the_fiche_that_is_asked_about_comes_first(retriever, question):
    assert places(retriever, question)[0] == ("1.1.4", SectionKind.ANIMATEUR)


def test_a_whole_section_comes_before_anything_else(retriever):
    fiche = retriever.library.fiche(retriever.library.by_code["1.1.2"][0])
    count = len([item for section in fiche.all(SectionKind.FINANCEMENTS) for item in section.items])
    assert set(places(retriever, "Quels financements pour la fiche 1.1.2 ?", limit=count)) == {("1.1.2", SectionKind.FINANCEMENTS)}


def test_a_follow_up_is_read_after_the_question_before_it(retriever):
    assert places(retriever, "et les partenaires ?", history=("Qui anime la fiche 1.1.4 ?",))[0] == ("1.1.4", SectionKind.PARTENAIRES)


def test_filters_stand_over_what_the_question_names(retriever):
    filters = Filters("1.1.2", SectionKind.ANIMATEUR)
    assert set(places(retriever, "Quels financements pour la fiche 1.1.4 ?", filters=filters)) == {("1.1.2", SectionKind.ANIMATEUR)}


def test_who_cites_a_fiche_is_found_in_the_links_of_the_others(retriever):
    (code, section), *_others = places(retriever, "Quelles fiches renvoient à la fiche 4.1.1 ?")
    assert (code in retriever.library.by_code, code != "4.1.1", section) == (True, True, SectionKind.LIENS)


def test_no_more_than_the_limit_and_each_passage_once(retriever):
    found = [passage.chunk.id for passage in retriever.search("fiche 1.1.2", limit=200)]
    assert len(found) == len(set(found)) <= 200
    assert len(retriever.search("fiche 1.1.2", limit=3)) == 3
