"""Standing wishes, materials alone, and what a closed briefing says."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from mailservice.decisions.wishes import decide_wishes
from mailservice.domain.briefings import BriefingState, Phase, Seat, SeatState
from mailservice.domain.effects import Decision, FollowBriefings, SendInvitation, SendLetter, SetSeat
from mailservice.domain.readings import Wishes
from mailservice.domain.wishes import (
    EVERYTHING,
    AskStatus,
    Cancel,
    Follow,
    MaterialsOnly,
    Register,
    Unfollow,
    Wish,
)
from tests.given import ANNA, BO, MAY_24, MAY_26, NOW, POLICY, facts, person, seat, world_with

HOUR = timedelta(hours=1)
OFFICIALS = "tjanstemannaforum"


def decided(*wishes: Wish, **given: Any) -> Decision:
    return decide_wishes(Wishes(wishes, "sv"), facts(**given), now=NOW, policy=POLICY)


def receipt(decision: Decision) -> SendLetter:
    return next(e for e in decision.effects if isinstance(e, SendLetter) and e.letter == "receipt")


def kinds(decision: Decision) -> list[str]:
    return [line["kind"] for line in receipt(decision).values["outcomes"]]


def test_following_signs_up_for_what_is_open_and_can_be_undone() -> None:
    decision = decided(Follow((OFFICIALS,)), person=person())
    assert FollowBriefings(ANNA, OFFICIALS, follows=True) in decision.effects
    assert kinds(decision) == ["following", "registered"]
    assert receipt(decision).undo == (Cancel((MAY_24.id,)), Unfollow((OFFICIALS,)))


@pytest.mark.parametrize("state", list(SeatState))
def test_a_word_about_one_briefing_outdoes_the_standing_wish(state: SeatState) -> None:
    here = person(follows=(OFFICIALS,), seats=(seat(state=state),))
    decision = decided(Follow((OFFICIALS,)), person=here)
    assert kinds(decision) == ["following"]
    assert receipt(decision).undo == ()


def test_following_no_longer_keeps_the_seats() -> None:
    here = person(follows=(OFFICIALS,), seats=(seat(),))
    for lists in (EVERYTHING, (OFFICIALS,)):
        decision = decided(Unfollow(lists), person=here)
        assert kinds(decision) == ["not_following"]
        assert decision.effects[:1] == (FollowBriefings(ANNA, OFFICIALS, follows=False),)
        assert receipt(decision).undo == (Follow((OFFICIALS,)),)
    assert kinds(decided(Unfollow(("politikerforum",)), person=here)) == ["follows_nothing"]


def test_status_tells_of_a_standing_wish_made_in_the_same_mail() -> None:
    [_, status] = receipt(decided(Follow(("politikerforum",)), AskStatus(), world=world_with())).values[
        "outcomes"
    ]
    assert [each["id"] for each in status["follows"]] == ["politikerforum"]
    after = receipt(decided(Unfollow(EVERYTHING), AskStatus(), person=person(follows=("politikerforum",))))
    assert after.values["outcomes"][1]["follows"] == []


def test_materials_alone_free_the_seat_for_the_next() -> None:
    heir = person(BO, seats=(Seat(MAY_24.id, SeatState.WAITING),))
    decision = decided(
        MaterialsOnly((MAY_24.id,)), person=person(seats=(seat(),)), next_in_line={MAY_24.id: heir}
    )
    seats = [(each.address, each.state) for each in decision.effects if isinstance(each, SetSeat)]
    assert seats == [(ANNA, SeatState.MATERIALS), (BO, SeatState.OFFERED)]
    [out, _] = [each for each in decision.effects if isinstance(each, SendInvitation)]
    assert (out.to, out.method, out.why) == (ANNA, "CANCEL", "materials")
    assert receipt(decision).undo == (Register((MAY_24.id,)),)


@pytest.mark.parametrize(
    ("before", "changes", "undo"),
    [
        ((), 1, (Cancel((MAY_24.id,)),)),
        ((seat(state=SeatState.GIVEN_UP),), 1, (Cancel((MAY_24.id,)),)),
        ((seat(state=SeatState.WAITING, invited=None),), 1, (Register((MAY_24.id,)),)),
        ((seat(state=SeatState.MATERIALS),), 1, ()),  # said again
    ],
)
def test_materials_alone(before: tuple[Seat, ...], changes: int, undo: tuple[Wish, ...]) -> None:
    decision = decided(MaterialsOnly((MAY_24.id,)), person=person(seats=before))
    assert kinds(decision) == ["materials_only"]
    assert len([each for each in decision.effects if isinstance(each, SetSeat)]) == changes
    assert receipt(decision).undo == undo


def test_materials_of_what_was_and_of_what_never_will_be() -> None:
    past = replace(MAY_24, start=NOW - HOUR)
    decision = decided(MaterialsOnly((past.id,)), person=person(seats=(seat(),)), world=world_with(past))
    assert kinds(decision) == ["materials_only"]
    assert receipt(decision).undo == ()
    off = replace(MAY_24, state=BriefingState.CALLED_OFF)
    assert kinds(decided(MaterialsOnly((off.id,)), world=world_with(off))) == ["briefing_called_off"]


@pytest.mark.parametrize(
    "briefing",
    [replace(MAY_24, state=BriefingState.CLOSED), replace(MAY_24, deadline=NOW)],
    ids=["closed", "after the deadline"],
)
def test_signing_up_too_late(briefing: Any) -> None:
    assert kinds(decided(Register((briefing.id,)), world=world_with(briefing))) == ["briefing_closed"]
    leaves = decided(Cancel((briefing.id,)), world=world_with(briefing), person=person(seats=(seat(),)))
    assert kinds(leaves) == ["cancelled"]


def test_nobody_passes_the_line_by() -> None:
    small = replace(MAY_24, capacity=2)
    free = {"taken": {small.id: 1}, "world": world_with(small)}
    assert kinds(decided(Register((small.id,)), **free)) == ["registered"]
    assert kinds(decided(Register((small.id,)), in_line={small.id: 1}, **free)) == ["waiting"]
    soon = replace(small, start=NOW + timedelta(minutes=20))  # nobody can be asked any more
    free["world"] = world_with(soon)
    assert kinds(decided(Register((soon.id,)), in_line={soon.id: 1}, **free)) == ["registered"]


@pytest.mark.parametrize(
    ("briefing", "taken", "phase"),
    [
        (replace(MAY_24, state=BriefingState.DRAFT), 0, Phase.DRAFT),
        (MAY_24, 500, Phase.OPEN),
        (replace(MAY_24, capacity=2), 1, Phase.OPEN),
        (replace(MAY_24, capacity=2), 2, Phase.FULL),
        (replace(MAY_24, capacity=2, deadline=NOW), 2, Phase.CLOSED),
        (replace(MAY_24, state=BriefingState.CLOSED), 0, Phase.CLOSED),
        (replace(MAY_24, start=NOW - HOUR), 0, Phase.HELD),
        (replace(MAY_24, start=NOW - HOUR, state=BriefingState.CALLED_OFF), 0, Phase.CALLED_OFF),
    ],
)
def test_the_phases_of_a_life(briefing: Any, taken: int, phase: Phase) -> None:
    assert briefing.phase(NOW, taken=taken) is phase


def test_people_do_not_see_drafts() -> None:
    draft = replace(MAY_24, state=BriefingState.DRAFT)
    world = world_with(draft, MAY_26)
    assert world.shown().briefings == (MAY_26,)
    assert world.shown().shown() is not world
    assert world.open_to_come(NOW) == (MAY_26,)


def test_a_maybe_and_a_yes_come() -> None:
    assert [each for each in SeatState if each.comes] == [SeatState.TAKEN, SeatState.TENTATIVE]
