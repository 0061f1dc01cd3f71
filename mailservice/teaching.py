"""What the service has been taught: phrases, examples, and the judge that learned from them."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TypedDict

import numpy as np

from mailservice.config.load import load_world
from mailservice.domain.errors import ConfigurationFaults
from mailservice.domain.world import World
from mailservice.message.parse import parse
from mailservice.message.plain_text import own_words
from mailservice.understanding.acts import Act
from mailservice.understanding.encoder import (
    Encoder,
    load_encoder,
    load_sharing,
    store_encoder,
    store_sharing,
)
from mailservice.understanding.encoder_learning import Heard, heard_alone, teach
from mailservice.understanding.examples import Example, read_examples
from mailservice.understanding.judge import Judge, load_judge, store_judge
from mailservice.understanding.learning import Lesson, learn
from mailservice.understanding.lessons import LABELS, lesson_of_whole, lessons_of, scenes_of
from mailservice.understanding.lexicon import Lexicon, load_lexicon
from mailservice.understanding.pretrained import begin_from, continue_from
from mailservice.understanding.things import SIGNS
from mailservice.understanding.understand import understand
from mailservice.understanding.whole_mail import LABELS as WHOLE
from mailservice.understanding.word_forms import usual_words

_PHRASES = Path(__file__).parent / "understanding" / "phrases"
_EXAMPLES = _PHRASES / "examples"
_WHOLES = _EXAMPLES / "wholes"  # mails of which only the whole is told: they teach the overseer alone
_JUDGE = _PHRASES / "judge.npz"
_ENCODER = _PHRASES / "encoder.npz"
_ROUNDS_OF_WHOLES = 7
_ROUNDS_FURTHER, _STEP_FURTHER = 3, 1e-4
_SEED = 1  # of the signs that things have in each lesson
_OVERSEER = _PHRASES / "overseer.npz"


def read_lexicon() -> Lexicon:
    """The phrases as they stand in understanding/phrases/, and what learned from the examples."""
    encoder = load_encoder(_ENCODER.read_bytes())
    return replace(
        read_phrases(),
        judge=load_judge(_JUDGE.read_bytes()),
        encoder=encoder,
        overseer=load_sharing(_OVERSEER.read_bytes(), encoder),
    )


def read_phrases() -> Lexicon:
    """The phrases alone, with a judge that has learned nothing."""
    return load_lexicon({each.stem: each.read_text(encoding="utf-8") for each in _PHRASES.glob("*.toml")})


def learn_judge(lexicon: Lexicon, *, round_done: Callable[[int], None]) -> tuple[bytes, Judge]:
    """A judge that learned from the examples as they stand: its bytes, and itself."""
    weights = learn(list(_lessons(lexicon)), round_done=round_done)
    stored = store_judge(weights, tuple(Act), digest_of_teaching())
    return stored, load_judge(stored)


def learn_encoder(
    lexicon: Lexicon, pretrained: bytes, *, step_done: Callable[[float, float], None]
) -> tuple[bytes, Encoder]:
    """An encoder that began from a pretrained model and learned from the examples: its bytes, and itself.

    Raises    ConfigurationFaults: the model is not of the kind that `begin_from` reads.
    """
    lessons = list(_lessons(lexicon))
    texts = {text for lesson in lessons for text in lesson.read}
    fresh = begin_from(pretrained, LABELS, [*texts, *usual_words()])
    heard = [heard_alone(fresh.numbered(*each.read), each.wanted, each.counts) for each in lessons]
    teach(fresh, lambda number: heard, step_done=step_done)
    origin = (
        f"multilingual-e5-small, its {len(fresh.network.layers)} lowest layers, and {len(lessons)} lessons"
    )
    stored = store_encoder(replace(fresh, learned_from=origin))
    return stored, load_encoder(stored)


def learn_overseer(
    lexicon: Lexicon,
    pretrained: bytes | None,
    *,
    read_done: Callable[[float], None],
    step_done: Callable[[float, float], None],
) -> tuple[bytes, Encoder]:
    """An encoder of whole mails that learned from all examples: its bytes, and itself.

    It begins as the one that reads sentences with the upper layers of the pretrained model; where none is
    given, as the overseer that there is, which passes over most of what it knows.

    read_done   is told how much of all lessons has been read, 0 to 1, to find what is known already
    step_done   is told after each step how much of the way is done, 0 to 1, and the mean error

    Raises    ConfigurationFaults: the model is not of the kind that `continue_from` reads, or there is no
              PyTorch.
    """
    fast = _fast()
    other = lexicon.encoder or load_encoder(_ENCODER.read_bytes())
    if pretrained is None:
        fresh = load_sharing(_OVERSEER.read_bytes(), other)
    else:
        fresh = replace(continue_from(pretrained, other, WHOLE), learned_from=other.learned_from)
    scenes = list(scenes_of(_examples(_EXAMPLES, _WHOLES), lexicon=lexicon, **_there()))

    def deal(number: int) -> list[Heard]:
        random = np.random.default_rng(_SEED + number)
        signs = ("".join(random.permutation(list(SIGNS))) for _ in scenes)
        return [
            lesson_of_whole(example, scene, fresh, each)
            for (example, scene), each in zip(scenes, signs, strict=True)
        ]

    if pretrained is None:
        known = fast.errors_of(fresh, deal(0), read_done)
        teach(
            fresh,
            deal,
            rounds=_ROUNDS_FURTHER,
            longest_step=_STEP_FURTHER,
            tell=fast.backward_fast,
            take_step=fast.move_fast,
            known=known,
            step_done=step_done,
        )
    else:
        teach(
            fresh,
            deal,
            rounds=_ROUNDS_OF_WHOLES,
            tell=fast.backward_fast,
            take_step=fast.move_fast,
            step_done=step_done,
        )
    origin = f"{fresh.learned_from}; then {len(scenes)} mails and sentences"
    stored = store_sharing(replace(fresh, learned_from=origin))
    return stored, load_sharing(stored, other)


def _fast() -> ModuleType:
    """The way back that needs PyTorch."""
    try:
        return import_module("mailservice.teaching_by_torch")
    except ModuleNotFoundError as missing:
        if missing.name != "torch":
            raise
        told = "the reader of whole mails is taught with PyTorch: pip install 'mailservice[learn]'"
        raise ConfigurationFaults((told,)) from missing


def _lessons(lexicon: Lexicon) -> Iterator[Lesson]:
    for _, of_one in lessons_of(_examples(_EXAMPLES), lexicon=lexicon, **_there()):
        yield from of_one


def _examples(*folders: Path) -> tuple[Example, ...]:
    files = sorted(file for folder in folders for file in folder.glob("*.txt"))
    return read_examples({each.name: each.read_text(encoding="utf-8") for each in files})


class _Where(TypedDict):
    """The world in which the examples were written, and when."""

    world: World
    now: datetime


def _there() -> _Where:
    told = load_world(examples_world())
    world = told.world(address="forum@example.se", secretariat=())
    return {"world": world, "now": told.read_at() or datetime.now(UTC)}


def digest_of_teaching() -> str:
    """What the judge's weights follow from: examples of which each part is told, phrases and their world."""
    examples = sorted(each for each in _EXAMPLES.iterdir() if each.is_file())
    files = [*examples, *sorted(_PHRASES.glob("*.toml"))]
    return hashlib.sha256(
        b"\0".join(each.name.encode() + b"\0" + each.read_bytes() for each in files)
    ).hexdigest()


def examples_world() -> Path:
    """The world in which the examples were written."""
    return _EXAMPLES / "world.toml"


def write_judge(stored: bytes) -> Path:
    """Put a judge where the service reads it from."""
    return _write(stored, _JUDGE)


def write_overseer(stored: bytes) -> Path:
    """Put an encoder of whole mails where the service reads it from."""
    return _write(stored, _OVERSEER)


def write_encoder(stored: bytes) -> Path:
    """Put an encoder where the service reads it from."""
    return _write(stored, _ENCODER)


def _write(stored: bytes, file: Path) -> Path:
    fresh = file.with_suffix(".new")
    fresh.write_bytes(stored)
    return fresh.replace(file)


def warm(lexicon: Lexicon) -> None:
    """Read one sentence: the dictionaries of word forms take seconds to load, at their first use."""
    mail = parse(b"Subject: hello\r\n\r\nJag ville prenumerera. I wanted to subscribe.\r\n")
    nobody = World("nobody@example.invalid", (), (), ())
    now = datetime(2027, 1, 1, tzinfo=UTC)
    understand(mail, own_words(mail), world=nobody, now=now, answered=None, lexicon=lexicon)
