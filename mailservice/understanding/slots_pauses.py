"""Until when a pause lasts: "till den 9 augusti", "t.o.m. vecka 31", "i fyra veckor", "hela juli"."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from mailservice.understanding.day_mentions import DayMention
from mailservice.understanding.words import Word

_LONGEST = 400  # units that are still taken for a pause
_UNITS = {"day-unit": 1, "week": 7}
_BEFORE = 4  # words before a day that tell how it is meant


def pause_end(words: Sequence[Word], days: Sequence[DayMention], today: date) -> date | None:
    """The first day on which mail comes again; None where the words name none, or none to come.

    None, too, where an end and its weekday contradict each other.

    words   those of the stretch that speaks of the pause; days: the mentions in the same mail
    """
    if any(day.contradicts_itself(today) for day in days if _first_day(words, day, today) is not None):
        return None
    ends = [(_told_as(words, day), _first_day(words, day, today)) for day in days]
    ends = [(how, end) for how, end in ends if end is not None and end > today]
    for how in ("again", "from", "until", "through", ""):
        found = [end for each, end in ends if each == how and end is not None]
        if found:
            return max(found)
    begins = [day.on(today) for day in days if _told_as(words, day) == "from"]
    end = _after_a_while(words, next((day for day in begins if day is not None), today))
    return end if end is not None and end > today else None


def _told_as(words: Sequence[Word], day: DayMention) -> str:
    """ "again" (back on that day), "until", "through" (that day too), "from", or "" where nothing tells."""
    before = _glue_before(words, day)
    if any(w.is_("from-day") for w in before) and any(w.low in {"med", "on"} for w in before):
        return "from"
    behind = words[day.last + 1 : day.last + 2]
    if (
        _last_day_before(words, day)
        or _through_that_day(words, day)
        or any(w.is_("through", "whole") or w.low in {"med", "including"} for w in before)
        or any(w.low in {"ut", "inclusive"} for w in behind)
    ):
        return "through"
    if any(w.is_("back-again") for w in before):
        return "again"
    if any(w.is_("until") for w in before):
        return "until"
    if any(w.is_("from-day") for w in before):
        return "from"
    return ""


def _through_that_day(words: Sequence[Word], day: DayMention) -> bool:
    """ "vi går i hamn söndag den 13 juni. Skicka inget till och med den dagen"."""
    behind = words[day.last + 1 :]
    return any(
        [x.low for x in behind[at + 1 : at + 3]] in _THAT
        and (w.is_("through") or (w.low == "med" and at > 0 and behind[at - 1].low == "och"))
        for at, w in enumerate(behind)
    )


_THAT = (["den", "dagen"], ["denna", "dag"], ["that", "day"])


def _last_day_before(words: Sequence[Word], day: DayMention) -> bool:
    """ "sista dagen till sjöss är söndag 15 augusti": that day is still away."""
    before = [w.low for w in words[: day.first] if w.sentence == words[day.first].sentence]
    return any(
        one in {"sista", "last"} and other in {"dag", "dagen", "day"} for one, other in pairwise(before)
    )


def _glue_before(words: Sequence[Word], day: DayMention) -> Sequence[Word]:
    start = day.first
    while (
        start > 0 and day.first - start < _BEFORE and words[start - 1].sentence == words[day.first].sentence
    ):
        start -= 1
        if words[start].is_("until", "from-day") and not (start and words[start - 1].is_("until")):
            break
    return words[start : day.first]


def _first_day(words: Sequence[Word], day: DayMention, today: date) -> date | None:
    """The first day with mail again, if this mention tells it."""
    told = _told_as(words, day)
    if told == "from" and not words[day.first].is_("last-day"):
        known = day.month is not None and any(w.is_("back-again") for w in words)
        return day.on(today) if known else None
    through = told == "through"
    found = day.on(today)
    if found is not None:
        last_of_month = words[day.first].is_("last-day")
        return found + timedelta(days=1) if through or last_of_month else found
    if day.month is not None and day.day is None:
        start = date(today.year + (day.month < today.month), day.month, 1)
        return (start + timedelta(days=32)).replace(day=1) if through else start
    if day.week is not None:
        monday = date.fromisocalendar(today.year, day.week, 1)
        return monday + timedelta(days=7) if through else monday
    return None


def _after_a_while(words: Sequence[Word], begins: date) -> date | None:
    """ "i fyra veckor", "for a month", "ett halvår": so long from its beginning."""
    for at in range(len(words) - 1):
        count = _count(words[at])
        unit = words[at + 1]
        if count is None or not 0 < count <= _LONGEST or not _lasts(words, at):
            continue
        if unit.is_("month-unit"):
            month = begins.month - 1 + count
            return date(begins.year + month // 12, month % 12 + 1, min(begins.day, 28))
        days = next((days for tag, days in _UNITS.items() if unit.is_(tag)), None)
        if days is not None:
            return begins + timedelta(days=days * count)
    return None


def _lasts(words: Sequence[Word], at: int) -> bool:
    """Whether the count tells how long, not when: "i två veckor", not "om två veckor", "after two weeks"."""
    before = words[at - 1] if at else None
    return before is None or not (
        before.is_("in-time") or before.low in {"efter", "after", "within", "sedan"}
    )


def _count(word: Word) -> int | None:
    if word.low.isdecimal():
        return int(word.low[:3])
    if word.low in {"en", "ett", "a", "one"}:
        return 1
    return next((int(tag[4:]) for tag in sorted(word.tags) if tag.startswith("num-")), None)
