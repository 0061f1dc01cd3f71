"""What the overseer makes of a whole mail."""

from collections.abc import Sequence
from typing import cast

import numpy as np

from mailservice.understanding.encoder import Encoder, Text
from mailservice.understanding.learning import Floats
from mailservice.understanding.pieces import BEGIN, END, PAD, UNKNOWN, Pieces
from mailservice.understanding.things import SIGNS
from mailservice.understanding.whole_mail import LABELS, opinion_on
from tests.unit.understanding.scenes import seen


class _Reads:
    """An encoder that says nothing of anything."""

    labels = LABELS
    pieces = Pieces((BEGIN, PAD, END, UNKNOWN, *SIGNS), (0.0,) * (4 + len(SIGNS)), {})

    def numbered(self, own: str, about: str, before: str, *, longest: tuple[int, int]) -> list[int]:
        assert longest[0] > 100
        return [len(own)]

    def says_of(self, mails: Sequence[Text]) -> tuple[Floats, Floats]:
        things = sum(len(each.things) for each in mails)
        said: Floats = np.zeros((len(mails), len(LABELS)), dtype=np.float32)
        of_things: Floats = np.zeros((things, 2), dtype=np.float32)
        return said, of_things


def test_an_opinion_tells_how_likely_each_label_is_and_what_becomes_of_each_thing() -> None:
    opinion = opinion_on(seen("Jag kommer"), cast("Encoder", _Reads()))
    assert opinion.likely == dict.fromkeys(LABELS, 0.5)
    assert len(opinion.things) == 8
    assert set(opinion.things.values()) == {(0.5, 0.5)}
