"""What is heard in a sentence, where a judge says how likely each act is."""

from collections.abc import Sequence
from typing import cast

from mailservice.understanding.acts import Act
from mailservice.understanding.bare_answers import read_bare
from mailservice.understanding.judge import Judge
from mailservice.understanding.judging import judged
from mailservice.understanding.scene import Letter
from tests.unit.understanding.scenes import seen


class _Says:
    """A judge that says the same of every sentence."""

    def __init__(self, **likely: float) -> None:
        self._likely = likely

    def likely(self, traits: Sequence[str]) -> dict[str, float]:
        return dict(self._likely)


def test_of_acts_that_exclude_one_another_the_likeliest_is_heard() -> None:
    judge = cast("Judge", _Says(weekly=0.9, monthly=0.5, each=0.3, help=0.1))
    assert [each.act for each in judged(seen("En gång i veckan."), judge)] == [Act.WEEKLY]


def test_a_yes_with_a_day_is_more_than_a_bare_yes() -> None:
    invited = Letter("invitation", (), ("2027-05-26",))
    assert read_bare(seen("Ja!", letter=invited), "sv", None) is not None
    assert read_bare(seen("Ja! Och 24 maj likaså.", letter=invited), "sv", None) is None
