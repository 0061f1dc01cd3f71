"""From examples to the weights of the judge: a small network, one hidden layer, trained sentence by sentence.

A sentence is the sum of its traits, each a row of numbers; the hidden layer brings words that are used alike
near each other; from it one number is made for each act. After each sentence the weights that took part
are moved towards what the example says, each by a step that shrinks with use (AdaGrad: Duchi 2011).
Traits and hidden units are left out by chance meanwhile, so that none is relied on alone. All chance is drawn
from a fixed seed: the same examples give the same weights.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]  # float32 in fact

VOTES = 3  # networks that are trained apart, each by a chance of its own, and judge together
_UNITS = 64  # of the hidden layer of each
HIDDEN = VOTES * _UNITS
ROUNDS = 6  # times that all sentences are gone through
_STEP = 0.05
_FORGET = 0.3  # share of traits, and of hidden units, left out each time
_SPREAD = 0.05  # of the numbers that the rows begin with
_SELDOM = 5  # sentences in which a trait must stand to be looked at
_SEED = 1

# How much a trait counts by its kind (the letters before its first colon): what the lexicon and the frames
# know counts most, single words and their neighbours less, parts of words and what stands around least.
_COUNTS = {
    "f": 4.0, "fm": 1.0, "p": 3.0, "pp": 2.0, "sp": 1.0, "u": 1.0, "b": 1.0, "t": 0.7, "k": 0.5, "l": 0.3,
    "g": 0.3, "before": 0.3, "s": 0.5, "c": 2.0, "cb": 1.0, "cc": 0.5, "cw": 0.7, "cv": 0.7,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lesson:
    """traits of a sentence; for each act whether it is wanted, and whether the lesson counts for it.

    read   the sentence as the encoder reads it: its words, what it answers, the sentence before
    """

    traits: tuple[str, ...]
    wanted: Floats
    counts: Floats
    read: tuple[str, str, str] = ("", "", "")


@dataclass(slots=True)
class Weights:
    """The network.

    vocabulary   trait to row
    rows         (traits, HIDDEN); hidden: (HIDDEN,), added to their sum
    out          (HIDDEN, acts); bias: (acts,), added at the end
    """

    vocabulary: dict[str, int]
    rows: Floats
    hidden: Floats
    out: Floats
    bias: Floats


def counts(trait: str) -> float:
    """How much a trait counts."""
    return _COUNTS.get(trait.partition(":")[0], 1.0)


def evened(counted: Floats) -> Floats:
    """How much each of these traits counts in a sentence of so many: long sentences count no more."""
    return counted * np.float32(4.0 / np.sqrt(np.square(counted).sum() + 1.0))


def sigmoid(values: Floats) -> Floats:
    """Each number as a likelihood, 0 to 1."""
    return np.float32(1.0) / (np.float32(1.0) + np.exp(-values))


def learn(lessons: Sequence[Lesson], *, round_done: Callable[[int], None] = lambda _: None) -> Weights:
    """Weights that fit the lessons. `round_done` is told the number of each round that is over."""
    times = Counter(trait for lesson in lessons for trait in lesson.traits)
    vocabulary = {t: at for at, t in enumerate(sorted(t for t, n in times.items() if n >= _SELDOM))}
    counted = np.array([counts(t) for t in vocabulary], dtype=np.float32)
    known = [
        np.array([vocabulary[t] for t in lesson.traits if t in vocabulary], dtype=np.int32)
        for lesson in lessons
    ]
    votes: list[Weights] = []
    for vote in range(VOTES):
        random = np.random.default_rng(_SEED + vote)
        weights = _beginning(vocabulary, len(lessons[0].wanted), random)
        used = Weights(vocabulary, *(np.full_like(each, 1e-2) for each in _layers(weights)))
        used.rows[:] = 1e-3
        for number in range(ROUNDS):
            for at in random.permutation(len(lessons)):
                traits = known[at][random.random(len(known[at])) > _FORGET]
                _step(weights, used, traits, evened(counted[traits]), lessons[at], random)
            round_done(vote * ROUNDS + number + 1)
        votes.append(weights)
    return _together(votes)


def _together(votes: Sequence[Weights]) -> Weights:
    """One network whose hidden layer is theirs side by side, and which says the mean of what they say."""
    return Weights(
        votes[0].vocabulary,
        np.concatenate([each.rows for each in votes], axis=1),
        np.concatenate([each.hidden for each in votes]),
        np.concatenate([each.out for each in votes]) / np.float32(len(votes)),
        np.mean([each.bias for each in votes], axis=0, dtype=np.float32),
    )


def _layers(weights: Weights) -> tuple[Floats, Floats, Floats, Floats]:
    return weights.rows, weights.hidden, weights.out, weights.bias


def _beginning(vocabulary: dict[str, int], acts: int, random: np.random.Generator) -> Weights:
    return Weights(
        vocabulary,
        (random.standard_normal((len(vocabulary), _UNITS)) * _SPREAD).astype(np.float32),
        np.zeros(_UNITS, dtype=np.float32),
        (random.standard_normal((_UNITS, acts)) * _UNITS**-0.5).astype(np.float32),
        np.full(acts, -2, dtype=np.float32),
    )


def _step(
    weights: Weights,
    used: Weights,
    traits: NDArray[np.int32],
    counted: Floats,
    lesson: Lesson,
    random: np.random.Generator,
) -> None:
    """Move the weights that took part in one sentence towards what its lesson says."""
    summed = counted @ weights.rows[traits] + weights.hidden
    kept = ((random.random(_UNITS) > _FORGET) * (summed > 0) / (1 - _FORGET)).astype(np.float32)
    active = summed * kept
    said: Floats = active @ weights.out + weights.bias
    slope = (sigmoid(said) - lesson.wanted) * lesson.counts
    back = (weights.out @ slope) * kept
    for layer, history, moved in (
        (weights.out, used.out, np.outer(active, slope)),
        (weights.bias, used.bias, slope),
        (weights.hidden, used.hidden, back),
    ):
        history += np.square(moved)
        layer -= _STEP * moved / np.sqrt(history)
    moved = np.outer(counted, back)
    history = used.rows[traits] + np.square(moved)
    used.rows[traits] = history
    weights.rows[traits] -= _STEP * moved / np.sqrt(history)
