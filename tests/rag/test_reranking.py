"""A cross-encoder reads the best passages again, where a setting names one."""

import pytest

from ingest.errors import ModelUnavailableError
from rag.reranking import CrossEncoderReranker
from rag.structured import StructuredRetriever

VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "sport", "culture", "ville", "jeunes"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A CrossEncoder of random weights over eight word pieces."""
    import torch
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    folder = tmp_path_factory.mktemp("cross")
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(VOCABULARY),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=128,
        num_labels=1,
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    pieces = Tokenizer(models.WordPiece({piece: index for index, piece in enumerate(VOCABULARY)}, unk_token="[UNK]"))
    pieces.normalizer, pieces.pre_tokenizer = normalizers.BertNormalizer(), pre_tokenizers.BertPreTokenizer()
    pieces.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    PreTrainedTokenizerFast(
        tokenizer_object=pieces,
        unk_token="[UNK]",
        pad_token="[PAD]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        model_max_length=128,
    ).save_pretrained(folder)
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
