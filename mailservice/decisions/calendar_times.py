"""Which of two answers is the later one: DTSTAMP and SEQUENCE (RFC 5546 section 2.1.5)."""

from datetime import datetime

from mailservice.domain.briefings import Seat, SeatState
from mailservice.domain.readings import CalendarAnswer


def is_older(answer: CalendarAnswer, seat: Seat) -> bool:
    """Whether a later word of the person is known. DTSTAMP has whole seconds."""
    if answer.stamped_at is None or seat.answered_at is None:
        return False
    return answer.stamped_at < seat.answered_at.replace(microsecond=0)


def to_an_earlier_time(answer: CalendarAnswer, seat: Seat) -> bool:
    """Whether the person's calendar did not have the latest invitation yet."""
    invited = seat.invited_sequence
    return answer.sequence is not None and invited is not None and answer.sequence < invited


def given_at(answer: CalendarAnswer, now: datetime) -> datetime:
    """When the answer was given; a clock that is ahead must not outrank later answers."""
    return now if answer.stamped_at is None else min(answer.stamped_at, now)


def answered_before(seat: Seat | None, state: SeatState, at: datetime) -> bool:
    """Whether the same answer is known already."""
    return seat is not None and (seat.state, seat.answered_at) == (state, at)
