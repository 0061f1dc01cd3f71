"""Briefings that are pointed at: by their place in a row, or told from another one."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from mailservice.domain.days import STOCKHOLM
from mailservice.understanding.day_mentions import DayMention
from mailservice.understanding.said import Said
from mailservice.understanding.scene import Scene
from mailservice.understanding.slots_sessions import SessionSlot, Told, find_sessions, fits
from mailservice.understanding.words import Word

_UNCLEAR = SessionSlot(fault="which-briefing", told=True)


def all_but(scene: Scene, said: Said) -> SessionSlot | None:
    """ "alla möten utom politikernas", "every briefing except the 26th": all there are without what is named.

    Returns   a slot, which asks where no briefing is named behind; None where no such words are there
    """
    for at in range(said.first + 1, said.last):
        before = scene.words[said.first : at]
        if scene.words[at].low not in _EXCEPT or not any(w.is_("every", "meetings", "both") for w in before):
            continue
        coming = scene.world.open_to_come(scene.now)
        without = find_sessions(scene.told_in([(at + 1, said.last)]), coming, scene.now)
        bounds = [day for day in scene.days_in(said.first, at - 1) if day.month or day.season]
        rest = tuple(
            b.id
            for b in coming
            if b.id not in without.ids and (not bounds or any(fits(b, day) for day in bounds))
        )
        return SessionSlot(rest, told=True) if without.told and without.ids and rest else _UNCLEAR
    return None


_EXCEPT = frozenset({"utom", "förutom", "except", "excluding"})


def from_another(scene: Scene, said: Said) -> SessionSlot | None:
    """ "två dagar efter tjänstemännens", "onsdagen efter Tjänstemannaforums": told from the one on a list.

    Returns   a slot, which asks where no day can be reckoned; None where nothing is told so
    """
    for at in range(said.first + 1, said.last + 1):
        if scene.words[at].low in _LATER and (there := _letters_day(scene, at)):
            days = _days_before(scene, said, at)
            return _on(scene, there + timedelta(days=days)) if days else _UNCLEAR
        way = _WAYS.get(scene.words[at].low)
        topics = scene.topics_in(at + 1, min(at + _NEAR, said.last))
        if way is None or not topics:
            continue
        days = _days_before(scene, said, at)
        weekday = _weekday_before(scene, at)
        if days is None and weekday is None:
            continue
        there = _only_on(scene, topics[0])
        if there is None:
            return _UNCLEAR
        if days is not None:
            return _on(scene, there + timedelta(days=way * days))
        assert weekday is not None
        return _on(scene, there + timedelta(days=way * (((weekday - there.weekday()) * way - 1) % 7 + 1)))
    return None


_LATER = frozenset({"senare", "därefter", "efteråt", "later", "afterwards"})


def _letters_day(scene: Scene, at: int) -> date | None:
    """ "två dagar senare", where no day was told before: than the briefing that the letter is about."""
    told = any(d.first <= at <= d.last or (d.on(scene.today) is not None and d.last < at) for d in scene.days)
    unit = scene.words[at - 1].is_("day-unit", "week")
    one = scene.letter.sessions if len(scene.letter.sessions) == 1 and unit and not told else ()
    return _day_of(scene, one[0]) if one else None


_WAYS = {"efter": 1, "after": 1, "före": -1, "innan": -1, "before": -1}
_NEAR = 3  # words behind "efter" among which the list stands
_DAYS = {"dagen": 1, "day": 1}
_COUNTS = {"ett": 1, "en": 1, "a": 1, "one": 1, "två": 2, "two": 2, "2": 2, "tre": 3, "three": 3, "3": 3}


def _days_before(scene: Scene, said: Said, at: int) -> int | None:
    """How many days are told straight before a place: "dagen", "två dagar", "en vecka"."""
    if scene.words[at - 1].low in _DAYS:
        return _DAYS[scene.words[at - 1].low]
    count = _COUNTS.get(scene.words[at - 2].low) if at - 2 >= said.first else None
    unit = 7 if scene.words[at - 1].is_("week") else 1 if scene.words[at - 1].is_("day-unit") else None
    return count * unit if count and unit else None


def _weekday_before(scene: Scene, at: int) -> int | None:
    return next((d.weekday for d in scene.days if d.last == at - 1 and d.day is None and d.at is None), None)


def _only_on(scene: Scene, topic: str) -> date | None:
    """The day of the one briefing that is on that list alone, or on it at all."""
    slot = find_sessions(Told(topics=(topic,)), scene.world.open_to_come(scene.now), scene.now)
    return _day_of(scene, slot.ids[0]) if len(slot.ids) == 1 else None


def _day_of(scene: Scene, briefing: str) -> date:
    return next(b for b in scene.world.briefings if b.id == briefing).start.astimezone(STOCKHOLM).date()


def _on(scene: Scene, day: date) -> SessionSlot:
    coming = scene.world.open_to_come(scene.now)
    ids = tuple(b.id for b in coming if b.start.astimezone(STOCKHOLM).date() == day)
    return SessionSlot(ids, "" if ids else "no-such-day", told=True)


def held_before(scene: Scene, said: Said) -> tuple[str, ...]:
    """The briefings that somebody has a seat at, as far as the mail tells: named before, or the letter's."""
    if scene.letter.kind == "reminder":
        return scene.letter.sessions
    return _named_before(scene, said)


def _named_before(scene: Scene, said: Said) -> tuple[str, ...]:
    """The briefings on the days that the mail names before, in its order."""
    days = [d for d in scene.days if scene.body <= d.first and d.last < said.first]
    return tuple(dict.fromkeys(i for d in days if len(ids := scene.sessions_on(d).ids) == 1 for i in ids))


def by_place(scene: Scene, said: Said, days: Sequence[DayMention]) -> SessionSlot | None:
    """ "den första", "nummer två", "the last one": of a row in the letter or the mail before.

    days      those that the words name: beside one no place is meant
    Returns   a slot; None where no place is told, or no letter with several briefings is answered
    """
    if any(day.month or day.weekday is not None or scene.words[day.last].low not in _SPELT for day in days):
        return None
    words = scene.words[said.first : said.last + 1]
    row = scene.letter.sessions if len(scene.letter.sessions) >= _SEVERAL else _named_before(scene, said)
    if len(row) < _SEVERAL:
        several = _first_of_all(words)
        coming = tuple(b.id for b in scene.world.open_to_come(scene.now))
        return SessionSlot(coming[:several], told=True) if 1 < several <= len(coming) else None
    chosen: list[str] = []
    for first, last in _places(words, len(row)):
        if not 0 <= first <= last < len(row):
            return _UNCLEAR
        chosen += row[first : last + 1]
    return SessionSlot(tuple(i for i in row if i in chosen), told=True) if chosen else None


_SEVERAL = 2
_SPELT = {
    "förra": 1, "förstnämnda": 1, "former": 1,
    "första": 1, "förste": 1, "første": 1, "ettan": 1, "first": 1,
    "andra": 2, "andre": 2, "tvåan": 2, "second": 2,
    "tredje": 3, "trean": 3, "third": 3,
}  # fmt: skip
_NUMBERS = {"ett": 1, "1": 1, "one": 1, "två": 2, "2": 2, "two": 2, "tre": 3, "3": 3, "three": 3}
_LAST = frozenset({"sista", "senare", "sistnämnda", "last", "latter"})
_OPENS = frozenset({"den", "det", "de", "dom", "the", "och", "and"})
_NUMBERED = frozenset({"nummer", "nr", "no", "number", "numbers"})
_HOW_MANY = {"två": 2, "2": 2, "two": 2}


def _first_of_all(words: Sequence[Word]) -> int:
    """How many are told in "de två första mötena", "the first two briefings"; 0 where none are."""
    spans = [last + 1 for first, last in _spans(words) if first == 0]
    return max(spans, default=0) if any(w.is_("meeting", "meetings") for w in words) else 0


def _spans(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """ "de två första" and "the first two" as places from 0, the last told from behind as -2."""
    for one, other in pairwise(words):
        count = _HOW_MANY.get(one.low) or _HOW_MANY.get(other.low)
        if count and {one.low, other.low} & {"första", "first"}:
            yield 0, count - 1
        elif count and {one.low, other.low} & _LAST:
            yield -count, -1


def _places(words: Sequence[Word], many: int) -> Iterator[tuple[int, int]]:
    """The places in a row of so many that the words tell, each as first and last, from 0."""
    spans = list(_spans(words))
    if spans:
        yield from ((first % many, last % many) for first, last in spans)
        return
    numbered = False
    for at, word in enumerate(words):
        before = words[at - 1].low if at else ""
        behind = words[at + 1] if at + 1 < len(words) else None
        numbered = word.low in _NUMBERED or (numbered and word.low in {*_NUMBERS, "och", "and"})
        if numbered and word.low in _NUMBERS:
            yield _NUMBERS[word.low] - 1, _NUMBERS[word.low] - 1
        elif _is_place(word, before, behind):
            place = _SPELT.get(word.low, many) - 1
            yield place, place


def _is_place(word: Word, before: str, behind: Word | None) -> bool:
    """Whether an ordinal tells a place: "den första", "the last one"; not "första gången"."""
    if word.low in {"ettan", "tvåan", "trean"}:
        return True
    free = behind is None or behind.cut or behind.is_("meeting") or behind.low in _FREE
    return (word.low in _SPELT or word.low in _LAST) and before in _OPENS and free


_FREE = frozenset(
    {
        "one",
        "och",
        "and",
        "tar",
        "vill",
        "vore",
        "är",
        "passar",
        "av",
        "of",
        "i",
        "in",
        "tack",
        "please",
        "för",
    }
    | {"men", "but", "blir", "går", "kan", "kommer", "only", "enbart", "bara", "på", "is", "works", "suits"}
    | {"måste", "får", "hinner", "ska", "missar", "avbokar", "stryker", "behåller", "must", "will", "can"}
)
