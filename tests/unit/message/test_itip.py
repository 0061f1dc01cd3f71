"""Invitations to the byte, and what two independent readers make of them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject

from mailservice.message.itip import CalendarEvent, build_calendar
from mailservice.message.vtimezone import VTIMEZONE

STOCKHOLM = ZoneInfo("Europe/Stockholm")
EVENT = CalendarEvent(
    uid="2027-05-24@forum.example",
    sequence=0,
    stamped_at=datetime(2027, 5, 10, 6, 30, tzinfo=UTC),
    start=datetime(2027, 5, 24, 7, 0, tzinfo=UTC),
    end=datetime(2027, 5, 24, 7, 45, tzinfo=UTC),
    summary="Kort genomgång",
    description="Anslut: https://video.example/24\nSvara i inbjudan.",
    location="https://video.example/24",
    url="https://video.example/24",
    organizer_name="Forum",
    organizer_address="forum@forum.example",
    attendee_name="Lind, Anna",
    attendee_address="anna@region.example",
)

INVITATION = """\
BEGIN:VCALENDAR
PRODID:-//mailservice//briefings//SV
VERSION:2.0
CALSCALE:GREGORIAN
METHOD:REQUEST
BEGIN:VTIMEZONE
TZID:Europe/Stockholm
BEGIN:DAYLIGHT
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:2027-05-24@forum.example
SEQUENCE:0
DTSTAMP:20270510T063000Z
CREATED:20270510T063000Z
LAST-MODIFIED:20270510T063000Z
DTSTART;TZID=Europe/Stockholm:20270524T090000
DTEND;TZID=Europe/Stockholm:20270524T094500
ORGANIZER;CN=Forum:mailto:forum@forum.example
ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=
 TRUE;CN="Lind, Anna":mailto:anna@region.example
SUMMARY:Kort genomgång
DESCRIPTION:Anslut: https://video.example/24\\nSvara i inbjudan.
LOCATION:https://video.example/24
CONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO;LABEL=Anslut till videomötet:http
 s://video.example/24
URL:https://video.example/24
CLASS:PUBLIC
TRANSP:OPAQUE
STATUS:CONFIRMED
X-MICROSOFT-CDO-BUSYSTATUS:BUSY
X-MICROSOFT-CDO-INTENDEDSTATUS:BUSY
X-MICROSOFT-DISALLOW-COUNTER:TRUE
END:VEVENT
END:VCALENDAR
"""


def test_an_invitation_to_the_byte() -> None:
    assert build_calendar(EVENT, method="REQUEST") == INVITATION.replace("\n", "\r\n").encode()


def test_a_cancellation_says_so_in_method_and_status_and_asks_for_no_answer() -> None:
    cancelled = build_calendar(replace(EVENT, sequence=1, cancelled=True), method="CANCEL").decode()
    told = unfolded(cancelled)
    assert "METHOD:CANCEL" in told
    assert "STATUS:CANCELLED" in told
    assert "SEQUENCE:1" in told
    [attendee] = [line for line in told if line.startswith("ATTENDEE")]
    assert attendee == (
        'ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;CN="Lind, Anna":mailto:anna@region.example'
    )
    invited = unfolded(build_calendar(EVENT, method="REQUEST").decode())
    for name in ("UID", "DTSTART", "ORGANIZER"):
        assert [line for line in told if line.startswith(name)] == [
            line for line in invited if line.startswith(name)
        ]


def test_one_persons_seat_is_cancelled_while_the_event_lives_on() -> None:
    assert b"STATUS:CANCELLED" in build_calendar(EVENT, method="CANCEL")


def test_a_cancelled_event_is_not_requested() -> None:
    with pytest.raises(ValueError, match="CANCEL"):
        build_calendar(replace(EVENT, cancelled=True), method="REQUEST")


def test_without_a_link_there_is_no_conference() -> None:
    bare = build_calendar(
        replace(EVENT, url="", location="", description="", attendee_name="", organizer_name=" "),
        method="REQUEST",
    )
    for name in (b"CONFERENCE", b"URL:", b"LOCATION", b"DESCRIPTION", b"CN=", b"VALARM"):
        assert name not in bare
    assert b"\r\nORGANIZER:mailto:forum@forum.example\r\n" in bare


def test_times_of_their_own_for_created_and_modified() -> None:
    event = replace(
        EVENT,
        created=datetime(2027, 1, 2, 3, 4, 5, tzinfo=UTC),
        last_modified=datetime(2027, 2, 3, 5, 5, 6, tzinfo=STOCKHOLM),
    )
    lines = unfolded(build_calendar(event, method="REQUEST").decode())
    assert "CREATED:20270102T030405Z" in lines
    assert "LAST-MODIFIED:20270203T040506Z" in lines


@pytest.mark.parametrize(
    ("name", "parameter"),
    [
        ("Anna Lind", ";CN=Anna Lind:"),
        ('Anna "Nisse" Lind', ";CN=Anna Nisse Lind:"),
        ("Lind; chef", ';CN="Lind; chef":'),
        ("Lind: chef", ';CN="Lind: chef":'),
        ("Anna\r\nATTENDEE:mailto:x@y.example", ';CN="AnnaATTENDEE:mailto:x@y.example":'),
        ("\tAnna\x00  Lind\x1b", ";CN=Anna Lind:"),
    ],
)
def test_names_cannot_break_out(name: str, parameter: str) -> None:
    lines = unfolded(build_calendar(replace(EVENT, attendee_name=name), method="REQUEST").decode())
    [attendee] = [line for line in lines if line.startswith("ATTENDEE")]
    assert parameter in attendee


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("a,b;c\\d", "a\\,b\\;c\\\\d"),
        ("en\r\ntvå\rtre\nfyra", "en\\ntvå\\ntre\\nfyra"),
        ("en\u2028två\u2029tre\x85fyra", "en\\ntvå\\ntre\\nfyra"),
        ("\x00a\x07b\tc\x7f\udc80", "ab c"),
    ],
)
def test_texts_are_one_line_each(words: str, written: str) -> None:
    lines = unfolded(build_calendar(replace(EVENT, description=words), method="REQUEST").decode())
    assert f"DESCRIPTION:{written}" in lines


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("anna+forum@region.example", "mailto:anna+forum@region.example"),
        ("o'neill@region.example", "mailto:o'neill@region.example"),
        ("50%@region.example", "mailto:50%25@region.example"),
        ("åsa@region.example", "mailto:%C3%A5sa@region.example"),
    ],
)
def test_addresses(address: str, written: str) -> None:
    lines = unfolded(build_calendar(replace(EVENT, attendee_address=address), method="REQUEST").decode())
    assert next(line for line in lines if line.startswith("ATTENDEE")).endswith(f":{written}")


def test_a_link_with_letters_outside_ascii_is_a_uri() -> None:
    event = replace(EVENT, url="https://video.example/möte 1?a=b&c=%20#x")
    lines = unfolded(build_calendar(event, method="REQUEST").decode())
    assert "URL:https://video.example/m%C3%B6te%201?a=b&c=%20#x" in lines


METHODS: tuple[Literal["REQUEST", "CANCEL"], ...] = ("REQUEST", "CANCEL")


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    "start", ["2027-05-24T07:00", "2027-12-01T08:00", "2027-03-28T01:00", "2027-10-31T00:10"]
)
def test_icalendar_and_vobject_read_what_was_meant(method: Literal["REQUEST", "CANCEL"], start: str) -> None:
    begins = datetime.fromisoformat(start).replace(tzinfo=UTC)
    event = replace(
        EVENT, start=begins, end=begins + timedelta(minutes=45), description="Å" * 100 + ", \\;\nslut"
    )
    written = build_calendar(event, method=method)

    first = icalendar.Calendar.from_ical(written)
    assert first["METHOD"] == method
    read: Any = first.walk("VEVENT")[0]
    assert not read.errors
    assert read["UID"] == event.uid
    assert read["SUMMARY"] == event.summary
    assert read["DESCRIPTION"] == event.description
    assert read["DTSTART"].dt.astimezone(UTC) == begins
    assert read["DTEND"].dt.astimezone(UTC) == event.end
    assert read["ATTENDEE"] == "mailto:anna@region.example"
    assert read["ATTENDEE"].params["CN"] == "Lind, Anna"

    second = vobject.readOne(written.decode())
    assert second.method.value == method
    assert second.vevent.description.value == event.description
    assert second.vevent.dtstart.value.astimezone(UTC) == begins
    assert second.vevent.organizer.value == "mailto:forum@forum.example"
    assert second.vevent.attendee.params["CN"] == ["Lind, Anna"]


def test_the_time_zone_agrees_with_the_database_from_2020_to_2040() -> None:
    """Another reader applies our rules; each day is held against the database twice: a second before
    the clocks may change, which they do at 01:00 UTC, and then.
    """
    zone = icalendar.Timezone.from_ical("\r\n".join(VTIMEZONE))
    assert isinstance(zone, icalendar.Timezone)
    ours = zone.to_tz(lookup_tzid=False)
    assert not isinstance(ours, ZoneInfo)  # else the database would be held against itself
    first, last = datetime(2020, 1, 1, 1, tzinfo=UTC), datetime(2040, 12, 31, 1, tzinfo=UTC)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    changes = 0
    before = first.astimezone(STOCKHOLM).utcoffset()
    for moment in (each - early for each in days for early in (timedelta(seconds=1), timedelta(0))):
        local = moment.astimezone(STOCKHOLM)
        read = local.replace(tzinfo=ours)
        assert read.utcoffset() == local.utcoffset(), local
        assert read.tzname() == local.tzname()
        changes += local.utcoffset() != before
        before = local.utcoffset()
    assert changes == 42  # twice a year


def unfolded(calendar: str) -> list[str]:
    """The content lines."""
    assert calendar.endswith("\r\n")
    return calendar.replace("\r\n ", "").split("\r\n")[:-1]
