"""Invitations and cancellations as calendar objects (RFC 5545, RFC 5546), for one attendee each.

Written by hand, line by line: what Outlook, Google and Apple make of an event hangs on the order,
the form of the time zone and single parameters. The bytes are a function of the event alone.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from mailservice.message.calendar_writing import as_bytes, cn, link, local, mailto, text, utc
from mailservice.message.vtimezone import TZID, VTIMEZONE


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """One briefing in one person's calendar.

    uid           never changes, not when the briefing is moved or called off
    sequence      of this person's copy: rises with each change (RFC 5546 section 2.1.4)
    stamped_at    DTSTAMP: orders messages of one sequence (section 2.1.5); aware, as are all times
    location      what to show as the place: the link, or words
    url           the link to the video meeting, "" where there is none
    attendee_...  the one person the mail goes to; nobody else's address is in it
    cancelled     a REQUEST cannot be
    created, last_modified   None for `stamped_at`
    """

    uid: str
    sequence: int
    stamped_at: datetime
    start: datetime
    end: datetime
    summary: str
    organizer_address: str
    attendee_address: str
    organizer_name: str = ""
    attendee_name: str = ""
    description: str = ""
    location: str = ""
    url: str = ""
    cancelled: bool = False
    created: datetime | None = None
    last_modified: datetime | None = None


def build_calendar(event: CalendarEvent, *, method: Literal["REQUEST", "CANCEL"]) -> bytes:
    """The whole VCALENDAR, CRLF line ends, no line above 75 octets.

    Raises    ValueError for a REQUEST of a cancelled event: programs keep such a meeting.
    """
    if event.cancelled and method == "REQUEST":
        raise ValueError("a cancelled event is told by CANCEL, not by REQUEST")
    lines = (
        "BEGIN:VCALENDAR",
        "PRODID:-//mailservice//briefings//SV",
        "VERSION:2.0",
        "CALSCALE:GREGORIAN",
        f"METHOD:{method}",
        *VTIMEZONE,
        "BEGIN:VEVENT",
        *_identity(event),
        *_people(event, method),
        *_content(event),
        "CLASS:PUBLIC",
        "TRANSP:OPAQUE",
        f"STATUS:{'CANCELLED' if method == 'CANCEL' else 'CONFIRMED'}",
        "X-MICROSOFT-CDO-BUSYSTATUS:BUSY",
        "X-MICROSOFT-CDO-INTENDEDSTATUS:BUSY",
        "X-MICROSOFT-DISALLOW-COUNTER:TRUE",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return as_bytes(lines)


def _identity(event: CalendarEvent) -> tuple[str, ...]:
    """Which event, which version of it, and when it is."""
    return (
        f"UID:{text(event.uid)}",
        f"SEQUENCE:{event.sequence}",
        f"DTSTAMP:{utc(event.stamped_at)}",
        f"CREATED:{utc(event.created or event.stamped_at)}",
        f"LAST-MODIFIED:{utc(event.last_modified or event.stamped_at)}",
        f"DTSTART;TZID={TZID}:{local(event.start)}",
        f"DTEND;TZID={TZID}:{local(event.end)}",
    )


def _people(event: CalendarEvent, method: str) -> tuple[str, str]:
    """Who invites, and the one person who is invited."""
    asked = ";PARTSTAT=NEEDS-ACTION;RSVP=TRUE" if method == "REQUEST" else ""
    organizer = f"ORGANIZER{cn(event.organizer_name)}:{mailto(event.organizer_address)}"
    attendee = f"ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT{asked}{cn(event.attendee_name)}"
    return organizer, f"{attendee}:{mailto(event.attendee_address)}"


def _content(event: CalendarEvent) -> tuple[str, ...]:
    """What people read. CONFERENCE (RFC 7986) is an extra: no program is trusted to show it."""
    lines = [f"SUMMARY:{text(event.summary)}"]
    if event.description:
        lines.append(f"DESCRIPTION:{text(event.description)}")
    if event.location:
        lines.append(f"LOCATION:{text(event.location)}")
    if event.url:
        join = link(event.url)
        lines.append(f"CONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO;LABEL=Anslut till videomötet:{join}")
        lines.append(f"URL:{join}")
    return tuple(lines)
