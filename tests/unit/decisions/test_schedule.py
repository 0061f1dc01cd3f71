"""What is due when: across weekends, red days and both changes of the clock."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from mailservice.decisions.facts import DueReminder
from mailservice.decisions.schedule import (
    decide_reminder,
    is_working_day,
    plan_reminders,
    reminder_times,
)
from mailservice.domain.briefings import BriefingState, SeatState
from mailservice.domain.effects import PlanReminder, SendLetter, SettleReminder
from tests.given import ANNA, MAY_24

EARLY = datetime(2027, 1, 1, tzinfo=UTC)


def utc(text: str) -> datetime:
    """ "2027-05-24 07:00" as UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2027, 5, 24), True),
        (date(2027, 5, 22), False),  # Saturday
        (date(2027, 5, 23), False),
        (date(2027, 5, 6), False),  # Ascension Day
        (date(2027, 5, 7), True),  # the day after is a bridge, not a holiday
        (date(2027, 6, 25), False),  # Midsummer Eve: no holiday by law
        (date(2026, 12, 24), False),
        (date(2026, 12, 31), False),
        (date(2027, 1, 6), False),  # Epiphany
        (date(2027, 3, 29), False),  # Easter Monday
    ],
)
def test_working_days(day: date, works: bool) -> None:
    assert is_working_day(day) is works


@pytest.mark.parametrize(
    ("start", "day_before", "last_hour"),
    [
        ("2027-05-26 11:00", "2027-05-25 13:00", "2027-05-26 10:15"),  # Wednesday: 15.00 on Tuesday
        ("2027-05-24 07:00", "2027-05-21 13:00", "2027-05-24 06:15"),  # Monday: on Friday
        ("2027-05-07 07:00", "2027-05-05 13:00", "2027-05-07 06:15"),  # after Ascension Day
        ("2027-06-28 07:00", "2027-06-24 13:00", "2027-06-28 06:15"),  # after Midsummer
        ("2027-01-07 08:00", "2027-01-05 14:00", "2027-01-07 07:15"),  # after Epiphany, winter time
        ("2027-03-30 07:00", "2027-03-25 14:00", "2027-03-30 06:15"),  # after Easter: back in winter time
        ("2027-11-01 08:00", "2027-10-29 13:00", "2027-11-01 07:15"),  # back in summer time
        ("2027-03-28 01:15", "2027-03-25 14:00", "2027-03-28 00:30"),  # 03.15; 45 minutes before is 01.30
        ("2027-10-31 01:30", "2027-10-29 13:00", "2027-10-31 00:45"),  # 02.30 again; 02.45 was before it
    ],
)
def test_reminder_times(start: str, day_before: str, last_hour: str) -> None:
    times = reminder_times(replace(MAY_24, start=utc(start)), now=utc("2026-12-01 00:00"))
    assert times == (("day-before", utc(day_before)), ("last-hour", utc(last_hour)))


def test_reminders_whose_time_is_past_are_not_planned() -> None:
    both = reminder_times(MAY_24, now=EARLY)
    assert [kind for kind, _ in both] == ["day-before", "last-hour"]
    assert reminder_times(MAY_24, now=both[0][1]) == both[1:]
    assert reminder_times(MAY_24, now=both[1][1]) == ()


def test_planned_reminders_bear_the_sequence() -> None:
    moved = replace(MAY_24, sequence=3)
    assert plan_reminders(ANNA, moved, now=utc("2027-05-22 00:00")) == (
        PlanReminder(ANNA, MAY_24.id, "last-hour", 3, utc("2027-05-24 06:15")),
    )


def due(kind: str = "last-hour", **changed: Any) -> DueReminder:
    """A reminder of Anna's seat whose time has come."""
    given: dict[str, Any] = {
        "address": ANNA,
        "language": "sv",
        "briefing": MAY_24,
        "kind": kind,
        "sequence": 0,
        "due_at": utc("2027-05-24 06:15") if kind == "last-hour" else utc("2027-05-21 13:00"),
        "seat": SeatState.TAKEN,
        "last_told_at": None,
    }
    return DueReminder(**{**given, **changed})


@pytest.mark.parametrize("seat", [SeatState.TAKEN, SeatState.TENTATIVE])
def test_a_reminder_is_sent_once(seat: SeatState) -> None:
    decision = decide_reminder(due(seat=seat), now=utc("2027-05-24 06:16"))
    assert decision.because == "reminder-sent"
    letter, settled = decision.effects
    assert isinstance(letter, SendLetter)
    assert (letter.letter, letter.to, letter.about_sessions) == ("reminder", ANNA, (MAY_24.id,))
    assert letter.values["kind"] == "last-hour"
    assert letter.values["maybe"] is (seat is SeatState.TENTATIVE)
    assert letter.values["briefing"]["link"] == MAY_24.link
    assert letter.once == f"reminder:{MAY_24.id}:last-hour:0:{ANNA}"
    assert settled == SettleReminder(ANNA, MAY_24.id, "last-hour", 0, "sent")


@pytest.mark.parametrize(
    ("reminder", "now", "outcome"),
    [
        (due("day-before"), "2027-05-24 04:59", "sent"),  # late after an outage, still useful
        (due("day-before"), "2027-05-24 05:00", "too-late"),
        (due("last-hour"), "2027-05-24 06:59", "sent"),
        (due("last-hour"), "2027-05-24 07:00", "too-late"),
        (due(briefing=replace(MAY_24, sequence=1)), "2027-05-24 06:15", "moved"),
        (due(briefing=replace(MAY_24, state=BriefingState.CALLED_OFF)), "2027-05-24 06:15", "called-off"),
        (due(retired=True), "2027-05-24 06:15", "retired"),
        (due(seat=None), "2027-05-24 06:15", "given-up-seat"),
        (due(seat=SeatState.GIVEN_UP), "2027-05-24 06:15", "given-up-seat"),
        (due(seat=SeatState.WAITING), "2027-05-24 06:15", "given-up-seat"),
        (due(last_told_at=utc("2027-05-24 04:16")), "2027-05-24 06:15", "just-told"),
        (due(last_told_at=utc("2027-05-24 04:15")), "2027-05-24 06:15", "sent"),
        (due("day-before", last_told_at=utc("2027-05-21 12:00")), "2027-05-21 13:00", "just-told"),
        (due(seat=None, last_told_at=utc("2027-05-24 06:00")), "2027-05-24 09:00", "given-up-seat"),
    ],
)
def test_what_has_happened_since_is_looked_at(reminder: DueReminder, now: str, outcome: str) -> None:
    decision = decide_reminder(reminder, now=utc(now))
    assert decision.because == f"reminder-{outcome}"
    settled = decision.effects[-1]
    assert isinstance(settled, SettleReminder)
    assert settled.outcome == outcome
    assert len(decision.effects) == (2 if outcome == "sent" else 1)
