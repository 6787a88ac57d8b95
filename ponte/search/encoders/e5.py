"""Reads a file of e5 weights in four bits and encodes with it: a BERT encoder in NumPy.

The file (little-endian): "E5S1", version; width, layers, heads, inner width, words, positions,
token types, epsilon, block size; the tokenizer (see `pieces`); a directory of tensors by name,
type, number, offset and size. A matrix has its rows in blocks of 32 weights: a scale in half
precision, then 16 bytes, byte j holding weight j in its lower and weight j + 16 in its upper
half, each 8 too high.
"""

import mmap
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from struct import Struct

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf

from ponte.search.encoders import EncoderUnavailable, Vectors, unit
from ponte.search.encoders.pieces import Pieces

BLOCK = np.dtype([("scale", "<f2"), ("weights", "u1", 16)])
WIDTH = 32  # weights in a block
BATCH_TOKENS = 4096  # at once: about 60 MB of activations

HEADER = Struct("<4sI7ifi")
ENTRY = Struct("<BIQQ")


@dataclass(frozen=True, slots=True)
class Linear:
    """x @ weights + bias"""

    weights: Vectors
    bias: Vectors

    def __call__(self, x: Vectors) -> Vectors:
        return x @ self.weights + self.bias


@dataclass(frozen=True, slots=True)
class Norm:
    """Each row with mean 0 and deviation 1, then scaled and moved."""

    scale: Vectors
    bias: Vectors
    epsilon: float

    def __call__(self, x: Vectors) -> Vectors:
        x = x - x.mean(axis=1, keepdims=True)
        deviation = np.sqrt(np.square(x).mean(axis=1, keepdims=True) + np.float32(self.epsilon))
        return x / deviation * self.scale + self.bias


@dataclass(frozen=True, slots=True)
class Layer:
    query: Linear
    key: Linear
    value: Linear
    joined: Linear
    attended: Norm
    inner: Linear
    outer: Linear
    done: Norm


class E5File:
    """The model in `path`, whose words stay in the file until they are needed.

    Raises EncoderUnavailable when the file is of another format.
    """

    def __init__(self, path: Path):
        with path.open("rb") as file:
            self._file = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if self._file[:4] != b"E5S1":
            raise EncoderUnavailable(f"{path} holds no weights of e5.")
        header = HEADER.unpack_from(self._file)
        self.dimensions, layers, self._heads = header[2:5]
        self._positions, epsilon = header[7], header[9]
        self.pieces, at = Pieces.read(self._file, HEADER.size)
        self._tensors = self._directory(at)
        self._words = self._blocks("emb.word", self.dimensions)
        self._places = self._floats("emb.pos").reshape(-1, self.dimensions)
        self._type = self._floats("emb.type")[: self.dimensions]
        self._embedded = self._norm("emb.ln", epsilon)
        self._layers = [self._layer(f"l{number}", epsilon) for number in range(layers)]

    def encode(self, texts: Sequence[str]) -> Vectors:
        """The mean of the tokens' vectors, at length 1; of a long text over all its windows,
        each weighing what it holds."""
        windows = [
            (row, window) for row, text in enumerate(texts) for window in self._windows(text)
        ]
        sums = np.zeros((len(texts), self.dimensions), np.float32)
        for batch in _batches(windows):
            means = self._means([window for _, window in batch])
            for (row, window), mean in zip(batch, means, strict=True):
                sums[row] += max(1, len(window) - 2) * mean
        return unit(sums)

    def _windows(self, text: str) -> list[list[int]]:
        """The tokens of `text` in pieces that fit the model, each with its beginning and end."""
        content, size = self.pieces.tokens(text), self._positions - 2
        return [
            [self.pieces.begin, *content[at : at + size], self.pieces.end]
            for at in range(0, max(1, len(content)), size)
        ]

    def _means(self, windows: Sequence[Sequence[int]]) -> list[Vectors]:
        """One vector for each window. All their tokens go through each layer at once."""
        ends = np.cumsum([len(window) for window in windows])
        spans = [slice(end - len(window), end) for window, end in zip(windows, ends, strict=True)]
        tokens = np.concatenate([np.asarray(window) for window in windows])
        places = np.concatenate([np.arange(len(window)) for window in windows])
        x = _unpacked(self._words[tokens]) + self._places[places] + self._type
        x = self._embedded(x)
        for layer in self._layers:
            attention = self._attention(layer, _rounded(x), spans)
            x = layer.attended(x + layer.joined(_rounded(attention)))
            x = layer.done(x + layer.outer(_rounded(_gelu(layer.inner(_rounded(x))))))
        return [x[span].mean(axis=0) for span in spans]

    def _attention(self, layer: Layer, x: Vectors, spans: Sequence[slice]) -> Vectors:
        query, key, value = layer.query(x), layer.key(x), layer.value(x)
        found = np.empty_like(x)
        for span in spans:
            q, k, v = (self._by_head(each[span]) for each in (query, key, value))
            scores = q @ k.transpose(0, 2, 1) / np.float32(sqrt(q.shape[2]))
            scores = np.exp(scores - scores.max(axis=2, keepdims=True))
            scores /= scores.sum(axis=2, keepdims=True)
            found[span] = (scores @ v).transpose(1, 0, 2).reshape(-1, self.dimensions)
        return found

    def _by_head(self, x: Vectors) -> Vectors:
        return x.reshape(len(x), self._heads, -1).transpose(1, 0, 2)

    def _directory(self, at: int) -> dict[str, tuple[int, int]]:
        """Number and offset of each tensor's values."""
        count = int.from_bytes(self._file[at : at + 4], "little")
        at += 4
        found = {}
        for _ in range(count):
            size = int.from_bytes(self._file[at : at + 2], "little")
            name = self._file[at + 2 : at + 2 + size].decode()
            _type, number, offset, _size = ENTRY.unpack_from(self._file, at + 2 + size)
            found[name] = number, offset
            at += 2 + size + ENTRY.size
        return found

    def _layer(self, name: str, epsilon: float) -> Layer:
        def linear(part: str, width: int = self.dimensions) -> Linear:
            blocks = self._blocks(f"{name}.{part}.w", width)
            return Linear(
                np.ascontiguousarray(_unpacked(blocks).T), self._floats(f"{name}.{part}.b")
            )

        inner = linear("fi")
        return Layer(
            query=linear("q"),
            key=linear("k"),
            value=linear("v"),
            joined=linear("ao"),
            attended=self._norm(f"{name}.aln", epsilon),
            inner=inner,
            outer=linear("fo", len(inner.bias)),
            done=self._norm(f"{name}.oln", epsilon),
        )

    def _norm(self, name: str, epsilon: float) -> Norm:
        return Norm(self._floats(f"{name}.w"), self._floats(f"{name}.b"), epsilon)

    def _floats(self, name: str) -> Vectors:
        number, offset = self._tensors[name]
        return np.frombuffer(self._file, "<f4", number, offset)

    def _blocks(self, name: str, width: int) -> NDArray[np.void]:
        number, offset = self._tensors[name]
        blocks = np.frombuffer(self._file, BLOCK, number // WIDTH, offset)
        return blocks.reshape(-1, width // WIDTH)


def _unpacked(blocks: NDArray[np.void]) -> Vectors:
    """The weights of rows of blocks."""
    packed = blocks["weights"]
    halves = np.concatenate([packed & 15, packed >> 4], axis=-1).astype(np.float32) - 8
    return (halves * blocks["scale"][..., None].astype(np.float32)).reshape(len(blocks), -1)


def _rounded(x: Vectors) -> Vectors:
    """Rounded to eight bits in blocks, as the engine for these files does before it multiplies."""
    blocks = x.reshape(len(x), -1, WIDTH)
    steps = np.abs(blocks).max(axis=2, keepdims=True) / np.float32(127)
    return (np.rint(blocks / np.maximum(steps, np.float32(1e-30))) * steps).reshape(x.shape)


def _gelu(x: Vectors) -> Vectors:
    return x * (np.float32(0.5) + np.float32(0.5) * erf(x * np.float32(sqrt(0.5))))


def _batches(windows):
    """Windows in their order, as many at a time as BATCH_TOKENS allows, at least one."""
    batch, size = [], 0
    for row, window in windows:
        if batch and size + len(window) > BATCH_TOKENS:
            yield batch
            batch, size = [], 0
        batch.append((row, window))
        size += len(window)
    if batch:
        yield batch
