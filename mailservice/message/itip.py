"""Invitations and cancellations as calendar objects (RFC 5545, RFC 5546), for one attendee each.

Written by hand, line by line: what Outlook, Google and Apple make of an event hangs on the order,
the form of the time zone and single parameters. The bytes are a function of the event alone.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal
from urllib.parse import quote
from zoneinfo import ZoneInfo

from mailservice.message.vtimezone import TZID, VTIMEZONE

_ZONE = ZoneInfo(TZID)
_MAX_LINE = 75  # octets without the line end, RFC 5545 section 3.1
_UNIT = re.compile(r"\\.|.", re.DOTALL)  # an escaped character stays in one piece
_LINE_ENDS = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_ESCAPED = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}
_IN_ADDRESS = "@!$'*+-/=^_`{|}~."  # of what RFC 5322 allows; the rest is encoded, RFC 6068 section 2
_IN_URL = ":/?#[]@!$&'()*+,;=%~"


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
    return b"".join(_folded(line) for line in lines)


def _identity(event: CalendarEvent) -> tuple[str, ...]:
    """Which event, which version of it, and when it is."""
    return (
        f"UID:{_text(event.uid)}",
        f"SEQUENCE:{event.sequence}",
        f"DTSTAMP:{_utc(event.stamped_at)}",
        f"CREATED:{_utc(event.created or event.stamped_at)}",
        f"LAST-MODIFIED:{_utc(event.last_modified or event.stamped_at)}",
        f"DTSTART;TZID={TZID}:{_local(event.start)}",
        f"DTEND;TZID={TZID}:{_local(event.end)}",
    )


def _people(event: CalendarEvent, method: str) -> tuple[str, str]:
    """Who invites, and the one person who is invited."""
    asked = ";PARTSTAT=NEEDS-ACTION;RSVP=TRUE" if method == "REQUEST" else ""
    organizer = f"ORGANIZER{_named(event.organizer_name)}:{_mailto(event.organizer_address)}"
    attendee = f"ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT{asked}{_named(event.attendee_name)}"
    return organizer, f"{attendee}:{_mailto(event.attendee_address)}"


def _content(event: CalendarEvent) -> tuple[str, ...]:
    """What people read. CONFERENCE (RFC 7986) is an extra: no program is trusted to show it."""
    lines = [f"SUMMARY:{_text(event.summary)}"]
    if event.description:
        lines.append(f"DESCRIPTION:{_text(event.description)}")
    if event.location:
        lines.append(f"LOCATION:{_text(event.location)}")
    if event.url:
        link = quote(_visible(event.url), safe=_IN_URL)
        lines.append(f"CONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO;LABEL=Anslut till videomötet:{link}")
        lines.append(f"URL:{link}")
    return tuple(lines)


def _named(name: str) -> str:
    """A CN parameter, "" where there is no name (RFC 5545 section 3.2). It cannot hold a quote."""
    shown = " ".join(_visible(name).replace('"', "").split())
    if not shown:
        return ""
    return f';CN="{shown}"' if any(c in shown for c in ",;:") else f";CN={shown}"


def _mailto(address: str) -> str:
    return f"mailto:{quote(_visible(address), safe=_IN_ADDRESS)}"


def _text(text: str) -> str:
    """A TEXT value (RFC 5545 section 3.3.11)."""
    lines = "\n".join(_visible(line) for line in _LINE_ENDS.split(text))
    return "".join(_ESCAPED.get(character, character) for character in lines)


def _visible(text: str) -> str:
    """No control character and nothing that UTF-8 cannot hold; a tab is a space."""
    return "".join(
        c for c in text.replace("\t", " ") if unicodedata.category(c) not in {"Cc", "Cs", "Zl", "Zp"}
    )


def _utc(when: datetime) -> str:
    return f"{when.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _local(when: datetime) -> str:
    return f"{when.astimezone(_ZONE):%Y%m%dT%H%M%S}"


def _folded(line: str) -> bytes:
    """A content line, folded where it is long: never inside a character or an escape (section 3.1)."""
    pieces: list[bytes] = []
    piece = b""
    for unit in _UNIT.findall(line):
        encoded = unit.encode("utf-8")
        if len(piece) + len(encoded) > _MAX_LINE:
            pieces.append(piece)
            piece = b" "
        piece += encoded
    return b"\r\n".join((*pieces, piece)) + b"\r\n"
