"""A cross-encoder reads the best passages again, where a setting names one."""

import pytest

from ingest.errors import ModelUnavailableError
from rag.reranking import CrossEncoderReranker
from rag.structured import StructuredRetriever
from tests.making import tiny_bert

VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "sport", "culture", "ville", "jeunes"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A CrossEncoder of random weights over eight word pieces."""
    from transformers import BertForSequenceClassification

    folder = tmp_path_factory.mktemp("cross")
    BertForSequenceClassification(tiny_bert.config(VOCABULARY, 128, num_labels=1)).save_pretrained(folder)
    tiny_bert.save_tokenizer(folder, VOCABULARY, model_max_length=128)
    return str(folder)


def test_the_best_passages_take_the_order_of_the_cross_encoder(answerer, folder):
    question = "sport et culture des jeunes de la ville"
    reranker = CrossEncoderReranker(folder)
    plain = StructuredRetriever.of(answerer.library).search(question, limit=40)
    read_again = StructuredRetriever.of(answerer.library, reranker).search(question, limit=40)
    assert {passage.chunk.id for passage in plain[:20]} == {passage.chunk.id for passage in read_again[:20]}
    assert [passage.chunk.id for passage in plain[20:]] == [passage.chunk.id for passage in read_again[20:]]
    assert [passage.score for passage in plain] == [passage.score for passage in read_again]
    told = reranker.scores(question, [answerer.library.excerpt(passage.chunk).text for passage in read_again[:20]])
    assert list(told) == sorted(told, reverse=True)


def test_a_model_that_is_not_there_is_told_with_the_setting(tmp_path):
    with pytest.raises(ModelUnavailableError, match="FICHES_RERANKER"):
        CrossEncoderReranker(str(tmp_path / "absent")).scores("sport", ["culture"])
