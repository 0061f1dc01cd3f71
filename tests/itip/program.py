"""A person's calendar program: it applies what it is sent (RFC 5546 section 2.1.5) and answers.

Read with icalendar, not with the service's own reader, so that one may catch the other's faults.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime

import icalendar


@dataclass(slots=True)
class Entry:
    """One event in somebody's calendar, as its last message left it."""

    uid: str
    sequence: int
    stamped_at: datetime
    start: datetime
    end: datetime
    summary: str
    organizer: str
    attendee: str
    cancelled: bool = False
    partstat: str = "NEEDS-ACTION"


@dataclass(slots=True)
class CalendarProgram:
    """What one person sees of their meetings."""

    entries: dict[str, Entry] = field(default_factory=dict)
    latest: str = ""  # UID of the last invitation

    def apply(self, calendar: bytes) -> None:
        """Take one REQUEST or CANCEL; an older one than is known changes nothing."""
        parsed = icalendar.Calendar.from_ical(calendar)
        for event in parsed.walk("VEVENT"):
            entry = _entry(event)
            known = self.entries.get(entry.uid)
            if known is not None and (entry.sequence, entry.stamped_at) < (known.sequence, known.stamped_at):
                continue
            if str(parsed["METHOD"]) == "CANCEL":
                if known is not None:
                    known.sequence, known.stamped_at, known.cancelled = entry.sequence, entry.stamped_at, True
                continue
            if known is not None and known.sequence == entry.sequence:
                entry.partstat = known.partstat  # a higher number asks anew (section 2.1.4)
            self.entries[entry.uid] = entry
            self.latest = entry.uid

    def shown(self) -> list[Entry]:
        """The meetings that stand in the calendar: neither called off nor declined, in order."""
        there = [e for e in self.entries.values() if not e.cancelled and e.partstat != "DECLINED"]
        return sorted(there, key=lambda entry: entry.start)


def _entry(event: icalendar.Component) -> Entry:
    return Entry(
        uid=str(event["UID"]),
        sequence=int(str(event["SEQUENCE"])),
        stamped_at=event.decoded("DTSTAMP"),
        start=event.decoded("DTSTART").astimezone(UTC),
        end=event.decoded("DTEND").astimezone(UTC),
        summary=str(event["SUMMARY"]),
        organizer=str(event["ORGANIZER"]),
        attendee=str(event["ATTENDEE"]),
    )
