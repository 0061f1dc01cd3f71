"""Whatever people write: the calendar is well formed, and says to another reader what was meant."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import icalendar
from hypothesis import given
from hypothesis import strategies as st

from mailservice.message.itip import CalendarEvent, build_calendar

EVENT = CalendarEvent(
    uid="2027-05-24@forum.example",
    sequence=0,
    stamped_at=datetime(2027, 5, 10, 6, 30, tzinfo=UTC),
    start=datetime(2027, 5, 24, 7, 0, tzinfo=UTC),
    end=datetime(2027, 5, 24, 7, 45, tzinfo=UTC),
    summary="Kort genomgång",
    organizer_address="forum@forum.example",
    attendee_address="anna@region.example",
)
VISIBLE = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")))


@given(st.text(), st.text(), st.text(), st.text())
def test_every_line_is_whole_and_ours(summary: str, name: str, location: str, url: str) -> None:
    event = replace(EVENT, summary=summary, attendee_name=name, location=location, url=url)
    written = build_calendar(event, method="REQUEST")
    lines = written.split(b"\r\n")
    assert lines.pop() == b""
    assert all(len(line) <= 75 for line in lines)
    assert not any(c < 32 or c == 127 for line in lines for c in line)
    for line in lines:
        line.decode("utf-8")  # no character is cut in two
    optional = 1 * bool(location) + 2 * bool(url)  # LOCATION; CONFERENCE and URL
    assert _unfolded_count(written) == _unfolded_count(build_calendar(EVENT, method="REQUEST")) + optional
    assert not any(_ends_in_an_escape(line) for line, after in pairwise(lines) if after.startswith(b" "))


def _unfolded_count(calendar: bytes) -> int:
    return calendar.replace(b"\r\n ", b"").count(b"\r\n")


def _ends_in_an_escape(line: bytes) -> bool:
    return (len(line) - len(line.rstrip(b"\\"))) % 2 == 1


@given(VISIBLE, VISIBLE.map(str.strip))
def test_texts_come_back_from_another_reader(summary: str, location: str) -> None:
    written = build_calendar(replace(EVENT, summary=summary, location=location), method="REQUEST")
    [read] = icalendar.Calendar.from_ical(written).walk("VEVENT")
    assert not read.errors
    assert read["SUMMARY"] == summary
    assert read.get("LOCATION", "") == location
