"""What happens in a year: publications, and people who join, leave, pause, move and change their minds."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from mailservice.domain.addresses import Address
from mailservice.domain.lists import DeliveryMode, Language
from tests.given import WORLD

LISTS = tuple(each.id for each in WORLD.lists)
MODES = tuple(DeliveryMode)
LANGUAGES: tuple[Language, ...] = ("sv", "en")
BEGIN, END = datetime(2027, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
_DAYS = 365


class Act(StrEnum):
    """What can happen."""

    PUBLISH = "publish"
    JOIN = "join"
    LEAVE = "leave"
    MODE = "mode"
    PAUSE = "pause"
    RESUME = "resume"
    LANGUAGE = "language"
    MOVE = "move"
    ERASE = "erase"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happens.

    who     a person's number; of PUBLISH the publication's
    lists   of PUBLISH, JOIN, LEAVE: numbers of lists
    choice  of MODE and LANGUAGE: a number; of PAUSE: so many days from then
    """

    at: datetime
    act: Act
    who: int
    lists: tuple[int, ...] = ()
    choice: int = 0


def address(who: int, moves: int) -> Address:
    """Where a person is reached after so many moves."""
    return Address.of(f"p{who}.{moves}@kommun.example")


def back_on(event: Event) -> date:
    """The day that a pause lasts until."""
    return event.at.date() + timedelta(days=event.choice)


def a_year(people: int, publications: int, *, seed: int) -> list[Event]:
    """Events of a whole year, in order."""
    chance = random.Random(seed)
    texts = (_text(number, chance) for number in range(publications))
    lives = (event for who in range(people) for event in _life(who, chance))
    return in_order([*texts, *lives])


def in_order(events: list[Event]) -> list[Event]:
    """By time; what happens in the same second keeps its order."""
    return sorted(events, key=lambda event: event.at)


def _text(number: int, chance: random.Random) -> Event:
    lists = tuple(chance.sample(range(len(LISTS)), chance.choice((1, 1, 2, 3))))
    return Event(_moment(chance), Act.PUBLISH, number, lists)


def _life(who: int, chance: random.Random) -> Iterator[Event]:
    """Most join early; then come a few changes of mind."""
    joined = BEGIN + timedelta(seconds=chance.randrange(20 * 86_400))
    yield Event(joined, Act.JOIN, who, tuple(chance.sample(range(len(LISTS)), chance.randint(1, 3))))
    yield Event(joined, Act.MODE, who, choice=chance.randrange(3))
    yield Event(joined, Act.LANGUAGE, who, choice=chance.choice((0, 0, 0, 1)))
    for _ in range(chance.randint(0, 8)):
        at = _moment(chance, after=joined)
        act = chance.choice(
            [Act.JOIN, Act.LEAVE, Act.MODE, Act.PAUSE, Act.PAUSE, Act.RESUME, Act.MOVE, Act.LANGUAGE]
        )
        lists = (chance.randrange(len(LISTS)),)
        choice = chance.randint(1, 90) if act is Act.PAUSE else chance.randrange(2 + (act is Act.MODE))
        yield Event(at, act, who, lists, choice)
    if chance.random() < 0.03:
        yield Event(_moment(chance, after=joined), Act.ERASE, who)


def _moment(chance: random.Random, after: datetime = BEGIN) -> datetime:
    return after + (END - after) * chance.random()


def rings(*, every: timedelta, away: tuple[tuple[int, int], ...] = ()) -> list[datetime]:
    """When the bell rings. `away`: (day of the year, days) that the service was not there."""
    times = (BEGIN + every * number for number in range(1, _DAYS * 86_400 // int(every.total_seconds()) + 1))
    gone = [(BEGIN + timedelta(days=day), BEGIN + timedelta(days=day + days)) for day, days in away]
    return [at for at in times if not any(begin <= at < end for begin, end in gone)]
