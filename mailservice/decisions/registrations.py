"""Seats at briefings: taking one, giving one up, and who gets a freed one."""

from datetime import datetime

from mailservice.decisions.case import Case, Outcome
from mailservice.decisions.lines import Line, briefing_line
from mailservice.decisions.schedule import plan_reminders
from mailservice.decisions.waiting_line import offer_seat, offer_until
from mailservice.decisions.word_times import is_older
from mailservice.domain.briefings import Briefing, BriefingState, Seat, SeatState
from mailservice.domain.effects import Effect, SendInvitation, SetSeat
from mailservice.domain.people import Person
from mailservice.domain.wishes import EVERYTHING, Cancel, LeaveLine, MaterialsOnly, Register, Wish

_AS_IT_WAS = frozenset({"already_registered", "already_waiting"})  # nothing to take back


def decide_register(wish: Register, case: Case) -> Outcome:
    """Take a seat at each briefing of a wish, or a place in line where it is full."""
    lines: list[Line] = []
    effects: list[Effect] = []
    joined: list[str] = []
    for briefing in (each for each in case.world.briefings if each.id in wish.sessions):
        line, caused = _register(briefing, case)
        lines.append(line)
        effects.extend(caused)
        if caused and line["kind"] not in _AS_IT_WAS:
            joined.append(briefing.id)
    return Outcome(tuple(lines), tuple(effects), (Cancel(tuple(joined)),) if joined else ())


def _register(briefing: Briefing, case: Case) -> tuple[Line, tuple[Effect, ...]]:
    named = briefing_line(briefing, case.language)
    seat = case.person.seat_at(briefing.id)
    if briefing.state is BriefingState.CALLED_OFF:
        return {"kind": "briefing_called_off", "briefing": named}, ()
    if briefing.end <= case.now:
        return {"kind": "briefing_past", "briefing": named}, ()
    if seat is not None and is_older(case.said_at, seat):
        return _later_word(briefing, seat, case), ()
    if seat is not None and seat.state is SeatState.TAKEN:
        again = _said_again(briefing, seat.state, case)
        return {"kind": "already_registered", "briefing": named}, again
    if seat is not None and seat.state in {SeatState.TENTATIVE, SeatState.OFFERED}:
        confirmed = SetSeat(case.address, briefing.id, SeatState.TAKEN, case.said_at)
        return {"kind": "registered", "briefing": named, "note": "invited-before"}, (confirmed,)
    if seat is not None and seat.state is SeatState.WAITING:
        place = case.facts.place_in_line.get(briefing.id, 1)
        again = _said_again(briefing, seat.state, case)
        return {"kind": "already_waiting", "briefing": named, "place": place}, again
    return _join(briefing, seat, case)


def _join(briefing: Briefing, seat: Seat | None, case: Case) -> tuple[Line, tuple[Effect, ...]]:
    """Somebody without a place gets one: a seat, or the last place in line."""
    named = briefing_line(briefing, case.language)
    if not briefing.takes_names(case.now):
        return {"kind": "briefing_closed", "briefing": named}, ()
    if _is_full(briefing, case):
        place = case.facts.in_line.get(briefing.id, 0) + 1
        waits = SetSeat(case.address, briefing.id, SeatState.WAITING, case.said_at)
        return {"kind": "waiting", "briefing": named, "place": place}, (waits,)
    state = SeatState.TENTATIVE if case.maybe else SeatState.TAKEN
    effects = seat_effects(briefing, case.person, seat, case=case, at=case.said_at, state=state)
    if case.maybe:
        return {"kind": "maybe_registered", "briefing": named}, effects
    return {"kind": "registered", "briefing": named}, effects


def _later_word(briefing: Briefing, seat: Seat, case: Case) -> Line:
    """A mail that was long on the way: what its writer has said since counts, and they are told."""
    at = None if seat.answered_at is None else seat.answered_at.isoformat()
    return {
        "kind": "later_word",
        "briefing": briefing_line(briefing, case.language),
        "state": str(seat.state),
        "written": case.said_at.isoformat(),
        "later": at,
    }


def _said_again(briefing: Briefing, state: SeatState, case: Case) -> tuple[Effect, ...]:
    """What is so already, said now: an older word that is still on its way changes nothing then."""
    if not case.facts.vouched:
        return ()
    return (SetSeat(case.address, briefing.id, state, case.said_at),)


def _is_full(briefing: Briefing, case: Case) -> bool:
    """No seat is free, or those who wait are still to be asked: nobody passes them by."""
    if briefing.capacity is None:
        return False
    asked_first = case.facts.in_line.get(briefing.id, 0) > 0 and offer_until(briefing, now=case.now)
    return case.facts.taken.get(briefing.id, 0) >= briefing.capacity or bool(asked_first)


def seat_effects(
    briefing: Briefing,
    person: Person,
    seat: Seat | None,
    *,
    case: Case,
    at: datetime,
    state: SeatState = SeatState.TAKEN,
) -> tuple[Effect, ...]:
    """What a seat brings with it: the seat, the calendar invitation, the reminders.

    at   when the person said that they want it (UTC)
    """
    before = None if seat is None else seat.invited_sequence
    invitation = SendInvitation(
        person.address,
        case.language if person.address == case.address else person.language,
        briefing,
        "REQUEST",
        sequence=briefing.next_sequence(before),
    )
    taken = SetSeat(person.address, briefing.id, state, at)
    return (taken, invitation, *plan_reminders(person.address, briefing, now=case.now))


def decide_cancel(wish: Cancel, case: Case) -> Outcome:
    """Give up the seats of a wish, or all that are to come. A freed seat goes to the first in line."""
    everything = wish.sessions == EVERYTHING
    lines: list[Line] = []
    effects: list[Effect] = []
    left: list[str] = []
    for briefing in case.world.to_come(case.now):
        if not (everything or briefing.id in wish.sessions):
            continue
        named = briefing_line(briefing, case.language)
        seat = case.person.seat_at(briefing.id)
        has_place = seat is not None and seat.state is not SeatState.GIVEN_UP
        if seat is not None and has_place and is_older(case.said_at, seat):
            lines.append(_later_word(briefing, seat, case))
        elif seat is not None and has_place:
            lines.append(farewell(briefing, seat, case))
            effects.extend(_give_up(briefing, seat, case))
            left.append(briefing.id)
        elif not everything:
            lines.append({"kind": "not_registered", "briefing": named})
            if not is_older(case.said_at, seat):
                effects.extend(_said_again(briefing, SeatState.GIVEN_UP, case))
    lines.extend(
        {"kind": "briefing_past", "briefing": briefing_line(briefing, case.language)}
        for briefing in case.world.briefings
        if briefing.id in wish.sessions and briefing.end <= case.now
    )
    if not lines:
        lines.append({"kind": "no_seats"})
    return Outcome(tuple(lines), tuple(effects), (Register(tuple(left)),) if left else ())


_IN_LINE = frozenset({SeatState.WAITING, SeatState.OFFERED})


def decide_leave_line(wish: LeaveLine, case: Case) -> Outcome:
    """Give up a place in line, or the seat that was offered for it. A seat that was taken is kept."""
    lines: list[Line] = []
    effects: list[Effect] = []
    left: list[str] = []
    for briefing in case.world.to_come(case.now):
        seat = case.person.seat_at(briefing.id)
        if wish.sessions != EVERYTHING and briefing.id not in wish.sessions:
            continue
        if seat is not None and seat.state in _IN_LINE:
            if is_older(case.said_at, seat):
                lines.append(_later_word(briefing, seat, case))
                continue
            lines.append({"kind": "left_line", "briefing": briefing_line(briefing, case.language)})
            effects.extend(_give_up(briefing, seat, case))
            left.append(briefing.id)
        elif wish.sessions != EVERYTHING:
            comes = seat is not None and seat.state.comes
            named = briefing_line(briefing, case.language)
            lines.append({"kind": "not_in_line", "briefing": named, "seat": comes})
    if not lines:
        lines.append({"kind": "in_no_line"})
    return Outcome(tuple(lines), tuple(effects), (Register(tuple(left)),) if left else ())


def farewell(briefing: Briefing, seat: Seat, case: Case) -> Line:
    """What the receipt says of a place that somebody has left."""
    named = briefing_line(briefing, case.language)
    if seat.state is SeatState.WAITING:
        return {"kind": "left_line", "briefing": named}
    return {"kind": "cancelled", "briefing": named}


def _give_up(briefing: Briefing, seat: Seat, case: Case) -> tuple[Effect, ...]:
    given_up = SetSeat(case.address, briefing.id, SeatState.GIVEN_UP, case.said_at)
    return (given_up, *out_of_calendar(briefing, seat, case), *freed_seat(briefing, seat, case))


def out_of_calendar(briefing: Briefing, seat: Seat, case: Case, *, why: str = "") -> tuple[Effect, ...]:
    """A CANCEL to somebody who has the meeting in their calendar; who was never invited has not."""
    gone = not seat.state.holds_a_seat or briefing.state is BriefingState.CALLED_OFF
    if seat.invited_sequence is None or gone:
        return ()
    sequence = seat.invited_sequence + 1
    return (SendInvitation(case.address, case.language, briefing, "CANCEL", sequence=sequence, why=why),)


def decide_materials_only(wish: MaterialsOnly, case: Case) -> Outcome:
    """No seat, but what was shown, afterwards. A seat that they had goes to the first in line."""
    lines: list[Line] = []
    effects: list[Effect] = []
    had: list[str] = []
    back: list[str] = []
    for briefing in (each for each in case.world.briefings if each.id in wish.sessions):
        named = briefing_line(briefing, case.language)
        if briefing.state is BriefingState.CALLED_OFF:
            lines.append({"kind": "briefing_called_off", "briefing": named})
            continue
        seat = case.person.seat_at(briefing.id)
        if seat is not None and is_older(case.said_at, seat):
            lines.append(_later_word(briefing, seat, case))
            continue
        lines.append({"kind": "materials_only", "briefing": named})
        if seat is not None and seat.state is SeatState.MATERIALS:
            effects.extend(_said_again(briefing, seat.state, case))
            continue
        effects.append(SetSeat(case.address, briefing.id, SeatState.MATERIALS, case.said_at))
        if seat is not None and briefing.end > case.now:
            effects.extend(out_of_calendar(briefing, seat, case, why="materials"))
            effects.extend(freed_seat(briefing, seat, case))
        if briefing.end > case.now:
            (back if seat is None or seat.state is SeatState.GIVEN_UP else had).append(briefing.id)
    undo: tuple[Wish, ...] = (Register(tuple(had)),) if had else ()
    return Outcome(tuple(lines), tuple(effects), (*undo, Cancel(tuple(back))) if back else undo)


def freed_seat(briefing: Briefing, seat: Seat, case: Case) -> tuple[Effect, ...]:
    """The seat is offered to the first in line."""
    heir = case.facts.next_in_line.get(briefing.id)
    if heir is None or heir.address == case.address or not seat.state.holds_a_seat:
        return ()
    return offer_seat(briefing, heir, now=case.now)
