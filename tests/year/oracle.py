"""What everybody ought to be sent, worked out the slow and plain way: one person, one text at a time.

It shares no code with the service but the shape of an address: the digests' times stand here as a calendar
on the wall has them.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from mailservice.domain.addresses import Address
from tests.year.script import LANGUAGES, MODES, Act, Event, address, back_on

STOCKHOLM = ZoneInfo("Europe/Stockholm")
GRACE = timedelta(days=3)
FIRST_WORKING_DAYS = (
    "01-04",
    "02-01",
    "03-01",
    "04-01",
    "05-03",
    "06-01",
    "07-01",
    "08-02",
    "09-01",
    "10-01",
    "11-01",
    "12-01",
)  # of 2027


@dataclass(frozen=True, slots=True)
class Receipt:
    """One text in one letter: when it was sent, as what, where to and in which language."""

    at: datetime
    kind: str  # "each", "weekly", "monthly", "return"
    to: Address
    language: str


@dataclass(frozen=True, slots=True)
class State:
    """A person between two events."""

    moves: int = 0
    lists: frozenset[int] = frozenset()
    mode: str = "each"
    language: str = "sv"
    paused_until: datetime | None = None
    gone: bool = False


Story = list[tuple[datetime, State]]


def expected(events: Sequence[Event], rings: Sequence[datetime]) -> dict[tuple[int, int], Receipt]:
    """By person and publication, what each is sent; what has not been sent when the year ends is left out."""
    digests = {"weekly": _rings_of(_fridays(), rings), "monthly": _rings_of(_first_days(), rings)}
    texts = [event for event in events if event.act is Act.PUBLISH]
    found = {}
    for who in sorted({event.who for event in events if event.act is not Act.PUBLISH}):
        story = _story([event for event in events if event.who == who and event.act is not Act.PUBLISH])
        heard = [(ring, _at(story, ring)) for ring in rings]
        sent = {**digests, "return": _returns(heard)}
        for text in texts:
            receipt = _receipt(text, who, _at(story, text.at), heard, sent)
            if receipt is not None:
                found[who, text.who] = receipt
    return found


def _receipt(
    text: Event, who: int, before: State, heard: Story, sent: dict[str, set[datetime]]
) -> Receipt | None:
    """heard   the person as they stand at each ring"""
    lists = frozenset(text.lists)
    if before.gone or not lists & before.lists:
        return None
    for ring, now in heard[bisect_left(heard, text.at, key=lambda each: each[0]) :]:
        if now.gone:
            return None
        kind = _kind(now, ring, sent)
        if kind:
            there = bool(lists & now.lists)
            return Receipt(ring, kind, address(who, now.moves), now.language) if there else None
    return None


def _kind(now: State, ring: datetime, sent: dict[str, set[datetime]]) -> str:
    """As what a waiting text goes out then, "" where it goes on waiting."""
    if now.paused_until is not None and now.paused_until > ring:
        return ""
    if ring in sent["return"]:
        return "return"
    if now.mode == "each":
        return "each"
    return now.mode if ring in sent[now.mode] else ""


def _story(events: Sequence[Event]) -> Story:
    """The person after each of their events."""
    state, story = State(), []
    for event in events:
        state = state if state.gone else _after(state, event)
        story.append((event.at, state))
    return story


def _after(state: State, event: Event) -> State:
    match event.act:
        case Act.JOIN:
            return replace(state, lists=state.lists | set(event.lists))
        case Act.LEAVE:
            return replace(state, lists=state.lists - set(event.lists))
        case Act.MODE:
            return replace(state, mode=str(MODES[event.choice]))
        case Act.LANGUAGE:
            return replace(state, language=LANGUAGES[event.choice])
        case Act.PAUSE:
            return replace(state, paused_until=_morning(back_on(event)))
        case Act.RESUME:
            paused = state.paused_until is not None and state.paused_until > event.at
            return replace(state, paused_until=event.at) if paused else state
        case Act.MOVE:
            return replace(state, moves=state.moves + 1)
        case _:
            return replace(state, gone=True)


def _at(story: Story, when: datetime) -> State:
    """How the person stands then."""
    state = State()
    for at, after in story:
        if at > when:
            break
        state = after
    return state


def _returns(heard: Story) -> set[datetime]:
    """The first ring after the end of each pause."""
    found, handled = set(), None
    for ring, now in heard:
        if now.paused_until is not None and now.paused_until <= ring and now.paused_until != handled:
            handled = now.paused_until
            found.add(ring)
    return found


def _rings_of(due: Iterator[datetime], rings: Sequence[datetime]) -> set[datetime]:
    """For each time that is due the first ring after it, unless that comes too late."""
    found = set()
    for at in due:
        ring = next((ring for ring in rings if ring >= at), None)
        if ring is not None and ring <= at + GRACE:
            found.add(ring)
    return found


def _fridays() -> Iterator[datetime]:
    day = date(2027, 1, 1)
    while day.year == 2027:
        yield datetime.combine(day, time(8), STOCKHOLM)
        day += timedelta(days=7)


def _first_days() -> Iterator[datetime]:
    for day in FIRST_WORKING_DAYS:
        yield datetime.combine(date.fromisoformat(f"2027-{day}"), time(8), STOCKHOLM)


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(7), STOCKHOLM)
