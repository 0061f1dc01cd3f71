"""The waiting line: a free seat is offered to the first in line, who has until a stated time to answer.

The offer is a calendar invitation like any other. It holds the seat; who lets its time pass is taken
out of the calendar, and the next is asked in the same transaction.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from mailservice.decisions.schedule import is_working_day, plan_reminders
from mailservice.domain.briefings import Briefing, BriefingState, Seat, SeatState
from mailservice.domain.days import STOCKHOLM
from mailservice.domain.effects import Decision, Effect, SendInvitation, SetSeat
from mailservice.domain.people import Person

_BEFORE_START = timedelta(hours=2)  # an offer ends early enough to ask one more
_SHORTLY = timedelta(minutes=15)
_TIME_ENOUGH = timedelta(hours=1)


def offer_until(briefing: Briefing, *, now: datetime) -> datetime | None:
    """Until when a seat that is free now is offered (UTC, whole minutes); None where it is too late to ask.

    The same time on the next working day, but two hours before the start at the latest. Where that
    leaves less than an hour: until a quarter before the start.
    """
    local = now.astimezone(STOCKHOLM).replace(second=0, microsecond=0)
    day = local + timedelta(days=1)  # on the clock of the wall
    while not is_working_day(day.date()):
        day += timedelta(days=1)
    until = min(day.astimezone(now.tzinfo), briefing.start - _BEFORE_START)
    if until - now < _TIME_ENOUGH:
        until = briefing.start - _SHORTLY
    return until if until - now >= _SHORTLY else None


def offer_seat(briefing: Briefing, person: Person, *, now: datetime) -> tuple[Effect, ...]:
    """A free seat is kept for this person: invitation, reminders and the time to answer by."""
    until = offer_until(briefing, now=now)
    if until is None or not _takes_place(briefing, now):
        return ()
    seat = person.seat_at(briefing.id)
    before = None if seat is None else seat.invited_sequence
    said_at = seat.answered_at if seat is not None and seat.answered_at is not None else now
    invitation = SendInvitation(
        person.address,
        person.language,
        briefing,
        "REQUEST",
        sequence=briefing.next_sequence(before),
        why="offer",
        answer_by=until,
    )
    offered = SetSeat(person.address, briefing.id, SeatState.OFFERED, said_at, until, why="offer")
    return (offered, invitation, *plan_reminders(person.address, briefing, now=now))


def waits(person: Person, briefing: Briefing) -> bool:
    """Whether this person waits for a seat and can be offered one."""
    return _state(person, briefing) is SeatState.WAITING and person.retired_at is None


def decide_line(briefing: Briefing, people: Sequence[Person], *, now: datetime) -> Decision:
    """Take back the offers whose time is over, and offer what is free to those who wait.

    people   who holds a seat or waits for one, in the order in which they came
    Whose address is retired is passed by: an offer would reach nobody, and keep the seat from others.
    """
    if not _takes_place(briefing, now) or briefing.start <= now:
        return Decision("line-over")
    late = {each.address: seat for each in people if (seat := _late(each, briefing, now)) is not None}
    held = [each for each in people if _state(each, briefing).holds_a_seat and each.address not in late]
    line = [each for each in people if waits(each, briefing)]
    free = len(line) if briefing.capacity is None else max(briefing.capacity - len(held), 0)
    effects: list[Effect] = []
    for each in people:
        if each.address in late:
            effects.extend(_take_back(briefing, each, late[each.address]))
    for each in line[:free]:
        effects.extend(offer_seat(briefing, each, now=now))
    return Decision("line-moved" if effects else "line-stands", tuple(effects))


def _take_back(briefing: Briefing, person: Person, seat: Seat) -> tuple[Effect, ...]:
    """They can come back: to the end of the line, by a word."""
    sequence = (seat.invited_sequence or 0) + 1
    said_at = seat.answered_at or briefing.start  # their own last word: a yes on its way still counts
    gone = SetSeat(person.address, briefing.id, SeatState.GIVEN_UP, said_at, why="offer-over")
    removal = SendInvitation(
        person.address, person.language, briefing, "CANCEL", sequence=sequence, why="offer-over"
    )
    return (gone, removal)


def _late(person: Person, briefing: Briefing, now: datetime) -> Seat | None:
    """The seat of somebody whose time to answer is over; None for everybody else."""
    seat = person.seat_at(briefing.id)
    if seat is None or seat.state is not SeatState.OFFERED or seat.offered_until is None:
        return None
    return seat if seat.offered_until <= now else None


def _state(person: Person, briefing: Briefing) -> SeatState:
    seat = person.seat_at(briefing.id)
    return SeatState.GIVEN_UP if seat is None else seat.state


def _takes_place(briefing: Briefing, now: datetime) -> bool:
    return briefing.state in {BriefingState.OPEN, BriefingState.CLOSED} and briefing.end > now
