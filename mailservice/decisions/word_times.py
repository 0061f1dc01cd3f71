"""When a word about a seat was said, and which of two is the later one. The later one counts.

A calendar answer bears its time in DTSTAMP (RFC 5546 section 2.1.5), a mail in words in Date (RFC 5322
section 3.6.1). Mails overtake each other on the way, so the time of arrival tells less.
"""

from datetime import datetime, timedelta

from mailservice.domain.briefings import Briefing, Seat, SeatState
from mailservice.domain.readings import CalendarAnswer

_LONGEST_ON_THE_WAY = timedelta(days=5)  # then a mail server gives up (RFC 5321 section 4.5.4.1)


def written_at(date: datetime | None, *, arrived: datetime, answers: datetime | None) -> datetime:
    """When the words of a mail were written: its Date, or its arrival where Date cannot be right.

    answers   when the letter of ours that it answers was sent, None where it answers none: nobody
              answers a letter before it was sent, so such a clock is wrong. So is one that is ahead, or
              further behind than a mail can be on the way.
    """
    if date is None or not arrived - _LONGEST_ON_THE_WAY <= date <= arrived:
        return arrived
    return arrived if answers is not None and date < answers.replace(microsecond=0) else date


def given_at(answer: CalendarAnswer, *, written: datetime, now: datetime) -> datetime:
    """When a calendar answer was given; a clock that is ahead must not outrank later answers.

    written   of the mail that carries it, which stands for a missing DTSTAMP
    """
    return written if answer.stamped_at is None else min(answer.stamped_at, now)


def is_older(said_at: datetime, seat: Seat | None) -> bool:
    """Whether a later word of the person is known. DTSTAMP and Date have whole seconds."""
    if seat is None or seat.answered_at is None:
        return False
    return said_at < seat.answered_at.replace(microsecond=0)


def to_an_earlier_time(answer: CalendarAnswer, seat: Seat, briefing: Briefing) -> bool:
    """Whether the person answered before they had heard of a change of the meeting.

    Their SEQUENCE rises also when they leave and come back; where the meeting itself has never
    changed, an answer to any of their invitations is an answer to the same.
    """
    invited = seat.invited_sequence
    behind = answer.sequence is not None and invited is not None and answer.sequence < invited
    return behind and briefing.sequence > 0


def answered_before(seat: Seat | None, state: SeatState, at: datetime) -> bool:
    """Whether the same answer is known already."""
    return seat is not None and (seat.state, seat.answered_at) == (state, at)
