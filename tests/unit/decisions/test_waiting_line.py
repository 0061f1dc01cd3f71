"""The waiting line: who is asked, until when, and what happens when they do not answer."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mailservice.decisions.waiting_line import decide_line, offer_seat, offer_until
from mailservice.domain.addresses import Address
from mailservice.domain.briefings import Briefing, BriefingState, Seat, SeatState
from mailservice.domain.effects import Decision, PlanReminder, SendInvitation, SetSeat
from mailservice.domain.people import Person
from tests.given import ANNA, BO, MAY_24, NOW, person

CIA, DAN = Address.of("cia@region.example"), Address.of("dan@region.example")
ONE = replace(MAY_24, capacity=1)
HOUR = timedelta(hours=1)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def at(
    address: Address, state: SeatState, *, until: datetime | None = None, invited: int | None = None
) -> Person:
    return person(address, seats=(Seat(MAY_24.id, state, invited, NOW - HOUR, until),))


def seats(decision: Decision) -> list[tuple[Address, SeatState]]:
    return [(each.address, each.state) for each in decision.effects if isinstance(each, SetSeat)]


@pytest.mark.parametrize(
    ("now", "start", "until"),
    [
        ("2027-05-10 06:30", "2027-05-24 07:00", "2027-05-11 06:30"),
        ("2027-05-10 06:30:59", "2027-05-24 07:00", "2027-05-11 06:30"),  # whole minutes
        ("2027-05-14 12:00", "2027-05-24 07:00", "2027-05-17 12:00"),  # Friday: over the weekend
        ("2027-05-05 12:00", "2027-05-24 07:00", "2027-05-07 12:00"),  # over Ascension Day
        ("2027-03-26 12:00", "2027-04-12 07:00", "2027-03-30 11:00"),  # over Easter, into summer time
        ("2027-10-29 12:00", "2027-11-12 08:00", "2027-11-01 13:00"),  # and back
        ("2027-05-23 12:00", "2027-05-24 07:00", "2027-05-24 05:00"),  # two hours before the start
        ("2027-05-24 04:01", "2027-05-24 07:00", "2027-05-24 06:45"),  # less than an hour of that is left
        ("2027-05-24 06:30", "2027-05-24 07:00", "2027-05-24 06:45"),
        ("2027-05-24 06:31", "2027-05-24 07:00", None),  # too late to ask anybody
        ("2027-05-24 08:00", "2027-05-24 07:00", None),
    ],
)  # fmt: skip
def test_until_when_a_seat_is_offered(now: str, start: str, until: str | None) -> None:
    found = offer_until(replace(MAY_24, start=utc(start)), now=utc(now))
    assert found == (None if until is None else utc(until))


def test_a_free_seat_is_offered_with_an_invitation_and_reminders() -> None:
    decision = decide_line(ONE, [at(BO, SeatState.WAITING), at(CIA, SeatState.WAITING)], now=NOW)
    offered, invitation, *reminders = decision.effects
    until = offer_until(ONE, now=NOW)
    assert offered == SetSeat(BO, ONE.id, SeatState.OFFERED, NOW - HOUR, until, "offer")
    assert isinstance(invitation, SendInvitation)
    assert (invitation.method, invitation.sequence, invitation.answer_by) == ("REQUEST", 0, until)
    assert len(reminders) == 2
    assert all(isinstance(each, PlanReminder) for each in reminders)


def test_an_offer_that_ran_out_leaves_the_calendar_before_the_next_is_asked() -> None:
    late = at(BO, SeatState.OFFERED, until=NOW, invited=3)
    decision = decide_line(ONE, [late, at(CIA, SeatState.WAITING)], now=NOW)
    assert seats(decision) == [(BO, SeatState.GIVEN_UP), (CIA, SeatState.OFFERED)]
    sent = [each for each in decision.effects if isinstance(each, SendInvitation)]
    assert [(each.to, each.method, each.sequence, each.why) for each in sent] == [
        (BO, "CANCEL", 4, "offer-over"),
        (CIA, "REQUEST", 0, "offer"),
    ]


def test_an_offer_runs_out_even_where_nobody_else_waits() -> None:
    late = at(BO, SeatState.OFFERED, until=NOW)
    assert seats(decide_line(ONE, [late], now=NOW)) == [(BO, SeatState.GIVEN_UP)]


@pytest.mark.parametrize(
    ("briefing", "asked"),
    [
        (ONE, []),
        (replace(ONE, capacity=2), [CIA]),
        (replace(ONE, capacity=None), [CIA, DAN]),  # the limit was taken away
        (replace(ONE, capacity=2, state=BriefingState.CLOSED), [CIA]),  # the line moves on
        (replace(ONE, capacity=2, state=BriefingState.CALLED_OFF), []),
        (replace(ONE, capacity=2, state=BriefingState.DRAFT), []),
        (replace(ONE, capacity=2, start=NOW), []),
        (replace(ONE, capacity=2, start=NOW + timedelta(minutes=20)), []),  # too late
    ],
)
def test_as_many_are_asked_as_there_are_seats(briefing: Briefing, asked: list[Address]) -> None:
    here = [
        at(ANNA, SeatState.TAKEN),
        at(BO, SeatState.GIVEN_UP),
        person(Address.of("eva@region.example")),
        at(CIA, SeatState.WAITING),
        at(DAN, SeatState.WAITING),
    ]
    assert seats(decide_line(briefing, here, now=NOW)) == [(each, SeatState.OFFERED) for each in asked]


def test_a_late_offer_without_a_time_is_left_alone() -> None:
    """A seat that came by a move of address keeps what it had."""
    odd = at(BO, SeatState.OFFERED)
    assert decide_line(ONE, [odd], now=NOW).because == "line-stands"


def test_whoever_never_answered_is_asked_as_of_now() -> None:
    fresh = person(BO, seats=(Seat(MAY_24.id, SeatState.WAITING),))
    offered = offer_seat(ONE, fresh, now=NOW)[0]
    assert isinstance(offered, SetSeat)
    assert offered.answered_at == NOW
    assert offer_seat(ONE, person(BO), now=NOW)
    assert offer_seat(replace(ONE, state=BriefingState.CALLED_OFF), fresh, now=NOW) == ()
    assert offer_seat(ONE, at(BO, SeatState.WAITING, invited=4), now=NOW)[1].sequence == 5  # type: ignore[union-attr]


def test_whose_address_is_retired_is_passed_by() -> None:
    gone = person(ANNA, seats=(Seat(MAY_24.id, SeatState.WAITING),), retired_at=NOW)
    next_ = person(BO, seats=(Seat(MAY_24.id, SeatState.WAITING),))
    decision = decide_line(replace(MAY_24, capacity=1), (gone, next_), now=NOW)
    assert [each.address for each in decision.effects if isinstance(each, SetSeat)] == [BO]
    assert decide_line(replace(MAY_24, capacity=1), (gone,), now=NOW) == Decision("line-stands")
