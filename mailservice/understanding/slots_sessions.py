"""Which briefings are meant: days, topics and times against those there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mailservice.domain.briefings import Briefing
from mailservice.domain.days import STOCKHOLM
from mailservice.understanding.day_mentions import DayMention


@dataclass(frozen=True, slots=True)
class SessionSlot:
    """What a part of a mail says of briefings.

    ids       those that are meant, in the order of the world; () where none can be told
    fault     why none can be told, in one word-with-dashes: "no-such-day", "which-briefing", …; "" for none
    told      the words say something of a briefing: a day, a topic, "the next"
    fitting   those that the words leave open, where the fault is that they are several
    """

    ids: tuple[str, ...] = ()
    fault: str = ""
    told: bool = False
    fitting: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """What the words say, gathered from one part of a mail.

    days      mentions of days and times
    without   mentions that are ruled out: "inte den 24"
    topics    list ids
    next, both, every   such a word is there
    minutes   how long it is: of several briefings the one of that length
    two       both, where no "and" is awaited: "båda i maj", not "både i maj och i juni"
    """

    days: tuple[DayMention, ...] = ()
    without: tuple[DayMention, ...] = ()
    topics: tuple[str, ...] = ()
    next: bool = False
    both: bool = False
    every: bool = False
    two: bool = False
    minutes: tuple[int, ...] = ()


def find_sessions(told: Told, briefings: Sequence[Briefing], now: datetime) -> SessionSlot:
    """The briefings that the words point at.

    briefings   those that can be meant, the next one first
    A day on which there is none, or a weekday or time that contradicts the day, is a fault.
    """
    days = [mention for mention in told.days if mention.on(now.date()) is not None]
    if days:
        return _on_days(days, told, briefings, now)
    fitting = [
        b
        for b in briefings
        if all(fits(b, m) for m in told.days) and not any(fits(b, m) for m in told.without)
    ]
    if told.topics:
        fitting = _on_topics(fitting, told.topics)
    if len(fitting) > 1 and (long := [b for b in fitting if b.minutes in told.minutes]):
        fitting = long
    something = bool(
        told.minutes or told.days or told.without or told.topics or told.next or told.both or told.every
    )
    if not fitting:
        several = len(told.days) > 1 and not told.without
        apart = _each_apart(told.days, briefings, told) if several else []
        ids = _ids(apart) if _all_on(apart, told.topics) else ()
        return SessionSlot(ids, "" if ids else "no-such-briefing", told=something)
    if (told.both and len(fitting) == 2) or (told.every and something):
        return SessionSlot(_ids(fitting), told=True)
    if told.both and len(fitting) > 2:
        return SessionSlot(fault="which-briefing", told=True)
    if len(fitting) == 1 or told.next:
        return SessionSlot(_ids(fitting[:1]), told=something)
    return SessionSlot(fault="which-briefing", told=something, fitting=_ids(fitting))


def _all_on(briefings: Sequence[Briefing], topics: tuple[str, ...]) -> bool:
    """Whether each of these briefings is on one of the topics, where any is named."""
    return not topics or all(any(topic in each.lists for topic in topics) for each in briefings)


def _each_apart(days: Sequence[DayMention], briefings: Sequence[Briefing], told: Told) -> list[Briefing]:
    """The briefings that mentions of several days name one by one: "den på måndagen och den i september".

    A month or a week bounds the others: "both May briefings, the Monday one and the Wednesday one".
    told    whether all are meant: "alla tre, de båda i maj och den i höst"; or two of one part of the year:
            "båda i maj och den i september"
    """
    bounds = [m for m in days if m.weekday is None and (m.month is not None or m.season or m.week)]
    within = [b for b in briefings if not bounds or any(fits(b, m) for m in bounds)]
    of_each = [[b for b in within if fits(b, m)] for m in days if m not in bounds]
    if not of_each:
        of_each = [[b for b in briefings if fits(b, m)] for m in bounds]
    elif any(not each for each in of_each):
        of_each = [[b for b in briefings if fits(b, m)] for m in days]
    of_each = [_on_topics(each, told.topics) or each if len(each) > 1 else each for each in of_each]
    if sorted(map(len, of_each))[-2:] == [1, 2] and told.two:
        return [b for b in briefings if any(b in each for each in of_each)]
    if any(len(each) != 1 for each in of_each) and not (told.every and all(of_each)):
        return []
    return [b for b in briefings if any(b in each for each in of_each)]


def _on_days(days: list[DayMention], told: Told, briefings: Sequence[Briefing], now: datetime) -> SessionSlot:
    found: list[Briefing] = []
    for mention in days:
        there = _on_day(mention, told, briefings, now)
        if isinstance(there, str):
            return SessionSlot(fault=there, told=True)
        found += [b for b in there if b not in found]
    months = {_local(b).month for b in found}
    for mention in told.days:
        elsewhere = mention.month is not None and mention.month not in months
        seasonal = bool(mention.season) and months.isdisjoint(mention.season)
        there = [b for b in briefings if fits(b, mention)]
        if mention.on(now.date()) is None and (elsewhere or seasonal) and len(there) == 1:
            found += there
    times = [m for m in told.days if m.at is not None and m.on(now.date()) is None]
    if (
        times
        and all(mention.at is None for mention in days)
        and not any(_at_time(b, m) for b in found for m in times)
    ):
        return SessionSlot(fault="date-and-time-differ", told=True)
    weekdays = [m for m in told.days if m.weekday is not None and m.on(now.date()) is None]
    if weekdays and not any(_local(b).weekday() == m.weekday for b in found for m in weekdays):
        return SessionSlot(fault="date-and-weekday-differ", told=True)
    if len(told.topics) == 1 and not any(told.topics[0] in b.lists for b in found):
        return SessionSlot(fault="date-and-topic-differ", told=True)
    return SessionSlot(_ids([b for b in briefings if b in found]), told=True)


def _on_day(
    mention: DayMention, told: Told, briefings: Sequence[Briefing], now: datetime
) -> list[Briefing] | str:
    """The briefings on one day; where there is none, the fault."""
    day = mention.on(now.date())
    on_day = [b for b in briefings if _local(b).date() == day]
    if not on_day:
        later = _of_another_month(mention, told, briefings)
        past = day is not None and day < now.date()
        return [later] if later else "past-day" if past else "no-such-day"
    if mention.contradicts_itself(now.date()):
        return "date-and-weekday-differ"
    return [b for b in on_day if mention.at is None or _at_time(b, mention)] or "date-and-time-differ"


def _of_another_month(mention: DayMention, told: Told, briefings: Sequence[Briefing]) -> Briefing | None:
    """ "septemberträffen, den 13:e": of the month told just before it, not of one far off or behind."""
    if mention.day is None or mention.month is not None:
        return None
    months = {each.month for each in told.days if each.day is None and 0 < mention.first - each.last <= _NEAR}
    return next((b for b in briefings if _local(b).month in months and fits(b, mention)), None)


_NEAR = 4  # words from a month to the day that is of it


def fits(briefing: Briefing, mention: DayMention) -> bool:
    """Whether a mention without a day of its own can mean this briefing."""
    start = _local(briefing)
    return (
        (mention.weekday is None or start.weekday() == mention.weekday)
        and (mention.day is None or start.day == mention.day)
        and (mention.month is None or start.month == mention.month)
        and (not mention.season or start.month in mention.season)
        and (mention.week is None or start.isocalendar().week == mention.week)
        and (mention.at is None or _at_time(briefing, mention))
    )


def _on_topics(fitting: list[Briefing], topics: tuple[str, ...]) -> list[Briefing]:
    """Briefings on these topics; one that is on nothing else goes before one that is also on others."""
    on_any = [b for b in fitting if any(topic in b.lists for topic in topics)]
    alone = [b for b in on_any if set(b.lists) <= set(topics)]
    return alone or on_any


def _at_time(briefing: Briefing, mention: DayMention) -> bool:
    start = _local(briefing)
    at = mention.at
    return at is not None and (start.hour, start.minute) in {
        (at.hour, at.minute),
        ((at.hour + 12) % 24, at.minute),
    }


def _local(briefing: Briefing) -> datetime:
    return briefing.start.astimezone(STOCKHOLM)


def _ids(briefings: Sequence[Briefing]) -> tuple[str, ...]:
    return tuple(b.id for b in briefings)
