"""A seat passed on: two people, one seat, whoever of them answers first."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from mailservice.decisions.calendar_replies import decide_calendar_answer
from mailservice.decisions.evolve import after
from mailservice.decisions.facts import Facts
from mailservice.domain.addresses import Address
from mailservice.domain.briefings import Briefing, BriefingState, Seat, SeatState
from mailservice.domain.effects import (
    ChooseLanguage,
    Decision,
    PassOn,
    SendInvitation,
    SendLetter,
    SetSeat,
)
from mailservice.domain.people import Person
from mailservice.domain.readings import CalendarAnswer, PartStat
from tests.given import ANNA, BO, MAY_24, NOW, POLICY, facts, person, world_with

STAMP = NOW - timedelta(minutes=2)
EARLIER = NOW - timedelta(days=1)
CILLA = Address.of("cilla@region.example")


def anna(state: SeatState = SeatState.TAKEN, *, to: Address | None = None) -> Person:
    """Anna with a seat, which she may have passed on."""
    return person(ANNA, seats=(Seat(MAY_24.id, state, 0, EARLIER, delegated_to=to),))


def bo(state: SeatState) -> Person:
    return person(BO, seats=(Seat(MAY_24.id, state, 0, EARLIER),))


def of_anna(**given: Any) -> Facts:
    return facts(**{"person": anna(), **given})


def of_bo(first: Person | None = None, **given: Any) -> Facts:
    first = first or anna(to=BO)
    return facts(**{"sender": BO, "sender_text": str(BO), "parties": {ANNA: first}, **given})


def passes_on(to: Address | None = BO, *, at: datetime = STAMP, **more: Any) -> CalendarAnswer:
    return CalendarAnswer(MAY_24.uid, ANNA, "delegated", "sv", 0, at, delegate=to, **more)


def goes(answer: PartStat = "accepted", *, instead_of: Address = ANNA, **more: Any) -> CalendarAnswer:
    return CalendarAnswer(MAY_24.uid, BO, answer, "sv", 0, STAMP, goes_for=instead_of, **more)


def decide(answer: CalendarAnswer, known: Facts) -> Decision:
    def sign_up(briefing_id: str, theirs: Facts) -> Decision:
        return Decision(f"sign-up {theirs.sender}")

    return decide_calendar_answer(answer, known, now=NOW, policy=POLICY, sign_up=sign_up)


def kinds(decision: Decision) -> list[tuple[Address, str]]:
    """The receipts of a decision: to whom, of what."""
    return [
        (each.to, line["kind"])
        for each in decision.effects
        if isinstance(each, SendLetter) and each.letter == "receipt"
        for line in each.values["outcomes"]
    ]


@pytest.mark.parametrize("state", [SeatState.TAKEN, SeatState.TENTATIVE])
def test_who_passes_on_keeps_the_seat_until_the_other_has_said_yes(state: SeatState) -> None:
    decision = decide(passes_on(), of_anna(person=anna(state)))
    assert decision.because == "passing-on"
    assert decision.effects[0] == PassOn(ANNA, MAY_24.id, BO, STAMP)
    assert kinds(decision) == [(ANNA, "passing_on")]
    assert str(BO) not in str(decision.effects[1])


def test_the_others_yes_moves_the_seat_at_once() -> None:
    decision = decide(goes(), of_bo())
    assert decision.because == "passed-on"
    gone, removal, known, taken, invitation, *rest = decision.effects
    assert gone == SetSeat(ANNA, MAY_24.id, SeatState.GIVEN_UP, STAMP, why="passed-on")
    assert isinstance(removal, SendInvitation)
    assert (removal.to, removal.method, removal.sequence, removal.why) == (ANNA, "CANCEL", 1, "passed-on")
    assert known == ChooseLanguage(BO, "sv")
    assert isinstance(taken, SetSeat)
    assert (taken.address, taken.state) == (BO, SeatState.TAKEN)
    assert isinstance(invitation, SendInvitation)
    assert (invitation.to, invitation.method) == (BO, "REQUEST")
    assert rest
    assert kinds(decision) == [(BO, "registered")]


def test_who_is_known_is_not_written_down_anew() -> None:
    decision = decide(goes(), of_bo(person=bo(SeatState.WAITING)))
    assert not [each for each in decision.effects if isinstance(each, ChooseLanguage)]
    assert [each.state for each in decision.effects if isinstance(each, SetSeat) and each.address == BO] == [
        SeatState.TAKEN
    ]


def test_the_others_yes_may_come_first() -> None:
    waiting = decide(passes_on(), of_anna(parties={BO: bo(SeatState.WAITING)}))
    assert waiting.because == "passed-on"
    assert [(e.address, e.state) for e in waiting.effects if isinstance(e, SetSeat)] == [
        (ANNA, SeatState.GIVEN_UP),
        (BO, SeatState.TAKEN),
    ]
    third = person(CILLA, seats=(Seat(MAY_24.id, SeatState.WAITING),))
    has_one = decide(passes_on(), of_anna(parties={BO: bo(SeatState.TAKEN)}, next_in_line={MAY_24.id: third}))
    assert [(e.address, e.state) for e in has_one.effects if isinstance(e, SetSeat)] == [
        (ANNA, SeatState.GIVEN_UP),
        (CILLA, SeatState.OFFERED),
    ]
    said_no = decide(passes_on(), of_anna(parties={BO: bo(SeatState.GIVEN_UP)}))
    assert said_no.because == "passing-on"


def test_the_others_no_leaves_the_seat_where_it_was() -> None:
    decision = decide(goes("declined"), of_bo())
    assert decision.because == "not-passed-on"
    assert decision.effects[0] == PassOn(ANNA, MAY_24.id, None, EARLIER)
    assert kinds(decision) == [(ANNA, "not_passed_on")]
    noted = SetSeat(BO, MAY_24.id, SeatState.GIVEN_UP, STAMP)  # an earlier yes may still be on its way
    assert decision.effects[1:3] == (ChooseLanguage(BO, "sv"), noted)
    wants_slides = decide(goes("declined"), of_bo(person=bo(SeatState.MATERIALS)))
    assert wants_slides.effects[1] == replace(noted, state=SeatState.MATERIALS)
    waits = decide(goes("declined"), of_bo(person=bo(SeatState.WAITING)))
    assert not [each for each in waits.effects if isinstance(each, SetSeat)]
    assert decide(goes("tentative"), of_bo()) == Decision("delegate-not-sure")


@pytest.mark.parametrize(
    "known",
    [
        of_bo(anna()),  # nobody has passed anything on
        of_bo(anna(to=CILLA)),  # to somebody else
        of_bo(anna(SeatState.GIVEN_UP, to=BO)),
        of_bo(person(ANNA)),
        of_bo(parties={}),
        of_bo(vouched=False),
    ],
)
def test_who_says_that_they_go_for_another_speaks_for_themselves(known: Facts) -> None:
    assert decide(goes(), known) == Decision(f"sign-up {BO}")


@pytest.mark.parametrize(
    ("answer", "known"),
    [
        (passes_on(), of_anna(vouched=False)),
        (passes_on(), of_anna(person=anna(SeatState.WAITING))),
        (passes_on(), of_anna(person=person())),
        (passes_on(ANNA), of_anna()),
        (passes_on(None), of_anna()),
        (passes_on(), of_anna(world=world_with(replace(MAY_24, state=BriefingState.CALLED_OFF)))),
    ],
)
def test_what_cannot_be_passed_on_is_for_the_secretariat(answer: CalendarAnswer, known: Facts) -> None:
    assert decide(answer, known).because == "handed-over-calendar-delegated"


def test_the_others_yes_from_before_their_no_is_silent() -> None:
    said_no = person(BO, seats=(Seat(MAY_24.id, SeatState.GIVEN_UP, None, STAMP + timedelta(minutes=1)),))
    assert decide(goes(), of_bo(person=said_no)) == Decision("stale-answer")


def test_an_older_word_or_the_same_again_is_silent() -> None:
    assert decide(passes_on(at=EARLIER - timedelta(seconds=1)), of_anna()) == Decision("stale-answer")
    again = person(ANNA, seats=(Seat(MAY_24.id, SeatState.TAKEN, 0, STAMP, delegated_to=BO),))
    assert decide(passes_on(), of_anna(person=again)) == Decision("answered-already")
    to_another = decide(passes_on(CILLA), of_anna(person=again))
    assert to_another.effects[0] == PassOn(ANNA, MAY_24.id, CILLA, STAMP)


@pytest.mark.parametrize("briefing", [replace(MAY_24, start=NOW - timedelta(hours=2))])
def test_what_is_over_is_not_passed_on(briefing: Briefing) -> None:
    decision = decide(goes(), of_bo(world=world_with(briefing)))
    assert decision == Decision(f"sign-up {BO}")


def test_a_seat_as_it_stands_once_it_is_passed_on() -> None:
    passed_on = PassOn(ANNA, MAY_24.id, BO, STAMP)
    seat = after(anna(), passed_on).seat_at(MAY_24.id)
    assert seat == Seat(MAY_24.id, SeatState.TAKEN, 0, STAMP, delegated_to=BO)
    assert after(person(ANNA), passed_on) == person(ANNA)
    assert after(person(BO), passed_on) == person(BO)


def test_what_they_wrote_beside_it_reaches_the_secretariat() -> None:
    decision = decide(passes_on(comment="Bo kan mer om det här"), of_anna())
    about = [e.values["about"] for e in decision.effects if isinstance(e, SendLetter) and "about" in e.values]
    assert about == ["calendar-comment"]
