"""A seat passed on in the calendar (RFC 5546 sections 3.2.2.3 and 4.2.5): two people, one seat.

Who passes an invitation on keeps the seat until the other has said yes. Both answers count only where
somebody vouches for their senders, and the other's only where the first has named them: else anybody
could take a seat. Which of the two comes first does not matter.
"""

from dataclasses import replace
from datetime import datetime

from mailservice.decisions.case import Case, Outcome
from mailservice.decisions.lines import briefing_line
from mailservice.decisions.registrations import freed_seat, out_of_calendar, seat_effects
from mailservice.decisions.wishes import receipt_letter
from mailservice.decisions.word_times import given_at, is_older
from mailservice.domain.briefings import Briefing, BriefingState, Seat, SeatState
from mailservice.domain.effects import (
    ChooseLanguage,
    Decision,
    Effect,
    PassOn,
    SendLetter,
    SetSeat,
)
from mailservice.domain.people import Person
from mailservice.domain.readings import CalendarAnswer
from mailservice.domain.wishes import Cancel

_SAID_YES = frozenset({SeatState.TAKEN, SeatState.TENTATIVE, SeatState.WAITING})


def decide_delegation(answer: CalendarAnswer, briefing: Briefing, case: Case) -> Decision | None:
    """Somebody passes their seat on. None where they have none to pass on, or it may be somebody else."""
    seat = case.person.seat_at(briefing.id)
    if seat is None or answer.delegate is None or answer.delegate == case.address:
        return None
    said_at = given_at(answer, written=case.said_at, now=case.now)
    if is_older(said_at, seat):
        return Decision("stale-answer")
    if not (case.facts.vouched and seat.state.comes and _takes_place(briefing, case)):
        return None
    passed_on = PassOn(case.address, briefing.id, answer.delegate, said_at)
    if seat.delegated_to == answer.delegate and seat.answered_at == passed_on.answered_at:
        return Decision("answered-already")
    other = case.facts.parties.get(answer.delegate)
    theirs = None if other is None else other.seat_at(briefing.id)
    if other is not None and theirs is not None and theirs.state in _SAID_YES:
        at = passed_on.answered_at
        return Decision("passed-on", _hand_over(briefing, case.person, seat, other, case=case, at=at))
    line = {"kind": "passing_on", "briefing": briefing_line(briefing, case.language)}
    return Decision("passing-on", (passed_on, receipt_letter(Outcome((line,), (passed_on,)), case)))


def decide_delegate(answer: CalendarAnswer, briefing: Briefing, case: Case) -> Decision | None:
    """Somebody answers for a seat that was passed on to them; None where they speak for themselves."""
    first = None if answer.goes_for is None else case.facts.parties.get(answer.goes_for)
    seat = None if first is None else first.seat_at(briefing.id)
    if first is None or seat is None or seat.delegated_to != case.address or not seat.state.comes:
        return None
    if not (case.facts.vouched and _takes_place(briefing, case)):
        return None
    at = given_at(answer, written=case.said_at, now=case.now)
    if is_older(at, case.person.seat_at(briefing.id)):
        return Decision("stale-answer")
    if answer.answer == "declined":
        kept = PassOn(first.address, briefing.id, None, seat.answered_at or case.now)
        told = _tell_not_passed_on(first, briefing)
        return Decision("not-passed-on", (kept, *_not_coming(briefing, case, at), told))
    if answer.answer != "accepted":
        return Decision("delegate-not-sure")
    effects = _hand_over(briefing, first, seat, case.person, case=case, at=at)
    line = {"kind": "registered", "briefing": briefing_line(briefing, case.language)}
    receipt = receipt_letter(Outcome((line,), effects, (Cancel((briefing.id,)),)), case)
    return Decision("passed-on", (*effects, receipt))


def _not_coming(briefing: Briefing, case: Case, at: datetime) -> tuple[Effect, ...]:
    """A no of somebody without a place is noted: a yes from before it may still be on its way."""
    seat = case.person.seat_at(briefing.id)
    if seat is not None and (seat.state.holds_a_seat or seat.state is SeatState.WAITING):
        return ()
    state = SeatState.GIVEN_UP if seat is None else seat.state
    return (*_known(case), SetSeat(case.address, briefing.id, state, at))


def _hand_over(
    briefing: Briefing, first: Person, seat: Seat, other: Person, *, case: Case, at: datetime
) -> tuple[Effect, ...]:
    """One gives the seat up and the other takes it, in one transaction: nobody else gets in between."""
    of_first = replace(case, person=first, language=first.language)
    given_up = SetSeat(first.address, briefing.id, SeatState.GIVEN_UP, at, why="passed-on")
    gone = (given_up, *out_of_calendar(briefing, seat, of_first, why="passed-on"))
    theirs = other.seat_at(briefing.id)
    if theirs is not None and theirs.state.comes:  # they had one of their own already
        return (*gone, *freed_seat(briefing, seat, of_first))
    known = _known(case) if other.address == case.address else ()
    wanted_at = at if theirs is None or theirs.answered_at is None else max(at, theirs.answered_at)
    return (*gone, *known, *seat_effects(briefing, other, theirs, case=case, at=wanted_at))


def _known(case: Case) -> tuple[ChooseLanguage, ...]:
    """Somebody new is written down with the language that they wrote in."""
    return (ChooseLanguage(case.address, case.language),) if case.facts.person is None else ()


def _tell_not_passed_on(person: Person, briefing: Briefing) -> SendLetter:
    line = {"kind": "not_passed_on", "briefing": briefing_line(briefing, person.language)}
    values = {"outcomes": [line], "human": False, "undo_until": None}
    return SendLetter("receipt", person.address, person.language, values, about_sessions=(briefing.id,))


def _takes_place(briefing: Briefing, case: Case) -> bool:
    return briefing.end > case.now and briefing.state is not BriefingState.CALLED_OFF
