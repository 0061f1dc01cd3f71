"""The way back through the network by PyTorch: an hour where `backward` takes a day.

It reckons with numbers of 16 bits where the machine is quick at that. Needed only to teach the overseer;
PyTorch comes with the extra `learn`. It reads as the service does: what is told of things is left out in the
upper layers. Some of what each layer adds is left out by chance, so that none is relied on alone (dropout:
Srivastava 2014).
"""

from collections.abc import Callable, Sequence
from dataclasses import fields

import numpy as np
import torch
from torch.nn import functional

from mailservice.understanding.encoder import HEADS, LOUD, TOLD, Batch, Encoder, Layer, batch_of, undescribed
from mailservice.understanding.encoder_learning import (
    DECAY,
    FORGET,
    NEW,
    NEW_SPREAD,
    SMALLEST,
    Heard,
    weights_of,
)
from mailservice.understanding.learning import Floats

_WITHIN_LAYER = len(fields(Layer))
_SMALL = 1e-12
_FAR = -1e9
_TOGETHER = 64  # lessons
_FAST = torch.cpu.get_capabilities()  # of this machine
_SHORT = any(_FAST.get(each) for each in ("amx_bf16", "avx512_bf16"))
_KIND = (
    torch.bfloat16 if _SHORT else torch.float32
)  # of 16 bits where those are quicker: else five times slower


def backward_fast(
    encoder: Encoder, lessons: Sequence[Heard], random: np.random.Generator | None = None
) -> tuple[Floats, list[Floats]]:
    """What `backward` returns, within the accuracy of 16 bits."""
    if random is not None:
        torch.manual_seed(int(random.integers(2**31)))
    learning = [torch.from_numpy(each).requires_grad_() for each in weights_of(encoder.network)]
    errors = _errors(encoder, learning, lessons, float(FORGET) if random is not None else 0.0)
    slopes = torch.autograd.grad(errors.mean(), learning)
    return errors.detach().numpy(), [each.numpy() for each in slopes]


def move_fast(
    weight: Floats, mean: Floats, spread: Floats, told: Floats, *, step: float, number: int
) -> None:
    """What `move` does, on all cores: in numpy the steps take as long as the way back by PyTorch."""
    moved, of_mean, of_spread, now = (torch.from_numpy(each) for each in (weight, mean, spread, told))
    of_mean.lerp_(now, NEW)
    of_spread.lerp_(now.square(), NEW_SPREAD)
    by = (of_spread / (1 - (1 - NEW_SPREAD) ** number)).sqrt_().add_(SMALLEST)
    moved.mul_(1 - step * DECAY).addcdiv_(of_mean, by, value=-step / (1 - (1 - NEW) ** number))


def errors_of(
    encoder: Encoder, lessons: Sequence[Heard], step_done: Callable[[float], None] = lambda way: None
) -> Floats:
    """The error of each lesson, as the encoder is. step_done   is told how much has been read, 0 to 1."""
    order = np.argsort([len(each.text.pieces) for each in lessons])
    found = np.zeros(len(lessons), dtype=np.float32)
    weights = [torch.from_numpy(each) for each in weights_of(encoder.network)]
    with torch.no_grad():
        for start in range(0, len(order), _TOGETHER):
            few = order[start : start + _TOGETHER]
            found[few] = _errors(encoder, weights, [lessons[at] for at in few], 0.0).numpy()
            step_done(min(1.0, (start + _TOGETHER) / len(order)))
    return found


def _errors(
    encoder: Encoder, weights: Sequence[torch.Tensor], lessons: Sequence[Heard], forget: float
) -> torch.Tensor:
    """weights   in the order of `weights_of`"""
    out, bias, of_thing, thing_bias, *of_layers = weights
    network, batch = encoder.network, batch_of([each.text for each in lessons])
    began = encoder.rows_of(batch.pieces) + network.places[batch.place]
    rows = _evened(torch.from_numpy(began), torch.from_numpy(network.gain), torch.from_numpy(network.shift))
    count = len(network.layers)
    for number in range(count):
        if number == TOLD and len(batch.things):
            kept, batch = undescribed(batch)
            rows = rows[torch.from_numpy(kept)]
        first = (count - 1 - number) * _WITHIN_LAYER
        rows = _through(of_layers[first : first + _WITHIN_LAYER], rows, batch, forget)
    sentence = torch.from_numpy(batch.sentence)
    own = torch.from_numpy((batch.place < batch.own[batch.sentence]).astype(np.float32))[:, None]
    summed = torch.zeros(len(lessons), rows.shape[1]).index_add(0, sentence, rows * own)
    mean = functional.dropout(summed / torch.from_numpy(batch.own)[:, None], forget)
    things = functional.dropout(rows[torch.from_numpy(batch.things)], forget)
    errors = _error(
        mean @ out * float(LOUD) + bias,
        np.stack([each.wanted for each in lessons]),
        np.stack([each.counts for each in lessons]),
    )
    of_things = _error(
        things @ of_thing * float(LOUD) + thing_bias,
        np.concatenate([each.of_things for each in lessons]),
        np.concatenate([each.things_count for each in lessons]),
    )
    return errors.index_add(0, sentence[torch.from_numpy(batch.things)], of_things)


def _error(said: torch.Tensor, wanted: Floats, counts: Floats) -> torch.Tensor:
    each = functional.binary_cross_entropy_with_logits(said, torch.from_numpy(wanted), reduction="none")
    return (each * torch.from_numpy(counts)).sum(1)


def _through(layer: Sequence[torch.Tensor], rows: torch.Tensor, batch: Batch, forget: float) -> torch.Tensor:
    """Rows through one layer, its weights in the order of the fields of `Layer`."""
    look, looked, tell, told, gain, shift, widen, widened, narrow, narrowed, last_gain, last_shift = layer
    heard = _attended(_times(rows, look) + looked, batch)
    added = functional.dropout(_times(heard, tell) + told, forget)
    middle = _evened(rows + added, gain, shift)
    wide = functional.gelu(_times(middle, widen) + widened, approximate="tanh")
    added = functional.dropout(_times(wide, narrow) + narrowed, forget)
    return _evened(middle + added, last_gain, last_shift)


def _times(rows: torch.Tensor, matrix: torch.Tensor) -> torch.Tensor:
    return (rows.to(_KIND) @ matrix.to(_KIND)).float()


def _evened(rows: torch.Tensor, gain: torch.Tensor, shift: torch.Tensor) -> torch.Tensor:
    return functional.layer_norm(rows, gain.shape, gain, shift, _SMALL)


def _attended(looked: torch.Tensor, batch: Batch) -> torch.Tensor:
    """What each piece takes in of the others of its sentence. looked: (T, 3H)."""
    count, longest = len(batch.lengths), int(batch.lengths.max())
    at = torch.from_numpy(batch.sentence * longest + batch.place)
    apart = torch.zeros(count * longest, looked.shape[1], dtype=_KIND)
    apart = apart.index_copy(0, at, looked.to(_KIND))
    asks, answers, tells = (
        each.reshape(count * HEADS, longest, -1)
        for each in apart.view(count, longest, 3, HEADS, -1).permute(2, 0, 3, 1, 4)
    )
    beyond = np.where(np.arange(longest) >= batch.lengths[:, None], _FAR, 0.0).repeat(HEADS, axis=0)
    far = torch.from_numpy(beyond)[:, None, :].to(_KIND)
    heed = torch.baddbmm(far, asks, answers.transpose(1, 2), alpha=asks.shape[-1] ** -0.5).softmax(-1)
    heard = (heed @ tells).view(count, HEADS, longest, -1).transpose(1, 2)
    return heard.reshape(count * longest, -1)[at]
