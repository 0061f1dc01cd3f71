"""Seats in the hands of the secretariat: giving one past the line, taking one away, who came."""

from collections.abc import Sequence
from typing import Any

from mailservice.decisions.briefing_changes import held_seats
from mailservice.decisions.case import Case, Outcome
from mailservice.decisions.lines import Line, briefing_line
from mailservice.decisions.registrations import out_of_calendar
from mailservice.decisions.schedule import plan_reminders
from mailservice.decisions.waiting_line import offer_seat, waits
from mailservice.domain.addresses import Address
from mailservice.domain.arrangements import AskParticipants, Attended, GiveSeat, RemoveSeat
from mailservice.domain.briefings import Briefing, BriefingState, SeatState
from mailservice.domain.effects import Effect, NoteAttendance, SendInvitation, SetSeat
from mailservice.domain.people import Person


def decide_participants(wish: AskParticipants, case: Case) -> Outcome:
    """The list of participants, for the secretariat alone."""
    briefing = case.world.briefing(wish.session)
    if briefing is None:
        return Outcome((_refused("unknown", None, wish.session),))
    rows = case.facts.participants.get(wish.session, ())
    counts = {str(state): sum(1 for each in rows if each["state"] == state) for state in SeatState}
    line = {
        "kind": "participants",
        "briefing": briefing_line(briefing, case.language),
        "capacity": briefing.capacity,
        "rows": list(rows),
        "counts": counts,
    }
    return Outcome((line,))


def decide_give_seat(wish: GiveSeat, case: Case) -> Outcome:
    """A seat past the line. Where none is free, the capacity is raised first: a seat is a seat."""
    briefing = case.world.briefing(wish.session)
    person = _named(wish.to, case)
    refused = _cannot(briefing, person, case)
    if refused is not None or briefing is None or person is None:
        return Outcome((_refused(refused or "bad-address", briefing, wish.session, person=wish.to),))
    seat = person.seat_at(briefing.id)
    if seat is not None and seat.state.comes:
        return Outcome((_refused("has-one", briefing, wish.session, person=wish.to),))
    kept = seat is not None and seat.state.holds_a_seat
    taken = held_seats(briefing, case.facts.audience.get(briefing.id, ()))
    if briefing.capacity is not None and not kept and taken >= briefing.capacity:
        return Outcome(
            (_refused("full", briefing, wish.session, person=wish.to, capacity=briefing.capacity),)
        )
    before = None if seat is None else seat.invited_sequence
    effects: tuple[Effect, ...] = (
        SetSeat(person.address, briefing.id, SeatState.TAKEN, case.now, why="secretariat"),
        SendInvitation(
            person.address,
            person.language,
            briefing,
            "REQUEST",
            sequence=briefing.next_sequence(before),
            why="given",
        ),
        *plan_reminders(person.address, briefing, now=case.now),
    )
    line = {"kind": "seat_given", "person": str(person.address), **_about(briefing, case)}
    return Outcome((line,), effects, (RemoveSeat(briefing.id, wish.to),))


def decide_remove_seat(wish: RemoveSeat, case: Case) -> Outcome:
    """Somebody's seat or place in line is taken away; a freed seat is offered to the first in line."""
    briefing = case.world.briefing(wish.session)
    person = _named(wish.to, case)
    refused = _cannot(briefing, person, case)
    if refused is not None or briefing is None or person is None:
        return Outcome((_refused(refused or "bad-address", briefing, wish.session, person=wish.to),))
    seat = person.seat_at(briefing.id)
    if seat is None or seat.state is SeatState.GIVEN_UP:
        return Outcome((_refused("has-none", briefing, wish.session, person=wish.to),))
    theirs = Case(case.facts, person, case.now, person.language, case.policy)
    effects: list[Effect] = [
        SetSeat(person.address, briefing.id, SeatState.GIVEN_UP, case.now, why="secretariat"),
        *out_of_calendar(briefing, seat, theirs, why="removed"),
    ]
    if seat.state.holds_a_seat:
        effects.extend(_offer_on(briefing, case.facts.audience.get(briefing.id, ()), case))
    line = {"kind": "seat_removed", "person": str(person.address), **_about(briefing, case)}
    return Outcome((line,), tuple(effects), (GiveSeat(briefing.id, wish.to),))


def decide_attended(wish: Attended, case: Case) -> Outcome:
    """Who was there. The materials then begin with other words for those who were not."""
    briefing = case.world.briefing(wish.session)
    if briefing is None:
        return Outcome((_refused("unknown", None, wish.session),))
    if briefing.start > case.now or briefing.state is BriefingState.CALLED_OFF:
        return Outcome((_refused("not-held-yet", briefing, wish.session),))
    came = tuple(dict.fromkeys(each for each in map(_address, wish.came) if each is not None))
    had = {each.address for each in case.facts.audience.get(briefing.id, ()) if _comes(each, briefing)}
    line = {
        "kind": "attendance_noted",
        "came": len(had & set(came)),
        "missed": len(had - set(came)),
        "unknown": sorted(str(each) for each in set(came) - had),
        **_about(briefing, case),
    }
    return Outcome((line,), (NoteAttendance(briefing.id, came),))


def _comes(person: Person, briefing: Briefing) -> bool:
    seat = person.seat_at(briefing.id)
    return seat is not None and seat.state.comes


def _offer_on(briefing: Briefing, people: Sequence[Person], case: Case) -> tuple[Effect, ...]:
    heir = next((each for each in people if waits(each, briefing)), None)
    return () if heir is None else offer_seat(briefing, heir, now=case.now)


def _cannot(briefing: Briefing | None, person: Person | None, case: Case) -> str | None:
    """Why a seat cannot be given or taken, in one word-with-dashes."""
    if briefing is None:
        return "unknown"
    if person is None:
        return "bad-address"
    if briefing.end <= case.now:
        return "past"
    return "called-off" if briefing.state is BriefingState.CALLED_OFF else None


def _named(text: str, case: Case) -> Person | None:
    """Whom the secretariat means; somebody new is written to in Swedish. None for what is no address."""
    address = _address(text)
    return None if address is None else case.facts.named.get(address) or Person(address, "sv")


def _address(text: str) -> Address | None:
    try:
        return Address.of(text)
    except ValueError:
        return None


def _about(briefing: Briefing, case: Case) -> Line:
    return {"briefing": briefing_line(briefing, case.language)}


def _refused(because: str, briefing: Briefing | None, session: str, **more: Any) -> Line:
    named = None if briefing is None else briefing_line(briefing, "sv")
    return {
        "kind": "not_done",
        "because": because,
        "session": session,
        "briefing": named,
        "person": "",
        **more,
    }
