"""What happens in the simulated year, before anybody answers: briefings, moves, outages. From one seed."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from mailservice.decisions.schedule import is_working_day
from mailservice.domain.days import STOCKHOLM

OFFICIALS, POLITICIANS = "Tjänstemannaforum", "Politikerforum"
# Days right after the clock changes, and after red days: where "the working day before" is far off.
_ODD_DAYS = (date(2027, 3, 30), date(2027, 11, 1), date(2027, 5, 7), date(2027, 6, 28))
_CLOCKS = (time(9), time(10, 30), time(13), time(15, 30))


@dataclass(frozen=True, slots=True)
class Size:
    """How much happens.

    interested   people who sign up for one briefing, about
    """

    briefings: int = 30
    people: int = 400
    interested: int = 20
    first: date = date(2027, 1, 11)
    last: date = date(2027, 12, 17)


SMALL = Size(briefings=4, people=30, interested=12, first=date(2027, 3, 9), last=date(2027, 4, 9))


@dataclass(frozen=True, slots=True)
class Planned:
    """One briefing as the secretariat plans it. Times are UTC.

    fate     "held", "moved" or "called-off"
    changed_at, moved_to   when the secretariat thinks better of it
    """

    title: str
    topic: str
    start: datetime
    seats: int | None
    announced_at: datetime
    fate: str
    changed_at: datetime
    moved_to: datetime
    interested: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The year. outages: from when until when the service is away (UTC)."""

    size: Size
    people: tuple[str, ...]
    followers: tuple[int, ...]
    briefings: tuple[Planned, ...]
    outages: tuple[tuple[datetime, datetime], ...]


def plan(size: Size, seed: int) -> Plan:
    """The same plan for the same seed."""
    chance = Random(seed)
    people = tuple(
        f"p{number:03}@{'region' if number % 2 else 'kommun'}.example" for number in range(size.people)
    )
    briefings = tuple(_briefing(size, number, day, chance) for number, day in enumerate(_days(size)))
    followers = tuple(chance.sample(range(size.people), size.people // 40))
    return Plan(size, people, followers, briefings, _outages(briefings, chance))


def _days(size: Size) -> list[date]:
    """Working days spread over the year, no two alike."""
    span = (size.last - size.first).days
    wanted = [
        size.first + timedelta(days=20 + each * (span - 20) // size.briefings)
        for each in range(size.briefings)
    ]
    odd = [each for each in _ODD_DAYS if size.first + timedelta(days=14) < each < size.last]
    found: list[date] = []
    for day in sorted(wanted[: size.briefings - len(odd)] + odd):
        while not is_working_day(day) or day in found:
            day += timedelta(days=1)
        found.append(day)
    return found


def _briefing(size: Size, number: int, day: date, chance: Random) -> Planned:
    start = _utc(day, chance.choice(_CLOCKS))
    announced = _utc(day - timedelta(days=14), time(8))
    fate = {3: "moved", 7: "called-off", 5: "moved"}.get(number % 10, "held") if number % 4 != 2 else "held"
    to = day + timedelta(days=1)
    while not is_working_day(to):
        to += timedelta(days=1)
    interested = chance.sample(
        range(size.people), min(size.people, max(3, int(chance.gauss(size.interested, 5))))
    )
    return Planned(
        title=f"Genomgång nummer {number + 1}",
        topic=chance.choice((OFFICIALS, POLITICIANS)),
        start=start,
        seats=None if number % 6 == 5 else max(2, int(size.interested * chance.uniform(0.4, 0.9))),
        announced_at=announced,
        fate=fate,
        changed_at=_utc(day - timedelta(days=chance.choice((2, 5, 8))), time(11, 20)),
        moved_to=_utc(to, chance.choice(_CLOCKS)),
        interested=tuple(interested),
    )


def _outages(briefings: tuple[Planned, ...], chance: Random) -> tuple[tuple[datetime, datetime], ...]:
    """Three days before one, an afternoon before another, the morning of a third; and some nights."""
    held = [each for each in briefings if each.fate == "held"]
    some = [held[place] for place in sorted(chance.sample(range(len(held)), min(len(held), 3)))]
    spans = [
        (each.start + timedelta(hours=begins), each.start + timedelta(hours=ends))
        for each, (begins, ends) in zip(some, ((-75, -1.5), (-26, -3), (-2, -0.4)), strict=False)
    ]
    return tuple(sorted(spans))


def _utc(day: date, wall_clock: time) -> datetime:
    return datetime.combine(day, wall_clock, STOCKHOLM).astimezone(UTC)
