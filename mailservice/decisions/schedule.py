"""Reminders of briefings: when they are due, and whether they are still sent then.

Wall-clock times are Europe/Stockholm, turned to UTC once, so they stay what people see when summer
time begins and ends. Time to go before a meeting is counted in UTC, where an hour is an hour.
"""

import calendar
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from mailservice.decisions.afterwards import MATERIALS, materials_letter, materials_skipped
from mailservice.decisions.facts import DueReminder
from mailservice.decisions.lines import briefing_line
from mailservice.domain.addresses import Address
from mailservice.domain.briefings import Briefing, BriefingState, SeatState
from mailservice.domain.days import STOCKHOLM, in_utc
from mailservice.domain.effects import Decision, PlanReminder, SendLetter, SettleReminder

DAY_BEFORE, LAST_HOUR = "day-before", "last-hour"

_AFTERNOON = time(15, 0)
_SHORTLY_BEFORE = timedelta(minutes=45)
_TOO_LATE_FOR = {DAY_BEFORE: timedelta(hours=2), LAST_HOUR: timedelta(0)}  # before the start
_APART = timedelta(hours=2)  # between two letters about the same briefing


def is_working_day(day: date) -> bool:
    """Not a weekend, a Swedish public holiday or one in all but law, such as Midsummer Eve."""
    return day.weekday() < calendar.SATURDAY and day not in _days_off(day.year)


@lru_cache(maxsize=16)
def _days_off(year: int) -> frozenset[date]:
    import holidays  # a tenth of a start, for who plans reminders

    named = holidays.country_holidays("SE", years=year, categories=("public", "de_facto"))
    return frozenset(named)


def reminder_times(briefing: Briefing, *, now: datetime) -> tuple[tuple[str, datetime], ...]:
    """When a person is reminded of a briefing: kind and due time (UTC). What is past is left out."""
    start = briefing.start.astimezone(STOCKHOLM)
    before = start.date() - timedelta(days=1)
    while not is_working_day(before):
        before -= timedelta(days=1)
    due = (
        (DAY_BEFORE, in_utc(before, _AFTERNOON)),
        (LAST_HOUR, briefing.start.astimezone(UTC) - _SHORTLY_BEFORE),
    )
    return tuple((kind, at) for kind, at in due if at > now)


def plan_reminders(address: Address, briefing: Briefing, *, now: datetime) -> tuple[PlanReminder, ...]:
    """One row for each reminder of a briefing that is still to come."""
    return tuple(
        PlanReminder(address, briefing.id, kind, briefing.sequence, due_at)
        for kind, due_at in reminder_times(briefing, now=now)
    )


def decide_reminder(due: DueReminder, *, now: datetime) -> Decision:
    """Send a reminder, or skip it for what has happened since it was planned. Either settles it."""
    outcome = _skipped(due, now) or "sent"
    briefing = due.briefing
    settled = SettleReminder(due.address, briefing.id, due.kind, due.sequence, outcome)
    if outcome != "sent":
        return Decision(f"reminder-{outcome}", (settled,))
    if due.kind == MATERIALS:
        return Decision("materials-sent", (materials_letter(due), settled))
    named, maybe = briefing_line(briefing, due.language), due.seat is SeatState.TENTATIVE
    letter = SendLetter(
        "reminder",
        due.address,
        due.language,
        {"kind": due.kind, "briefing": named, "maybe": maybe},
        about_sessions=(briefing.id,),
        once=f"reminder:{briefing.id}:{due.kind}:{due.sequence}:{due.address}",
    )
    return Decision("reminder-sent", (letter, settled))


def _skipped(due: DueReminder, now: datetime) -> str:
    """Why a reminder is not sent, "" where it is."""
    briefing = due.briefing
    if briefing.state is BriefingState.CALLED_OFF:
        return "called-off"
    if due.retired:
        return "retired"
    if due.kind == MATERIALS:
        return materials_skipped(due, now)
    if due.sequence != briefing.sequence:
        return "moved"
    if due.seat is None or not due.seat.comes:
        return "not-answered" if due.seat is SeatState.OFFERED else "given-up-seat"
    if now >= briefing.start - _TOO_LATE_FOR[due.kind]:
        return "too-late"
    if due.last_told_at is not None and now - due.last_told_at < _APART:
        return "just-told"
    return ""
