"""Which weeks and months have their digest due. The clock is handed in; nothing is looked up.

Wall-clock times are Europe/Stockholm, turned to UTC once, so they stay what people see when summer
time begins and ends.
"""

import calendar
from datetime import date, datetime, time, timedelta
from operator import itemgetter

from mailservice.decisions.schedule import is_working_day
from mailservice.domain.days import STOCKHOLM, in_utc
from mailservice.domain.lists import DeliveryMode


def digest_due(
    now: datetime, *, weekly: tuple[int, int, int], monthly: tuple[int, int, int], grace: timedelta
) -> tuple[tuple[DeliveryMode, str, datetime], ...]:
    """The periods whose digests are due: mode, key and due time (UTC), the oldest first.

    now      aware
    weekly   ISO weekday 1 to 7, hour, minute
    monthly  day of the month (the first working day on or after it), hour, minute; a month that is
             too short for the day counts from its last
    grace    how long after its time a digest is still worth sending
    Keys are "weekly:2027-W20" and "monthly:2027-05"; whether one is done already, the caller knows.
    """
    today = now.astimezone(STOCKHOLM).date()
    weeks = {_week(today - timedelta(days=back), weekly) for back in range(0, grace.days + 8, 7)}
    first = today.replace(day=1)
    months = {_month(each, monthly) for each in (first, (first - timedelta(days=1)).replace(day=1))}
    waiting = [each for each in (*weeks, *months) if each[2] <= now <= each[2] + grace]
    return tuple(sorted(waiting, key=lambda period: (period[2], period[1])))


def next_digests(
    now: datetime, *, weekly: tuple[int, int, int], monthly: tuple[int, int, int]
) -> tuple[tuple[DeliveryMode, datetime], ...]:
    """When the next digest of each mode is due (UTC), the nearest first."""
    today = now.astimezone(STOCKHOLM).date()
    first = today.replace(day=1)
    weeks = [_week(today + timedelta(days=ahead), weekly) for ahead in (0, 7)]
    after = (first + timedelta(days=31)).replace(day=1)
    months = [_month(each, monthly) for each in (first, after, (after + timedelta(days=31)).replace(day=1))]
    soonest = [min(due for _mode, _key, due in each if due > now) for each in (weeks, months)]
    return tuple(
        sorted(zip((DeliveryMode.WEEKLY, DeliveryMode.MONTHLY), soonest, strict=True), key=itemgetter(1))
    )


def _week(day: date, weekly: tuple[int, int, int]) -> tuple[DeliveryMode, str, datetime]:
    """The digest of the ISO week that a day is in."""
    weekday, hour, minute = weekly
    year, week, _weekday = day.isocalendar()
    due = in_utc(date.fromisocalendar(year, week, weekday), time(hour, minute))
    return DeliveryMode.WEEKLY, f"weekly:{year}-W{week:02}", due


def _month(first: date, monthly: tuple[int, int, int]) -> tuple[DeliveryMode, str, datetime]:
    """The digest of the month that begins on a day."""
    wanted, hour, minute = monthly
    day = first.replace(day=min(wanted, calendar.monthrange(first.year, first.month)[1]))
    while not is_working_day(day):
        day += timedelta(days=1)
    return DeliveryMode.MONTHLY, f"monthly:{first:%Y-%m}", in_utc(day, time(hour, minute))
