"""Days and times in words: "måndag 24/5 kl. nio", "the 24th", "v. 21", "om fjorton dagar"."""

import re
from calendar import monthrange
from datetime import date, time, timedelta
from functools import lru_cache

from mailservice.understanding.day_joins import joined, joins, share_month
from mailservice.understanding.day_mentions import DayMention
from mailservice.understanding.feasts import read_feast
from mailservice.understanding.time_zones import in_our_time
from mailservice.understanding.words import Word

_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)\Z")
_SLASHED = re.compile(r"(\d{1,2})[/.](\d{1,2})(?:[-/.](\d{2,4}))?\Z")
_ORDINAL = re.compile(r"(\d{1,2})(?::?(?:e|de|a|an|ans)|st|nd|rd|th|ste)\Z")
_CLOCK = re.compile(r"(\d{1,2})(?:[.:](\d\d))?\Z")
_FIRST_YEAR, _LAST_YEAR = 2000, 2100
_KNOWN = 5_000  # sets of tags that are remembered


def find_days(words: list[Word], today: date) -> list[DayMention]:
    """Every mention of a day or time, in order. What stands together is one: "måndag 24 maj kl 9"."""
    found: list[DayMention] = []
    place = 0
    while place < len(words):
        mention = (
            _another_week(words, place, found, today)
            or _at(words, place, today)
            or _from_the_last(words, place, found, today)
        )
        if mention is None:
            place += 1
            continue
        if found and joins(found[-1], mention, words):
            found[-1] = joined(found[-1], mention)
        else:
            found.append(mention)
        place = mention.last + 1
    return share_month(found, words)


def _at(words: list[Word], place: int, today: date) -> DayMention | None:
    """The mention that begins with this word, its simplest part only."""
    feast = read_feast(words, place, today)
    if feast is not None or not may_begin(words[place]):
        return feast
    for reader in (_nth_weekday, _relative, _clock, _date, _week, _weekday, _month):
        mention = reader(words, place, today)
        if mention is not None:
            return mention
    return None


def may_begin(word: Word) -> bool:
    """Whether any of these readers can begin with this word. Nearly all words are none of their business."""
    return word.low[:1].isdigit() or _tell_of_time(word.tags) or word.low in _UNTAGGED


@lru_cache(_KNOWN)
def _tell_of_time(tags: frozenset[str]) -> bool:
    return not tags.isdisjoint(_OF_TIME) or any(tag.startswith(_NUMBERED) for tag in tags)


_OF_TIME = ("first", "second", "today", "tomorrow", "fortnight", "in-time", "clock", "week", "last-day")
_NUMBERED = ("num-", "ord-", "date-", "month-", "weekday-", "season-")


def _from_the_last(words: list[Word], place: int, found: list[DayMention], today: date) -> DayMention | None:
    """ "två dagar tidigare", "a week later": told from the day that was named last."""
    way = _WAYS.get(_low(words, place + 2, place))
    day = found[-1].on(today) if found else None
    count = _number(words, place) or _ONE.get(words[place].low)
    if way is None or day is None or count is None:
        return None
    unit = 7 if words[place + 1].is_("week") else 1 if words[place + 1].is_("day-unit") else 0
    if not unit:
        return None
    return DayMention(place, place + 2, exact=day + timedelta(days=way * unit * count))


_WAYS = {
    "tidigare": -1,
    "innan": -1,
    "dessförinnan": -1,
    "earlier": -1,
    "before": -1,
    "senare": 1,
    "efter": 1,
    "därefter": 1,
    "later": 1,
    "after": 1,
    "afterwards": 1,
}
_ONE = {"en": 1, "ett": 1, "a": 1, "one": 1}


def _low(words: list[Word], place: int, of: int | None = None) -> str:
    """The word at a place, "" beyond the sentence of the word at `of`."""
    if not 0 <= place < len(words) or (of is not None and words[place].sentence != words[of].sentence):
        return ""
    return words[place].low


def _value(words: list[Word], place: int, kind: str) -> int | None:
    """The number behind a tag such as "num-14", "month-5", "weekday-0"."""
    return _behind(words[place].tags, kind) if 0 <= place < len(words) else None


@lru_cache(_KNOWN)
def _behind(tags: frozenset[str], kind: str) -> int | None:
    """Looked for up to ten times for each word of a mail, and words recur."""
    return next(
        (
            int(t[len(kind) + 1 :])
            for t in sorted(tags)
            if t.startswith(kind + "-") and t[len(kind) + 1 :].isdecimal()
        ),
        None,
    )


def _number(words: list[Word], place: int) -> int | None:
    low = _low(words, place)
    if low.isdecimal() and len(low) <= 2:
        return int(low)
    return _value(words, place, "num")


def _relative(words: list[Word], place: int, today: date) -> DayMention | None:
    """ "om fjorton dagar", "om två veckor", "in two weeks", "a fortnight", "i dag"."""
    if words[place].is_("today"):
        return DayMention(place, place, exact=today)
    if words[place].is_("tomorrow"):
        return DayMention(place, place, exact=today + timedelta(days=1))
    if words[place].is_("fortnight"):
        return DayMention(place, place, exact=today + timedelta(days=14))
    if not words[place].is_("in-time"):
        return None
    at = place + 1 + (_low(words, place + 1) in _EXACTLY)
    count = _number(words, at)
    if count is None or at + 1 >= len(words):
        return None
    unit = 7 if words[at + 1].is_("week") else 1 if words[at + 1].is_("day-unit") else 0
    if not unit:
        return None
    return DayMention(place, at + 1, exact=today + timedelta(days=unit * count))


_EXACTLY = frozenset({"exakt", "precis", "exactly", "precisely"})


def _nth_weekday(words: list[Word], place: int, today: date) -> DayMention | None:
    """ "andra måndagen i september", "the second Monday of September"."""
    nth = (
        1
        if words[place].is_("first")
        else _value(words, place, "ord") or (2 if words[place].is_("second") else None)
    )
    weekday, month = _value(words, place + 1, "weekday"), _value(words, place + 3, "month")
    if nth is None or nth > 4 or weekday is None or month is None:
        return None
    first = date(today.year + (month < today.month), month, 1)
    found = first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
    return DayMention(place, place + 3, found.day, found.month, found.year, weekday)


def _clock(words: list[Word], place: int, today: date) -> DayMention | None:
    """ "kl. 13.00", "klockan nio", "13:00", "at 1 pm", "9 am"."""
    low = _low(words, place)
    marked = words[place].is_("clock")
    value = place + marked
    afternoon = _low(words, value + 1) == "pm" or low.endswith("pm")
    half = _low(words, value + 1) in {"am", "pm"}
    hour, minute = _number(words, value), 0
    if (match := _CLOCK.match(_low(words, value))) and match[2]:
        hour, minute = int(match[1]), int(match[2])
        if not marked and not half and ":" not in match[0] and minute != 0 and minute not in {15, 30, 45}:
            return None
        if not marked and not half and ":" not in match[0] and place and words[place - 1].is_("date-mark"):
            return None
    elif not marked and not half:
        return None
    if hour is None or hour > 23 or minute > 59:
        return None
    at = time(hour % 12 + 12 if afternoon else hour, minute)
    return DayMention(place, value + half, at=in_our_time(at, words, value + half, today))


def _date(words: list[Word], place: int, today: date) -> DayMention | None:
    """ "24 maj", "24/5", "2027-05-24", "May 24th", "den 24:e", "the 24th of May"."""
    low = words[place].low
    named = _value(words, place, "date")
    if named is not None:
        return DayMention(place, place, named % 100, named // 100)
    if words[place].is_("last-day") and (month_number := _value(words, place + 1, "month")) is not None:
        return DayMention(place, place + 1, monthrange(today.year, month_number)[1], month_number)
    if match := _ISO.match(low):
        year, month, day = (int(part) for part in match.groups())
        known = 1 <= month <= 12 and _FIRST_YEAR <= year <= _LAST_YEAR
        return DayMention(place, place, day, month, year) if known else None
    if (match := _SLASHED.match(low)) and 1 <= int(match[2]) <= 12 and 1 <= int(match[1]) <= 31:
        year_text = match[3]
        return DayMention(
            place, place, int(match[1]), int(match[2]), int(year_text) % 100 + 2000 if year_text else None
        )
    ordinal = _ORDINAL.match(low)
    day_number = (
        int(ordinal[1])
        if ordinal
        else _number(words, place)
        if low.isdecimal()
        else _value(words, place, "ord")
    )
    if day_number is not None and 1 <= day_number <= 31:
        step = 2 if _low(words, place + 1) == "of" else 1
        month_number = _value(words, place + step, "month")
        if month_number is not None and words[place + step].sentence == words[place].sentence:
            end = place + step
            said_year, last = _year(words, end, today)
            return DayMention(place, last, day_number, month_number, said_year)
        if (
            ordinal
            or (place and words[place - 1].is_("date-mark") and low not in {"andra", "andre"})
            or _after_weekday(words, place)
            or _before_a_date(words, place)
        ):
            return DayMention(place, place, day_number)
        return None
    month_number = _value(words, place, "month")
    if month_number is not None:
        following = _ORDINAL.match(_low(words, place + 1, place)) or re.match(
            r"(\d{1,2})\Z", _low(words, place + 1, place)
        )
        if following and 1 <= int(following[1]) <= 31 and not words[place + 1].cut:
            said_year, _ = _year(words, place + 1, today)
            return DayMention(place, place + 1, int(following[1]), month_number, said_year)
    return None


def _before_a_date(words: list[Word], place: int) -> bool:
    """ "24" in "24 och 26 maj"."""
    return (
        _low(words, place + 1, place) in _AND
        and _low(words, place + 2, place).isdecimal()
        and _value(words, place + 3, "month") is not None
    )


_AND = frozenset({"och", "samt", "o", "and"})


def _after_weekday(words: list[Word], place: int) -> bool:
    return place > 0 and _value(words, place - 1, "weekday") is not None


def _year(words: list[Word], end: int, today: date) -> tuple[int | None, int]:
    """The year told behind a day ("2028", "nästa år"), None for none, and the place where that ends."""
    low = _low(words, end + 1, end)
    if re.match(r"20\d\d\Z", low):
        return int(low), end + 1
    if words[end + 1 : end + 2] and words[end + 1].is_("next") and _low(words, end + 2, end) in _YEAR:
        return today.year + 1, end + 2
    return None, end


_YEAR = frozenset({"år", "year"})


def _week(words: list[Word], place: int, today: date) -> DayMention | None:
    """ "v. 21", "vecka 21", "week 21", "v21"."""
    number = _number(words, place + 1)
    weeks = words[place].is_("week") or words[place].low in _WEEKS
    if number is None or not 1 <= number <= 53 or not weeks:
        return None
    return DayMention(place, place + 1, week=number) if _low(words, place + 1).isdecimal() else None


_WEEKS = frozenset({"veckorna", "veckor", "weeks", "ukene", "ugerne"})
_UNTAGGED = _WEEKS | {"vår"}  # told by what stands around them alone


def _another_week(words: list[Word], place: int, found: list[DayMention], today: date) -> DayMention | None:
    """ "31" in "vecka 28-31", "veckorna 28 till 31"."""
    number = _number(words, place)
    if not found or found[-1].week is None or number is None or not words[place].low.isdecimal():
        return None
    between = [w.low for w in words[found[-1].last + 1 : place]]
    row = between in ([], ["till"], ["to"], ["och"], ["and"], ["tom"], ["till", "och", "med"])
    same = words[place].sentence == words[found[-1].last].sentence
    later = found[-1].week < number <= 53 and _value(words, place + 1, "month") is None
    return DayMention(place, place, week=number) if row and same and later else None


def _weekday(words: list[Word], place: int, today: date) -> DayMention | None:
    weekday = None if words[place].low.endswith("dags") else _value(words, place, "weekday")
    return None if weekday is None else DayMention(place, place, weekday=weekday)


def _month(words: list[Word], place: int, today: date) -> DayMention | None:
    """A bare month or season: "i maj", "i höst"; not "may I", not "i så fall".

    Nor "efteråt", which is spelled nearly as "efterår" is.
    """
    month = _value(words, place, "month")
    if month is not None and (words[place].low != "may" or _is_may(words, place)):
        return DayMention(place, place, month=month)
    if words[place].low != "fall" and words[place].low.startswith(("fall", "efteråt")):
        return None
    if words[place].low == "fall" and _low(words, place - 1) not in _BEFORE_FALL:
        return None
    seasons = {
        "season-autumn": (9, 10, 11),
        "season-spring": (3, 4, 5),
        "season-summer": (6, 7, 8),
        "season-winter": (12, 1, 2),
    }
    said = next((months for tag, months in seasons.items() if tag in words[place].tags), None)
    if words[place].low == "vår" and not _is_spring(words, place):
        return None
    if words[place].low == "vår":
        said = seasons["season-spring"]
    if said == seasons["season-summer"] and _low(words, place - 1) in _AFTER:
        said = seasons["season-autumn"]  # "efter sommaren"
    return None if said is None else DayMention(place, place, season=said)


def _is_may(words: list[Word], place: int) -> bool:
    """ "in may", "every May briefing"; not "may I", "May I"."""
    inside = bool(_low(words, place - 1, place)) and words[place].written == "May"
    return inside or _low(words, place - 1) in _BEFORE_MAY


def _is_spring(words: list[Word], place: int) -> bool:
    """ "nu i vår", "i vår såväl som i höst", "vår som höst"; not "i vår kommun"."""
    behind = _low(words, place + 1, place)
    if behind in _BEHIND_SPRING and _low(words, place + 2, place).startswith("höst"):
        return True
    free = not behind or words[place + 1].cut or behind in _BEHIND_SPRING
    return free and _low(words, place - 1, place) == "i"


_BEHIND_SPRING = frozenset({"och", "såväl", "eller", "samt", "men", "som", "är", "då", "så", "har"})
_AFTER = frozenset({"efter", "after"})
_BEFORE_MAY = frozenset({"in", "of", "late", "early", "mid", "both", "this", "until", "till", "end", "and"})
_BEFORE_FALL = frozenset({"in", "this", "the", "next", "of", "by", "until", "till"})
