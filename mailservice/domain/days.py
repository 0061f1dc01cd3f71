"""The service's own time zone: where a day begins, and when a date that a letter names is over."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def end_of_day(moment: datetime) -> datetime:
    """The last second (UTC) of the day in Stockholm that `moment`, an aware time, falls on.

    A letter says "by Monday 17 May": an answer counts until that day is over.
    """
    next_day = moment.astimezone(STOCKHOLM).date() + timedelta(days=1)
    return datetime.combine(next_day, time(), STOCKHOLM).astimezone(UTC) - timedelta(seconds=1)


def in_utc(day: date, wall_clock: time) -> datetime:
    """A time in Stockholm as UTC. Of an hour that comes twice the first is meant (PEP 495, fold=0)."""
    return datetime.combine(day, wall_clock, tzinfo=STOCKHOLM).astimezone(UTC)
