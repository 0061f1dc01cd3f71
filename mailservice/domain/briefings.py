"""Briefings: short video meetings that people sign up for."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from mailservice.domain.lists import Bilingual


class BriefingState(StrEnum):
    """Where a briefing stands. What is past is told by the clock, not by a state."""

    OPEN = "open"
    CALLED_OFF = "called-off"


class SeatState(StrEnum):
    """Where one person stands with one briefing. The latest word of the person counts.

    TAKEN     has a seat; has said yes
    TENTATIVE has a seat; answered "maybe" in the calendar
    WAITING   stands in line, the briefing being full
    GIVEN_UP  had a seat or a place in line and left it
    """

    TAKEN = "taken"
    TENTATIVE = "tentative"
    WAITING = "waiting"
    GIVEN_UP = "given-up"

    @property
    def holds_a_seat(self) -> bool:
        """Whether this state counts against the capacity."""
        return self in {SeatState.TAKEN, SeatState.TENTATIVE}


@dataclass(frozen=True, slots=True)
class Briefing:
    """One meeting at one time.

    start     aware, UTC
    sequence  of its calendar event: rises by one with each change of time, link or state
              (RFC 5546 section 2.1.4)
    capacity  seats; None where there is no limit
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

    @property
    def end(self) -> datetime:
        """When it ends, aware, UTC."""
        return self.start + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class Seat:
    """One person's place at one briefing.

    invited_sequence  the calendar SEQUENCE last sent to this person; None before the first invitation
    answered_at       time of the latest answer that counted (UTC); an older one changes nothing
    """

    briefing_id: str
    state: SeatState
    invited_sequence: int | None = None
    answered_at: datetime | None = None
