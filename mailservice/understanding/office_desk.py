"""A mail of the secretariat's laid out, and what its parts point at: a briefing, lists, changes. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from mailservice.domain.briefings import Briefing
from mailservice.domain.days import STOCKHOLM
from mailservice.domain.lists import Language
from mailservice.domain.world import World
from mailservice.understanding.lexicon import Lexicon
from mailservice.understanding.office_fields import (
    Fields,
    When,
    read_deadline,
    read_links,
    read_minutes,
    read_number,
    read_when,
)
from mailservice.understanding.slots_lists import find_topics
from mailservice.understanding.words import read_words


@dataclass(frozen=True, slots=True)
class Desk:
    """One mail of the secretariat, laid out.

    said     the subject where it is new, and the lines that name no field
    fields   the lines that name one
    about    briefings of the letter of ours that it answers
    """

    said: str
    fields: Fields
    about: tuple[str, ...]
    world: World
    today: date
    tags: Callable[[str], frozenset[str]]
    topics: Lexicon
    language: Language

    def when(self, text: str) -> When:
        """The day and time of a piece of text."""
        return read_when(text, self.tags, self.today)


def meant(desk: Desk, text: str) -> Briefing | str:
    """The briefing, or why none can be told, in one word-with-dashes."""
    when = desk.when(text)
    if when.contradicts:
        return "date-and-weekday-differ"
    if when.day is None:
        answered = [each for each in desk.world.briefings if each.id in desk.about]
        return answered[0] if len(answered) == 1 else "which-briefing"
    on_day = [each for each in desk.world.briefings if _local_day(each) == when.day]
    if len(on_day) > 1 and when.at is not None:
        on_day = [each for each in on_day if each.start.astimezone(STOCKHOLM).time() == when.at]
    if not on_day:
        return "no-such-day"
    return on_day[0] if len(on_day) == 1 else "which-briefing"


def _local_day(briefing: Briefing) -> date:
    return briefing.start.astimezone(STOCKHOLM).date()


def merged(first: When, second: When) -> When:
    """What both tell together; where both tell the same thing, the first counts."""
    return When(
        first.day or second.day,
        first.at or second.at,
        first.minutes or second.minutes,
        first.contradicts or (first.day is None and second.contradicts),
    )


def lists_named(desk: Desk, text: str) -> tuple[str, ...]:
    """The lists that the words name, in the order of the world."""
    topics = find_topics(read_words(text, desk.tags), desk.world.lists, desk.topics.topics)
    low = text.lower()
    named = {each.list_id for each in topics}
    named |= {
        each.id for each in desk.world.lists if each.name.sv.lower() in low or each.name.en.lower() in low
    }
    return tuple(each.id for each in desk.world.lists if each.id in named)


def named_changes(desk: Desk) -> dict[str, object]:
    """What the named lines say, by the fields of ArrangeBriefing. What cannot be read is left out."""
    named, found = desk.fields.named, dict[str, object]()
    for key in ("title_sv", "title_en"):
        if key in named:
            found[key] = named[key].strip('”"“ ')[:200]
    if "link" in named:
        found["link"] = next(iter(read_links(named["link"])), None)
    if "capacity" in named:
        found["capacity"] = read_number(named["capacity"])
    if "minutes" in named:
        found["minutes"] = read_minutes(named["minutes"])
    if "deadline" in named:
        found["deadline"] = read_deadline(named["deadline"], desk.tags, desk.today)
    if "materials" in named:
        found["materials"] = read_links(named["materials"]) or None
    return {name: value for name, value in found.items() if value is not None}


def default_title(desk: Desk, lists: tuple[str, ...]) -> dict[str, object]:
    """A briefing without a title bears the names of its lists."""
    named = [each.name for each in desk.world.lists if each.id in lists]
    if not named:
        return {}
    return {
        "title_sv": f"Senaste nytt från {' och '.join(each.sv for each in named)}",
        "title_en": f"The latest from {' and '.join(each.en for each in named)}",
    }
