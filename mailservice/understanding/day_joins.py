"""Mentions of days and times that stand together: parts of one day, days that share a month."""

import re
from dataclasses import replace
from datetime import timedelta

from mailservice.understanding.day_mentions import DayMention
from mailservice.understanding.words import Word

_THAT_MONTH = re.compile(r"(?:of (?:that|the same) month|(?:i )?(?:samma månad|den månaden))\b")
_PARTS = ("day", "month", "year", "weekday", "week", "at", "exact")


def joins(one: DayMention, other: DayMention, words: list[Word]) -> bool:
    """Whether two neighbouring mentions speak of one day: nothing stands between but "den", "kl", "i"."""
    between = words[one.last + 1 : other.first]
    if words[one.last].sentence != words[other.first].sentence or not all(
        w.is_("date-glue") for w in between
    ):
        return False
    if one.exact is not None and other.exact is not None:
        return False
    if other.first > one.last and any(w.low in {"och", "and", "till", "to", "eller", "or"} for w in between):
        return False
    return not any(getattr(one, part) is not None and getattr(other, part) is not None for part in _PARTS)


def joined(one: DayMention, other: DayMention) -> DayMention:
    """Two mentions of one day as one: "måndag" and "den 24 maj"."""
    parts = {
        part: getattr(one, part) if getattr(one, part) is not None else getattr(other, part)
        for part in _PARTS
    }
    both = replace(one, last=other.last, season=one.season or other.season, **parts)
    if both.exact is not None and both.weekday is not None and both.day is None:
        shift = (both.weekday - both.exact.weekday()) % 7
        both = replace(both, exact=both.exact + timedelta(days=shift if shift < 4 else shift - 7))
    return both


def share_month(found: list[DayMention], words: list[Word]) -> list[DayMention]:
    """In "den 24 och 26 maj" the 24 has the month of the 26, as has "the 24th of that month" behind it."""
    shared = list(found)
    for at, other in enumerate(found[1:], 1):
        one = shared[at - 1]
        sentence = words[other.last].sentence
        behind = " ".join(w.low for w in words[other.last + 1 : other.last + 5] if w.sentence == sentence)
        if one.month and other.day and other.month is None and _THAT_MONTH.match(behind):
            shared[at] = replace(other, month=one.month, year=one.year)
    for at in range(len(found) - 2, -1, -1):
        one, other = shared[at], shared[at + 1]
        near = other.first - one.last <= 4 and words[one.first].sentence == words[other.first].sentence
        if (
            near
            and one.day is not None
            and one.month is None
            and one.exact is None
            and other.day
            and other.month
        ):
            shared[at] = replace(one, month=other.month, year=other.year)
    return shared
