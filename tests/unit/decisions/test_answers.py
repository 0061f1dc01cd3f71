"""A bare yes, no or undo: it means what the answered letter asked, and nothing from anybody else."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from mailservice.decisions.answers import decide_undo, decide_yes_no
from mailservice.decisions.facts import Awaited
from mailservice.domain.addresses import Address
from mailservice.domain.briefings import BriefingState, Seat, SeatState
from mailservice.domain.effects import (
    AwaitAnswer,
    CloseAwaited,
    Decision,
    MoveAddress,
    SendInvitation,
    SendLetter,
    SetSeat,
    SetSubscription,
)
from mailservice.domain.people import SubscriptionState
from mailservice.domain.readings import AnsweredLetter, Undo, YesNo
from mailservice.domain.wishes import AskStatus, Move, Register, Subscribe, Unsubscribe
from tests.given import (
    ANNA,
    BO,
    MAY_24,
    MAY_26,
    NOW,
    POLICY,
    SECRETARIAT,
    facts,
    person,
    seat,
    world_with,
)

NETWORK = ("natverk-kompetens",)
RECEIPT = AnsweredLetter("receipt", ANNA, NOW - timedelta(days=1), "t.0.receipt@forum.example")


def awaited(**given: Any) -> Awaited:
    standard: dict[str, Any] = {
        "token_hash": "h",
        "purpose": "confirm",
        "asked": (ANNA,),
        "about_person": ANNA,
        "wishes": (Subscribe(("politikerforum",)), Register(("2027-05-24",))),
        "language": "sv",
        "valid_until": NOW + timedelta(days=7),
    }
    return Awaited(**{**standard, **given})


def answered(yes: bool = True, **given: Any) -> Decision:
    given.setdefault("awaited", awaited())
    return decide_yes_no(YesNo(yes, "sv"), facts(**given), now=NOW, policy=POLICY)


def letters(decision: Decision) -> list[str]:
    return [each.letter for each in decision.effects if isinstance(each, SendLetter)]


def test_yes_carries_out_what_was_asked() -> None:
    decision = answered()
    assert decision.because == "confirmed"
    assert decision.effects[0] == CloseAwaited("h", "yes")
    assert SetSubscription(ANNA, "politikerforum", SubscriptionState.ACTIVE) in decision.effects
    assert any(isinstance(each, SetSeat) for each in decision.effects)
    assert letters(decision) == ["receipt"]


def test_no_closes_the_question_quietly() -> None:
    assert answered(False) == Decision("declined-to-confirm", (CloseAwaited("h", "no"),))


@pytest.mark.parametrize("given", [{"awaited": None}, {"sender": BO}])
def test_yes_to_nothing_is_asked_about(given: dict[str, Any]) -> None:
    decision = answered(**given)
    assert decision.because == "asked-yes-to-what"
    assert letters(decision) == ["ask"]


@pytest.mark.parametrize(
    ("change", "letter"),
    [
        ({"outcome": "yes"}, "confirm_done"),
        ({"valid_until": NOW}, "confirm_late"),
    ],
)
def test_an_answer_counts_once_and_in_time(change: dict[str, Any], letter: str) -> None:
    decision = answered(awaited=awaited(**change))
    assert letters(decision) == [letter]
    assert len(decision.effects) == 1


# --- the secretariat's approval ------------------------------------------------------------------


def approval(yes: bool, **given: Any) -> Decision:
    asked = awaited(purpose="approve", asked=(SECRETARIAT,), wishes=(Subscribe(NETWORK), AskStatus()))
    given.setdefault("about", person(requested=NETWORK))
    return answered(yes, sender=SECRETARIAT, awaited=asked, **given)


def test_the_secretariat_lets_somebody_in() -> None:
    decision = approval(True)
    assert decision.because == "approved"
    assert SetSubscription(ANNA, "natverk-kompetens", SubscriptionState.ACTIVE) in decision.effects
    told = {each.letter: each for each in decision.effects if isinstance(each, SendLetter)}
    assert told["receipt"].to == ANNA
    assert told["approval_settled"].to == SECRETARIAT
    assert told["approval_settled"].values["outcome"] == "approved"


def test_the_secretariat_says_no() -> None:
    decision = approval(False)
    assert SetSubscription(ANNA, "natverk-kompetens", SubscriptionState.ENDED) in decision.effects
    assert letters(decision) == ["not_approved", "approval_settled"]


@pytest.mark.parametrize("about", [None, person()])
def test_who_has_withdrawn_is_not_let_in(about: Any) -> None:
    decision = approval(True, about=about)
    assert not any(isinstance(each, SetSubscription) for each in decision.effects)
    assert letters(decision) == ["approval_settled"]


@pytest.mark.parametrize("yes", [True, False])
def test_the_colleague_who_answers_second_is_told_so(yes: bool) -> None:
    asked = awaited(purpose="approve", asked=(SECRETARIAT,), wishes=(Subscribe(NETWORK),), outcome="yes")
    decision = answered(yes, sender=SECRETARIAT, awaited=asked, about=person(on=NETWORK))
    [letter] = decision.effects
    assert isinstance(letter, SendLetter)
    assert (letter.letter, letter.to, letter.values["outcome"]) == (
        "approval_settled",
        SECRETARIAT,
        "already",
    )


def test_the_secretariat_may_take_its_time() -> None:
    asked = awaited(purpose="approve", asked=(SECRETARIAT,), wishes=(Subscribe(NETWORK),), valid_until=NOW)
    decision = answered(True, sender=SECRETARIAT, awaited=asked, about=person(requested=NETWORK))
    assert decision.because == "approved"


# --- an invitation, answered in words ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("sessions", "yes", "sender", "because"),
    [
        ((MAY_24.id,), False, ANNA, "carried-out"),
        ((MAY_24.id, MAY_26.id), False, ANNA, "asked-yes-to-what"),
        ((MAY_24.id,), True, ANNA, "asked-yes-to-what"),  # read as a sign-up already, where it is one
        ((MAY_24.id,), False, BO, "asked-yes-to-what"),
    ],
)
def test_no_to_an_invitation_gives_the_seat_up(
    sessions: tuple[str, ...], yes: bool, sender: Address, because: str
) -> None:
    invitation = AnsweredLetter("invitation", ANNA, NOW, "t.0.invitation@forum.example", sessions=sessions)
    offered = person(seats=(Seat(MAY_24.id, SeatState.OFFERED, 0, NOW, NOW + timedelta(days=1)),))
    decision = answered(yes, sender=sender, awaited=None, answered=invitation, person=offered)
    assert decision.because == because
    given_up = [each for each in decision.effects if isinstance(each, SetSeat)]
    assert bool(given_up) is (because == "carried-out")


# --- a move, which both addresses want -------------------------------------------------------------

NEW = Address.of("anna.ny@region.example")


def moved(**given: Any) -> Decision:
    asked = awaited(purpose="move", asked=(NEW,), wishes=(Move(str(NEW)),))
    return answered(sender=NEW, awaited=asked, **given)


def test_the_new_address_says_yes() -> None:
    decision = moved(about=person())
    assert MoveAddress(ANNA, NEW) in decision.effects
    told = [(each.letter, each.to) for each in decision.effects if isinstance(each, SendLetter)]
    assert told == [("receipt", ANNA), ("receipt", NEW)]


def test_meetings_leave_one_calendar_and_come_into_the_other() -> None:
    off = replace(MAY_26, state=BriefingState.CALLED_OFF)
    before = Seat(MAY_24.id, SeatState.OFFERED, 1, NOW, NOW + timedelta(days=1))
    old = person(seats=(before, seat(off)))
    decision = moved(about=old, world=world_with(MAY_24, off))
    sent = [each for each in decision.effects if isinstance(each, SendInvitation)]
    assert [(each.to, each.method, each.sequence, each.why) for each in sent] == [
        (ANNA, "CANCEL", 2, "moved"),
        (NEW, "REQUEST", 3, "offer"),
    ]
    assert decision.effects.index(sent[0]) < decision.effects.index(MoveAddress(ANNA, NEW))
    known = person(NEW, seats=(seat(invited=7),), language="en")
    again = moved(about=person(seats=(seat(), seat(MAY_26, SeatState.WAITING))), moving_to=known)
    [_, into] = [each for each in again.effects if isinstance(each, SendInvitation)]
    assert (into.sequence, into.language, into.why) == (9, "en", "")


def test_nothing_is_left_to_move() -> None:
    decision = moved(about=None)
    assert not any(isinstance(each, MoveAddress) for each in decision.effects)
    assert letters(decision) == ["receipt"]


# --- a choice that we asked for --------------------------------------------------------------------


def test_yes_to_the_only_option_takes_it() -> None:
    decision = answered(awaited=awaited(purpose="ask", wishes=(Subscribe(("politikerforum",)),)))
    assert decision.because == "confirmed"


def test_yes_to_several_options_is_asked_again() -> None:
    decision = answered(awaited=awaited(purpose="ask"))
    assert decision.because == "asked-which-of-these"
    [waiting] = [each for each in decision.effects if isinstance(each, AwaitAnswer)]
    assert waiting.wishes == awaited().wishes


# --- undo --------------------------------------------------------------------------------------------


def undone(**given: Any) -> Decision:
    standard: dict[str, Any] = {
        "answered": RECEIPT,
        "undo": (Unsubscribe(("politikerforum",)),),
        "person": person(on=("politikerforum",)),
    }
    return decide_undo(Undo("sv"), facts(**{**standard, **given}), now=NOW, policy=POLICY)


def kinds(decision: Decision) -> list[str]:
    receipt = next(each for each in decision.effects if isinstance(each, SendLetter))
    return [line["kind"] for line in receipt.values["outcomes"]]


def test_undo_takes_the_receipt_back_and_can_be_undone() -> None:
    decision = undone()
    assert decision.effects[0] == SetSubscription(ANNA, "politikerforum", SubscriptionState.ENDED)
    assert kinds(decision) == ["undone", "unsubscribed"]
    last = decision.effects[-1]
    assert isinstance(last, SendLetter)
    assert last.undo == (Subscribe(("politikerforum",)),)


def test_undo_gives_a_closed_list_back_without_a_new_approval() -> None:
    decision = undone(undo=(Subscribe(NETWORK),))
    assert SetSubscription(ANNA, "natverk-kompetens", SubscriptionState.ACTIVE) in decision.effects


def test_undo_twice_changes_nothing_more() -> None:
    assert kinds(undone(person=person())) == ["undone", "not_subscribed"]


def test_undo_after_a_week_is_too_late() -> None:
    old = replace(RECEIPT, sent_at=NOW - timedelta(days=8))
    decision = undone(answered=old)
    assert kinds(decision) == ["undo_late"]
    assert len(decision.effects) == 1


@pytest.mark.parametrize(
    "given", [{"answered": None}, {"undo": ()}, {"answered": replace(RECEIPT, sent_to=BO)}]
)
def test_nothing_to_undo(given: dict[str, Any]) -> None:
    assert kinds(undone(**given)) == ["nothing_to_undo"]
