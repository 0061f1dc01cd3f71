"""Days and times as Swedes and English people write them, always Europe/Stockholm."""

from datetime import date, datetime
from functools import lru_cache

from babel.dates import format_date

from mailservice.domain.days import STOCKHOLM
from mailservice.domain.lists import Language

_DAYS = 1000
When = datetime | date | str  # a time is aware; as a str it is ISO 8601, with its offset


def day(when: When, language: Language, *, today: When | None = None) -> str:
    """ "måndag 24 maj" or "Monday 24 May"; with the year where that is not the year of `today`.

    Raises    ValueError for a str that is no ISO 8601 day or time, and for a time without offset.
    """
    local = _local(when)
    with_year = today is not None and _local(today).year != local.year
    return _in_words(local.year, local.month, local.day, with_year, language)


@lru_cache(_DAYS)
def _in_words(year: int, month: int, day_: int, with_year: bool, language: Language) -> str:
    """The letters of a week name few days, and many times."""
    pattern = "EEEE d MMMM y" if with_year else "EEEE d MMMM"
    return format_date(date(year, month, day_), pattern, locale=language)


def clock(when: datetime | str, language: Language) -> str:
    """ "kl. 09.00" or "09:00".

    Raises    ValueError as `day` does.
    """
    local = _local(when)
    return f"{local:%H:%M}" if language == "en" else f"kl. {local:%H.%M}"


def day_and_time(when: datetime | str, language: Language, *, today: When | None = None) -> str:
    """ "måndag 24 maj kl. 09.00" or "Monday 24 May at 09:00"."""
    between = " at " if language == "en" else " "
    return f"{day(when, language, today=today)}{between}{clock(when, language)}"


def _local(when: When) -> datetime | date:
    """A time in Europe/Stockholm; a day as it is."""
    value = _read(when) if isinstance(when, str) else when
    if not isinstance(value, datetime):
        return value
    if value.tzinfo is None:
        raise ValueError("a time needs its offset: without one it could be any hour")
    return value.astimezone(STOCKHOLM)


def _read(text: str) -> datetime | date:
    is_day = len(text) <= len("2027-05-24")
    return date.fromisoformat(text) if is_day else datetime.fromisoformat(text)
