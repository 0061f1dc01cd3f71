"""Parts of the secretariat's mails: "Rubrik: …" lines, days and times, links, addresses. Pure."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from mailservice.domain.days import STOCKHOLM, end_of_day
from mailservice.understanding.day_mentions import DayMention
from mailservice.understanding.slots_dates import find_days
from mailservice.understanding.words import read_words

_FIELD = re.compile(r"^[\s>*•-]*([A-Za-zÅÄÖåäö ]{2,30}?)\s*:\s*(\S.*)$")
_NAMES = {
    "title_sv": ("rubrik", "titel", "ämne", "svensk rubrik", "rubrik på svenska", "swedish title"),
    "title_en": ("engelsk rubrik", "rubrik på engelska", "title", "english title"),
    "when": ("datum", "dag", "när", "tid", "klockslag", "date", "day", "when", "time"),
    "minutes": ("längd", "minuter", "length", "duration", "minutes"),
    "link": ("länk", "möteslänk", "link"),
    "capacity": ("platser", "antal platser", "max antal", "seats", "capacity"),
    "deadline": ("sista anmälan", "sista anmälningsdag", "anmälan senast", "deadline", "sign up by"),
    "lists": ("lista", "listor", "forum", "list", "lists"),
    "materials": ("material", "materialet", "bilder", "bilderna", "materials", "slides"),
    "came": ("deltog", "närvarande", "närvaro", "närvarolista", "attended", "present"),
}
_FIELD_OF = {name: key for key, names in _NAMES.items() for name in names}
_TIME = re.compile(
    r"(?:(?P<mark>kl\.?|klockan|at)\s*)?(?<![\d/.:-])(?P<h>\d{1,2})(?:(?P<sep>[.:])(?P<m>\d\d))?"
    r"(?:\s*(?:-|–|till|to)\s*(?P<h2>\d{1,2})[.:](?P<m2>\d\d))?(?![\d/-])",
    re.IGNORECASE,
)
_MINUTES = re.compile(r"\b(\d{1,3})\s*(?:min\b|minuter|minutes)", re.IGNORECASE)
_LINK = re.compile(r"https?://[^\s<>\"”]+[^\s<>\"”.,;)]")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_NUMBER = re.compile(r"\b(\d{1,4})\b")

Tags = Callable[[str], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Fields:
    """The lines of a mail: those that name a field, by its key, and the others."""

    named: dict[str, str] = field(default_factory=dict)
    rest: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class When:
    """A day and a time as words tell them; None for what they do not tell.

    contradicts   the weekday is not that of the day
    """

    day: date | None = None
    at: time | None = None
    minutes: int | None = None
    contradicts: bool = False

    def start(self) -> datetime | None:
        """The instant (UTC) where both are told."""
        if self.day is None or self.at is None:
            return None
        return datetime.combine(self.day, self.at, STOCKHOLM).astimezone(UTC)


def read_fields(text: str) -> Fields:
    """Part a text into its named lines and the rest."""
    named: dict[str, str] = {}
    rest: list[str] = []
    for each in text.splitlines():
        found = _FIELD.match(each)
        key = _FIELD_OF.get(found[1].strip().lower()) if found else None
        if found and key:
            named[key] = f"{named[key]} {found[2]}" if key in named else found[2].strip()
        else:
            rest.append(each)
    return Fields(named, tuple(rest))


def read_when(text: str, tags: Tags, today: date) -> When:
    """The day and time of one piece of text. Several days: the first counts."""
    days = [(each, day) for each in _days(text, tags, today) if (day := each.on(today)) is not None]
    mention, day = days[0] if days else (None, None)
    at, minutes = _time(text)
    weekday = mention.weekday if mention is not None else None
    contradicts = day is not None and weekday is not None and day.weekday() != weekday
    return When(day, at, _length(text) or minutes, contradicts)


def _days(text: str, tags: Tags, today: date) -> Sequence[DayMention]:
    return find_days(read_words(text, tags), today)


def _time(text: str) -> tuple[time | None, int | None]:
    """The first time of day, and the minutes to the second where a span is told."""
    for found in _TIME.finditer(text):
        if not found["mark"] and not found["m"]:
            continue
        hour, minute = int(found["h"]), int(found["m"] or 0)
        if hour > 23 or minute > 59:
            continue
        minutes = None
        if found["h2"] is not None:
            minutes = (int(found["h2"]) - hour) * 60 + int(found["m2"]) - minute
        return time(hour, minute), minutes if minutes is not None and minutes > 0 else None
    return None, None


def _length(text: str) -> int | None:
    found = _MINUTES.search(text)
    return int(found[1]) if found else None


def read_deadline(text: str, tags: Tags, today: date) -> datetime | None:
    """Until when people sign up (UTC): the end of the day where no time is told. None where no day is."""
    when = read_when(text, tags, today)
    if when.day is None:
        return None
    return when.start() or end_of_day(datetime.combine(when.day, time(12), STOCKHOLM))


def read_minutes(text: str) -> int | None:
    """ "45 min", or a bare number."""
    return _length(text) or read_number(text)


def read_number(text: str) -> int | None:
    """The first whole number."""
    found = _NUMBER.search(text)
    return int(found[1]) if found else None


def read_links(text: str) -> tuple[str, ...]:
    """Web addresses, in order."""
    return tuple(dict.fromkeys(_LINK.findall(text)))


def read_addresses(text: str) -> tuple[str, ...]:
    """Mail addresses, in order."""
    return tuple(dict.fromkeys(_ADDRESS.findall(text)))
