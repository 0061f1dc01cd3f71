"""What the service has been taught: phrases, examples, and the judge that learned from them."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from mailservice.config.load import load_world
from mailservice.domain.world import World
from mailservice.message.parse import parse
from mailservice.message.plain_text import own_words
from mailservice.understanding.acts import Act
from mailservice.understanding.examples import read_examples
from mailservice.understanding.judge import Judge, load_judge, store_judge
from mailservice.understanding.learning import learn
from mailservice.understanding.lessons import lessons_of
from mailservice.understanding.lexicon import Lexicon, load_lexicon
from mailservice.understanding.understand import understand

_PHRASES = Path(__file__).parent / "understanding" / "phrases"
_EXAMPLES = _PHRASES / "examples"
_JUDGE = _PHRASES / "judge.npz"


def read_lexicon() -> Lexicon:
    """The phrases as they stand in understanding/phrases/, and the judge that learned from the examples."""
    return replace(read_phrases(), judge=load_judge(_JUDGE.read_bytes()))


def read_phrases() -> Lexicon:
    """The phrases alone, with a judge that has learned nothing."""
    return load_lexicon({each.stem: each.read_text(encoding="utf-8") for each in _PHRASES.glob("*.toml")})


def learn_judge(lexicon: Lexicon, *, round_done: Callable[[int], None]) -> tuple[bytes, Judge]:
    """A judge that learned from the examples as they stand: its bytes, and itself."""
    files = {each.name: each.read_text(encoding="utf-8") for each in sorted(_EXAMPLES.glob("*.txt"))}
    told = load_world(examples_world())
    world = told.world(address="forum@example.se", secretariat=())
    lessons = [
        lesson
        for _, of_one in lessons_of(
            read_examples(files), lexicon=lexicon, world=world, now=told.read_at() or datetime.now(UTC)
        )
        for lesson in of_one
    ]
    stored = store_judge(learn(lessons, round_done=round_done), tuple(Act), digest_of_teaching())
    return stored, load_judge(stored)


def digest_of_teaching() -> str:
    """What the judge's weights follow from: examples, phrases and their world."""
    files = [*sorted(_EXAMPLES.iterdir()), *sorted(_PHRASES.glob("*.toml"))]
    return hashlib.sha256(
        b"\0".join(each.name.encode() + b"\0" + each.read_bytes() for each in files)
    ).hexdigest()


def examples_world() -> Path:
    """The world in which the examples were written."""
    return _EXAMPLES / "world.toml"


def write_judge(stored: bytes) -> Path:
    """Put a judge where the service reads it from."""
    fresh = _JUDGE.with_suffix(".new")
    fresh.write_bytes(stored)
    return fresh.replace(_JUDGE)


def warm(lexicon: Lexicon) -> None:
    """Read one sentence: the dictionaries of word forms take seconds to load, at their first use."""
    mail = parse(b"Subject: hello\r\n\r\nJag ville prenumerera. I wanted to subscribe.\r\n")
    nobody = World("nobody@example.invalid", (), (), ())
    now = datetime(2027, 1, 1, tzinfo=UTC)
    understand(mail, own_words(mail), world=nobody, now=now, answered=None, lexicon=lexicon)
