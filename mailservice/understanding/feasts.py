"""Days told from a feast: "måndagen efter midsommar", "en vecka efter annandag pingst", "Easter Monday"."""

from collections.abc import Sequence
from datetime import date, timedelta

from dateutil.easter import easter

from mailservice.understanding.day_mentions import DayMention
from mailservice.understanding.words import Word

_AFTER_EASTER = {
    "skärtorsdagen": -3, "långfredagen": -2, "påskafton": -1, "påskdagen": 0, "annandag påsk": 1,
    "kristi himmelsfärdsdag": 39, "kristi himmelsfärd": 39, "pingstafton": 48, "pingstdagen": 49,
    "annandag pingst": 50, "good friday": -2, "easter monday": 1, "ascension day": 39, "whit sunday": 49,
    "whit monday": 50,
}  # fmt: skip
_MIDSUMMER = {"midsommarafton": 0, "midsommardagen": 1}  # days behind its Friday, 19 to 25 June
_FIXED = {
    "nationaldagen": (6, 6),
    "trettondagen": (1, 6),
    "valborgsmässoafton": (4, 30),
    "annandag jul": (12, 26),
}
_NAMES = _AFTER_EASTER.keys() | _MIDSUMMER.keys() | _FIXED.keys()
_FIRST_WORDS = {name.partition(" ")[0] for name in _NAMES}
_ROUGHLY = {  # a feast, from which days are told, but no day of its own
    "påsk": "påskdagen",
    "påsken": "påskdagen",
    "easter": "påskdagen",
    "pingst": "pingstdagen",
    "pingsten": "pingstdagen",
    "pentecost": "pingstdagen",
    "midsommar": "midsommardagen",
    "midsommaren": "midsommardagen",
    "midsummer": "midsommardagen",
}
_WAYS = {"efter": 1, "after": 1, "före": -1, "innan": -1, "before": -1}
_JUST = frozenset({"direkt", "strax", "genast", "närmast", "just", "right"})
_ONE = frozenset({"en", "ett", "a", "one"})


def read_feast(words: Sequence[Word], place: int, today: date) -> DayMention | None:
    """The day that begins with this word and is told by a feast, the next to come."""
    named = _feast(words, place, today, roughly=False) if words[place].low in _FIRST_WORDS else None
    if named is not None:
        return DayMention(place, named[0], exact=named[1])
    for ahead in (1, 2, 3):
        way = _WAYS.get(words[place + ahead].low) if place + ahead < len(words) else None
        feast = _feast(words, place + ahead + 1, today, roughly=True) if way else None
        if way and feast is not None:
            day = _told_from(words[place : place + ahead], feast[1], way)
            return DayMention(place, feast[0], exact=day) if day is not None else None
    return None


def _told_from(words: Sequence[Word], feast: date, way: int) -> date | None:
    """The day so far from a feast: a weekday, "dagen", "veckan", "precis två veckor"."""
    if len(words) > 1 and words[-1].low in _JUST:
        words = words[:-1]
    unit = 1 if words[-1].is_("day-unit") else 7 if words[-1].is_("week") else 0
    weekday = next((int(t[-1]) for t in sorted(words[-1].tags) if t.startswith("weekday-")), None)
    if weekday is not None and len(words) == 1:
        ahead = (weekday - feast.weekday()) % 7
        return feast + timedelta(days=(ahead or 7) if way > 0 else (ahead - 7))
    if len(words) == 1 and words[0].low in {"dagen", "day"}:
        return feast + timedelta(days=way)
    if len(words) == 1 and words[0].low in {"veckan", "week"}:
        return feast + timedelta(days=7 * way - feast.weekday())
    count = _count(words[-2]) if unit and len(words) == 2 else None
    return feast + timedelta(days=way * unit * count) if count else None


def _count(word: Word) -> int | None:
    if word.low in _ONE:
        return 1
    return next((int(t[4:]) for t in sorted(word.tags) if t.startswith("num-")), None)


def _feast(words: Sequence[Word], place: int, today: date, *, roughly: bool) -> tuple[int, date] | None:
    """The place of the last word of a feast's name that begins here, and its next day."""
    for last in (place + 1, place):
        if last >= len(words) or words[place].sentence != words[last].sentence:
            continue
        name = " ".join(w.low for w in words[place : last + 1])
        name = name.removesuffix("helgen") if roughly else name
        day = _next(_ROUGHLY.get(name, name) if roughly else name, today)
        if day is not None:
            return last, day
    return None


def _next(name: str, today: date) -> date | None:
    if name not in _NAMES:
        return None
    return next((day for year in (today.year, today.year + 1) if (day := _in(name, year)) >= today), None)


def _in(name: str, year: int) -> date:
    if name in _AFTER_EASTER:
        sunday: date = easter(year)
        return sunday + timedelta(days=_AFTER_EASTER[name])
    if name in _MIDSUMMER:
        friday = date(year, 6, 19) + timedelta(days=(4 - date(year, 6, 19).weekday()) % 7)
        return friday + timedelta(days=_MIDSUMMER[name])
    return date(year, *_FIXED[name])
