"""A small calendar program: it applies what it is sent, in whatever order (RFC 5546 section 2.1.5)."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from icalendar import Calendar, Component, Event, vCalAddress

_TOO_LATE_TO_SAY = timedelta(hours=4)  # the mail may be under way for a while
_ANSWER_COPIES = ("UID", "SEQUENCE", "DTSTART", "DTEND", "ORGANIZER")


@dataclass(frozen=True, slots=True)
class Entry:
    """One event as the program holds it. cancelled: it is out of the calendar, but its number is known."""

    sequence: int
    stamped_at: datetime
    start: datetime
    end: datetime
    cancelled: bool
    content: bytes


@dataclass(slots=True)
class CalendarProgram:
    """One person's calendar, by UID."""

    owner: str
    entries: dict[str, Entry] = field(default_factory=dict)

    def apply(self, content: bytes) -> bool:
        """Take in a REQUEST or CANCEL. False where a later one is there already."""
        calendar = Calendar.from_ical(content)
        event, method = _only_event(calendar), str(calendar["METHOD"])
        new = Entry(
            int(str(event["SEQUENCE"])),
            event.decoded("DTSTAMP"),
            event.decoded("DTSTART").astimezone(UTC),
            event.decoded("DTEND").astimezone(UTC),
            method == "CANCEL",
            content,
        )
        uid = str(event["UID"])
        known = self.entries.get(uid)
        if known is not None and (new.sequence, new.stamped_at) <= (known.sequence, known.stamped_at):
            return False
        self.entries[uid] = new
        return True

    def answer(self, uid: str, answer: str, *, at: datetime) -> bytes | None:
        """The owner presses a button: the mail to send. None for an event that is not there, or too soon.

        Who declines sees it no more, until a later invitation comes.
        """
        entry = self.shows(uid)
        if entry is None or entry.start - at < _TOO_LATE_TO_SAY:
            return None
        if answer == "DECLINED":
            self.entries[uid] = replace(entry, cancelled=True)
        return reply(entry.content, owner=self.owner, answer=answer, at=at)

    def shows(self, uid: str) -> Entry | None:
        """The event as its owner sees it; None where it is not in the calendar."""
        entry = self.entries.get(uid)
        return None if entry is None or entry.cancelled else entry


def event_of(content: bytes) -> Event:
    """The one event of a calendar object."""
    return _only_event(Calendar.from_ical(content))


def _only_event(calendar: Component) -> Event:
    [event] = [each for each in calendar.walk("VEVENT") if isinstance(each, Event)]
    return event


def reply(content: bytes, *, owner: str, answer: str, at: datetime) -> bytes:
    """What the program mails when its owner presses a button (RFC 5546 section 3.2.3)."""
    event, answered = event_of(content), Event()
    me = vCalAddress(f"mailto:{owner}")
    me.params["PARTSTAT"] = answer
    for name in _ANSWER_COPIES:
        answered.add(name, event[name])
    answered.add("DTSTAMP", at)
    answered.add("ATTENDEE", me)
    calendar = Calendar()
    head: tuple[tuple[str, Any], ...] = (("PRODID", "-//sim//EN"), ("VERSION", "2.0"), ("METHOD", "REPLY"))
    for name, value in head:
        calendar.add(name, value)
    calendar.add_component(answered)
    written: bytes = calendar.to_ical()
    return written
