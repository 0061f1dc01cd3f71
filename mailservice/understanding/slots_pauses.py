"""Until when a pause lasts: "till den 9 augusti", "t.o.m. vecka 31", "i fyra veckor", "hela juli"."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from mailservice.understanding.day_mentions import DayMention
from mailservice.understanding.words import Word

_LONGEST = 400  # units that are still taken for a pause
_UNITS = {"day-unit": 1, "week": 7}
_BEFORE = 4  # words before a day that tell how it is meant


def pause_end(
    words: Sequence[Word], days: Sequence[DayMention], today: date, *, told: bool = False
) -> date | None:
    """The first day on which mail comes again; None where the words name none, or none to come.

    None, too, where an end and its weekday contradict each other.

    words   those of the stretch that speaks of the pause; days: the mentions in the same mail
    told    only a day counts that is told as an end: "till", "åter", "from … on"
    """
    days = _not_thought_first(words, days)
    if any(day.contradicts_itself(today) for day in days if _first_day(words, day, today) is not None):
        return None
    days = [day for day in days if not _is_vague(words, day)]
    ends = [(_told_as(words, day), _first_day(words, day, today)) for day in days]
    ends = [(how, end) for how, end in ends if end is not None and end > today]
    for how in ("again", "from", "until", "through", *(() if told else ("",))):
        found = [end for each, end in ends if each == how and end is not None]
        if found:
            return max(found)
    if told:
        return None
    begins = [day.on(today) for day in days if _told_as(words, day) == "from"]
    end = _after_a_while(words, next((day for day in begins if day is not None), today))
    return end if end is not None and end > today else None


def carried_on(days: Sequence[DayMention], today: date) -> list[DayMention]:
    """With the month for a day that tells none: the first such day behind the one named before it.

    "Semester från den 20 juli, tillbaka den 3:e": in August.
    """
    found: list[DayMention] = []
    before: date | None = None
    for day in days:
        known = day
        if before is not None and day.day is not None and day.month is None and day.exact is None:
            after = day.on(before + timedelta(days=1))
            known = replace(day, month=after.month, year=after.year) if after is not None else day
        found.append(known)
        on = known.on(today)
        before = on if on is not None and on > today and known.month is not None else before
    return found


def _told_as(words: Sequence[Word], day: DayMention) -> str:
    """How a day is told; "" where nothing tells.

    "again" (back on that day), "until", "through" (that day too), "from", "begins" (away from the day after)
    """
    before = _glue_before(words, day)
    if any(_is_from(w) for w in before) and any(w.low in {"med", "on"} for w in before):
        return "from"
    behind = words[day.last + 1 : day.last + 2]
    if last := _last_day_before(words, day):
        return last
    if (
        _part_of(words, day) in _END
        or _not_before_after(words, day)
        or _ends_a_row(words, day)
        or _through_that_day(words, day)
        or any(w.is_("through", "whole") or w.low in {"med", "including"} for w in before)
        or any(w.low in {"ut", "inclusive"} for w in behind)
    ):
        return "through"
    if any(w.is_("back-again") for w in before):
        return "again"
    if any(w.is_("until") for w in before):
        return "until"
    if any(_is_from(w) for w in before):
        return "from"
    return "again" if _back_behind(words, day) else ""


def _is_from(word: Word) -> bool:
    return word.is_("from-day") or word.low == "fra"  # as Norwegians and Danes have it


def _back_behind(words: Sequence[Word], day: DayMention) -> bool:
    """ "måndagen den 16 augusti sitter jag här igen", "on 16 August I am back"."""
    behind: list[Word] = []
    for word in words[day.last + 1 : day.last + 2 + _BACK]:
        if word.cut or word.is_("conj", "and") or word.sentence != words[day.last].sentence:
            break
        behind.append(word)
    mine = next((at for at, w in enumerate(behind) if w.is_("me-subject")), len(behind))
    return any(w.low in _HERE_AGAIN for w in behind[mine:])


_BACK = 6  # words behind a day among which somebody is back
_HERE_AGAIN = frozenset({"igen", "åter", "tillbaka", "back", "again", "tilbake", "tilbage"})


def _not_thought_first(words: Sequence[Word], days: Sequence[DayMention]) -> list[DayMention]:
    """Without the day of "först trodde jag den 9 augusti, men …", "den 9, nej …", where another follows."""
    called_off = {
        one.first
        for one, other in pairwise(days)
        if any(w.low in _NO for w in words[one.last + 1 : other.first])
    }

    def gone(day: DayMention) -> bool:
        same = [at for at, w in enumerate(words) if w.sentence == words[day.first].sentence]
        but = [at for at in same if at > day.last and words[at].low in _BUT]
        thought = any(words[at].low in _THOUGHT for at in same if at < day.first)
        return thought and bool(but) and any(other.first > but[0] for other in days)

    return [day for day in days if day.first not in called_off and not gone(day)]


_NO = frozenset({"nej", "rättelse", "correction"})
_BUT = frozenset({"men", "but"})
_THOUGHT = frozenset({"trodde", "tänkte", "planerade", "räknade", "thought", "planned", "expected"})


def _part_of(words: Sequence[Word], day: DayMention) -> str:
    """ "slutet av augusti", "the middle of August": the word for the part of a month or week."""
    apart = 2 if day.day is None and day.exact is None else len(words)
    before = words[max(0, day.first - apart)] if apart <= day.first else None
    return before.low if before is not None and words[day.first - 1].low in {"av", "of"} else ""


def _is_vague(words: Sequence[Word], day: DayMention) -> bool:
    """ "mitten av augusti", "någon gång i augusti", "sometime in August"."""
    before = [w.low for w in words[max(0, day.first - 2) : day.first]]
    return _part_of(words, day) in _MIDDLE or before in (["gång", "i"], ["sometime", "in"])


_END = frozenset({"slutet", "utgången", "end"})
_MIDDLE = frozenset({"mitten", "middle"})


def _ends_a_row(words: Sequence[Word], day: DayMention) -> bool:
    """ "5-25 juli", "1 juli – 15 augusti": the last of the days, told with a dash."""
    if day.week is not None and words[day.first].low.isdecimal():
        return True  # "vecka 28-31": the last of the weeks
    if not day.first or day.day is None or not words[day.first].cut:
        return False
    before, own = words[day.first - 1], words[day.first]
    number = before.low[0].isdecimal() or any(tag.startswith(("month-", "date-")) for tag in before.tags)
    return before.sentence == own.sentence and number and own.start - before.end in _DASHES


_DASHES = frozenset(
    {1, 3}
)  # letters between two words where a dash stands, bare or with spaces; a comma has two


def _not_before_after(words: Sequence[Word], day: DayMention) -> bool:
    """ "inte förrän efter den 15 augusti", "until after 15 August": that day is still away."""
    before = [w for w in words[max(0, day.first - _BEFORE) : day.first] if not w.is_("date-glue")]
    return len(before) > 1 and before[-1].low in {"efter", "after"} and before[-2].is_("until")


def _through_that_day(words: Sequence[Word], day: DayMention) -> bool:
    """ "vi går i hamn söndag den 13 juni. Skicka inget till och med den dagen"."""
    behind = words[day.last + 1 :]
    return any(
        [x.low for x in behind[at + 1 : at + 3]] in _THAT
        and (w.is_("through") or [x.low for x in behind[max(0, at - 2) : at + 1]] == _UP_TO)
        for at, w in enumerate(behind)
    )


_UP_TO = ["till", "och", "med"]
_THAT = (["den", "dagen"], ["denna", "dag"], ["that", "day"])


def _last_day_before(words: Sequence[Word], day: DayMention) -> str:
    """How a day is told that is a last one: "through" (of leave), "begins" (of work), "" for none.

    "Sista dagen till sjöss är söndag 15 augusti": still away that day; "sista dagen före semestern" is not.
    """
    begin = day.first
    while begin > 0 and not words[begin].cut and words[begin - 1].sentence == words[day.first].sentence:
        if words[begin].is_("and"):
            break
        begin -= 1
    before = [w.low for w in words[begin : day.first]]
    last = {other for one, other in pairwise(before) if one in {"sista", "last"}}
    if any(other.startswith(_WORKING) for other in last):
        return "begins"
    if any(other in {"dag", "dagen", "day"} or other.startswith(_OFF) for other in last):
        return "through" if _BEFORE_LEAVE.isdisjoint(before) else "begins"
    return ""


_OFF = ("semester", "ledig", "föräldraledig", "lovdag", "holiday", "vacation")
_WORKING = ("arbetsdag", "working", "work")
_BEFORE_LEAVE = frozenset({"före", "innan", "before"})


def _glue_before(words: Sequence[Word], day: DayMention) -> Sequence[Word]:
    start = day.first
    while (
        start > 0 and day.first - start < _BEFORE and words[start - 1].sentence == words[day.first].sentence
    ):
        start -= 1
        if (words[start].is_("until") or _is_from(words[start])) and not (
            start and words[start - 1].is_("until")
        ):
            break
    return words[start : day.first]


def _first_day(words: Sequence[Word], day: DayMention, today: date) -> date | None:
    """The first day with mail again, if this mention tells it."""
    told = _told_as(words, day)
    if told == "begins":
        return None
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
        monday = date.fromisocalendar(today.year, 1, 1) + timedelta(weeks=day.week - 1)
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
