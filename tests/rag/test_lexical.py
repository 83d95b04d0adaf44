import math

import pytest

from rag.analysis import stems
from rag.lexical import LexicalBase, LexicalBaseWriter

TEXTS = ["Financements : CAF et villes", "Calendrier : en continu", "Financements : programme 147, CAF et CAF", "de la"]
IDS = [10, 11, 12, 13]


@pytest.fixture
def writer(tmp_path):
    return LexicalBaseWriter(tmp_path / "lexical")


@pytest.fixture
def base(writer, tmp_path):
    writer.write("g1", IDS, TEXTS)
    return LexicalBase(tmp_path / "lexical" / "g1")


def test_a_word_finds_the_chunks_that_hold_it_best_first(base):
    assert [identifier for identifier, _score in base.scores(stems("la CAF"), 10)] == [12, 10]


def test_a_score_is_that_of_bm25(base):
    # Four chunks of 3, 2, 5 and 0 stems; « continu » stands once, in a chunk of 2. k1 = 1.2, b = 0.6.
    idf = math.log(1 + (4 - 1 + 0.5) / (1 + 0.5))
    length = 1 - 0.6 + 0.6 * 2 / ((3 + 2 + 5 + 0) / 4)
    assert base.scores(stems("continu"), 1) == [(11, pytest.approx(idf * 1 / (1 + 1.2 * length), rel=1e-4))]


def test_no_more_than_the_limit_is_returned(base):
    assert len(base.scores(stems("financements"), 1)) == 1


def test_chunks_of_equal_score_come_in_order(writer, tmp_path):
    writer.write("g", [5, 6, 7], ["culture", "sport", "culture"])
    assert [identifier for identifier, _score in LexicalBase(tmp_path / "lexical" / "g").scores(["cultur"], 5)] == [5, 7]


@pytest.mark.parametrize("query", [[], ["inconnu"]])
def test_words_that_no_chunk_holds_find_nothing(base, query):
    assert base.scores(query, 5) == []


def test_postings_are_the_chunks_that_hold_a_stem(base):
    assert (base.postings("caf"), base.frequency("caf")) == ([10, 12], 2)
    assert (base.postings("inconnu"), base.frequency("inconnu")) == ([], 0)


def test_every_chunk_is_counted_even_without_a_word(base):
    assert len(base) == 4


def test_the_vocabulary_holds_stems_and_no_empty_word(base):
    assert set(base.vocabulary) == {stem for text in TEXTS for stem in stems(text)}


def test_an_empty_base_finds_nothing(writer, tmp_path):
    writer.write("g", [], [])
    empty = LexicalBase(tmp_path / "lexical" / "g")
    assert (len(empty), empty.scores(["caf"], 5), empty.postings("caf"), empty.frequency("caf")) == (0, [], [], 0)


def test_pruning_keeps_one_generation(writer, tmp_path):
    writer.write("g1", IDS, TEXTS)
    writer.write("g2", IDS, TEXTS)
    writer.prune("g2")
    assert [path.name for path in (tmp_path / "lexical").iterdir()] == ["g2"]
