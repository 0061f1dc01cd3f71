"""The public feed to the byte, and what two independent readers make of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import icalendar
import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from mailservice.message.itip_feed import PublicEvent, build_feed, same_but_for_the_stamp
from mailservice.message.vtimezone import VTIMEZONE

AT = datetime(2027, 5, 10, 6, 30, tzinfo=UTC)
EVENT = PublicEvent(
    "2027-05-24@forum.example",
    2,
    datetime(2027, 5, 24, 7, 0, tzinfo=UTC),
    datetime(2027, 5, 24, 7, 45, tzinfo=UTC),
    "Senaste nytt",
    "Anmäl dig: mejla forum@forum.example\nVälkommen",
)
LATER = replace(
    EVENT, uid="2027-12-01@forum.example", start=datetime(2027, 12, 1, 8, tzinfo=UTC),
    end=datetime(2027, 12, 1, 8, 30, tzinfo=UTC), cancelled=True,
)  # fmt: skip
FEED = """\
BEGIN:VCALENDAR
PRODID:-//mailservice//briefings//SV
VERSION:2.0
CALSCALE:GREGORIAN
METHOD:PUBLISH
NAME:Forum\\, regional tillväxt
X-WR-CALNAME:Forum\\, regional tillväxt
X-WR-TIMEZONE:Europe/Stockholm
REFRESH-INTERVAL;VALUE=DURATION:PT1H
X-PUBLISHED-TTL:PT1H
{zone}
BEGIN:VEVENT
UID:2027-05-24@forum.example
SEQUENCE:2
DTSTAMP:20270510T063000Z
DTSTART;TZID=Europe/Stockholm:20270524T090000
DTEND;TZID=Europe/Stockholm:20270524T094500
ORGANIZER;CN="Forum, regional tillväxt":mailto:forum@forum.example
SUMMARY:Senaste nytt
DESCRIPTION:Anmäl dig: mejla forum@forum.example\\nVälkommen
CLASS:PUBLIC
TRANSP:TRANSPARENT
STATUS:CONFIRMED
END:VEVENT
END:VCALENDAR
"""


def feed(*events: PublicEvent, at: datetime = AT) -> bytes:
    return build_feed(events, name="Forum, regional tillväxt", organizer="forum@forum.example", stamped_at=at)


def test_a_feed_to_the_byte() -> None:
    assert feed(EVENT) == FEED.format(zone="\n".join(VTIMEZONE)).replace("\n", "\r\n").encode()


def test_without_briefings_it_is_a_calendar_still() -> None:
    assert icalendar.Calendar.from_ical(feed()).walk("VEVENT") == []


def test_two_other_readers_read_what_was_meant() -> None:
    first = icalendar.Calendar.from_ical(feed(EVENT, LATER))
    assert first["METHOD"] == "PUBLISH"
    for event, read in zip((EVENT, LATER), first.walk("VEVENT"), strict=True):
        assert (read["UID"], read["DESCRIPTION"]) == (event.uid, event.description)
        assert read.decoded("DTSTART").astimezone(UTC) == event.start
        assert read["STATUS"] == ("CANCELLED" if event.cancelled else "CONFIRMED")
        assert "ATTENDEE" not in read
    second = vobject.readOne(feed(EVENT, LATER).decode())
    assert second.x_wr_calname.value == "Forum, regional tillväxt"
    assert [each.dtend.value.astimezone(UTC) for each in second.vevent_list] == [EVENT.end, LATER.end]


@pytest.mark.parametrize(("other", "same"), [(EVENT, True), (replace(EVENT, sequence=3), False)])
def test_when_it_was_made_is_no_change(other: PublicEvent, same: bool) -> None:
    later = feed(other, LATER, at=AT + timedelta(days=1))
    assert later != feed(EVENT, LATER)
    assert same_but_for_the_stamp(later, feed(EVENT, LATER)) is same


@given(st.text(max_size=200), st.text(max_size=200))
def test_no_text_makes_another_line(summary: str, description: str) -> None:
    written = feed(replace(EVENT, summary=summary, description=description))
    assert written.count(b"\r\n") == written.count(b"\n") == written.count(b"\r")
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))
    [read] = icalendar.Calendar.from_ical(written).walk("VEVENT")
    assert read["UID"] == EVENT.uid
