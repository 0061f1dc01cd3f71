"""Teaches the encoder: the way back through the network, and the steps that its weights take.

What a weight did to the error of a batch of sentences is followed back layer by layer (backpropagation:
Rumelhart 1986); each weight then takes a step by the mean and the spread of what it was told so far (AdamW:
Loshchilov 2019). The rows of the words themselves stay as they are: what is known of words that no example
holds is not to be unlearned. All chance is drawn from a fixed seed.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from mailservice.understanding.encoder import (
    LOUD,
    Batch,
    Encoder,
    Layer,
    Network,
    Text,
    batch_of,
    evened,
    headed,
    joined,
    meant,
    own_rows,
    through,
)
from mailservice.understanding.learning import Floats, sigmoid

Ints = NDArray[np.int64]

ROUNDS = 4  # times that the sentences are gone through
_TOGETHER, _PIECES = 64, 6_400  # sentences of one step at most, and their pieces
_KNOWN = 0.1  # error below which a sentence is known: in the next round it is passed over
_AGAIN = 0.25  # share of those that are known which are gone through all the same
LONGEST_STEP = 3e-4
_LAST = 0.15  # share of the way of which the mean is kept
_WARMING = 0.03  # share of the way in which the steps grow to it; then they shrink to a fiftieth
FORGET = np.float32(0.1)  # share of the mean's numbers left out each time
DECAY = 0.01  # of what is learned, a step
NEW, NEW_SPREAD = 0.1, 0.001  # share of what is told now in the mean, and in the spread
SMALLEST = 1e-8
_LOUDEST = 1.0  # how much all weights together may be told at once
_SEED = 1


@dataclass(frozen=True, slots=True)
class Heard:
    """A text as the encoder's pieces; wanted, counts   as in Lesson.

    of_things, things_count   (things, 2): what is done with each thing, and whether that is known
    """

    text: Text
    wanted: Floats
    counts: Floats
    of_things: Floats
    things_count: Floats


Tell = Callable[
    [Encoder, Sequence[Heard], np.random.Generator | None], tuple[Floats, list[Floats]]
]  # as `backward`


class Move(Protocol):
    """Lets a weight take its step, in place, by what it is told now and was told so far; as `move`."""

    def __call__(
        self, weight: Floats, mean: Floats, spread: Floats, told: Floats, *, step: float, number: int
    ) -> None: ...


def heard_alone(pieces: Sequence[int], wanted: Floats, counts: Floats) -> Heard:
    """A text with no things behind it, as a lesson."""
    nothing = np.zeros((0, 2), dtype=np.float32)
    return Heard(Text(pieces, len(pieces)), wanted, counts, nothing, nothing)


def teach(
    encoder: Encoder,
    deal: Callable[[int], Sequence[Heard]],
    *,
    rounds: int = ROUNDS,
    longest_step: float = LONGEST_STEP,
    tell: Tell | None = None,
    take_step: Move | None = None,
    known: Floats | None = None,
    step_done: Callable[[float, float], None] = lambda way, error: None,
) -> None:
    """Change the encoder's network until it says what the lessons want.

    Over the last part of the way the mean of all weights is kept, and is what the network ends with: single
    steps lead to and fro.

    deal        the lessons of a round, in each the same ones in the same order
    tell        what follows the errors back; `backward` where nothing else is given
    take_step   what moves a weight; `move` where nothing else is given
    known       the error of each lesson at first, where the encoder has learned before
    step_done   is told after each step how much of the way is done, 0 to 1, and the mean error
    """
    tell, take_step = tell or backward, take_step or move
    random = np.random.default_rng(_SEED)
    weights = list(weights_of(encoder.network))
    means, spreads, summed = ([np.zeros_like(each) for each in weights] for _ in range(3))
    errors = np.full(len(deal(0)), np.inf) if known is None else known.astype(np.float64)
    steps = last = 0
    for number in range(rounds):
        lessons = deal(number)
        chosen = np.flatnonzero((errors > _KNOWN) | (random.random(len(errors)) < _AGAIN))
        batches = _together(lessons, chosen, random)
        for done, few in enumerate(batches, 1):
            errors[few], told = tell(encoder, [lessons[at] for at in few], random)
            steps += 1
            way = (number + done / len(batches)) / rounds
            loud = float(np.sqrt(sum(float(np.vdot(each, each)) for each in told)))
            softer = np.float32(min(1.0, _LOUDEST / (loud + 1e-9)))
            for weight, mean, spread, each in zip(weights, means, spreads, told, strict=True):
                each *= softer
                take_step(weight, mean, spread, each, step=longest_step * _share(way), number=steps)
            if way > 1 - _LAST:
                last += 1
                for total, weight in zip(summed, weights, strict=True):
                    total += weight
            step_done(way, float(errors[few].mean()))
    for weight, total in zip(weights, summed, strict=True) if last else ():
        np.divide(total, np.float32(last), out=weight)


def _together(lessons: Sequence[Heard], chosen: Ints, random: np.random.Generator) -> list[Ints]:
    """Batches of sentences of about one length, in an order of chance."""
    lengths = np.array([len(lessons[at].text.pieces) for at in chosen])
    order = chosen[np.argsort(lengths + 3 * random.random(len(chosen)))]
    batches, start = [], 0
    while start < len(order):
        count = min(_TOGETHER, max(1, _PIECES // len(lessons[order[start]].text.pieces)))
        batches.append(order[start : start + count])
        start += count
    return [batches[at] for at in random.permutation(len(batches))]


def _share(way: float) -> float:
    """Of the longest step: growing, then along half a wave down."""
    if way < _WARMING:
        return way / _WARMING
    down = (way - _WARMING) / (1 - _WARMING)
    return 0.02 + 0.98 * 0.5 * (1 + float(np.cos(np.pi * down)))


def move(weight: Floats, mean: Floats, spread: Floats, told: Floats, *, step: float, number: int) -> None:
    """One step of a weight, the `number`-th.

    mean, spread   of what it was told so far
    step           how far it goes at most, about
    """
    mean += np.float32(NEW) * (told - mean)
    spread += np.float32(NEW_SPREAD) * (np.square(told) - spread)
    evenly = mean / np.float32(1 - (1 - NEW) ** number)
    by = np.sqrt(spread / np.float32(1 - (1 - NEW_SPREAD) ** number)) + np.float32(SMALLEST)
    weight -= np.float32(step) * (evenly / by + np.float32(DECAY) * weight)


def weights_of(network: Network) -> Iterator[Floats]:
    """What learns, always in this order."""
    yield network.out
    yield network.bias
    yield network.of_thing
    yield network.thing_bias
    for layer in reversed(network.layers):
        yield from (getattr(layer, field.name) for field in fields(Layer))


def backward(
    encoder: Encoder, lessons: Sequence[Heard], random: np.random.Generator | None = None
) -> tuple[Floats, list[Floats]]:
    """The error of each of these lessons, and what their mean tells each weight, ordered as in `weights_of`.

    random   leaves numbers of the mean out by chance; None leaves out none
    """
    network, batch = encoder.network, batch_of([each.text for each in lessons])
    rows = evened(encoder.rows_of(batch.pieces) + network.places[batch.place], network.gain, network.shift)
    kept: list[list[Any]] = []
    for layer in network.layers:
        kept.append([])
        rows = through(layer, rows, batch, kept[-1])
    mean, things = meant(rows, batch), rows[batch.things]
    heard, heard_things = _left_out(mean, random), _left_out(things, random)
    few = np.float32(len(lessons))
    errors, slope = _error(
        (mean * heard) @ network.out * LOUD + network.bias,
        np.stack([each.wanted for each in lessons]),
        np.stack([each.counts for each in lessons]),
    )
    errors_of_things, slope_of_things = _error(
        (things * heard_things) @ network.of_thing * LOUD + network.thing_bias,
        np.concatenate([each.of_things for each in lessons]),
        np.concatenate([each.things_count for each in lessons]),
    )
    np.add.at(errors, batch.sentence[batch.things], errors_of_things)
    slope, slope_of_things = slope / few, slope_of_things / few
    told: list[Floats] = [
        (mean * heard).T @ slope * LOUD,
        slope.sum(0),
        (things * heard_things).T @ slope_of_things * LOUD,
        slope_of_things.sum(0),
    ]
    of_mean: Floats = slope @ network.out.T * LOUD * heard / batch.own[:, None].astype(np.float32)
    back: Floats = of_mean[batch.sentence] * own_rows(batch, np.float32)
    back[batch.things] += slope_of_things @ network.of_thing.T * LOUD * heard_things
    for layer, of_layer in zip(reversed(network.layers), reversed(kept), strict=True):
        back, told_layer = _back_through(layer, of_layer, back, batch)
        told += told_layer
    return errors, told


def _left_out(rows: Floats, random: np.random.Generator | None) -> Floats:
    """What each number is worth: some are left out by chance, so that none is relied on alone."""
    if random is None:
        return np.ones_like(rows)
    return (random.random(rows.shape) >= FORGET).astype(np.float32) / (1 - FORGET)


def _error(said: Floats, wanted: Floats, counts: Floats) -> tuple[Floats, Floats]:
    """Of each row its error, and how each logit should have been otherwise."""
    likely = sigmoid(said)
    sure = np.where(wanted > 0, likely, 1 - likely)
    errors: Floats = (-np.log(sure + 1e-7) * counts).sum(1)
    slope: Floats = (likely - wanted) * counts
    return errors, slope


def _back_through(layer: Layer, kept: list[Any], back: Floats, batch: Batch) -> tuple[Floats, list[Floats]]:
    """What reaches the rows before the layer, and its weights in the order of their fields."""
    attention, first, (rows, heard, middle, wide, bend, let_through), last = kept
    last_gain, last_shift = (back * last[0]).sum(0), back.sum(0)
    back = _back_evened(back * layer.last_gain, *last)
    narrow, narrowed = let_through.T @ back, back.sum(0)
    steep = np.float32(0.7978845608) * (1 + np.float32(3 * 0.044715) * np.square(wide))
    bends = np.float32(0.5) * (1 + bend + wide * (1 - np.square(bend)) * steep)
    within: Floats = (back @ layer.narrow.T) * bends
    widen, widened = middle.T @ within, within.sum(0)
    back = back + within @ layer.widen.T
    gain, shift = (back * first[0]).sum(0), back.sum(0)
    back = _back_evened(back * layer.gain, *first)
    tell, told = heard.T @ back, back.sum(0)
    asked = _back_attended(back @ layer.tell.T, batch, *attention)
    look, looked = rows.T @ asked, asked.sum(0)
    reached: Floats = back + asked @ layer.look.T
    return reached, [
        look, looked, tell, told, gain, shift, widen, widened, narrow, narrowed, last_gain, last_shift,
    ]  # fmt: skip


def _back_evened(back: Floats, even: Floats, scale: Floats) -> Floats:
    reached: Floats = scale * (
        back - back.mean(-1, keepdims=True) - even * (back * even).mean(-1, keepdims=True)
    )
    return reached


def _back_attended(
    back: Floats, batch: Batch, asks: Floats, answers: Floats, tells: Floats, heed: Floats
) -> Floats:
    """(T, 3H): what reaches the asking, the answering and the telling."""
    apart = headed(back, batch)
    of_tells = heed.transpose(0, 1, 3, 2) @ apart
    of_heed = apart @ tells.transpose(0, 1, 3, 2)
    of_heed = heed * (of_heed - (of_heed * heed).sum(-1, keepdims=True))
    of_heed = of_heed / np.float32(asks.shape[-1] ** 0.5)
    of_asks = of_heed @ answers
    of_answers = of_heed.transpose(0, 1, 3, 2) @ asks
    return np.concatenate([joined(each, batch) for each in (of_asks, of_answers, of_tells)], axis=1)
