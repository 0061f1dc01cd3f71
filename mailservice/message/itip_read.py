"""Answers and other calendar objects that come in (RFC 5545, RFC 5546).

An object that is cut short or damaged gives what can be read of it; nothing is guessed, nothing raises.
winmail.dat (TNEF) is read by `tnef.py`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from mailservice.domain.addresses import Address
from mailservice.message.content_lines import ContentLine, content_lines, read_address

MAX_EVENTS = 100  # of one calendar
MAX_ATTENDEES = 200
MAX_COMMENT = 4000  # characters
_MAX_DEPTH = 20

_NUMBER = re.compile(r"[0-9]{1,9}")
_TIME = re.compile(r"([0-9]{8}T[0-9]{6})(Z?)")
_ZONE_NAME = re.compile(r"[A-Za-z]{1,30}/[A-Za-z_/]{1,30}")
_CARET = re.compile(r"\^([n^'])")
_CARET_MEANS = {"n": "\n", "^": "^", "'": '"'}  # RFC 6868
_READABLE_ALONE = frozenset({"UID", "SEQUENCE", "DTSTAMP", "ORGANIZER", "ATTENDEE", "COMMENT"})


@dataclass(frozen=True, slots=True)
class Attendee:
    """One ATTENDEE line.

    partstat  in upper case, "" where the line has none
    sent_by   who answered in their place, None where nobody did
    comment   Google's X-RESPONSE-COMMENT, "" where none
    is_a_thing  a room or a piece of equipment, whose mailbox answers by itself (section 3.2.3)
    delegated_to, delegated_from   who goes instead, for whom they go (RFC 5545 sections 3.2.4, 3.2.5)
    """

    address: Address
    partstat: str = ""
    sent_by: Address | None = None
    comment: str = ""
    delegated_to: Address | None = None
    delegated_from: Address | None = None
    is_a_thing: bool = False


@dataclass(frozen=True, slots=True)
class CalendarObject:
    """One VEVENT with the METHOD of its calendar; what is missing is "", None or ().

    method         in upper case
    stamped_at     DTSTAMP, UTC
    start          DTSTART, UTC: what a COUNTER proposes. None for a whole day or an unknown zone
    comment        COMMENT, unescaped; "" where it holds only line ends
    recurrence_id  which instance of a series is meant, as written
    """

    method: str
    uid: str = ""
    sequence: int | None = None
    stamped_at: datetime | None = None
    start: datetime | None = None
    organizer: Address | None = None
    attendees: tuple[Attendee, ...] = ()
    comment: str = ""
    recurrence_id: str = ""


def read_calendars(parts: tuple[bytes, ...]) -> tuple[CalendarObject, ...]:
    """Every event in the calendar parts of a mail, each once. Never raises.

    parts     after transfer decoding, in whatever charset and with whatever line ends
    Returns   objects in the order of the mail. A calendar with a METHOD but no VEVENT is damaged: it
              gives one object of the lines that can be understood alone, a comment for instance.
    """
    objects = (each for part in parts for each in _objects(content_lines(part)))
    return tuple(dict.fromkeys(objects))


@dataclass(slots=True)
class _Calendar:
    """One VCALENDAR while it is read."""

    method: str = ""
    events: list[list[ContentLine]] = field(default_factory=list)
    loose: list[ContentLine] = field(default_factory=list)

    def objects(self) -> Iterator[CalendarObject]:
        """What was read; METHOD may have stood behind the events."""
        damaged = [self.loose] if self.method and not self.events else []
        for lines in (self.events or damaged)[:MAX_EVENTS]:
            yield _event(self.method, lines)


def _objects(lines: Iterator[ContentLine]) -> Iterator[CalendarObject]:
    """Sort lines into calendars and events. What has no END ends with what it stands in."""
    calendar, inside = _Calendar(), [""]
    for line in lines:
        component = line.value.upper()
        if line.name == "BEGIN" and component == "VCALENDAR":
            yield from calendar.objects()
            calendar, inside = _Calendar(), [""]
        elif line.name == "BEGIN":
            inside = [*inside[:_MAX_DEPTH], component]
            if component == "VEVENT":
                calendar.events.append([])
        elif line.name == "END":
            inside = inside[: inside.index(component)] if component in inside[1:] else inside
        elif line.name == "METHOD":
            calendar.method = calendar.method or component
        elif inside[-1] == "VEVENT":
            calendar.events[-1].append(line)
        elif line.name in _READABLE_ALONE:
            calendar.loose.append(line)
    yield from calendar.objects()


def _event(method: str, lines: list[ContentLine]) -> CalendarObject:
    attendees = (_attendee(line) for line in lines if line.name == "ATTENDEE")
    comments = (line.text for line in lines if line.name == "COMMENT")
    uid, sequence, stamp = _first("UID", lines), _first("SEQUENCE", lines), _first("DTSTAMP", lines)
    number = _NUMBER.fullmatch(sequence.value)
    return CalendarObject(
        method=method,
        uid=uid.text,
        sequence=int(number[0]) if number else None,
        stamped_at=_time(stamp, floating=UTC),
        start=_time(_first("DTSTART", lines), floating=None),
        organizer=_first("ORGANIZER", lines).address,
        attendees=tuple(each for each in attendees if each is not None)[:MAX_ATTENDEES],
        comment="\n".join(each for each in comments if each)[:MAX_COMMENT],
        recurrence_id=_first("RECURRENCE-ID", lines).value,
    )


def _first(name: str, lines: list[ContentLine]) -> ContentLine:
    """The first line of that name, an empty one where there is none."""
    return next((line for line in lines if line.name == name), ContentLine(name, ":"))


def _attendee(line: ContentLine) -> Attendee | None:
    """None where no address can be read."""
    address = line.address
    if address is None:
        return None
    comment = _CARET.sub(lambda found: _CARET_MEANS[found[1]], line.parameter("X-RESPONSE-COMMENT"))
    return Attendee(
        address,
        line.parameter("PARTSTAT").upper(),
        read_address(line.parameter("SENT-BY")),
        comment.strip()[:MAX_COMMENT],
        read_address(line.parameter("DELEGATED-TO")),
        read_address(line.parameter("DELEGATED-FROM")),
        line.parameter("CUTYPE").upper() in {"ROOM", "RESOURCE"},
    )


def _time(line: ContentLine, *, floating: tzinfo | None) -> datetime | None:
    """A DATE-TIME as UTC. `floating` is the zone of one that names none; None leaves it unread."""
    found = _TIME.fullmatch(line.value)
    zone = UTC if found and found[2] else _zone(line.parameter("TZID")) or floating
    if found is None or zone is None:
        return None
    try:
        local = datetime.strptime(found[1], "%Y%m%dT%H%M%S").replace(tzinfo=zone)
        return local.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _zone(name: str) -> tzinfo | None:
    """A zone by its Olson or Windows name. A VTIMEZONE of the sender's own making is not evaluated."""
    olson = WINDOWS_TO_OLSON.get(name, name)
    try:
        return ZoneInfo(olson) if _ZONE_NAME.fullmatch(olson) else None
    except (ValueError, LookupError, OSError):
        return None
