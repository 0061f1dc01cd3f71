"""Answers from calendars: the same seat as in words, the latest word counts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mailservice.decisions.calendar_replies import decide_calendar_answer
from mailservice.decisions.facts import Facts
from mailservice.decisions.wishes import decide_wishes
from mailservice.domain.addresses import Address
from mailservice.domain.briefings import BriefingState, Seat, SeatState
from mailservice.domain.days import end_of_day
from mailservice.domain.effects import (
    AwaitAnswer,
    ChooseLanguage,
    Decision,
    SendInvitation,
    SendLetter,
    SetSeat,
)
from mailservice.domain.people import Person
from mailservice.domain.readings import CalendarAnswer, PartStat, Wishes
from mailservice.domain.wishes import Cancel, Register
from tests.given import ANNA, BO, MAY_24, NOW, POLICY, SECRETARIAT, facts, person, world_with

STAMP = NOW - timedelta(minutes=2)
EARLIER = NOW - timedelta(days=1)
ANSWERS: tuple[PartStat, ...] = ("accepted", "declined", "tentative")


def answer(given: PartStat = "accepted", **changed: Any) -> CalendarAnswer:
    """Anna's answer to the invitation of 24 May."""
    standard: dict[str, Any] = {"sequence": 0, "stamped_at": STAMP}
    return CalendarAnswer(
        changed.pop("uid", MAY_24.uid),
        changed.pop("attendee", ANNA),
        given,
        "sv",
        **{**standard, **changed},
    )


def holding(
    state: SeatState = SeatState.TAKEN, *, answered_at: datetime | None = EARLIER, **given: Any
) -> Facts:
    """Facts of a mail from Anna, who stands like this with the briefing of 24 May."""
    return facts(person=person(seats=(Seat(MAY_24.id, state, 0, answered_at),)), **given)


def decide(
    given: CalendarAnswer, known: Facts, *, sign_up: Callable[[str, Facts], Decision] | None = None
) -> Decision:
    """Decide an answer; where it comes to a sign-up, say so."""
    return decide_calendar_answer(
        given,
        known,
        now=NOW,
        policy=POLICY,
        sign_up=sign_up or (lambda briefing_id, theirs: Decision(f"sign-up {briefing_id} {theirs.sender}")),
    )


def letters(decision: Decision) -> list[str]:
    """The letters of a decision by name."""
    return [each.letter for each in decision.effects if isinstance(each, SendLetter)]


def receipts(decision: Decision) -> list[str]:
    """What its receipts tell of."""
    letters = [each for each in decision.effects if isinstance(each, SendLetter) and each.letter == "receipt"]
    return [line["kind"] for each in letters for line in each.values["outcomes"]]


@pytest.mark.parametrize("given", [*ANSWERS, "counter", "delegated"])
def test_an_event_of_somebody_else_is_met_with_silence(given: PartStat) -> None:
    decision = decide(answer(given, uid="other@elsewhere.example", comment="Hej"), holding())
    assert decision == Decision("unknown-event")


@pytest.mark.parametrize("given", ANSWERS)
def test_an_answer_for_another_goes_to_the_secretariat(given: PartStat) -> None:
    decision = decide(answer(given, attendee=BO), holding())
    assert decision.because == "handed-over-calendar-answer-of-another"
    forwarded, receipt = decision.effects
    assert isinstance(forwarded, SendLetter)
    assert isinstance(receipt, SendLetter)
    assert (forwarded.letter, forwarded.to, forwarded.reply_to) == ("for_secretariat", SECRETARIAT, str(ANNA))
    assert forwarded.attach_spooled == "mail-1"
    assert forwarded.values["about"] == "calendar-answer-of-another"
    assert (receipt.letter, receipt.to) == ("handed_over", ANNA)
    assert str(BO) not in str(receipt)


ALIAS = Address.of("anna.lind@annat.example")
PLUS = Address.of("anna+forum@region.example")
SEKR = Address.of("sekr@region.example")


def invited(address: Address, state: SeatState = SeatState.TAKEN) -> Person:
    """Somebody who has had an invitation to the briefing of 24 May."""
    return person(address, seats=(Seat(MAY_24.id, state, 0, EARLIER),), language="en")


def sent_by_another(attendee: Address, sender: Address, **given: Any) -> Facts:
    """Facts of a mail from `sender`, who answers as `attendee`."""
    return facts(
        sender=sender, sender_text=str(sender), person=None, parties={attendee: invited(attendee)}, **given
    )


@pytest.mark.parametrize("sender", [ALIAS, SEKR])
def test_another_address_is_believed_as_far_as_a_stranger(sender: Address) -> None:
    known = sent_by_another(ANNA, sender)
    assert decide(answer("accepted"), known) == Decision("answered-already")
    unsure = replace(known, parties={ANNA: invited(ANNA, SeatState.TENTATIVE)})
    noted = SetSeat(ANNA, MAY_24.id, SeatState.TAKEN, EARLIER)  # her own word may still be on its way
    assert decide(answer("accepted"), unsure) == Decision("accepted", (noted,))
    assert decide(answer("tentative"), known) == Decision("unconfirmed-maybe")
    declined = decide(answer("declined"), known)
    assert declined.because == "unconfirmed"
    awaits, letter = declined.effects
    assert isinstance(awaits, AwaitAnswer)
    assert isinstance(letter, SendLetter)
    assert (awaits.asked, letter.to, letter.language) == ((ANNA,), ANNA, "en")
    assert letter.in_reply_to == ""
    assert str(sender) not in str(letter)
    assert letter.once == f"calendar-declined {MAY_24.uid} {ANNA} 2027-05-10"


def test_a_subaddress_is_the_same_person() -> None:
    known = facts(parties={PLUS: invited(PLUS)})
    assert decide(answer("declined", attendee=PLUS), known).because == "declined"
    nobody_vouches = facts(parties={PLUS: invited(PLUS)}, vouched=False)
    assert decide(answer("declined", attendee=PLUS), nobody_vouches).because == "unconfirmed"


def test_a_sign_up_by_another_is_the_attendees() -> None:
    known = sent_by_another(ANNA, SEKR)
    known = replace(known, parties={ANNA: invited(ANNA, SeatState.GIVEN_UP)})
    assert decide(answer("accepted"), known) == Decision(f"sign-up {MAY_24.id} {ANNA}")


def test_another_time_moves_nothing() -> None:
    proposed = datetime(2027, 5, 24, 8, tzinfo=UTC)
    decision = decide(answer("counter", proposed=proposed, comment="Passar bättre"), holding())
    assert decision.because == "another-time-proposed"
    told, letter = decision.effects
    assert isinstance(told, SendLetter)
    assert isinstance(letter, SendLetter)
    assert (told.letter, told.to, told.values["about"]) == (
        "for_secretariat",
        SECRETARIAT,
        "calendar-counter",
    )
    assert (told.values["proposed"], told.values["comment"]) == (proposed.isoformat(), "Passar bättre")
    assert told.about_sessions == letter.about_sessions == (MAY_24.id,)
    assert (letter.letter, letter.to, letter.values["seat"]) == ("other_time", ANNA, True)


@pytest.mark.parametrize(
    "known",
    [facts(), holding(SeatState.GIVEN_UP), sent_by_another(ANNA, SEKR)],
    ids=["new", "left", "assistant"],
)
def test_another_time_from_whoever(known: Facts) -> None:
    told, letter = decide(answer("counter"), known).effects
    assert isinstance(told, SendLetter)
    assert isinstance(letter, SendLetter)
    assert told.values["proposed"] is None
    assert (letter.to, letter.values["seat"]) == (ANNA, known.sender == SEKR)


def test_a_seat_passed_on_to_nobody_is_for_the_secretariat() -> None:
    decision = decide(answer("delegated"), holding())
    assert decision.because == "handed-over-calendar-delegated"
    assert letters(decision) == ["for_secretariat", "handed_over"]
    assert len(decision.effects) == 2


@pytest.mark.parametrize("vouched", [True, False])
@pytest.mark.parametrize(
    ("before", "given", "after"),
    [
        (SeatState.TAKEN, "accepted", SeatState.TAKEN),
        (SeatState.TENTATIVE, "accepted", SeatState.TAKEN),
        (SeatState.TAKEN, "tentative", SeatState.TENTATIVE),
        (SeatState.TENTATIVE, "tentative", SeatState.TENTATIVE),
    ],
)
def test_who_holds_a_seat_keeps_it(
    before: SeatState, given: PartStat, after: SeatState, vouched: bool
) -> None:
    decision = decide(answer(given), holding(before, vouched=vouched))
    if given == "tentative" and not vouched:  # anybody could make a yes less than that
        assert decision == Decision("unconfirmed-maybe")
    elif not vouched and before is after:
        assert decision == Decision("answered-already")
    else:
        at = STAMP if vouched else EARLIER
        assert decision == Decision(given, (SetSeat(ANNA, MAY_24.id, after, at),))


def test_a_clock_ahead_does_not_outrank_later_answers() -> None:
    decision = decide(answer(stamped_at=datetime(2099, 1, 1, tzinfo=UTC)), holding())
    assert decision.effects == (SetSeat(ANNA, MAY_24.id, SeatState.TAKEN, NOW),)


def test_an_answer_without_a_time_is_given_now() -> None:
    decision = decide(answer(stamped_at=None, sequence=None), holding())
    assert decision.effects == (SetSeat(ANNA, MAY_24.id, SeatState.TAKEN, NOW),)


@pytest.mark.parametrize("given", ANSWERS)
@pytest.mark.parametrize("state", list(SeatState))
def test_an_older_answer_changes_nothing(given: PartStat, state: SeatState) -> None:
    assert decide(answer(given, stamped_at=EARLIER - timedelta(seconds=1)), holding(state)) == Decision(
        "stale-answer"
    )


def test_times_are_compared_in_whole_seconds() -> None:
    known = holding(SeatState.TENTATIVE, answered_at=STAMP + timedelta(microseconds=7))
    assert decide(answer(), known).because == "accepted"


@pytest.mark.parametrize(
    ("given", "state"),
    [
        ("accepted", SeatState.WAITING),
        ("tentative", SeatState.WAITING),
        ("accepted", SeatState.TAKEN),
        ("tentative", SeatState.TENTATIVE),
        ("declined", SeatState.GIVEN_UP),
    ],
)
def test_the_same_answer_twice_counts_once(given: PartStat, state: SeatState) -> None:
    assert decide(answer(given), holding(state, answered_at=STAMP)) == Decision("answered-already")


@pytest.mark.parametrize(
    "known",
    [facts(), facts(person=person()), holding(SeatState.GIVEN_UP), holding(SeatState.WAITING)],
)
def test_an_accept_without_a_seat_is_a_sign_up(known: Facts) -> None:
    assert decide(answer(), known) == Decision(f"sign-up {MAY_24.id} {ANNA}")


def test_a_late_accept_of_the_old_time_is_not_one_of_the_new() -> None:
    moved = world_with(replace(MAY_24, sequence=2))
    known = facts(person=person(seats=(Seat(MAY_24.id, SeatState.TAKEN, 2, EARLIER),)), world=moved)
    assert decide(answer(sequence=1), known) == Decision("answered-old-time")
    assert decide(answer("tentative", sequence=1), known) == Decision("answered-old-time")
    assert decide(answer(sequence=2), known).because == "accepted"


def test_an_answer_from_before_somebody_left_and_came_back_is_one_to_the_same_meeting() -> None:
    known = facts(person=person(seats=(Seat(MAY_24.id, SeatState.TAKEN, 2, EARLIER),)))
    assert decide(answer("tentative", sequence=0), known).because == "tentative"
    assert decide(answer("declined", sequence=0), known).because == "declined"


@pytest.mark.parametrize("state", [SeatState.GIVEN_UP, SeatState.MATERIALS])
def test_a_no_without_a_seat_is_noted_as_an_earlier_yes_may_be_on_its_way(state: SeatState) -> None:
    noted = SetSeat(ANNA, MAY_24.id, state, STAMP)
    assert decide(answer("declined"), holding(state)) == Decision("declined-without-seat", (noted,))
    gone = replace(noted, state=SeatState.GIVEN_UP)
    known = decide(answer("declined"), facts(person=person()))
    assert known == Decision("declined-without-seat", (gone,))
    new = decide(answer("declined"), facts())
    assert new == Decision("declined-without-seat", (ChooseLanguage(ANNA, "sv"), gone))
    for doubtful in (facts(vouched=False), holding(state, vouched=False)):
        assert decide(answer("declined"), doubtful) == Decision("declined-without-seat")


@pytest.mark.parametrize("known", [facts(person=person()), holding(SeatState.GIVEN_UP)])
def test_a_maybe_asks_for_a_seat_as_a_yes_does(known: Facts) -> None:
    decision = decide(answer("tentative"), known)
    assert decision.because == "tentative"
    assert decision.effects[0] == SetSeat(ANNA, MAY_24.id, SeatState.TENTATIVE, STAMP)
    assert receipts(decision) == ["maybe_registered"]
    full = replace(
        known, world=world_with(replace(MAY_24, capacity=1)), taken={MAY_24.id: 1}, in_line={MAY_24.id: 2}
    )
    waits = decide(answer("tentative"), full)
    assert SetSeat(ANNA, MAY_24.id, SeatState.WAITING, STAMP) in waits.effects
    assert receipts(waits) == ["waiting"]
    assert decide(answer("tentative"), replace(known, vouched=False)) == Decision("unconfirmed-maybe")


def test_maybe_keeps_the_place_in_line() -> None:
    waits = SetSeat(ANNA, MAY_24.id, SeatState.WAITING, STAMP)
    assert decide(answer("tentative"), holding(SeatState.WAITING)) == Decision("tentative-in-line", (waits,))


@pytest.mark.parametrize("given", ANSWERS)
@pytest.mark.parametrize(
    "briefing",
    [
        replace(MAY_24, start=NOW - timedelta(hours=1)),
        replace(MAY_24, state=BriefingState.CALLED_OFF),
    ],
)
def test_what_is_over_is_over(given: PartStat, briefing: Any) -> None:
    assert decide(answer(given), holding(world=world_with(briefing))) == Decision("briefing-over")


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (SeatState.TAKEN, "cancelled"),
        (SeatState.TENTATIVE, "cancelled"),
        (SeatState.WAITING, "left_line"),
    ],
)
def test_a_decline_gives_the_seat_up_with_one_short_receipt(state: SeatState, told: str) -> None:
    decision = decide(answer("declined"), holding(state))
    assert decision.because == "declined"
    given_up, receipt = decision.effects  # and no CANCEL: the calendar has taken it out itself
    assert given_up == SetSeat(ANNA, MAY_24.id, SeatState.GIVEN_UP, STAMP)
    assert isinstance(receipt, SendLetter)
    assert receipt.letter == "receipt"
    assert [line["kind"] for line in receipt.values["outcomes"]] == [told]
    assert receipt.undo == (Register((MAY_24.id,)),)
    assert receipt.about_sessions == (MAY_24.id,)


def test_the_freed_seat_goes_to_the_first_in_line() -> None:
    waiting = person(BO, seats=(Seat(MAY_24.id, SeatState.WAITING),))
    decision = decide(answer("declined"), holding(next_in_line={MAY_24.id: waiting}))
    assert [(each.address, each.state) for each in decision.effects if isinstance(each, SetSeat)] == [
        (ANNA, SeatState.GIVEN_UP),
        (BO, SeatState.OFFERED),
    ]
    [invitation] = [each for each in decision.effects if isinstance(each, SendInvitation)]
    assert (invitation.to, invitation.method) == (BO, "REQUEST")
    line_leaver = decide(answer("declined"), holding(SeatState.WAITING, next_in_line={MAY_24.id: waiting}))
    assert not [each for each in line_leaver.effects if isinstance(each, SendInvitation)]


@pytest.mark.parametrize(
    ("vouched", "sequence", "because"),
    [(False, 0, "unconfirmed"), (True, -1, "declined-old-time"), (False, -1, "unconfirmed")],
)
def test_a_doubtful_decline_is_asked_about(vouched: bool, sequence: int, because: str) -> None:
    moved = world_with(replace(MAY_24, sequence=1))
    decision = decide(answer("declined", sequence=sequence), holding(vouched=vouched, world=moved))
    assert decision.because == because
    awaits, letter = decision.effects
    assert isinstance(awaits, AwaitAnswer)
    assert isinstance(letter, SendLetter)
    assert (awaits.purpose, awaits.asked, awaits.wishes) == ("confirm", (ANNA,), (Cancel((MAY_24.id,)),))
    assert awaits.valid_until == end_of_day(NOW + timedelta(days=7))
    assert (letter.letter, letter.token) == ("confirm", awaits.token)


@pytest.mark.parametrize(
    ("given", "known", "because", "letters_sent"),
    [
        ("accepted", holding(), "accepted", ["for_secretariat"]),
        ("declined", holding(), "declined", ["receipt", "for_secretariat"]),
        ("declined", holding(vouched=False), "unconfirmed", ["confirm", "for_secretariat"]),
        ("accepted", facts(), f"sign-up {MAY_24.id} {ANNA}", ["for_secretariat"]),
        ("counter", holding(), "another-time-proposed", ["for_secretariat", "other_time"]),
        ("delegated", holding(), "handed-over-calendar-delegated", ["for_secretariat", "handed_over"]),
    ],
)
def test_what_a_person_wrote_reaches_the_secretariat_once(
    given: PartStat, known: Facts, because: str, letters_sent: list[str]
) -> None:
    decision = decide(answer(given, comment="Kommer 10 min sent"), known)
    assert decision.because == because
    assert letters(decision) == letters_sent


def test_a_sign_up_bears_the_time_of_the_answer() -> None:
    said: list[datetime | None] = []

    def sign_up(briefing_id: str, theirs: Facts) -> Decision:
        said.append(theirs.said_at)
        return Decision(briefing_id)

    decide(answer(), facts(), sign_up=sign_up)
    decide(answer(stamped_at=None), facts(said_at=EARLIER), sign_up=sign_up)
    decide(answer(stamped_at=NOW + timedelta(hours=1)), facts(), sign_up=sign_up)  # a clock that is ahead
    assert said == [STAMP, EARLIER, NOW]


@pytest.mark.parametrize("given", ["declined", "counter"])
def test_a_known_person_is_answered_in_the_language_they_chose(given: PartStat) -> None:
    seats = (Seat(MAY_24.id, SeatState.TAKEN, 0, EARLIER),)
    decision = decide(answer(given), facts(person=person(seats=seats, language="en")))
    [letter] = [each for each in decision.effects if isinstance(each, SendLetter) and each.to == ANNA]
    assert letter.language == "en"


@pytest.mark.parametrize("given", ["accepted", "declined", "counter"])
def test_a_strangers_mails_in_somebodys_name_bring_them_one_letter_a_day(given: PartStat) -> None:
    state = SeatState.GIVEN_UP if given == "accepted" else SeatState.TAKEN
    seat = Seat(MAY_24.id, state, 0, EARLIER)

    def asked(mail: int) -> set[str]:
        known = facts(
            sender=BO, spool_id=f"mail-{mail}", token=f"{mail}" * 26, parties={ANNA: person(seats=(seat,))}
        )
        decision = decide_calendar_answer(
            answer(given),
            known,
            now=NOW,
            policy=POLICY,
            sign_up=lambda briefing_id, theirs: decide_wishes(
                Wishes((Register((briefing_id,)),), "sv"), theirs, now=NOW, policy=POLICY
            ),
        )
        return {each.once for each in decision.effects if isinstance(each, SendLetter) and each.to == ANNA}

    first, second = asked(1), asked(2)
    assert first == second
    assert "" not in first
    assert len(first) == 1
