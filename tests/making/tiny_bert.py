"""A BERT of random weights over a handful of word pieces, as models that sentence-transformers can load."""

from collections.abc import Sequence
from pathlib import Path


def config(vocabulary: Sequence[str], length: int, **others: object):
    """Return its transformers configuration; the weights drawn next are always the same."""
    import torch
    from transformers import BertConfig

    torch.manual_seed(0)
    return BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=length,
        **others,
    )


def save_tokenizer(folder: Path, vocabulary: Sequence[str], **others: object) -> None:
    """Save its tokenizer, for one text or a pair; the vocabulary begins with [PAD], [UNK], [CLS], [SEP] and may go on with [MASK]."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    pieces = Tokenizer(models.WordPiece({piece: index for index, piece in enumerate(vocabulary)}, unk_token="[UNK]"))
    pieces.normalizer, pieces.pre_tokenizer = normalizers.BertNormalizer(), pre_tokenizers.BertPreTokenizer()
    pieces.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    special = {"unk_token": "[UNK]", "pad_token": "[PAD]", "cls_token": "[CLS]", "sep_token": "[SEP]"}
    PreTrainedTokenizerFast(tokenizer_object=pieces, **special, **others).save_pretrained(folder)
