"""The clock of another country in words: "klockan 14 finsk tid", "9 am UK time"."""

from collections.abc import Sequence
from datetime import date, datetime, time
from itertools import pairwise
from zoneinfo import ZoneInfo

from mailservice.domain.days import STOCKHOLM
from mailservice.understanding.words import Word

_ZONES = {
    "Europe/Helsinki": ("finsk", "finska", "finländsk", "finnish", "finland", "helsingfors", "helsinki"),
    "Europe/London": ("brittisk", "brittiska", "engelsk", "british", "uk", "london"),
}
_TIME = ("tid", "tiden", "time")
_REACH = 4  # words behind a time among which its country stands: "kl. 14 med vår finska tid"


def in_our_time(at: time, words: Sequence[Word], last: int, today: date) -> time:
    """What our clock shows then, where the words behind the time name the clock of another country.

    last   the place of the last word of the time
    """
    near = words[last + 1 : last + 1 + _REACH]
    for zone, names in _ZONES.items():
        for country, unit in pairwise(near):
            same = country.sentence == words[last].sentence
            if same and country.low in names and unit.low in _TIME:
                there = datetime.combine(today, at, ZoneInfo(zone))
                return there.astimezone(STOCKHOLM).time()
    return at
