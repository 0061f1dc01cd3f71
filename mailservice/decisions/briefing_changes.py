"""What follows for people when a briefing is created, opened, changed or called off."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from mailservice.decisions.lines import briefing_line
from mailservice.decisions.schedule import plan_reminders
from mailservice.decisions.waiting_line import offer_seat, waits
from mailservice.domain.briefings import Briefing, BriefingState, Seat, SeatState
from mailservice.domain.effects import Effect, SaveBriefing, SendInvitation, SendLetter, SetSeat
from mailservice.domain.people import Person


def change_briefing(
    before: Briefing | None,
    wanted: Briefing,
    *,
    audience: Sequence[Person],
    followers: Sequence[Person],
    now: datetime,
) -> tuple[Effect, ...]:
    """Save it, tell whom it concerns, and sign those up who follow its lists once it opens.

    audience   who has a seat, waits for one or wants the materials, in the order in which they came
    followers  who follows one of its lists, the longest first
    The UID never changes, whatever is wanted: a second UID is a second event in every calendar.
    """
    if before is None:
        return (SaveBriefing(wanted), *_sign_up(wanted, audience, followers, now))
    after = replace(wanted, uid=before.uid, sequence=before.sequence, sequence_floor=before.sequence_floor)
    if after == before and after.entry == before.entry:
        return ()
    if _significant(before, after):
        after = replace(after, sequence=before.sequence + 1)
    effects: list[Effect] = [SaveBriefing(after)]
    if after.end > now:
        for person in audience:
            effects.extend(_tell(person, before, after, now))
    if not before.takes_names(now):  # a draft that opens, one that opens again, one that is on after all
        effects.extend(_sign_up(after, audience, followers, now))
    return tuple(effects)


def held_seats(briefing: Briefing, people: Sequence[Person]) -> int:
    """How many of these people hold a seat."""
    seats = (each.seat_at(briefing.id) for each in people)
    return sum(1 for seat in seats if seat is not None and seat.state.holds_a_seat)


def _significant(before: Briefing, after: Briefing) -> bool:
    """What raises SEQUENCE: time and state (RFC 5546 section 2.1.4), and the link that people re-read."""
    return _in_calendars(before)[:-1] != _in_calendars(after)[:-1]


def _in_calendars(briefing: Briefing) -> tuple[object, ...]:
    """What an event in a calendar shows; the title last."""
    off = briefing.state is BriefingState.CALLED_OFF
    return (briefing.start, briefing.minutes, off, briefing.link, briefing.title)


def _tell(person: Person, before: Briefing, after: Briefing, now: datetime) -> tuple[Effect, ...]:
    seat = person.seat_at(after.id)
    if seat is None or _in_calendars(before) == _in_calendars(after):
        return ()
    if not seat.state.holds_a_seat:
        return _tell_without_seat(person, seat, before, after)
    if seat.invited_sequence is None:
        return ()
    was = before.start if before.start != after.start else None
    if seat.state is SeatState.OFFERED and (offer := offer_seat(after, person, now=now)):
        # with the new time, and a new time to answer by
        return tuple(replace(each, was=was) if isinstance(each, SendInvitation) else each for each in offer)
    called_off = after.state is BriefingState.CALLED_OFF
    message = SendInvitation(
        person.address,
        person.language,
        after,
        "CANCEL" if called_off else "REQUEST",
        sequence=after.next_sequence(seat.invited_sequence),
        updated=True,
        was=was,
    )
    return (message, *(() if called_off else plan_reminders(person.address, after, now=now)))


def _tell_without_seat(person: Person, seat: Seat, before: Briefing, after: Briefing) -> tuple[Effect, ...]:
    """Who waits in line or for the materials hears of what concerns them: another day, or none."""
    off = {each.state is BriefingState.CALLED_OFF for each in (before, after)}
    if len(off) == 2:
        news = "called-off" if after.state is BriefingState.CALLED_OFF else "on-again"
    elif before.start != after.start and off == {False}:
        news = "moved"
    else:
        return ()
    values = {
        "news": news,
        "state": str(seat.state),
        "briefing": briefing_line(after, person.language),
        "was": before.start.isoformat(),
    }
    return (SendLetter("briefing_news", person.address, person.language, values, about_sessions=(after.id,)),)


def _sign_up(
    briefing: Briefing, audience: Sequence[Person], followers: Sequence[Person], now: datetime
) -> tuple[Effect, ...]:
    """A standing wish becomes a seat, or a place in line where all are taken."""
    if not briefing.takes_names(now):
        return ()
    held = held_seats(briefing, audience)
    waiting = sum(1 for each in audience if waits(each, briefing))
    effects: list[Effect] = []
    for person in followers:
        if person.seat_at(briefing.id) is not None:
            continue
        if briefing.capacity is not None and held + waiting >= briefing.capacity:
            waiting += 1
            effects.extend(_put_in_line(briefing, person, waiting, now))
        else:
            held += 1
            effects.extend(_seat(briefing, person, now))
    return tuple(effects)


def _seat(briefing: Briefing, person: Person, now: datetime) -> tuple[Effect, ...]:
    taken = SetSeat(person.address, briefing.id, SeatState.TAKEN, now, why="standing")
    sequence = briefing.next_sequence(None)
    invitation = SendInvitation(
        person.address, person.language, briefing, "REQUEST", sequence=sequence, why="standing"
    )
    return (taken, invitation, *plan_reminders(person.address, briefing, now=now))


def _put_in_line(briefing: Briefing, person: Person, place: int, now: datetime) -> tuple[Effect, ...]:
    waits = SetSeat(person.address, briefing.id, SeatState.WAITING, now, why="standing")
    line = {"kind": "waiting", "briefing": briefing_line(briefing, person.language), "place": place}
    values = {"outcomes": [line], "human": False, "undo_until": None}
    told = SendLetter("receipt", person.address, person.language, values, about_sessions=(briefing.id,))
    return (waits, told)
