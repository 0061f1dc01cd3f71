"""Reads a sentence with what was learned from much Swedish and English: a small transformer, in numpy.

The encoder knows words that no example holds, since it began from a model that has read a hundred languages;
then it learned from the examples what sentences do. The pieces of a sentence become rows of numbers; layer by
layer each row takes in what it needs of the others (attention: Vaswani 2017) and is worked over; their mean
says how likely each act is.
"""

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mailservice.understanding.learning import Floats
from mailservice.understanding.pieces import BEGIN, END, Pieces

HEADS = 12  # ways in which a row looks at the others, each with its share of the numbers
LOUD = np.float32(4.0)  # what the mean is worth when it speaks
_OWN = 38  # pieces of the sentence itself that are read
_BEFORE = 8  # pieces of the sentence before
_LETTERS = 16  # of the longest piece
_STEPS = 127  # of a number when it is stored in eight bits
TOLD = 6  # layers in which the first piece of a thing takes in what is told of it
_FAR = np.float32(-1e9)
_SMALL = np.float32(1e-12)
_BEND = np.float32(0.7978845608)  # the root of 2 / pi


@dataclass(slots=True)
class Layer:
    """One layer; H numbers a piece, F within. Each matrix with what is added after it.

    look, looked     (H, 3H): what a row asks, what it answers to, what it tells
    tell, told       (H, H): what it makes of what it heard
    gain, shift      (H,), evened before the second half: widen, widened (H, F), narrow, narrowed (F, H)
    last_gain, last_shift   (H,), evened at the end
    """

    look: Floats
    looked: Floats
    tell: Floats
    told: Floats
    gain: Floats
    shift: Floats
    widen: Floats
    widened: Floats
    narrow: Floats
    narrowed: Floats
    last_gain: Floats
    last_shift: Floats


@dataclass(slots=True)
class Network:
    """What is learned: places (longest, H), first gain and shift, the layers, and out (H, acts) with bias.

    of_thing, thing_bias   (H, 2), (2,): how much speaks for taking a thing, and for giving it up
    """

    places: Floats
    gain: Floats
    shift: Floats
    layers: list[Layer]
    out: Floats
    bias: Floats
    of_thing: Floats
    thing_bias: Floats


@dataclass(frozen=True, slots=True)
class Text:
    """A text as pieces, with things behind it that it may be about.

    own      how many of the pieces are the text itself, from the first on
    things   the place of the first piece of each thing
    quoted   how many pieces behind its own are the letter that it answers: read, and no part of what it says
    """

    pieces: Sequence[int]
    own: int
    things: Sequence[int] = ()
    quoted: int = 0


@dataclass(frozen=True, slots=True)
class Batch:
    """Texts side by side, their pieces in one row after the other.

    pieces    (T,) numbers of all pieces; sentence, place: (T,) whose it is and where in it
    lengths   (B,) pieces of each; own: (B,) those of the text itself; read: (B,) with the letter it answers
    things    numbers of the rows at which a thing begins
    """

    pieces: NDArray[np.int64]
    sentence: NDArray[np.int64]
    place: NDArray[np.int64]
    lengths: NDArray[np.int64]
    own: NDArray[np.int64]
    read: NDArray[np.int64]
    things: NDArray[np.int64]


def batch_of(texts: Sequence[Text]) -> Batch:
    """Texts as a batch."""
    lengths = np.array([len(each.pieces) for each in texts])
    starts = np.cumsum(lengths) - lengths
    return Batch(
        np.concatenate([np.asarray(each.pieces) for each in texts]),
        np.repeat(np.arange(len(lengths)), lengths),
        np.concatenate([np.arange(n) for n in lengths]),
        lengths,
        np.array([each.own for each in texts]),
        np.array([each.own + each.quoted for each in texts]),
        np.array(
            [s + at for s, each in zip(starts, texts, strict=True) for at in each.things], dtype=np.int64
        ),
    )


def without_descriptions(rows: Floats, batch: Batch) -> tuple[Floats, Batch]:
    """Only the rows of texts, letters answered and the first of each thing; (rows kept, H), as a batch."""
    kept, fewer = undescribed(batch)
    return rows[kept], fewer


def undescribed(batch: Batch) -> tuple[NDArray[np.int64], Batch]:
    """The places of the rows that `without_descriptions` keeps, and the batch of them.

    What further pieces tell of a thing its first has taken in after some layers; two fifths of all rows are
    theirs.
    """
    keep = batch.place < batch.read[batch.sentence]
    keep[batch.things] = True
    kept = np.flatnonzero(keep)
    sentence = batch.sentence[kept]
    lengths = np.bincount(sentence, minlength=len(batch.lengths))
    starts = np.cumsum(lengths) - lengths
    place = np.arange(len(kept)) - starts[sentence]
    things = np.searchsorted(kept, batch.things)
    return kept, Batch(batch.pieces[kept], sentence, place, lengths, batch.own, batch.read, things)


def evened(rows: Floats, gain: Floats, shift: Floats, kept: list[Any] | None = None) -> Floats:
    """Each row at mean 0 and spread 1, then widened and shifted. `kept` is given what the way back needs."""
    off: Floats = rows - rows.mean(-1, keepdims=True)
    scale: Floats = 1 / np.sqrt(np.square(off).mean(-1, keepdims=True) + _SMALL)
    even = off * scale
    if kept is not None:
        kept.append((even, scale))
    return even * gain + shift


def bent(values: Floats) -> Floats:
    """The tangent by which GELU lets a number through (Hendrycks 2016)."""
    bent: Floats = np.tanh(values * (_BEND + np.float32(0.044715) * _BEND * np.square(values)))
    return bent


def headed(rows: Floats, batch: Batch) -> Floats:
    """(T, H) as (B, HEADS, longest, H / HEADS): what each head sees of each sentence, 0 behind its end."""
    width = rows.shape[1] // HEADS
    if len(batch.lengths) == 1:
        return rows.reshape(1, -1, HEADS, width).transpose(0, 2, 1, 3)
    apart = np.zeros((len(batch.lengths), batch.lengths.max(), HEADS, width), rows.dtype)
    apart[batch.sentence, batch.place] = rows.reshape(-1, HEADS, width)
    return apart.transpose(0, 2, 1, 3)


def joined(apart: Floats, batch: Batch) -> Floats:
    """The way back from `headed`."""
    rows = apart.transpose(0, 2, 1, 3)
    if len(batch.lengths) > 1:
        rows = rows[batch.sentence, batch.place]
    return rows.reshape(len(batch.place), -1)


def attended(looked: Floats, batch: Batch, kept: list[Any] | None = None) -> Floats:
    """What each piece takes in of the others of its sentence. looked: (T, 3H)."""
    asks, answers, tells = (headed(part, batch) for part in np.split(looked, 3, axis=1))
    heed: Floats = asks @ answers.transpose(0, 1, 3, 2) / np.float32(asks.shape[-1] ** 0.5)
    beyond = np.arange(heed.shape[-1]) >= batch.lengths[:, None]
    heed = np.where(beyond[:, None, None, :], _FAR, heed)
    heed = np.exp(heed - heed.max(-1, keepdims=True))
    heed /= heed.sum(-1, keepdims=True)
    if kept is not None:
        kept.append((asks, answers, tells, heed))
    return joined(heed @ tells, batch)


def through(layer: Layer, rows: Floats, batch: Batch, kept: list[Any] | None = None) -> Floats:
    """Rows through one layer. `kept` is given, in order, all that the way back needs."""
    heard = attended(rows @ layer.look + layer.looked, batch, kept)
    middle = evened(rows + heard @ layer.tell + layer.told, layer.gain, layer.shift, kept)
    wide: Floats = middle @ layer.widen + layer.widened
    bend = bent(wide)
    let_through = np.float32(0.5) * wide * (1 + bend)
    if kept is not None:
        kept.append((rows, heard, middle, wide, bend, let_through))
    return evened(
        middle + let_through @ layer.narrow + layer.narrowed, layer.last_gain, layer.last_shift, kept
    )


def own_rows(batch: Batch, kind: Any) -> Floats:
    """(T, 1): 1 for the rows of the texts themselves, 0 for those of things."""
    own: Floats = (batch.place < batch.own[batch.sentence]).astype(kind)[:, None]
    return own


def meant(rows: Floats, batch: Batch) -> Floats:
    """The mean of the rows of each text itself: (B, H)."""
    ends = np.cumsum(batch.lengths)
    summed: Floats = np.add.reduceat(rows * own_rows(batch, rows.dtype), ends - batch.lengths, axis=0)
    return summed / batch.own[:, None].astype(rows.dtype)


@dataclass(frozen=True)
class Encoder:
    """A network with its pieces.

    words, unit   (pieces, H) in eight bits, and (pieces,) what one step of each row is worth
    learned_from  what its weights come from, in words
    """

    labels: tuple[str, ...]
    pieces: Pieces
    words: NDArray[np.int8]
    unit: Floats
    network: Network
    learned_from: str = ""

    @cached_property
    def _marks(self) -> tuple[int, int]:
        return self.pieces.number[BEGIN], self.pieces.number[END]

    def numbered(
        self, own: str, about: str, before: str, *, longest: tuple[int, int] = (_OWN, _BEFORE)
    ) -> list[int]:
        """The pieces of a sentence, of what kind of letter it answers, and of the sentence before it.

        longest   pieces that are read of the one and of the other
        """
        begin, end = self._marks
        cut = self.pieces.cut
        most, most_before = longest
        last = before[-most_before * _LETTERS :]
        around = [*(cut(about) if about else []), *(cut(last)[-most_before:] if last else [])]
        return [begin, *cut(own[: most * _LETTERS])[:most], end, *around, end]

    def rows_of(self, pieces: NDArray[np.int64]) -> Floats:
        """The rows of these pieces: (T, H)."""
        rows: Floats = self.words[pieces] * self.unit[pieces][:, None]
        return rows

    def says(self, sentences: Sequence[Sequence[int]]) -> Floats:
        """For each sentence, as `numbered` gave it, how much speaks for each label: (B, labels), logits."""
        return self.says_of([Text(each, len(each)) for each in sentences])[0]

    def says_of(self, texts: Sequence[Text]) -> tuple[Floats, Floats]:
        """How much speaks for each label of each text, (B, labels), and for each thing, (things, 2)."""
        network, batch = self.network, batch_of(texts)
        rows = evened(self.rows_of(batch.pieces) + network.places[batch.place], network.gain, network.shift)
        for number, layer in enumerate(network.layers):
            if number == TOLD and len(batch.things):
                rows, batch = without_descriptions(rows, batch)
            rows = through(layer, rows, batch)
        said: Floats = meant(rows, batch) @ network.out * LOUD + network.bias
        of_things: Floats = rows[batch.things] @ network.of_thing * LOUD + network.thing_bias
        return said, of_things


def store_encoder(encoder: Encoder) -> bytes:
    """The encoder as bytes, its matrices in eight bits."""
    told: dict[str, Any] = {
        "head": np.array(json.dumps([encoder.labels, encoder.learned_from, dict(encoder.pieces.alike)])),
        "names": np.frombuffer("\n".join(encoder.pieces.names).encode(), dtype=np.uint8),
        "scores": np.asarray(encoder.pieces.scores, dtype=np.float32),
        "words": encoder.words,
        "unit": encoder.unit,
    }
    return _stored(told, encoder.network)


def store_sharing(encoder: Encoder) -> bytes:
    """As bytes what an encoder has of its own that shares the words of another."""
    return _stored({"head": np.array(json.dumps([encoder.labels, encoder.learned_from]))}, encoder.network)


def _stored(told: dict[str, Any], network: Network) -> bytes:
    for name in ("places", "gain", "shift", "out", "bias", "of_thing", "thing_bias"):
        told[name] = getattr(network, name)
    for number, layer in enumerate(network.layers):
        for field in fields(layer):
            weights = getattr(layer, field.name)
            name = f"{number}.{field.name}"
            told[name] = weights
            if weights.ndim == 2:
                told[name], told[f"{name}.unit"] = in_eight_bits(weights.T)
    buffer = io.BytesIO()
    np.savez(buffer, **told)
    return buffer.getvalue()


def in_eight_bits(rows: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Rows in steps, and what one step of each row is worth."""
    unit: Floats = (np.abs(rows).max(1) / _STEPS + np.float32(1e-12)).astype(np.float32)
    return np.round(rows / unit[:, None]).astype(np.int8), unit


def load_encoder(stored: bytes) -> Encoder:
    """The encoder that `store_encoder` wrote."""
    with np.load(io.BytesIO(stored)) as file:
        labels, learned_from, alike = json.loads(str(file["head"]))
        names = file["names"].tobytes().decode().split("\n")
        return Encoder(
            tuple(labels),
            Pieces(names, file["scores"].tolist(), alike),
            file["words"],
            file["unit"],
            _network(file),
            learned_from,
        )


def load_sharing(stored: bytes, other: Encoder) -> Encoder:
    """The encoder that `store_sharing` wrote, with the words of the other."""
    with np.load(io.BytesIO(stored)) as file:
        labels, learned_from = json.loads(str(file["head"]))
        return Encoder(tuple(labels), other.pieces, other.words, other.unit, _network(file), learned_from)


def _network(file: Any) -> Network:
    layers: list[Layer] = []
    while f"{len(layers)}.look" in file:
        read = {field.name: _weights(file, f"{len(layers)}.{field.name}") for field in fields(Layer)}
        layers.append(Layer(**read))
    of_thing = file["of_thing"] if "of_thing" in file else np.zeros((file["out"].shape[0], 2), np.float32)
    bias = file["thing_bias"] if "thing_bias" in file else np.zeros(2, np.float32)
    return Network(
        file["places"], file["gain"], file["shift"], layers, file["out"], file["bias"], of_thing, bias
    )


def _weights(file: Any, name: str) -> Floats:
    weights: Floats = file[name]
    if f"{name}.unit" in file:
        return np.ascontiguousarray((weights * file[f"{name}.unit"][:, None]).T)
    return weights
