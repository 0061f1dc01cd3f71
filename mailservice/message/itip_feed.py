"""Briefings for everybody to subscribe to: a PUBLISH without attendees (RFC 5546 section 3.2.1, RFC 7986).

The UIDs are those of the invitations. There is no link to the video meeting in it: it belongs to those who
have a seat.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from mailservice.message.calendar_writing import as_bytes, cn, local, mailto, text, utc
from mailservice.message.vtimezone import TZID, VTIMEZONE

_STAMP = re.compile(rb"\r\nDTSTAMP:[0-9TZ]+")
_RENEWED = "PT1H"  # programs ask as often as they like, Google two or three times a day


@dataclass(frozen=True, slots=True)
class PublicEvent:
    """One briefing as everybody may see it; times are aware."""

    uid: str
    sequence: int
    start: datetime
    end: datetime
    summary: str
    description: str
    cancelled: bool = False


def build_feed(events: tuple[PublicEvent, ...], *, name: str, organizer: str, stamped_at: datetime) -> bytes:
    """The whole VCALENDAR; the same arguments give the same bytes.

    name        of the calendar, as subscribers see it in their list
    organizer   the service's address
    stamped_at  when this feed was made (section 3.8.7.2)
    """
    lines = (
        "BEGIN:VCALENDAR",
        "PRODID:-//mailservice//briefings//SV",
        "VERSION:2.0",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{text(name)}",
        f"X-WR-CALNAME:{text(name)}",
        f"X-WR-TIMEZONE:{TZID}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{_RENEWED}",
        f"X-PUBLISHED-TTL:{_RENEWED}",
        *VTIMEZONE,
        *(line for event in events for line in _event(event, name, organizer, stamped_at)),
        "END:VCALENDAR",
    )
    return as_bytes(lines)


def _event(event: PublicEvent, name: str, organizer: str, stamped_at: datetime) -> tuple[str, ...]:
    return (
        "BEGIN:VEVENT",
        f"UID:{text(event.uid)}",
        f"SEQUENCE:{event.sequence}",
        f"DTSTAMP:{utc(stamped_at)}",
        f"DTSTART;TZID={TZID}:{local(event.start)}",
        f"DTEND;TZID={TZID}:{local(event.end)}",
        f"ORGANIZER{cn(name)}:{mailto(organizer)}",
        f"SUMMARY:{text(event.summary)}",
        f"DESCRIPTION:{text(event.description)}",
        "CLASS:PUBLIC",
        "TRANSP:TRANSPARENT",
        f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}",
        "END:VEVENT",
    )


def same_but_for_the_stamp(one: bytes, other: bytes) -> bool:
    """Whether two feeds differ only in when they were made."""
    return _STAMP.sub(b"", one) == _STAMP.sub(b"", other)
