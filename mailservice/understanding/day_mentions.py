"""A day, a part of the year or a time as a mail names it, and which day that is."""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

_LONG_AGO = 120  # days after which a day without a year is next year's


@dataclass(frozen=True, slots=True)
class DayMention:
    """One place in the text that names a day, a part of the year or a time.

    first, last  the places of its words
    day          of the month, month 1 to 12, year; None for what it does not say
    weekday      0 for Monday
    week         of the ISO calendar
    season       months that the word stands for, such as (9, 10, 11) for the autumn; () for none
    at           the time of the day
    exact        the day itself, where it is told from today: "om fjorton dagar"
    """

    first: int
    last: int
    day: int | None = None
    month: int | None = None
    year: int | None = None
    weekday: int | None = None
    week: int | None = None
    season: tuple[int, ...] = ()
    at: time | None = None
    exact: date | None = None

    def shifted(self, places: int) -> "DayMention":
        """The same mention in words of which the first has another number."""
        return replace(self, first=self.first + places, last=self.last + places)

    def on(self, today: date) -> date | None:
        """The day that is meant, the first from today on where no year is said; None where open or no day."""
        if self.exact is not None:
            return self.exact
        if self.week is not None and self.weekday is not None:
            return _in_week(self.week, self.weekday, today)
        if self.day is None:
            return None
        if self.month is None:
            return _next_with_day(self.day, today)
        year = self.year or today.year
        if not 1 <= self.day <= monthrange(year, self.month)[1]:
            return None
        found = date(year, self.month, self.day)
        if self.year is None and (today - found).days > _LONG_AGO:
            found = found.replace(year=year + 1, day=min(self.day, 28) if self.month == 2 else self.day)
        return found

    def contradicts_itself(self, today: date) -> bool:
        """Whether the day that is meant is another weekday: "måndagen den 20 augusti", a Friday."""
        on = self.on(today)
        return on is not None and self.weekday is not None and on.weekday() != self.weekday


def _in_week(week: int, weekday: int, today: date) -> date | None:
    first = date.fromisocalendar(today.year, 1, 1)
    found = first + timedelta(weeks=week - 1, days=weekday)
    return found if found >= today - timedelta(days=7) else found + timedelta(weeks=52)


def _next_with_day(day: int, today: date) -> date:
    found = today
    while found.day != day:
        found += timedelta(days=1)
    return found
