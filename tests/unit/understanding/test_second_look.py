"""What a second look at the whole mail makes of the reading of its sentences."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from mailservice.domain.lists import DeliveryMode
from mailservice.domain.readings import Evidence, ForPerson, Machine, Reading, Unclear, Wishes
from mailservice.domain.wishes import (
    AskStatus,
    Cancel,
    Erase,
    LeaveLine,
    Move,
    Pause,
    Register,
    SetDelivery,
    SetLanguage,
    Subscribe,
    Unsubscribe,
    Wish,
)
from mailservice.understanding.acts import NEEDS_NOTHING, Act
from mailservice.understanding.said import Said
from mailservice.understanding.second_look import by_a_person, in_its_light, leaves_doubt
from mailservice.understanding.settle import PLAIN
from mailservice.understanding.standing import Meant
from mailservice.understanding.things import BRIEFING, LIST
from mailservice.understanding.whole_mail import LABELS, Opinion

MAY, JUNE = "2027-05-24", "2027-06-01"
COME, LEAVE, LETTERS = Register((MAY,)), Unsubscribe(("*",)), Subscribe(("tj",))
MAY_TAKEN, ALL_LEFT = {MAY: 0.99}, {"*": 0.99}


THINGS = ((LIST, "tj"), (LIST, "po"), (BRIEFING, MAY), (BRIEFING, JUNE), (LIST, "*"), (BRIEFING, "*"))


def thinks(
    taken: Mapping[str, float] = MAY_TAKEN, given_up: Mapping[str, float] = ALL_LEFT, **likely: float
) -> Opinion:
    """An opinion in which all else is unlikely.

    taken, given_up   what of each thing, by its id; of lists where there is no briefing of that id
    """
    return Opinion(
        dict.fromkeys(LABELS, 0.01) | {name.replace("_", "-"): sure for name, sure in likely.items()},
        {thing: (taken.get(thing[1], 0.01), given_up.get(thing[1], 0.01)) for thing in THINGS},
    )


def wishes(*wished: Wish) -> Wishes:
    return Wishes(wished, "sv", also_human=False)


@pytest.mark.parametrize(
    ("reading", "likely", "doubt"),
    [
        (wishes(COME), 1.0, False),
        (wishes(COME), 0.8, True),
        (Unclear("not-sure", "sv"), 1.0, True),
        (ForPerson("question", "sv"), 1.0, True),
        (Machine("auto-reply"), 0.5, False),
        (Machine("auto-reply"), 0.98, True),
        (wishes(Unsubscribe(("tj",))), 1.0, True),
        (wishes(LEAVE), 1.0, False),
    ],
)
def test_a_second_look_is_for_what_is_in_doubt(reading: Reading, likely: float, doubt: bool) -> None:
    assert leaves_doubt(reading, [Said(Act.REGISTER, likely, 0, 0, 1)], 8) is doubt


def test_another_wish_that_is_half_heard_is_looked_at_again() -> None:
    heard = [Said(Act.REGISTER, 1.0, 0, 0, 1), Said(Act.CANCEL, 0.4, 1, 2, 3)]
    assert leaves_doubt(wishes(COME), heard, 8)
    assert not leaves_doubt(wishes(COME), [heard[0], Said(Act.PAST, 0.4, 1, 2, 3)], 8)


def test_a_wish_that_was_half_heard_and_then_said_plainly_is_plain() -> None:
    heard = [Said(Act.REGISTER, 1.0, 1, 2, 3), Said(Act.REGISTER, 0.4, 0, 0, 1)]
    assert not leaves_doubt(wishes(COME), heard, 8)


@pytest.mark.parametrize(("words", "doubt"), [(16, False), (17, True)])
def test_more_than_a_few_words_are_looked_at_as_a_whole(words: int, doubt: bool) -> None:
    assert leaves_doubt(wishes(COME), [Said(Act.REGISTER, 1.0, 0, 0, 1)], words) is doubt


@pytest.mark.parametrize(
    ("opinion", "kind"),
    [
        (thinks(act=0.9, register=0.5), Wishes),
        (thinks(act=0.9, register=0.05, ask=0.6, human=0.2), Unclear),
        (thinks(act=0.15, register=0.9, ask=0.2, human=0.6), ForPerson),
        (thinks(act=0.35, register=0.7, human=0.7), ForPerson),
    ],
)
def test_what_the_whole_does_not_wish_is_held_back(opinion: Opinion, kind: type[Reading]) -> None:
    assert isinstance(in_its_light(wishes(COME), opinion), kind)


SAID = Said(Act.REGISTER, 0.99, 0, 0, 1)
MOVE = Move("anna@new.example")


@pytest.mark.parametrize(
    ("sure", "act", "moves"), [(0.99, 0.3, True), (0.99, 0.2, False), (0.7, 0.6, True), (0.7, 0.4, False)]
)
def test_a_move_to_which_both_addresses_must_agree_needs_less(
    sure: float, act: float, *, moves: bool
) -> None:
    meant = [Meant(MOVE, "", Said(Act.MOVE, sure, 0, 0, 1))]
    found = in_its_light(wishes(MOVE), thinks(act=act, ask=0.4, move=0.4), meant=meant)
    assert (found == wishes(MOVE)) is moves


@pytest.mark.parametrize("about", ["question", "no-wish"])
def test_what_the_whole_surely_asks_the_sender_is_asked(about: str) -> None:
    keeps = (Evidence("jag vill vara kvar", Act.KEEP),)
    reading = ForPerson(about, "sv", keeps)
    assert in_its_light(reading, thinks(ask=0.98)) == Unclear("no-wish", "sv", (), keeps)
    assert in_its_light(reading, thinks(ask=0.96)) == reading


@pytest.mark.parametrize(
    ("taken", "meant", "done"),
    [
        ({MAY: 0.99}, [Meant(COME, "", SAID)], True),
        ({MAY: 0.99}, [Meant(COME, "", replace(SAID, likely=0.9))], False),
        ({MAY: 0.99}, [Meant(COME, "", SAID), Meant(None, "which-briefing", SAID)], False),
        ({JUNE: 0.99}, [Meant(COME, "", SAID)], False),
        ({MAY: 0.99}, [], False),
    ],
)
def test_upon_something_else_a_wish_is_done_where_sentence_and_whole_are_sure(
    taken: Mapping[str, float], meant: list[Meant], *, done: bool
) -> None:
    reading = ForPerson("not-ours", "sv")
    found = in_its_light(reading, thinks(taken, act=0.99, register=0.99), meant=meant)
    assert found == (wishes(COME) if done else reading)


@pytest.mark.parametrize(
    ("opinion", "also_human"),
    [
        (thinks({MAY: 0.05}, act=0.85, register=0.4, ask=0.5), False),
        (thinks({MAY: 0.3, JUNE: 0.45}, act=0.9, register=0.9), False),
        (thinks(act=0.85, register=0.5, cancel=0.9, human=0.9), True),
    ],
)
def test_what_is_plainly_wished_the_whole_may_doubt(opinion: Opinion, *, also_human: bool) -> None:
    found = in_its_light(wishes(COME), opinion, meant=[Meant(COME, "", SAID)])
    assert found == replace(wishes(COME), also_human=also_human)


@pytest.mark.parametrize(
    "less",
    [
        Meant(COME, "", replace(SAID, likely=0.96)),
        Meant(COME, "", SAID, named=False),
        Meant(Register((JUNE,)), "", SAID),
    ],
)
def test_what_is_less_than_plainly_wished_the_whole_must_mean(less: Meant) -> None:
    opinion = thinks(act=0.9, register=0.05, ask=0.5)
    assert isinstance(in_its_light(wishes(COME), opinion, meant=[less]), Unclear)


def test_the_opposite_as_likely_as_not_holds_a_wish_back() -> None:
    assert isinstance(in_its_light(wishes(COME), thinks(act=1.0, register=0.9, cancel=0.8, ask=0.1)), Unclear)
    assert in_its_light(wishes(COME), thinks(act=1.0, register=0.9, cancel=0.6)) == wishes(COME)
    both = wishes(COME, Cancel((JUNE,)))
    exchanged = thinks({MAY: 0.9}, {JUNE: 0.9}, act=1.0, register=0.9, cancel=0.9)
    assert in_its_light(both, exchanged) == both


@pytest.mark.parametrize(
    "opinion",
    [
        thinks(act=0.9, register=0.1, cancel=0.9, ask=0.1),
        thinks(act=0.55, register=0.9, ask=0.5),
        thinks({MAY: 0.1, JUNE: 0.9}, act=0.9, register=0.9, ask=0.1),
        thinks({MAY: 0.9, "*": 0.95}, act=0.9, register=0.9, ask=0.1),
        thinks(ask=0.98),
        thinks(ignore=0.96, ask=0.1),
    ],
)
def test_another_thing_or_nothing_at_all_speaks_against_what_is_plainly_wished(opinion: Opinion) -> None:
    assert isinstance(in_its_light(wishes(COME), opinion, meant=[Meant(COME, "", SAID)]), Unclear)


def test_the_one_list_that_is_plainly_left_may_be_doubted_more_than_two() -> None:
    one, two = Unsubscribe(("tj",)), Unsubscribe(("tj", "po"))
    said = replace(SAID, act=Act.UNSUBSCRIBE)
    doubts = thinks({}, {"tj": 0.12, "po": 0.15}, act=0.9, unsubscribe=0.9, ask=0.1)
    assert in_its_light(wishes(one), doubts, meant=[Meant(one, "", said)]) == wishes(one)
    assert isinstance(in_its_light(wishes(two), doubts, meant=[Meant(two, "", said)]), Unclear)
    denies = thinks({}, {"tj": 0.05}, act=0.9, unsubscribe=0.9, ask=0.1)
    assert isinstance(in_its_light(wishes(one), denies, meant=[Meant(one, "", said)]), Unclear)


def test_each_of_several_wishes_must_be_meant() -> None:
    both = wishes(COME, SetDelivery(DeliveryMode.WEEKLY), SetLanguage("en"), Subscribe(("tj",)))
    taken = {MAY: 0.99, "tj": 0.99}
    meant = thinks(taken, act=1.0, register=1.0, weekly=1.0, subscribe=1.0, to_english=1.0)
    assert in_its_light(both, meant) == both
    without = replace(meant, likely={**meant.likely, "to-english": 0.01})
    assert in_its_light(both, without) == wishes(*(each for each in both.wishes if each != SetLanguage("en")))
    doubtful = replace(without, likely={**without.likely, "weekly": 0.45})
    assert isinstance(in_its_light(both, doubtful), Unclear)
    rather = replace(meant, likely={**meant.likely, "weekly": 0.6})  # sentences wish it as well
    assert in_its_light(both, rather) == both
    swedish = wishes(SetLanguage("sv"))
    assert in_its_light(swedish, thinks(act=1.0, to_swedish=0.9)) == swedish


def test_what_it_has_not_learned_it_does_not_hold_back() -> None:
    line = wishes(LeaveLine(("*",)))
    assert in_its_light(line, thinks(act=0.9)) == line


def test_something_beside_is_heard_in_the_whole() -> None:
    found = in_its_light(wishes(COME), thinks(act=1.0, register=1.0, beside=0.95))
    assert isinstance(found, Wishes)
    assert found.also_human


@pytest.mark.parametrize(
    ("reading", "taken", "given_up", "held"),
    [
        (wishes(COME), {MAY: 0.99}, {}, False),
        (wishes(COME), {MAY: 0.5, JUNE: 0.5}, {}, False),
        (wishes(COME), {MAY: 0.01}, {}, True),
        (wishes(COME), {MAY: 0.85, JUNE: 0.85}, {}, False),
        (wishes(COME), {MAY: 0.85, JUNE: 0.99}, {}, True),
        (wishes(Register((MAY, JUNE))), {MAY: 0.99, JUNE: 0.99}, {}, False),
        (wishes(Register((MAY, JUNE))), {MAY: 0.99, JUNE: 0.01}, {}, True),
        (wishes(COME), {MAY: 0.99, "*": 0.99}, {"tj": 0.99}, True),
        (wishes(COME), {MAY: 0.4, JUNE: 0.55}, {}, False),
        (wishes(COME), {MAY: 0.4, JUNE: 0.85}, {}, True),
        (wishes(COME), {MAY: 0.2, JUNE: 0.95}, {}, True),
        (wishes(Unsubscribe(("tj",))), {}, {"tj": 0.01, "po": 0.98}, True),
        (wishes(Unsubscribe(("tj",))), {}, {"tj": 0.15}, False),
        (wishes(Unsubscribe(("tj",))), {}, {"tj": 0.05}, True),
        (wishes(Unsubscribe(("tj",))), {}, {"tj": 0.15, "po": 0.2}, True),
        (wishes(Unsubscribe(("tj", "po"))), {}, {"tj": 0.7, "po": 0.15}, True),
        (wishes(Unsubscribe(("tj",))), {}, {"tj": 0.6, "*": 0.1}, False),
        (wishes(Unsubscribe(("tj",))), {}, {"tj": 0.6, "*": 0.3}, True),
        (wishes(LEAVE), {}, {"tj": 0.99, "po": 0.01}, True),
        (wishes(LEAVE), {}, {"tj": 0.99, "po": 0.01, "*": 0.3}, False),
    ],
)
def test_a_wish_about_another_thing_than_the_whole_means_is_held_back(
    reading: Wishes, taken: Mapping[str, float], given_up: Mapping[str, float], *, held: bool
) -> None:
    opinion = thinks(taken, given_up, act=1.0, register=1.0, unsubscribe=1.0, ask=0.2)
    assert isinstance(in_its_light(reading, opinion), Unclear if held else Wishes)


def test_wishes_that_the_whole_tells_with_their_things_are_carried_out() -> None:
    for unsure in (Unclear("not-sure", "sv", (COME,)), Unclear("no-wish", "sv"), ForPerson("no-wish", "sv")):
        assert in_its_light(unsure, thinks(act=0.99, register=0.99)) == wishes(COME)
        for opinion in (
            thinks(act=0.5, register=0.99),
            thinks(act=0.99, register=0.5),
            thinks(act=0.99, register=0.99, cancel=0.6),
            thinks({MAY: 0.5}, act=0.99, register=0.99),
            thinks({MAY: 0.99, JUNE: 0.5}, act=0.99, register=0.99),
            thinks({}, act=0.99, register=0.99),
            thinks({"*": 0.99}, act=0.99, register=0.99),
        ):
            assert not isinstance(in_its_light(unsure, opinion), Wishes)


@pytest.mark.parametrize("heard", [Cancel((MAY,)), Cancel(("*",))])
def test_the_opposite_of_what_the_sentences_seem_to_wish_is_not_carried_out(heard: Wish) -> None:
    unsure = Unclear("not-sure", "sv", (COME, heard))
    may_lose = thinks(given_up={MAY: 0.2, "*": 0.2}, act=0.99, register=0.99, cancel=0.05)
    assert in_its_light(unsure, may_lose) == unsure
    assert in_its_light(unsure, thinks(act=0.99, register=0.99)) == wishes(COME)  # it surely gives nothing up
    other = Unclear("not-sure", "sv", (COME, Cancel((JUNE,))))
    assert in_its_light(other, thinks(act=0.99, register=0.99)) == wishes(COME)


def test_what_sentences_plainly_wish_is_not_exchanged_for_something_else_altogether() -> None:
    line = SetLanguage("sv")
    whole = thinks(act=0.99, register=0.99)
    assert in_its_light(Unclear("not-sure", "sv", (line,)), whole) == wishes(COME)
    assert in_its_light(wishes(line), whole, meant=[Meant(line, "", replace(SAID, likely=0.9))]) == wishes(
        COME
    )
    assert isinstance(in_its_light(wishes(line), whole, meant=[Meant(line, "", SAID)]), Unclear)


def test_of_wishes_that_contradict_each_other_that_is_done_which_the_whole_is_sure_of() -> None:
    weekly, monthly = SetDelivery(DeliveryMode.WEEKLY), SetDelivery(DeliveryMode.MONTHLY)
    opinion = thinks(act=0.99, weekly=0.99)
    assert in_its_light(Unclear("contradiction", "sv", (weekly, monthly)), opinion) == wishes(weekly)
    both = Unclear("contradiction", "sv", (LETTERS, Unsubscribe(("tj",))))
    assert in_its_light(both, thinks({"tj": 0.99}, act=0.99, subscribe=0.99)) == wishes(LETTERS)
    may_lose = thinks({"tj": 0.99}, {"tj": 0.2}, act=0.99, subscribe=0.99, unsubscribe=0.1)
    assert in_its_light(both, may_lose) == both


def test_a_day_that_contradicts_itself_and_one_of_two_ends_are_left_to_the_sender() -> None:
    day = Unclear("contradiction", "sv")
    assert in_its_light(day, thinks(act=0.99, register=0.99)) == day
    pauses = Unclear("contradiction", "sv", (Pause(date(2027, 8, 1)), Pause(date(2027, 9, 1))))
    assert in_its_light(pauses, thinks(act=0.99, pause=0.99)) == pauses


def test_a_wish_that_does_not_say_what_is_asked_about() -> None:
    vague = Unclear("no-wish", "sv", (), (Evidence("ta bort det", Act.VAGUE),))
    assert in_its_light(vague, thinks(act=0.99, register=0.99)) == vague


def test_all_lists_and_all_briefings_can_be_left() -> None:
    opinion = thinks(act=0.99, unsubscribe=0.99, cancel=0.99)
    found = in_its_light(Unclear("not-sure", "sv", (LEAVE, Cancel(("*",)))), opinion)
    assert found == wishes(Unsubscribe(("*",)), Cancel(("*",)))


def test_nobody_loses_a_kind_of_thing_that_no_sentence_seems_to_give_up() -> None:
    opinion = thinks(act=0.99, unsubscribe=0.99, cancel=0.99)
    unsure = Unclear("not-sure", "sv", (LEAVE,))
    assert in_its_light(unsure, opinion) == unsure
    seats = thinks({}, {MAY: 0.99}, act=0.99, cancel=0.99, register=0.01)
    assert isinstance(in_its_light(wishes(Unsubscribe(("tj",))), seats), Unclear)


def test_what_the_whole_tells_beyond_doubt_stands_in_the_place_of_what_the_sentences_wish() -> None:
    politicians = thinks({"po": 0.99}, act=0.99, subscribe=0.99)
    line = LeaveLine(("*",))
    found = in_its_light(wishes(Subscribe(("tj", "po")), line), politicians)
    assert found == wishes(line, Subscribe(("po",)))
    one = thinks({}, {"tj": 0.99}, act=0.99, unsubscribe=0.99)
    assert in_its_light(wishes(Unsubscribe(("tj",)), SetLanguage("en")), one) == wishes(Unsubscribe(("tj",)))


def test_where_the_sentences_give_all_up_and_the_whole_one_the_sender_is_asked() -> None:
    one = thinks({}, {"tj": 0.99}, act=0.99, unsubscribe=0.99)
    assert isinstance(in_its_light(wishes(LEAVE), one), Unclear)
    assert in_its_light(wishes(LEAVE), thinks(act=0.99, unsubscribe=0.99)) == wishes(LEAVE)


def test_what_a_sentence_seems_to_ask_beside_a_wish_is_for_a_person_where_the_whole_may_mean_that() -> None:
    asked = replace(wishes(COME), also_human=True)
    assert in_its_light(asked, thinks(act=0.99, register=0.99)) == wishes(COME)
    assert in_its_light(asked, thinks(act=0.99, register=0.99, beside=0.3)) == asked


def named(wish: Wish) -> list[Meant]:
    """A sentence that names the things of this wish, and is not beyond doubt."""
    return [Meant(wish, "", replace(SAID, likely=0.9))]


def test_the_whole_puts_nothing_in_the_place_of_what_the_sentences_name() -> None:
    politicians = thinks({"po": 0.99}, act=0.99, subscribe=0.99)
    assert isinstance(in_its_light(wishes(LETTERS), politicians, meant=named(LETTERS)), Unclear)
    assert in_its_light(wishes(LETTERS), politicians) == wishes(Subscribe(("po",)))  # no list was named
    all_of_them = thinks({}, {"*": 0.99, "tj": 0.99}, act=0.99, unsubscribe=0.99)
    one = Unsubscribe(("tj",))
    assert isinstance(in_its_light(wishes(one), all_of_them, meant=named(one)), Unclear)


def test_all_that_are_named_stay_those_though_the_whole_means_all() -> None:
    every = thinks({}, {MAY: 0.6, JUNE: 0.99, "*": 0.99}, act=0.99, cancel=0.99)
    both, one = Cancel((MAY, JUNE)), Cancel((MAY,))
    assert in_its_light(wishes(both), every, meant=named(both)) == wishes(both)
    assert isinstance(in_its_light(wishes(one), every, meant=named(one)), Unclear)


def test_what_sentences_and_whole_wish_alike_is_done_though_neither_is_beyond_doubt() -> None:
    unsure = Unclear("not-sure", "sv", (COME,))
    assert in_its_light(unsure, thinks(act=0.85, register=0.85)) == wishes(COME)
    assert in_its_light(unsure, thinks(act=0.75, register=0.85)) == unsure
    leaves = Unclear("not-sure", "sv", (LEAVE,))
    assert in_its_light(leaves, thinks(act=0.85, unsubscribe=0.85)) == leaves
    assert in_its_light(leaves, thinks(act=0.92, unsubscribe=0.92)) == wishes(LEAVE)
    barely = Unclear("no-wish", "sv", (LEAVE,))
    assert in_its_light(barely, thinks(act=0.92, unsubscribe=0.92)) == barely
    assert in_its_light(replace(barely, options=(COME,)), thinks(act=0.85, register=0.85)) == wishes(COME)
    erases = Unclear("not-sure", "sv", (Erase(),))
    assert in_its_light(erases, thinks(act=0.85, erase=0.85)) == erases
    denied = Unclear("denied", "sv", (COME,))
    assert in_its_light(denied, thinks(act=0.85, register=0.85)) == denied


def test_what_is_plainly_wished_is_not_left_out_without_a_word() -> None:
    plain = [Meant(COME, "", SAID)]
    unsure = Unclear("denied", "sv", (COME,))
    assert in_its_light(unsure, thinks(act=0.99, weekly=0.99), meant=plain) == unsure


def test_who_asks_to_leave_is_not_signed_up() -> None:
    one = Unsubscribe(("tj",))
    opinion = thinks({"tj": 0.99}, act=0.99, subscribe=0.99)
    assert isinstance(in_its_light(wishes(one), opinion, meant=named(one)), Unclear)


def test_all_lists_are_not_left_where_the_whole_thinks_so_rather_than_surely() -> None:
    one = Unsubscribe(("tj",))
    opinion = thinks({}, {"tj": 0.5, "*": 0.95}, act=0.99, unsubscribe=0.6)
    assert isinstance(in_its_light(wishes(one), opinion), Unclear)


def test_what_changes_nothing_needs_less() -> None:
    status = wishes(AskStatus())
    assert in_its_light(status, thinks(act=0.55, ask=0.4, status=0.8)) == status
    assert isinstance(in_its_light(status, thinks(act=0.45, ask=0.5, status=0.8)), Unclear)


def test_the_whole_adds_no_thing_to_those_that_the_sentences_name() -> None:
    both = thinks({MAY: 0.99, JUNE: 0.99}, act=0.99, register=0.99)
    unsure = Unclear("not-sure", "sv", (COME,))
    assert in_its_light(unsure, both, meant=named(COME)) == unsure
    unnamed = Unclear("no-wish", "sv")
    assert in_its_light(unnamed, both) == wishes(Register((MAY, JUNE)))


def test_what_the_whole_wishes_beside_what_the_sentences_wish_is_done_as_well() -> None:
    weekly = thinks(act=0.99, register=0.99, weekly=0.99)
    assert in_its_light(wishes(COME), weekly) == wishes(COME, SetDelivery(DeliveryMode.WEEKLY))
    assert in_its_light(wishes(COME), thinks(act=0.99, register=0.99, weekly=0.5)) == wishes(COME)


def test_which_briefing_is_meant_is_not_answered_with_several() -> None:
    unsure = Unclear("which-briefing", "sv")
    cancels = [Meant(None, "which-briefing", Said(Act.CANCEL, 0.9, 0, 0, 1))]
    assert in_its_light(unsure, thinks({}, act=0.99, cancel=0.99), meant=cancels) == unsure
    one = thinks({}, {MAY: 0.99}, act=0.99, cancel=0.99)
    assert in_its_light(unsure, one, meant=cancels) == wishes(Cancel((MAY,)))
    assert in_its_light(unsure, one) == unsure  # no sentence gives anything up
    both = thinks({MAY: 0.99, JUNE: 0.99}, act=0.99, register=0.99)
    assert in_its_light(unsure, both) == unsure
    assert in_its_light(unsure, thinks(act=0.99, register=0.99)) == wishes(COME)


def test_the_whole_itself_does_not_wish_two_opposite_things() -> None:
    both = thinks({"tj": 0.99}, {"tj": 0.99}, act=0.99, subscribe=0.99, unsubscribe=0.99)
    unsure = Unclear("not-sure", "sv", (LEAVE,))
    assert in_its_light(unsure, both) == unsure


@pytest.mark.parametrize("nothing", [Unclear("no-wish", "sv"), ForPerson("no-wish", "sv")])
@pytest.mark.parametrize("act", ["unsubscribe", "cancel", "erase"])
def test_what_no_sentence_said_takes_nothing_away(nothing: Unclear | ForPerson, act: str) -> None:
    sure = thinks(act=0.99)
    assert in_its_light(nothing, replace(sure, likely={**sure.likely, act: 0.99})) == nothing


@pytest.mark.parametrize(
    "about",
    [
        "date-and-weekday-differ",
        "date-and-topic-differ",
        "no-such-briefing",
        "no-such-day",
        "condition",
        "taken-back",
    ],
)
def test_what_contradicts_itself_or_hangs_on_something_is_asked_about(about: str) -> None:
    unclear = Unclear(about, "sv", (COME,))
    assert in_its_light(unclear, thinks(act=0.99, register=0.99)) == unclear


def test_who_wants_to_keep_what_they_have_is_not_asked_what_they_want() -> None:
    keeps = ForPerson("no-wish", "sv", (Evidence("ta inte bort mig", Act.KEEP),))
    assert in_its_light(keeps, thinks(ask=0.9)) == keeps


def test_what_it_has_not_learned_is_not_left_out_with_the_others() -> None:
    line, opinion = LeaveLine(("*",)), thinks(act=0.99, register=0.99)
    both = wishes(COME, line, SetDelivery(DeliveryMode.WEEKLY))
    assert in_its_light(both, opinion) == wishes(COME, line)


def test_where_a_pause_or_a_move_goes_only_the_words_tell() -> None:
    pause = Pause(date(2027, 8, 1))
    opinion = thinks(act=0.99, pause=0.99)
    assert in_its_light(Unclear("not-sure", "sv", (COME, pause)), opinion) == wishes(pause)
    nowhere = Unclear("not-sure", "sv", (COME,))
    assert in_its_light(nowhere, opinion) == nowhere
    assert in_its_light(nowhere, replace(opinion, pause=pause)) == wishes(pause)
    other = Unclear("not-sure", "sv", (Pause(date(2027, 9, 1)),))
    assert in_its_light(other, replace(opinion, pause=pause)) == wishes(Pause(date(2027, 9, 1)))


def test_a_plain_wish_that_no_sentence_said_is_heard_in_the_whole() -> None:
    weekly = thinks(act=0.99, weekly=0.99)
    for nothing in (Unclear("no-wish", "sv"), ForPerson("no-wish", "sv")):
        assert in_its_light(nothing, weekly) == wishes(SetDelivery(DeliveryMode.WEEKLY))
        for opinion in (thinks(act=0.99, weekly=0.9), thinks(act=0.99, erase=0.999)):
            assert in_its_light(nothing, opinion) == nothing
    found = in_its_light(ForPerson("question", "sv"), weekly)
    assert found == replace(wishes(SetDelivery(DeliveryMode.WEEKLY)), also_human=True)
    faulty = [Meant(None, "no-such-day", SAID)]
    assert isinstance(in_its_light(ForPerson("question", "sv"), weekly, meant=faulty), ForPerson)
    which = [Meant(None, "which-briefing", Said(Act.CANCEL, 0.9, 0, 0, 1))]
    question = ForPerson("question", "sv")
    assert in_its_light(question, thinks({}, act=0.99, cancel=0.99), meant=which) == question
    one = in_its_light(question, thinks({}, {MAY: 0.99}, act=0.99, cancel=0.99), meant=which)
    assert one == replace(wishes(Cancel((MAY,))), also_human=True)
    press = ForPerson("press", "sv")
    assert in_its_light(press, weekly) == press


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


@pytest.mark.parametrize(
    ("opinion", "person"),
    [
        (thinks(act=0.99, pause=0.99), True),
        (thinks(act=0.99, pause=0.99, ignore=0.3), False),
        (thinks(act=0.5, human=0.5), False),
    ],
)
def test_what_sounds_like_a_machine_is_a_persons_where_the_whole_says_so(
    opinion: Opinion, *, person: bool
) -> None:
    assert by_a_person(opinion) is person


def test_a_seat_that_no_sentence_speaks_of_is_not_added() -> None:
    monthly = SetDelivery(DeliveryMode.MONTHLY)
    opinion = thinks(act=0.99, monthly=0.99, register=0.99)
    assert in_its_light(wishes(monthly), opinion) == wishes(monthly)
    spoken = [Meant(None, "which-briefing", Said(Act.REGISTER, 0.7, 0, 0, 1))]
    assert in_its_light(wishes(monthly), opinion, (), spoken) == wishes(monthly, COME)


def test_where_no_sentence_wishes_so_the_whole_must_be_surer_of_the_thing() -> None:
    nothing = Unclear("no-wish", "sv")
    assert isinstance(in_its_light(nothing, thinks({MAY: 0.9}, act=0.99, register=0.99)), Unclear)
    heard = Unclear("no-wish", "sv", (COME,))
    assert in_its_light(heard, thinks({MAY: 0.9}, act=0.99, register=0.99)) == wishes(COME)


def test_what_is_taken_back_is_not_done_but_what_is_wished_instead() -> None:
    taken_back = Unclear("taken-back", "sv", (COME,))
    instead = thinks({JUNE: 0.99}, act=0.99, register=0.99)
    asked = in_its_light(taken_back, thinks(act=0.99, register=0.99))
    assert asked == taken_back
    assert isinstance(in_its_light(taken_back, instead), Unclear)  # the sentences name another
    assert in_its_light(replace(taken_back, options=()), instead) == wishes(Register((JUNE,)))
    status = Unclear("taken-back", "sv", (AskStatus(),))
    assert in_its_light(status, thinks(act=0.99, status=0.99)) == status
    erased = Unclear("taken-back", "sv", (Erase(),))
    assert in_its_light(erased, thinks(act=0.99, erase=0.99)) == erased


def test_instead_of_what_is_taken_back_a_setting_is_changed() -> None:
    taken_back = Unclear("taken-back", "sv", (LEAVE,))
    assert in_its_light(taken_back, thinks(act=0.99, monthly=0.99)) == wishes(
        SetDelivery(DeliveryMode.MONTHLY)
    )
    pause = Pause(date(2027, 8, 1))
    opinion = replace(thinks(act=0.99, pause=0.99), pause=pause)
    assert in_its_light(taken_back, opinion) == wishes(pause)
    called_off = Unclear("taken-back", "sv", (pause,))
    assert in_its_light(called_off, opinion) == called_off


def test_by_a_word_to_a_letter_of_ours_that_was_read_a_list_is_left() -> None:
    no = Unclear("yes-to-what", "sv")
    opinion = thinks({}, {"tj": 0.99}, act=0.99, unsubscribe=0.99)
    assert in_its_light(no, opinion) == no
    assert in_its_light(no, replace(opinion, answered=True)) == wishes(Unsubscribe(("tj",)))
    for reading in (Unclear("no-wish", "sv"), ForPerson("question", "sv")):
        assert in_its_light(reading, replace(opinion, answered=True)) == reading
    with_no_before = replace(opinion, answered=True, bare=True)
    assert in_its_light(Unclear("no-wish", "sv"), with_no_before) == wishes(Unsubscribe(("tj",)))
    assert in_its_light(ForPerson("question", "sv"), with_no_before) == ForPerson("question", "sv")
    more = replace(thinks({}, {"*": 0.99}, act=0.99, unsubscribe=0.99), answered=True)
    assert in_its_light(no, more) == no
    both = replace(
        thinks({}, {"tj": 0.99, MAY: 0.99}, act=0.99, unsubscribe=0.99, cancel=0.99), answered=True
    )
    assert in_its_light(no, both) == no


def test_what_only_a_letter_may_speak_of_is_not_done_beside_a_plain_wish() -> None:
    opinion = thinks(act=0.99, register=0.99, weekly=0.99)
    meant = [Meant(COME, "", SAID)]
    assert in_its_light(wishes(COME), replace(opinion, answered=True), (), meant) == wishes(COME)
    with_it = in_its_light(wishes(COME), opinion, (), meant)
    assert with_it == wishes(COME, SetDelivery(DeliveryMode.WEEKLY))


def test_where_a_briefing_is_named_that_is_not_the_whole_tells_of_none() -> None:
    no_such = Unclear("no-such-briefing", "sv")
    assert in_its_light(no_such, thinks(act=0.99, register=0.99)) == no_such
    told = in_its_light(no_such, thinks({"tj": 0.99}, act=0.99, subscribe=0.99))
    assert told == wishes(LETTERS)


@pytest.mark.parametrize(("likely", "done"), [(0.02, True), (0.2, False)])
def test_what_a_sentence_names_is_left_out_only_where_the_whole_surely_does_not_mean_it(
    likely: float, *, done: bool
) -> None:
    both = Register((MAY, JUNE))
    meant = [Meant(both, "", Said(Act.REGISTER, 0.99, 0, 0, 1))]
    opinion = thinks({MAY: 0.99, JUNE: likely}, act=0.99, register=0.99)
    read = in_its_light(wishes(both), opinion, (), meant)
    assert (read == wishes(COME)) is done
    assert isinstance(read, Wishes) is done


def test_what_a_mail_that_corrects_itself_takes_in_the_end() -> None:
    instead = replace(thinks({JUNE: 0.95}, act=0.99, register=0.99), corrected=True, named=(MAY, JUNE))
    then = wishes(Register((JUNE,)))
    assert in_its_light(wishes(COME), instead) == then
    both = Unclear("taken-back", "sv", (COME, Register((JUNE,))))
    assert in_its_light(both, instead) == then
    assert isinstance(in_its_light(wishes(COME), replace(instead, corrected=False)), Unclear)
    assert isinstance(in_its_light(wishes(COME), replace(instead, named=(JUNE, MAY))), Unclear)
    two = replace(thinks({JUNE: 0.99, MAY: 0.99}, act=0.99, register=0.99), corrected=True, named=(MAY, JUNE))
    assert in_its_light(both, two) == both
    taken_back = Unclear("taken-back", "sv", (COME,))
    again = replace(thinks(act=0.99, register=0.99), corrected=True, named=(MAY,))
    assert in_its_light(taken_back, again) == taken_back
    given_up = Unclear("taken-back", "sv", (Cancel((MAY,)),))
    assert in_its_light(given_up, instead) == given_up


def test_a_list_that_the_mail_names_is_taken_beside_what_its_sentences_wish() -> None:
    opinion = thinks({MAY: 0.99, "tj": 0.99}, act=0.99, register=0.99, subscribe=0.99)
    assert in_its_light(wishes(COME), opinion) == wishes(COME)
    named = replace(opinion, named=("tj",))
    assert in_its_light(wishes(COME), named) == wishes(COME, LETTERS)
    less_sure = thinks({MAY: 0.99, "tj": 0.99}, act=0.99, register=0.99, subscribe=0.96)
    assert in_its_light(wishes(COME), replace(less_sure, named=named.named)) == wishes(COME)


def test_a_plain_wish_is_asked_about_where_the_whole_takes_another_list_as_well_that_is_named() -> None:
    plain = [Meant(LETTERS, "", Said(Act.SUBSCRIBE, 0.99, 0, 0, 1))]
    opinion = thinks({"tj": 0.99, "po": 0.98}, act=0.99, subscribe=0.99, weekly=0.45)
    assert in_its_light(wishes(LETTERS), opinion, (), plain) == wishes(LETTERS)
    named = replace(opinion, named=("tj", "po"))
    assert isinstance(in_its_light(wishes(LETTERS), named, (), plain), Unclear)


def test_a_setting_is_not_changed_where_the_whole_rather_means_another_or_hardly_that() -> None:
    monthly = SetDelivery(DeliveryMode.MONTHLY)
    assert in_its_light(wishes(monthly), thinks(act=0.99, monthly=0.55)) == wishes(monthly)
    assert isinstance(in_its_light(wishes(monthly), thinks(act=0.99, monthly=0.45)), Unclear)
    assert isinstance(in_its_light(wishes(monthly), thinks(act=0.99, monthly=0.55, weekly=0.6)), Unclear)
    english = SetLanguage("en")
    assert isinstance(in_its_light(wishes(english), thinks(act=0.99, to_english=0.4)), Unclear)


def test_of_a_mail_that_wishes_one_thing_and_nothing_else_the_whole_need_be_less_sure() -> None:
    plain = [Meant(COME, "", Said(Act.REGISTER, 0.999, 0, 0, 1))]
    doubts = thinks(act=0.55, register=0.9, ask=0.5)
    assert in_its_light(wishes(COME), doubts, (), plain) == wishes(COME)
    half_heard = [*plain, Meant(LETTERS, "", Said(Act.SUBSCRIBE, 0.7, 1, 2, 3))]
    assert isinstance(in_its_light(wishes(COME), doubts, (), half_heard), Unclear)
    asks_too = replace(wishes(COME), also_human=True)
    assert isinstance(in_its_light(asks_too, doubts, (), plain), Unclear)


def test_a_wish_beside_a_matter_for_a_person_is_done_where_the_whole_is_sure_of_both() -> None:
    matter = ForPerson("matter", "sv")
    assert in_its_light(matter, thinks(act=0.99, register=0.99)) == matter
    both = in_its_light(matter, thinks(act=0.99, register=0.99, beside=0.95))
    assert both == Wishes((COME,), "sv", also_human=True)
    assert in_its_light(matter, thinks(beside=0.95)) == matter


def test_what_the_whole_surely_takes_for_nobodys_is_a_machines_though_none_is_heard() -> None:
    moved = wishes(COME)
    assert isinstance(in_its_light(moved, thinks(ignore=0.98)), Machine)
    assert not isinstance(in_its_light(moved, thinks(ignore=0.95)), Machine)


def test_a_list_is_left_where_all_are_much_less_likely_left() -> None:
    left = Unsubscribe(("tj",))
    assert in_its_light(
        wishes(left), thinks({}, {"tj": 0.97, "*": 0.3}, act=0.99, unsubscribe=0.99)
    ) == wishes(left)
    assert isinstance(
        in_its_light(wishes(left), thinks({}, {"tj": 0.85, "*": 0.3}, act=0.99, unsubscribe=0.99)), Unclear
    )


def test_no_pause_is_begun_where_the_whole_rather_means_its_end() -> None:
    pause = wishes(Pause(date(2027, 8, 1)))
    assert in_its_light(pause, thinks(act=0.99, pause=0.6, resume=0.3)) == pause
    assert in_its_light(pause, thinks(act=0.99, pause=0.6, resume=0.7)) != pause
