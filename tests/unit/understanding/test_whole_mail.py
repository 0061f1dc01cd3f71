"""What a second look at the whole mail makes of the reading of its sentences."""

from collections.abc import Sequence
from typing import cast

import numpy as np
import pytest

from mailservice.domain.lists import DeliveryMode
from mailservice.domain.readings import Evidence, ForPerson, Machine, Reading, Unclear, Wishes
from mailservice.domain.wishes import (
    Cancel,
    LeaveLine,
    Register,
    SetDelivery,
    SetLanguage,
    Subscribe,
    Unsubscribe,
    Wish,
)
from mailservice.understanding.acts import NEEDS_NOTHING, Act
from mailservice.understanding.encoder import Encoder
from mailservice.understanding.learning import Floats
from mailservice.understanding.said import Said
from mailservice.understanding.scene import Letter
from mailservice.understanding.settle import PLAIN
from mailservice.understanding.whole_mail import (
    LABELS,
    Opinion,
    in_its_light,
    leaves_doubt,
    opinion_on,
    whole_of,
)
from tests.unit.understanding.scenes import seen

COME, LEAVE = Register(("2027-05-24",)), Unsubscribe(("*",))


def thinks(**likely: float) -> Opinion:
    """An opinion in which all else is unlikely."""
    return dict.fromkeys(LABELS, 0.01) | {name.replace("_", "-"): sure for name, sure in likely.items()}


def wishes(*wished: Wish) -> Wishes:
    return Wishes(wished, "sv", also_human=False)


def test_a_mail_is_given_as_its_body_what_it_answers_and_its_subject() -> None:
    scene = seen("Jag kommer. Spelas det in?", subject="Mötet", letter=Letter("invitation"))
    assert whole_of(scene) == ("Jag kommer. Spelas det in?", "inbjudan", "Mötet.")


class _Reads:
    labels = LABELS

    def numbered(self, own: str, about: str, before: str, *, longest: tuple[int, int]) -> list[int]:
        assert longest[0] > 100
        return [len(own)]

    def says(self, mails: Sequence[Sequence[int]]) -> Floats:
        said: Floats = np.full((len(mails), len(LABELS)), 0.0, dtype=np.float32)
        return said


def test_an_opinion_tells_how_likely_each_label_is() -> None:
    opinion = opinion_on(seen("Jag kommer"), cast("Encoder", _Reads()))
    assert opinion == dict.fromkeys(LABELS, 0.5)


@pytest.mark.parametrize(
    ("reading", "likely", "doubt"),
    [
        (wishes(COME), 1.0, False),
        (wishes(COME), 0.9, True),
        (Unclear("not-sure", "sv"), 1.0, True),
        (ForPerson("question", "sv"), 1.0, True),
        (Machine("auto-reply"), 0.5, False),
    ],
)
def test_a_second_look_is_for_what_is_in_doubt(reading: Reading, likely: float, doubt: bool) -> None:
    assert leaves_doubt(reading, [Said(Act.REGISTER, likely, 0, 0, 1)], 20) is doubt


def test_a_plain_wish_beside_other_things_is_looked_at_again() -> None:
    heard = [Said(Act.REGISTER, 1.0, 0, 0, 1), Said(Act.PAST, 0.4, 1, 2, 3)]
    assert leaves_doubt(wishes(COME), heard, 20)


@pytest.mark.parametrize(("likely", "doubt"), [(0.95, False), (0.8, True)])
def test_a_few_words_are_told_by_their_sentences_alone(likely: float, doubt: bool) -> None:
    heard = [Said(Act.REGISTER, likely, 0, 0, 1), Said(Act.VAGUE, 0.5, 0, 0, 1)]
    assert leaves_doubt(wishes(COME), heard, 8) is doubt


@pytest.mark.parametrize(
    ("opinion", "kind"),
    [
        (thinks(act=0.9, register=0.5), Wishes),
        (thinks(act=0.9, register=0.05, ask=0.6, human=0.2), Unclear),
        (thinks(act=0.15, register=0.9, ask=0.2, human=0.6), ForPerson),
    ],
)
def test_what_the_whole_does_not_wish_is_held_back(opinion: Opinion, kind: type[Reading]) -> None:
    assert isinstance(in_its_light(wishes(COME), opinion), kind)


def test_each_of_several_wishes_must_be_meant() -> None:
    both = wishes(COME, SetDelivery(DeliveryMode.WEEKLY), SetLanguage("en"), Subscribe(("a",)))
    meant = thinks(act=1.0, register=1.0, weekly=1.0, subscribe=1.0, to_english=1.0)
    assert in_its_light(both, meant) == both
    assert isinstance(in_its_light(both, {**meant, "to-english": 0.01}), Unclear)
    swedish = wishes(SetLanguage("sv"))
    assert in_its_light(swedish, thinks(act=1.0, to_swedish=0.9)) == swedish


def test_what_it_has_not_learned_it_does_not_hold_back() -> None:
    line = wishes(LeaveLine(("*",)))
    assert in_its_light(line, thinks(act=0.9)) == line


def test_something_beside_is_heard_in_the_whole() -> None:
    found = in_its_light(wishes(COME), thinks(act=1.0, register=1.0, beside=0.95))
    assert isinstance(found, Wishes)
    assert found.also_human


def test_a_wish_that_the_whole_bears_out_is_carried_out() -> None:
    unsure = Unclear("not-sure", "sv", (COME,))
    assert in_its_light(unsure, thinks(act=0.99, register=0.99)) == wishes(COME)
    for opinion in (
        thinks(act=0.5, register=0.99),
        thinks(act=0.99, register=0.5),
        thinks(act=0.99, register=0.99, cancel=0.5),
    ):
        assert in_its_light(unsure, opinion) == unsure
    for other in (Unclear("not-sure", "sv"), Unclear("contradiction", "sv", (COME, Cancel(("*",))))):
        assert in_its_light(other, thinks(act=0.99, register=0.99)) == other


def test_a_plain_wish_that_no_sentence_said_is_heard_in_the_whole() -> None:
    weekly = thinks(act=0.99, weekly=0.99)
    for nothing in (Unclear("no-wish", "sv"), ForPerson("no-wish", "sv")):
        assert in_its_light(nothing, weekly) == wishes(SetDelivery(DeliveryMode.WEEKLY))
        for opinion in (
            thinks(act=0.99, weekly=0.9),
            thinks(act=0.5, weekly=0.99),
            thinks(act=0.99, weekly=0.99, cancel=0.2),
            thinks(act=0.99, register=0.99),
            thinks(act=0.99, erase=0.999),
        ):
            assert in_its_light(nothing, opinion) == nothing
    question = ForPerson("question", "sv")
    assert in_its_light(question, weekly) == question


def test_wishes_that_need_nothing_are_those_that_can_be_made_at_once() -> None:
    assert set(PLAIN) == NEEDS_NOTHING


def test_a_machine_is_one_where_a_sentence_sounds_like_it_too() -> None:
    nobody, auto = thinks(ignore=0.95), (Evidence("skapat automatiskt", Act.AUTO),)
    assert in_its_light(wishes(COME), nobody, auto) == Machine("auto-reply", auto)
    assert isinstance(in_its_light(wishes(COME), nobody), Unclear)
    assert isinstance(in_its_light(wishes(COME), thinks(ignore=0.5, act=0.9, register=0.9), auto), Wishes)


def test_whose_turn_it_is() -> None:
    assert in_its_light(Unclear("no-wish", "sv"), thinks(human=0.9)) == ForPerson("matter", "sv")
    assert in_its_light(ForPerson("no-wish", "sv"), thinks(ask=0.9)) == Unclear("no-wish", "sv")
    for stays in (ForPerson("no-wish", "sv"), ForPerson("question", "sv"), Machine("auto-reply")):
        assert in_its_light(stays, thinks(human=0.9)) == stays
