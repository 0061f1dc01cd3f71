"""Accept, Decline, Maybe and other times, answered in a calendar (RFC 5546 sections 3.2.3, 3.2.7).

The same seat as in words. ATTENDEE says whose answer it is, From only how far it is believed: an answer
counts where the invitation is ours and no later word of that person is known. What frees a seat is
confirmed first where nobody vouches for it. A program on their side may send an answer without being
asked to, so one that changes nothing is met with silence.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from mailservice.decisions.calendar_delegates import decide_delegate, decide_delegation
from mailservice.decisions.case import Case, Outcome
from mailservice.decisions.facts import Facts
from mailservice.decisions.handover import decide_handover, forward
from mailservice.decisions.lines import briefing_line
from mailservice.decisions.policy import Policy
from mailservice.decisions.registrations import farewell, freed_seat
from mailservice.decisions.wishes import ask_to_confirm, carry_out, case_for, receipt_letter
from mailservice.decisions.word_times import answered_before, given_at, is_older, to_an_earlier_time
from mailservice.domain.addresses import Address
from mailservice.domain.briefings import Briefing, BriefingState, Seat, SeatState
from mailservice.domain.effects import ChooseLanguage, Decision, NoteComment, SendLetter, SetSeat
from mailservice.domain.readings import CalendarAnswer, ForPerson
from mailservice.domain.wishes import Cancel, Register

SignUp = Callable[[str, Facts], Decision]


def decide_calendar_answer(
    answer: CalendarAnswer, facts: Facts, *, now: datetime, policy: Policy, sign_up: SignUp
) -> Decision:
    """What one attendee's answer changes; what they wrote beside it reaches the secretariat.

    sign_up   decides a registration for the briefing of that id, on these facts: for somebody who
              accepts an invitation that was forwarded to them, or who changed their mind
    """
    briefing = next((each for each in facts.world.briefings if each.uid == answer.uid), None)
    if briefing is None:
        return Decision("unknown-event")
    theirs = _as_attendee(answer, briefing, facts, now=now)
    if theirs is None:  # an alias or a forger: a person tells them apart
        return decide_handover(ForPerson("calendar-answer-of-another", answer.language), facts)
    if theirs.person is not None:  # the words of such a mail are a program's
        answer = replace(answer, language=theirs.person.language)
    decision = _of_attendee(answer, briefing, facts, theirs, now=now, policy=policy, sign_up=sign_up)
    return _rarely(decision, answer, theirs, now) if answer.attendee != facts.sender else decision


def _rarely(decision: Decision, answer: CalendarAnswer, theirs: Facts, now: datetime) -> Decision:
    """Whom another's mails name gets one letter a day for each answer: the brake counts only the sender's.

    Who is known to be the same person is answered each time.
    """
    if theirs.vouched:
        return decision
    once = f"calendar-{answer.answer} {answer.uid} {theirs.sender} {now:%Y-%m-%d}"
    effects = tuple(
        replace(each, once=once) if isinstance(each, SendLetter) and each.to == theirs.sender else each
        for each in decision.effects
    )
    return replace(decision, effects=effects)


def _of_attendee(
    answer: CalendarAnswer,
    briefing: Briefing,
    facts: Facts,
    theirs: Facts,
    *,
    now: datetime,
    policy: Policy,
    sign_up: SignUp,
) -> Decision:
    if answer.answer == "counter":
        return _another_time(answer, briefing, facts, theirs)
    if answer.answer == "delegated" or answer.goes_for is not None:
        case = case_for(theirs, theirs.person, answer.language, now=now, policy=policy)
        decide = decide_delegation if answer.answer == "delegated" else decide_delegate
        passed_on = decide(answer, briefing, case)
        if passed_on is not None:
            return _with_comment(passed_on, answer, briefing, facts)
    if answer.answer == "delegated":
        return decide_handover(ForPerson("calendar-delegated", answer.language), facts)
    decision = _decide(answer, briefing, theirs, now=now, policy=policy, sign_up=sign_up)
    return _with_comment(decision, answer, briefing, facts)


def _with_comment(decision: Decision, answer: CalendarAnswer, briefing: Briefing, facts: Facts) -> Decision:
    if not answer.comment:
        return decision
    noted = NoteComment(answer.attendee, briefing.id, answer.comment)
    said = {"comment": answer.comment}
    told = forward(facts, about="calendar-comment", sessions=(briefing.id,), said=said)
    return replace(decision, effects=(*decision.effects, noted, *told))


def _as_attendee(answer: CalendarAnswer, briefing: Briefing, facts: Facts, *, now: datetime) -> Facts | None:
    """The facts as if the attendee had written; None where the sender cannot speak for them at all.

    Who is known to answer as anna+forum@ from anna@ is the same person. An assistant or another
    account of theirs is believed as far as somebody whom nobody vouches for.
    """
    if answer.attendee == facts.sender:
        return facts
    attendee = facts.parties.get(answer.attendee)
    if attendee is None or attendee.seat_at(briefing.id) is None:
        return None
    same = _mailbox(answer.attendee) == _mailbox(facts.sender)
    return replace(
        facts,
        sender=answer.attendee,
        sender_text=str(answer.attendee),
        person=attendee,
        vouched=facts.vouched and same,
        vouched_by_mta=facts.vouched_by_mta and same,
        message_id="",
        subject="",
    )


def _mailbox(address: Address) -> tuple[str, str]:
    return address.base_local_part, address.domain


def _another_time(answer: CalendarAnswer, briefing: Briefing, facts: Facts, theirs: Facts) -> Decision:
    """A proposal moves nothing: the secretariat gets the time and the words, the person a polite answer."""
    said = {
        "comment": answer.comment,
        "briefing": briefing_line(briefing, "sv"),
        "proposed": answer.proposed.isoformat() if answer.proposed is not None else None,
    }
    told = forward(facts, about="calendar-counter", sessions=(briefing.id,), said=said)
    seat = None if theirs.person is None else theirs.person.seat_at(briefing.id)
    letter = SendLetter(
        "other_time",
        theirs.sender,
        answer.language,
        {"briefing": briefing_line(briefing, answer.language), "seat": seat is not None and seat.state.comes},
        about_sessions=(briefing.id,),
        in_reply_to=theirs.message_id,
        once=f"other-time {briefing.id} {theirs.sender} {facts.spool_id}",
    )
    return Decision("another-time-proposed", (*told, letter))


def _decide(
    answer: CalendarAnswer,
    briefing: Briefing,
    facts: Facts,
    *,
    now: datetime,
    policy: Policy,
    sign_up: SignUp,
) -> Decision:
    said_at = given_at(answer, written=facts.said_at or now, now=now)
    facts = replace(facts, said_at=said_at)
    case = case_for(facts, facts.person, answer.language, now=now, policy=policy)
    seat = case.person.seat_at(briefing.id)
    if is_older(said_at, seat):
        return Decision("stale-answer")
    if answer.answer != "declined" and answered_before(seat, SeatState.WAITING, said_at):
        return Decision("answered-already")
    if answer.answer == "accepted" and (seat is None or not seat.state.holds_a_seat):
        return sign_up(briefing.id, facts)
    if briefing.end <= now or briefing.state is BriefingState.CALLED_OFF:
        return Decision("briefing-over")
    if answer.answer == "tentative" and not facts.vouched:  # anybody could make a yes less than that
        return Decision("unconfirmed-maybe")
    if seat is None or seat.state in {SeatState.GIVEN_UP, SeatState.MATERIALS}:
        return _without_seat(answer, briefing, seat, case)
    if answer.answer == "declined":
        return _declined(answer, briefing, seat, case)
    if seat.state is SeatState.WAITING:
        return _set(SeatState.WAITING, "tentative-in-line", briefing, case)
    if to_an_earlier_time(answer, seat, briefing):
        return Decision("answered-old-time")
    state = SeatState.TAKEN if answer.answer == "accepted" else SeatState.TENTATIVE
    return _set(state, answer.answer, briefing, case)


def _without_seat(answer: CalendarAnswer, briefing: Briefing, seat: Seat | None, case: Case) -> Decision:
    """A maybe asks for a seat, as a yes does. A no is noted: an earlier yes may still be on its way."""
    if answer.answer == "tentative":
        outcome = carry_out((Register((briefing.id,)),), replace(case, maybe=True))
        return Decision("tentative", (*outcome.effects, receipt_letter(outcome, case)))
    if not case.facts.vouched:
        return Decision("declined-without-seat")
    known = () if case.facts.person is not None else (ChooseLanguage(case.address, case.language),)
    noted = _set(SeatState.GIVEN_UP if seat is None else seat.state, "declined-without-seat", briefing, case)
    return replace(noted, effects=(*known, *noted.effects))


def _set(state: SeatState, because: str, briefing: Briefing, case: Case) -> Decision:
    """Note the answer and its time, which older ones are held against. The same one again is silent.

    An answer that nobody vouches for does not outrank what the person themselves may have sent before it.
    """
    seat = case.person.seat_at(briefing.id)
    known_since = None if seat is None or case.facts.vouched else seat.answered_at
    at = known_since or case.said_at
    if answered_before(seat, state, at):
        return Decision("answered-already")
    return Decision(because, (SetSeat(case.address, briefing.id, state, at),))


def _declined(answer: CalendarAnswer, briefing: Briefing, seat: Seat, case: Case) -> Decision:
    """A freed seat may be gone for good: a doubtful decline is asked about.

    The calendar has taken the meeting out itself, so no CANCEL follows.
    """
    if not case.facts.vouched or to_an_earlier_time(answer, seat, briefing):
        because = "unconfirmed" if not case.facts.vouched else "declined-old-time"
        return Decision(because, ask_to_confirm((Cancel((briefing.id,)),), case))
    given_up = SetSeat(case.address, briefing.id, SeatState.GIVEN_UP, case.said_at)
    effects = (given_up, *freed_seat(briefing, seat, case))
    receipt = receipt_letter(
        Outcome((farewell(briefing, seat, case),), effects, (Register((briefing.id,)),)), case
    )
    return Decision("declined", (*effects, receipt))
