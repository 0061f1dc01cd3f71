"""The day and the hour that a text shall go out: "måndag 08.00", "imorgon kl 9", "30 November at 13:00"."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from rapidfuzz import fuzz, process

from mailservice.domain.days import STOCKHOLM

_WEEKDAYS = {
    name: number
    for names in (
        ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"),
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    )
    for number, name in enumerate(names)
}
_MONTHS = {
    name: number
    for names in (
        "januari februari mars april maj juni juli augusti september oktober november december",
        "january february march april may june july august september october november december",
        "jan feb mar apr maj jun jul aug sep okt nov dec",
    )
    for number, name in enumerate(names.split(), 1)
} | {"oct": 10}
_ISO = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
_NAMED = re.compile(r"\b(\d{1,2})(?::?[ae]|st|nd|rd|th)?\s+(?:of\s+)?([a-zåäö]{3,9})\b(?:\s+(\d{4})\b)?")
_SLASHED = re.compile(r"\b(\d{1,2})/(\d{1,2})\b")
_CLOCK = re.compile(r"\b(?:kl\.?\s*|klockan\s+|at\s+)?([01]?\d|2[0-3])[.:]([0-5]\d)\b(?:\s*(am|pm)\b)?")
_HOUR = re.compile(
    r"\b(?:kl\.?\s*|klockan\s+|at\s+)([01]?\d|2[0-3])\b(?:\s*(am|pm)\b)?|\b(\d{1,2})\s*(am|pm)\b"
)
_TODAY = re.compile(r"\b(?:i\s?dag|today)\b")
_TOMORROW = re.compile(r"\b(?:i\s?morgon|imorron|tomorrow)\b")
_FILLERS = re.compile(r"\b(?:på|den|the|on|kl|klockan|at|nästa|next|nu|now|kommande)\b|[.,!]")
_ALIKE = 84


@dataclass(frozen=True, slots=True)
class Moment:
    """What words say of a time. at: None where they say none, or not all of it. rest: words that are left."""

    at: datetime | None
    rest: str
    named: bool = False


def find_moment(text: str, now: datetime) -> Moment:
    """Read a time to come, Europe/Stockholm. An hour is needed; without a day the next such hour is meant."""
    local, low = now.astimezone(STOCKHOLM), text.casefold()
    day, rest = _take_day(low, local.date())
    clock, rest = _take_clock(rest)
    rest = " ".join(_FILLERS.sub(" ", rest).split())
    if clock is None:
        return Moment(None, rest, named=day is not None)
    if day is not None:
        return Moment(_instant(day, clock), rest, named=True)
    today = _instant(local.date(), clock)
    return Moment(
        today if today > now else _instant(local.date() + timedelta(days=1), clock), rest, named=True
    )


def find_day(text: str, today: date) -> date | None:
    """The day that words name, None for none."""
    return _take_day(text.casefold(), today)[0]


def _instant(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, STOCKHOLM).astimezone(UTC)


def _take_day(text: str, today: date) -> tuple[date | None, str]:
    """The day, and the text without its words. A weekday beside a date is taken out unread."""
    for pattern, read in ((_ISO, _iso), (_NAMED, _of_month), (_SLASHED, _slashed)):
        for found in pattern.finditer(text):
            day = read(found, today)
            if day is not None:
                return day, _without_weekday(text[: found.start()] + " " + text[found.end() :])
    for pattern, days in ((_TODAY, 0), (_TOMORROW, 1)):
        if pattern.search(text):
            return today + timedelta(days=days), pattern.sub(" ", text)
    weekday = next(((w, n) for w in text.split() if (n := _weekday(w)) is not None), None)
    if weekday is None:
        return None, text
    ahead = (weekday[1] - today.weekday()) % 7 or 7
    return today + timedelta(days=ahead), text.replace(weekday[0], " ", 1)


def _without_weekday(text: str) -> str:
    return " ".join(word for word in text.split() if _weekday(word) is None)


def _weekday(word: str) -> int | None:
    bare = word.strip(".,!:")
    if len(bare) < 5:
        return None
    found = process.extractOne(
        bare.removesuffix("en"), list(_WEEKDAYS), scorer=fuzz.ratio, score_cutoff=_ALIKE
    )
    return None if found is None else _WEEKDAYS[found[0]]


def _iso(found: re.Match[str], _today: date) -> date | None:
    return _day(int(found[1]), int(found[2]), int(found[3]))


def _of_month(found: re.Match[str], today: date) -> date | None:
    month = _MONTHS.get(found[2])
    if month is None:
        return None
    if found[3]:
        return _day(int(found[3]), month, int(found[1]))
    return _nearest(today, month, int(found[1]))


def _slashed(found: re.Match[str], today: date) -> date | None:
    return _nearest(today, int(found[2]), int(found[1]))


def _nearest(today: date, month: int, number: int) -> date | None:
    """Of the years before, of and after this day, the one that brings the date nearest."""
    days = [_day(today.year + step, month, number) for step in (-1, 0, 1)]
    return min((day for day in days if day), key=lambda day: abs(day - today), default=None)


def _day(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


def _take_clock(text: str) -> tuple[time | None, str]:
    found = _CLOCK.search(text)
    if found:
        return _time(int(found[1]), int(found[2]), found[3]), text[: found.start()] + text[found.end() :]
    found = _HOUR.search(text)
    if found is None:
        return None, text
    rest = text[: found.start()] + text[found.end() :]
    return _time(int(found[1] or found[3]), 0, found[2] or found[4]), rest


def _time(hour: int, minute: int, half: str | None) -> time | None:
    if half and not 1 <= hour <= 12:
        return None
    return time(hour % 12 + (12 if half == "pm" else 0) if half else hour, minute)
