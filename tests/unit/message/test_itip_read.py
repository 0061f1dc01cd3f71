"""Calendars as programs, gateways and accidents write them."""

from datetime import UTC, datetime

import icalendar
import pytest
import vobject

from mailservice.domain.addresses import Address
from mailservice.message.content_lines import MAX_LINE, MAX_SIZE, ContentLine
from mailservice.message.itip import build_calendar
from mailservice.message.itip_read import MAX_ATTENDEES, MAX_EVENTS, Attendee, CalendarObject, read_calendars
from tests.unit.message.test_itip import EVENT
from tests.work import looked_at, steps

ANNA = Address.of("anna@region.example")
START = datetime(2027, 5, 24, 7, 0, tzinfo=UTC)
REPLY = """\
BEGIN:VCALENDAR
VERSION:2.0
METHOD:REPLY
BEGIN:VEVENT
UID:u-1@forum.example
SEQUENCE:2
DTSTAMP:20270510T081500Z
DTSTART;TZID=Europe/Stockholm:20270524T090000
ORGANIZER;CN=Forum:mailto:forum@forum.example
ATTENDEE;CN="Lind, Anna";PARTSTAT=ACCEPTED:mailto:anna@region.example
COMMENT:Kommer 10 min sent\\, hälsa
SUMMARY:Kort genomgång
END:VEVENT
END:VCALENDAR
"""
READ = CalendarObject(
    "REPLY",
    "u-1@forum.example",
    2,
    datetime(2027, 5, 10, 8, 15, tzinfo=UTC),
    START,
    Address.of("forum@forum.example"),
    (Attendee(ANNA, "ACCEPTED"),),
    "Kommer 10 min sent, hälsa",
)


def read(text: str) -> CalendarObject:
    """The one object of a calendar."""
    [found] = read_calendars((text.encode(),))
    return found


def with_line(line: str) -> CalendarObject:
    """The reply with another line for the one of that name."""
    name = line.partition(":")[0].partition(";")[0]
    kept = [each for each in REPLY.splitlines() if not each.startswith(name)]
    at = kept.index("END:VEVENT")
    return read("\n".join([*kept[:at], line, *kept[at:]]))


@pytest.mark.parametrize(
    "written",
    [
        REPLY.encode(),
        REPLY.replace("\n", "\r\n").encode(),
        REPLY.replace("\n", "\r").encode(),
        REPLY.replace("\n", "\r\r\n").encode(),
        REPLY.encode("utf-8-sig"),
        REPLY.encode("utf-16"),
        REPLY.encode("latin-1"),
        REPLY.replace("\n", "\n\n").encode(),
        REPLY.replace("ä", "ä".encode().decode("latin-1")).encode(),  # encoded twice
        REPLY.replace("SEQUENCE", "SEQU\n ENCE").replace("ACC", "ACC\r\n\t").encode(),
        REPLY.encode().replace("ä".encode(), b"\xc3\r\n \xa4"),  # folded inside a letter
        REPLY.replace("UID", "uid")
        .replace("ATTENDEE", "attendee")
        .replace("METHOD:REPLY", "method:reply")
        .encode(),
        REPLY.replace("PARTSTAT=ACCEPTED", "PARTSTAT=3DACCEPTED").replace("ä", "=C3=A4").encode(),
        REPLY.replace("METHOD:REPLY\n", "").replace("END:VCALENDAR", "METHOD:REPLY\nEND:VCALENDAR").encode(),
        REPLY.replace("END:VEVENT\nEND:VCALENDAR\n", "").encode(),
        REPLY.replace(
            "END:VEVENT", "BEGIN:VALARM\nATTENDEE:mailto:x@y.example\nEND:VALARM\nEND:VEVENT"
        ).encode(),
        REPLY.replace("END:VEVENT", "END:NOTHING\nno line at all\n:\n=;\nEND:VEVENT").encode(),
        REPLY.replace("END:VEVENT", "UID:second@forum.example\nSEQUENCE:9\nEND:VEVENT").encode(),
    ],
)
def test_one_reply_however_it_is_written(written: bytes) -> None:
    assert read_calendars((written,)) == (READ,)


def test_the_same_object_twice_counts_once() -> None:
    assert read_calendars((REPLY.encode(), REPLY.replace("\n", "\r\n").encode())) == (READ,)


@pytest.mark.parametrize(
    ("line", "attendee"),
    [
        ("ATTENDEE;PARTSTAT=DECLINED:anna@region.example", Attendee(ANNA, "DECLINED")),
        ('ATTENDEE;PARTSTAT="TENTATIVE":MAILTO:Anna@Region.example', Attendee(ANNA, "TENTATIVE")),
        (
            "ATTENDEE;CN=Lind, Anna; VD;PARTSTAT=ACCEPTED:mailto:anna@region.example",
            Attendee(ANNA, "ACCEPTED"),
        ),
        ("ATTENDEE;CN=Lind: VD;PARTSTAT=ACCEPTED:mailto:anna@region.example", Attendee(ANNA, "ACCEPTED")),
        ('ATTENDEE;CN="A "N" L";PARTSTAT=ACCEPTED:mailto:anna@region.example', Attendee(ANNA, "ACCEPTED")),
        ('ATTENDEE;CN="Anna;PARTSTAT=ACCEPTED:mailto:anna@region.example', Attendee(ANNA, "ACCEPTED")),
        (
            'ATTENDEE;CN="x;PARTSTAT=DECLINED";PARTSTAT=ACCEPTED:mailto:anna@region.example',
            Attendee(ANNA, "ACCEPTED"),
        ),
        ("ATTENDEE;CN=;PARTSTAT=ACCEPTED:mailto:anna@region.example", Attendee(ANNA, "ACCEPTED")),
        ("ATTENDEE:mailto:anna@region.example;PARTSTAT=ACCEPTED", Attendee(ANNA, "ACCEPTED")),
        ("ATTENDEE:mailto:anna@region.example?subject=x", Attendee(ANNA)),
        ("ATTENDEE;CUTYPE=Room:mailto:anna@region.example", Attendee(ANNA, is_a_thing=True)),
        ("ATTENDEE;CUTYPE=INDIVIDUAL:mailto:anna@region.example", Attendee(ANNA)),
        ("ATTENDEE;EMAIL=anna@region.example;PARTSTAT=ACCEPTED:urn:uuid:1-2", Attendee(ANNA, "ACCEPTED")),
        (
            'ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO="mailto:b@c.example":mailto:anna@region.example',
            Attendee(ANNA, "DELEGATED", delegated_to=Address.of("b@c.example")),
        ),
        (
            'ATTENDEE;PARTSTAT=ACCEPTED;DELEGATED-FROM="mailto:b@c.example":mailto:anna@region.example',
            Attendee(ANNA, "ACCEPTED", delegated_from=Address.of("b@c.example")),
        ),
        (
            'ATTENDEE;PARTSTAT=ACCEPTED;SENT-BY="mailto:sekr@region.example":mailto:anna@region.example',
            Attendee(ANNA, "ACCEPTED", Address.of("sekr@region.example")),
        ),
        (
            "ATTENDEE;PARTSTAT=TENTATIVE;X-RESPONSE-COMMENT=\"Tåget; ^n^'sent^'\":mailto:anna@region.example",
            Attendee(ANNA, "TENTATIVE", comment='Tåget; \n"sent"'),
        ),
        (
            "ATTENDEE;PARTSTAT=ACCEPTED:mailto:anna%2Bforum@region.example",
            Attendee(Address.of("anna+forum@region.example"), "ACCEPTED"),
        ),
    ],
)
def test_attendees(line: str, attendee: Attendee) -> None:
    assert with_line(line).attendees == (attendee,)


@pytest.mark.parametrize(
    "line",
    ["ATTENDEE:invalid:nomail", "ATTENDEE;PARTSTAT=ACCEPTED:", "ATTENDEE;CN=x", "ATTENDEE:mailto:a b@c"],
)
def test_no_address_is_guessed(line: str) -> None:
    assert with_line(line).attendees == ()


@pytest.mark.parametrize(
    ("line", "start"),
    [
        ("DTSTART:20270524T070000Z", START),
        ("DTSTART;TZID=W. Europe Standard Time:20270524T090000", START),
        ('DTSTART;TZID="Europe/Stockholm":20270524T090000', START),
        ("DTSTART:20270524T070000", None),  # no zone
        ("DTSTART;VALUE=DATE:20270524", None),
        ("DTSTART;TZID=Nowhere/Land:20270524T090000", None),
        ("DTSTART;TZID=../etc/passwd:20270524T090000", None),
        ("DTSTART;TZID=Europe/:20270524T090000", None),
        ("DTSTART;TZID=America/Argentina:20270524T090000", None),  # a folder of the database
        ("DTSTART:20271345T070000Z", None),
        ("DTSTART;TZID=Europe/Stockholm:00010101T000000", None),
        ("DTSTART:soon", None),
    ],
)
def test_start(line: str, start: datetime | None) -> None:
    assert with_line(line).start == start


@pytest.mark.parametrize(
    ("line", "sequence"),
    [("SEQUENCE: 7 ", 7), ("SEQUENCE:-1", None), ("SEQUENCE:1e9", None), ("SEQUENCE:99999999999", None)],
)
def test_sequence(line: str, sequence: int | None) -> None:
    assert with_line(line).sequence == sequence


def test_dtstamp_without_a_zone_is_utc() -> None:
    assert with_line("DTSTAMP:20270510T081500").stamped_at == READ.stamped_at


@pytest.mark.parametrize(
    ("line", "comment"),
    [
        ("COMMENT;LANGUAGE=sv-SE:\\n", ""),
        ("COMMENT;LANGUAGE=sv-SE:Hej\\n", "Hej"),
        ('COMMENT;ALTREP="cid:x":Hej: du', "Hej: du"),
        ("COMMENT:en\\Ntvå\\;tre\\\\n", "en\ntvå;tre\\n"),
    ],
)
def test_comment(line: str, comment: str) -> None:
    assert with_line(line).comment == comment


def test_instances_of_a_series_are_objects_of_their_own() -> None:
    again = REPLY[REPLY.index("BEGIN:VEVENT") : REPLY.index("END:VCALENDAR")]
    second = again.replace("SUMMARY", "RECURRENCE-ID;TZID=Europe/Stockholm:20270531T090000\nSUMMARY")
    objects = read_calendars((REPLY.replace("END:VCALENDAR", f"{second}END:VCALENDAR").encode(),))
    assert [each.recurrence_id for each in objects] == ["", "20270531T090000"]


def test_a_calendar_without_an_event_gives_what_can_be_understood_alone() -> None:
    damaged = "METHOD:COUNTER\nBEGIN:VTIMEZONE\nDTSTART:16010101T030000\nCOMMENT:Passar bättre\nEND:VEVENT\n"
    assert read(damaged) == CalendarObject("COUNTER", comment="Passar bättre")


@pytest.mark.parametrize(
    "part", [b"", b"\xff\xfe", b"Hej!", b"BEGIN:VCALENDAR\nUID:x\nEND:VCALENDAR", b"\x00" * 9]
)
def test_what_is_no_calendar_gives_nothing(part: bytes) -> None:
    assert read_calendars((part,)) == ()


def test_two_calendars_in_one_part_keep_their_methods() -> None:
    other = REPLY.replace("METHOD:REPLY", "METHOD:REQUEST")
    assert [each.method for each in read_calendars(((REPLY + other).encode(),))] == ["REPLY", "REQUEST"]


def test_a_line_without_a_value_is_all_rest() -> None:
    assert ContentLine("X", ";A=b").value == ";A=b"
    assert ContentLine("X", ";A=b").parameter("A") == "b"
    assert ContentLine("X", ";A=b").parameter("B") == ""


def test_our_own_invitation_reads_as_it_was_built() -> None:
    [ours] = read_calendars((build_calendar(EVENT, method="REQUEST"),))
    assert (ours.method, ours.uid, ours.sequence) == ("REQUEST", EVENT.uid, EVENT.sequence)
    assert (ours.stamped_at, ours.start) == (EVENT.stamped_at, EVENT.start)
    assert ours.organizer == Address.of(EVENT.organizer_address)
    assert ours.attendees == (Attendee(ANNA, "NEEDS-ACTION"),)


def test_two_other_readers_agree_on_a_clean_reply() -> None:
    clean = REPLY.replace("\n", "\r\n")
    [event] = icalendar.Calendar.from_ical(clean).walk("VEVENT")
    assert (event["UID"], event["COMMENT"]) == (READ.uid, READ.comment)
    assert event["ATTENDEE"].params["PARTSTAT"] == READ.attendees[0].partstat
    second = vobject.readOne(clean).vevent
    assert second.comment.value == READ.comment
    assert second.attendee.value == f"mailto:{ANNA}"


def test_bounds() -> None:
    line = "ATTENDEE:mailto:a{}@b.example\n"
    many = "".join(line.format(number) for number in range(MAX_ATTENDEES + 1))
    assert len(with_line(many.strip()).attendees) == MAX_ATTENDEES
    events = "METHOD:REPLY\n" + "".join(f"BEGIN:VEVENT\nUID:{n}\nEND:VEVENT\n" for n in range(MAX_EVENTS + 1))
    deep = "".join(f"BEGIN:X{n}\n" for n in range(30)) + "BEGIN:VEVENT\nBEGIN:VALARM\nEND:VALARM\nUID:u\n"
    [event] = read_calendars((f"METHOD:REPLY\n{deep}".encode(),))
    assert event.uid == ""  # so deep inside others nobody keeps count of what began in what
    assert len(read_calendars((events.encode(),))) == MAX_EVENTS


# They pass over a calendar once. All others are asked about one line, cut at MAX_LINE.
OVER_THE_WHOLE_CALENDAR = {
    *("content_lines._ANY_LINE_END", "content_lines._STILL_ENCODED", "content_lines._FOLD"),
    "charsets._MOJIBAKE",
}


@pytest.mark.parametrize(
    "pattern",
    [
        b"\r",
        b"BEGIN:X\n",
        b"BEGIN:VEVENT\n",
        b"METHOD:REPLY\nBEGIN:VEVENT\nATTENDEE:" + b"a" * 1000,
        b"ATTENDEE:mailto:",
        b'ATTENDEE;CN="',
        b"A" * 50,
        b";PARTSTAT  ",
        b"BEGIN:VEVENT\nATTENDEE;X=1:b@c\nEND:VEVENT\n",
    ],
)
def test_hostile_calendars_take_few_steps(pattern: bytes) -> None:
    start = b"METHOD:REPLY\nBEGIN:VEVENT\n"
    for calendar in (start + pattern * (2 * MAX_SIZE // len(pattern)), start + b"ATTENDEE:" + pattern * 9000):
        assert steps(read_calendars, (calendar,)) <= 2.5 * MAX_SIZE
        longest = looked_at(read_calendars, (calendar,))
        assert {name for name, size in longest.items() if size > MAX_LINE} <= OVER_THE_WHOLE_CALENDAR
        assert max(longest.values()) <= MAX_SIZE
