"""Briefings: short video meetings that people sign up for."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from mailservice.domain.addresses import Address
from mailservice.domain.lists import Bilingual


class BriefingState(StrEnum):
    """What the secretariat has said of a briefing. What is past or full is told by `Phase`.

    DRAFT       known to the secretariat alone
    OPEN        people sign up
    CLOSED      nobody signs up any more; who has a seat keeps it
    CALLED_OFF  it does not take place
    """

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    CALLED_OFF = "called-off"


class Phase(StrEnum):
    """Where a briefing is in its life, for people to read: its state, the clock and its seats together."""

    DRAFT = "draft"
    OPEN = "open"
    FULL = "full"
    CLOSED = "closed"
    HELD = "held"
    CALLED_OFF = "called-off"


class SeatState(StrEnum):
    """Where one person stands with one briefing. The latest word of the person counts.

    TAKEN     has a seat; has said yes
    TENTATIVE has a seat; answered "maybe" in the calendar
    OFFERED   a freed seat is kept for them until a deadline, while they have not answered
    WAITING   stands in line, the briefing being full
    MATERIALS no seat, but what was shown, afterwards
    GIVEN_UP  had a seat or a place in line and left it
    """

    TAKEN = "taken"
    TENTATIVE = "tentative"
    OFFERED = "offered"
    WAITING = "waiting"
    MATERIALS = "materials"
    GIVEN_UP = "given-up"

    @property
    def holds_a_seat(self) -> bool:
        """Whether this state counts against the capacity."""
        return self in {SeatState.TAKEN, SeatState.TENTATIVE, SeatState.OFFERED}

    @property
    def comes(self) -> bool:
        """Whether the person has said yes or maybe: a seat that nobody else can have."""
        return self in {SeatState.TAKEN, SeatState.TENTATIVE}


@dataclass(frozen=True, slots=True)
class Briefing:
    """One meeting at one time.

    start      aware, UTC
    sequence   of its calendar event: rises by one with each change of time, link or state
               (RFC 5546 section 2.1.4)
    capacity   seats; None where there is no limit
    deadline   until when people sign up (UTC); None: until it begins
    materials  links to what was shown; they go out when it is over
    sequence_floor  lowest SEQUENCE for somebody who was never invited: the calendars of people whom we have
               forgotten may hold the event under a lower one
    entry      mark of the words of a file that it was last brought to, "" where by no file: what was
               changed by mail since then is not turned back when the service starts again
    """

    id: str
    uid: str
    title: Bilingual
    lists: tuple[str, ...]
    start: datetime
    minutes: int
    link: str = ""
    capacity: int | None = None
    sequence: int = 0
    state: BriefingState = BriefingState.OPEN
    deadline: datetime | None = None
    materials: tuple[str, ...] = ()
    entry: str = field(default="", compare=False)
    sequence_floor: int = field(default=0, compare=False)

    @property
    def end(self) -> datetime:
        """When it ends, aware, UTC."""
        return self.start + timedelta(minutes=self.minutes)

    def next_sequence(self, invited: int | None) -> int:
        """The SEQUENCE of the next REQUEST to somebody who was last sent that one (None: never any)."""
        return max(self.sequence, self.sequence_floor if invited is None else invited + 1)

    def takes_names(self, now: datetime) -> bool:
        """Whether people can still sign up, for a seat or for the line."""
        until = self.end if self.deadline is None else min(self.deadline, self.end)
        return self.state is BriefingState.OPEN and now < until

    def phase(self, now: datetime, *, taken: int) -> Phase:
        """Where it is in its life, with that many seats held."""
        if self.state in {BriefingState.DRAFT, BriefingState.CALLED_OFF}:
            return Phase(self.state)
        if self.end <= now:
            return Phase.HELD
        if not self.takes_names(now):
            return Phase.CLOSED
        full = self.capacity is not None and taken >= self.capacity
        return Phase.FULL if full else Phase.OPEN


@dataclass(frozen=True, slots=True)
class Seat:
    """One person's place at one briefing.

    invited_sequence  the calendar SEQUENCE last sent to this person; None before the first invitation
    answered_at       time of the latest answer that counted (UTC); an older one changes nothing
    offered_until     until when an offered seat is kept (UTC); None where none is offered
    delegated_to      who shall go instead and has not answered yet; any later word ends it
    """

    briefing_id: str
    state: SeatState
    invited_sequence: int | None = None
    answered_at: datetime | None = None
    offered_until: datetime | None = None
    delegated_to: Address | None = None
