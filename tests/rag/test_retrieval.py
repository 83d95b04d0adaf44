import pytest

from ingest.model import SectionKind
from rag.errors import EmbedderMismatchError, IndexMissingError
from rag.library import code_key, open_library
from rag.retrieval import HybridRetriever
from ui import wiring


@pytest.fixture(scope="module")
def library(indexed):
    return wiring.library(indexed)


@pytest.fixture(scope="module")
def retriever(library):
    return HybridRetriever(library)


def texts(library, passages) -> list[str]:
    return [library.excerpt(passage.chunk).text for passage in passages]


def test_no_more_than_the_limit_is_returned_best_first(retriever):
    passages = retriever.retrieve("quels partenaires pour la culture ?", limit=5)
    assert len(passages) == 5
    assert [passage.score for passage in passages] == sorted((passage.score for passage in passages), reverse=True)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("programme 147", "programme 147"),
        ("circulaire du 25 mars 2015", "circulaire du 25 mars 2015"),
        ("passeport loisirs", "Passeport Loisirs Jeunes"),
    ],
)
def test_the_words_of_a_fiche_find_their_passage_first(retriever, library, question, words):
    assert words in texts(library, retriever.retrieve(question, limit=1))[0]


def test_a_filter_leaves_only_the_chunks_it_keeps(retriever, library):
    passages = retriever.retrieve("culture", limit=20, keep=lambda chunk: chunk.section is SectionKind.CALENDRIER)
    assert texts(library, passages) == ["En continu"]


def test_a_filter_that_keeps_nothing_returns_nothing(retriever):
    assert retriever.retrieve("culture", limit=5, keep=lambda _chunk: False) == []


@pytest.mark.parametrize("question", ["zzzz", "?", "日本語", "\x00", "a" * 300])
def test_a_question_without_a_known_word_still_has_neighbours(retriever, question):
    assert len(retriever.retrieve(question, limit=3)) == 3


def test_the_same_question_gives_the_same_passages(retriever, indexed):
    other = HybridRetriever(wiring.library(indexed))
    assert retriever.retrieve("lien social", limit=20) == other.retrieve("lien social", limit=20)


def test_a_passage_is_the_slice_of_its_source(retriever, library):
    for passage in retriever.retrieve("lien social", limit=50):
        excerpt = library.excerpt(passage.chunk)
        source = library.catalogue.fiche(passage.chunk.fiche_id).source
        assert source.text[excerpt.span.start : excerpt.span.end] == excerpt.text


# The library.


def test_the_library_lists_the_fiches_that_answer_by_code(library):
    assert [(record.code, record.version) for record in library.current] == [("1.1.2", 2017), ("1.1.4", None)]


def test_an_index_that_is_not_there_is_told_with_the_command_that_makes_it(tmp_path):
    with pytest.raises(IndexMissingError, match="fiches index"):
        open_library(tmp_path, model="m", embedder=pytest.fail, vectors=pytest.fail)


def test_an_index_of_another_model_is_refused(indexed):
    with pytest.raises(EmbedderMismatchError, match="FICHES_EMBEDDING_MODEL demande « autre »"):
        open_library(indexed.data_dir, model="autre", embedder=pytest.fail, vectors=pytest.fail)


def test_codes_sort_by_number():
    assert sorted(["1.1.10", "1.1.2", "10.1.1", "2.1.1"], key=code_key) == ["1.1.2", "1.1.10", "2.1.1", "10.1.1"]
