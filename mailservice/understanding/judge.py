"""Tells what a sentence does, by weights learned from the examples."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mailservice.understanding.acts import Act
from mailservice.understanding.learning import HIDDEN, Floats, Weights, counts, evened, sigmoid

_STEPS = 127  # of a number when it is stored in eight bits


@dataclass(frozen=True, slots=True)
class Judge:
    """What was learned.

    labels        what the columns say
    vocabulary    trait to row; counted: (traits,), how much each trait counts
    rows          (traits, HIDDEN) in eight bits, a quarter of the memory
    unit          (HIDDEN,), what one step of the rows is worth
    hidden, out, bias   as in Weights
    learned_from  the digest of what it learned from
    """

    labels: tuple[str, ...]
    vocabulary: Mapping[str, int]
    counted: Floats
    rows: NDArray[np.int8]
    unit: Floats
    hidden: Floats
    out: Floats
    bias: Floats
    learned_from: str = ""

    def says(self, traits: Sequence[str]) -> Floats:
        """How much speaks for each label, as logits: (labels,)."""
        known = self.vocabulary
        found = [row for trait in dict.fromkeys(traits) if (row := known.get(trait)) is not None]
        at = np.array(found, dtype=np.intp)
        rows = self.rows.take(at, axis=0).astype(np.float32)
        summed: Floats = evened(self.counted.take(at)) @ rows * self.unit + self.hidden
        said: Floats = np.maximum(summed, 0) @ self.out + self.bias
        return said

    def likely(self, traits: Sequence[str]) -> dict[str, float]:
        """How likely each label is, 0 to 1."""
        return dict(zip(self.labels, sigmoid(self.says(traits)).tolist(), strict=True))


def store_judge(weights: Weights, labels: Sequence[str], learned_from: str) -> bytes:
    """The judge as bytes, the rows in eight bits. `learned_from`: the digest of the examples."""
    names = sorted(weights.vocabulary, key=weights.vocabulary.__getitem__)
    unit = np.abs(weights.rows).max(0) / _STEPS + 1e-9
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer,
        labels=np.array([str(label) for label in labels]),
        learned_from=np.array(learned_from),
        vocabulary=np.frombuffer("\n".join(names).encode(), dtype=np.uint8),
        rows=np.round(weights.rows / unit).astype(np.int8),
        unit=unit.astype(np.float32),
        hidden=weights.hidden,
        out=weights.out,
        bias=weights.bias,
    )
    return buffer.getvalue()


def load_judge(stored: bytes) -> Judge:
    """The judge that `store_judge` wrote."""
    with np.load(io.BytesIO(stored)) as file:
        names = file["vocabulary"].tobytes().decode().split("\n")
        return Judge(
            tuple(file["labels"].tolist()),
            {name: at for at, name in enumerate(names)},
            _counted(names),
            file["rows"],
            file["unit"],
            file["hidden"],
            file["out"],
            file["bias"],
            str(file["learned_from"]),
        )


def nobody() -> Judge:
    """A judge that has learned nothing and finds no act in any sentence."""
    acts = len(Act)
    return Judge(
        tuple(Act),
        {},
        _counted([]),
        np.zeros((0, HIDDEN), np.int8),
        np.ones(HIDDEN, np.float32),
        np.zeros(HIDDEN, np.float32),
        np.zeros((HIDDEN, acts), np.float32),
        np.full(acts, -9, np.float32),
    )


def _counted(names: Sequence[str]) -> Floats:
    return np.array([counts(name) for name in names], dtype=np.float32)
