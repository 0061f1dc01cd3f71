"""Accept, Decline, Maybe and other times, answered in a calendar (RFC 5546 sections 3.2.3, 3.2.7).

The same seat as in words. An answer counts where the attendee is the sender, the invitation is ours
and no later word of theirs is known. A program on their side may send it without being asked to, so
an answer that changes nothing is met with silence.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from mailservice.decisions.case import Case, Outcome
from mailservice.decisions.facts import Facts
from mailservice.decisions.handover import decide_handover, forward
from mailservice.decisions.lines import briefing_line
from mailservice.decisions.policy import Policy
from mailservice.decisions.registrations import freed_seat
from mailservice.decisions.wishes import ask_to_confirm, case_for, receipt_letter
from mailservice.domain.briefings import Briefing, BriefingState, Seat, SeatState
from mailservice.domain.effects import Decision, NoteComment, SetSeat
from mailservice.domain.readings import CalendarAnswer, ForPerson
from mailservice.domain.wishes import Cancel, Register

SignUp = Callable[[str], Decision]


def decide_calendar_answer(
    answer: CalendarAnswer, facts: Facts, *, now: datetime, policy: Policy, sign_up: SignUp
) -> Decision:
    """What one attendee's answer changes; what they wrote beside it reaches the secretariat.

    sign_up   decides a registration for the briefing of that id: for somebody who accepts an
              invitation that was forwarded to them, or who changed their mind
    """
    briefing = next((each for each in facts.world.briefings if each.uid == answer.uid), None)
    if briefing is None:
        return Decision("unknown-event")
    if facts.person is not None:  # the words of such a mail are a program's
        answer = replace(answer, language=facts.person.language)
    if answer.attendee != facts.sender:  # an assistant, an alias or a forger: a person tells them apart
        return decide_handover(ForPerson("calendar-answer-of-another", answer.language), facts)
    if answer.answer in {"counter", "delegated"}:  # neither moves a meeting or a seat
        return decide_handover(ForPerson(f"calendar-{answer.answer}", answer.language), facts)
    decision = _decide(answer, briefing, facts, now=now, policy=policy, sign_up=sign_up)
    if not answer.comment:
        return decision
    noted = NoteComment(facts.sender, briefing.id, answer.comment)
    told = forward(facts, about="calendar-comment", sessions=(briefing.id,))
    return replace(decision, effects=(*decision.effects, noted, *told))


def _decide(
    answer: CalendarAnswer,
    briefing: Briefing,
    facts: Facts,
    *,
    now: datetime,
    policy: Policy,
    sign_up: SignUp,
) -> Decision:
    case = case_for(facts, facts.person, answer.language, now=now, policy=policy)
    seat = case.person.seat_at(briefing.id)
    if seat is not None and _is_older(answer, seat):
        return Decision("stale-answer")
    if answer.answer == "accepted" and (seat is None or not seat.state.holds_a_seat):
        return _as_given(sign_up(briefing.id), answer, briefing, case)
    if seat is None:
        return Decision(f"{answer.answer}-without-seat")
    if seat.state in {SeatState.GIVEN_UP, SeatState.MATERIALS}:  # an earlier accept may be on its way
        return _set(seat.state, f"{answer.answer}-without-seat", answer, briefing, case)
    if briefing.end <= now or briefing.state is BriefingState.CALLED_OFF:
        return Decision("briefing-over")
    if answer.answer == "declined":
        return _declined(answer, briefing, seat, case)
    if not seat.state.holds_a_seat:
        return Decision("tentative-in-line")
    if _to_an_earlier_time(answer, seat):
        return Decision("answered-old-time")
    state = SeatState.TAKEN if answer.answer == "accepted" else SeatState.TENTATIVE
    return _set(state, answer.answer, answer, briefing, case)


def _as_given(decision: Decision, answer: CalendarAnswer, briefing: Briefing, case: Case) -> Decision:
    """A sign-up with the time of the answer: a decline from after it may have come before it."""
    own, given_at = (case.address, briefing.id), _given_at(answer, case.now)
    effects = tuple(
        replace(each, answered_at=given_at)
        if isinstance(each, SetSeat) and (each.address, each.briefing_id) == own
        else each
        for each in decision.effects
    )
    return replace(decision, effects=effects)


def _set(state: SeatState, because: str, answer: CalendarAnswer, briefing: Briefing, case: Case) -> Decision:
    """Note the answer and its time, which older ones are held against. The same one again is silent."""
    given_at = _given_at(answer, case.now)
    seat = case.person.seat_at(briefing.id)
    if seat is not None and (seat.state, seat.answered_at) == (state, given_at):
        return Decision("answered-already")
    return Decision(because, (SetSeat(case.address, briefing.id, state, given_at),))


def _declined(answer: CalendarAnswer, briefing: Briefing, seat: Seat, case: Case) -> Decision:
    """A freed seat may be gone for good: a doubtful decline is asked about.

    The calendar has taken the meeting out itself, so no CANCEL follows.
    """
    if not case.facts.vouched or _to_an_earlier_time(answer, seat):
        because = "unconfirmed" if not case.facts.vouched else "declined-old-time"
        return Decision(because, ask_to_confirm((Cancel((briefing.id,)),), case))
    given_up = SetSeat(case.address, briefing.id, SeatState.GIVEN_UP, _given_at(answer, case.now))
    effects = (given_up, *freed_seat(briefing, seat, case))
    line = {"kind": "cancelled", "briefing": briefing_line(briefing, case.language)}
    receipt = receipt_letter(Outcome((line,), effects, (Register((briefing.id,)),)), case)
    return Decision("declined", (*effects, receipt))


def _is_older(answer: CalendarAnswer, seat: Seat) -> bool:
    """Whether a later word of the person is known. DTSTAMP has whole seconds."""
    if answer.stamped_at is None or seat.answered_at is None:
        return False
    return answer.stamped_at < seat.answered_at.replace(microsecond=0)


def _to_an_earlier_time(answer: CalendarAnswer, seat: Seat) -> bool:
    """Whether the person's calendar did not have the latest invitation yet."""
    invited = seat.invited_sequence
    return answer.sequence is not None and invited is not None and answer.sequence < invited


def _given_at(answer: CalendarAnswer, now: datetime) -> datetime:
    """When the answer was given; a clock that is ahead must not outrank later answers."""
    return now if answer.stamped_at is None else min(answer.stamped_at, now)
