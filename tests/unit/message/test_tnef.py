"""winmail.dat: meeting answers with no iCalendar in them."""

import random
import struct
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailservice.domain.addresses import Address
from mailservice.message.itip_read import Attendee, CalendarObject
from mailservice.message.parse import parse
from mailservice.message.tnef import MAX_PROPERTIES, MAX_SIZE, read_tnef
from tests.unit.message.tnef_files import (
    APPOINTMENT,
    MEETING,
    attribute,
    binary,
    filetime,
    named,
    number,
    object_id,
    response,
    tagged,
    tnef,
    worded,
)
from tests.work import begun, steps

ANNA, SEKR = Address.of("anna@region.example"), Address.of("sekr@region.example")
AT = datetime(2027, 5, 10, 8, 12, tzinfo=UTC)
UID = "2027-05-24@forum.example"
MAILS = Path(__file__).parents[2] / "mails" / "calendar"


def text(number_: int, words: str) -> bytes:
    return tagged(number_, 0x1F, binary(f"{words}\0".encode("utf-16-le")))


@pytest.mark.parametrize("partstat", ["ACCEPTED", "DECLINED", "TENTATIVE"])
def test_a_response(partstat: str) -> None:
    file = response(partstat, uid=UID, sequence=3, at=AT, comment="Kommer 10 min sent, åter kl tio")
    assert read_tnef(file, sender=ANNA) == CalendarObject(
        "REPLY", UID, 3, AT, None, None, (Attendee(ANNA, partstat),), "Kommer 10 min sent, åter kl tio"
    )


@pytest.mark.parametrize(
    ("message_class", "method", "partstat"),
    [
        ("IPM.Microsoft Schedule.MtgRespP", "REPLY", "ACCEPTED"),
        ("IPM.Microsoft Schedule.MtgRespN", "REPLY", "DECLINED"),
        ("IPM.Microsoft Schedule.MtgRespA", "REPLY", "TENTATIVE"),
        ("IPM.Microsoft Schedule.MtgReq", "REQUEST", ""),
        ("IPM.Microsoft Schedule.MtgCncl", "CANCEL", ""),
    ],
)
def test_the_attribute_of_old_will_do(message_class: str, method: str, partstat: str) -> None:
    read = read_tnef(tnef(message_class=message_class), sender=ANNA)
    assert read == CalendarObject(method, attendees=(Attendee(ANNA, partstat),))


def test_what_is_no_matter_of_meetings_is_nothing() -> None:
    assert read_tnef(tnef(message_class="IPM.Note"), sender=ANNA) is None
    assert read_tnef(tnef(), sender=ANNA) is None
    assert read_tnef(b"", sender=ANNA) is None
    assert read_tnef(b"%PDF-1.4", sender=ANNA) is None


def test_another_time_is_a_counter() -> None:
    proposed = datetime(2027, 5, 24, 8, tzinfo=UTC)
    read = read_tnef(
        tnef(
            text(0x1A, "IPM.Schedule.Meeting.Resp.Tent"),
            named(APPOINTMENT, 0x8257, 0x0B, number(1)),
            named(APPOINTMENT, 0x8250, 0x40, filetime(proposed)),
            named(MEETING, 0x23, 0x102, binary(object_id(UID))),
        ),
        sender=ANNA,
    )
    assert read is not None
    assert (read.method, read.uid, read.start) == ("COUNTER", UID, proposed)


def test_who_answers_and_for_whom() -> None:
    class_ = text(0x1A, "IPM.Schedule.Meeting.Resp.Pos")
    represented, sent = text(0x0065, str(ANNA)), text(0x0C1F, str(SEKR))
    by_assistant = read_tnef(tnef(class_, represented, sent), sender=SEKR)
    assert by_assistant is not None
    assert by_assistant.attendees == (Attendee(ANNA, "ACCEPTED", SEKR),)
    of_exchange = text(0x0065, "/O=EXCHANGE/OU=X/CN=ANNA")
    alone = read_tnef(tnef(class_, of_exchange), sender=ANNA)
    assert alone is not None
    assert alone.attendees == (Attendee(ANNA, "ACCEPTED"),)
    nobody = read_tnef(tnef(class_), sender=None)
    assert nobody is not None
    assert nobody.attendees == ()


def test_outlooks_own_meetings_are_known_by_the_whole_id() -> None:
    own = bytes.fromhex("040000008200e00074c5b7101a82e008") + bytes(24)
    file = tnef(message_class="IPM.Microsoft Schedule.MtgRespP")
    read = read_tnef(
        file + attribute(0x9003, 6, number(1) + named(MEETING, 3, 0x102, binary(own))), sender=ANNA
    )
    assert read is not None
    assert read.uid == own.hex().upper()


def test_texts_of_old_are_in_a_code_page() -> None:
    words = tagged(0x1000, 0x1E, binary("Är sjuk\0".encode("cp1252")))
    class_ = tagged(0x1A, 0x1E, binary(b"IPM.Schedule.Meeting.Resp.Neg\0"))
    read = read_tnef(tnef(class_, words, code_page=1252), sender=ANNA)
    assert read is not None
    assert read.comment == "Är sjuk"
    number_where_words_should_be = tagged(0x1000, 3, number(7))
    unread = read_tnef(tnef(class_, number_where_words_should_be), sender=ANNA)
    assert unread is not None
    assert unread.comment == ""


def test_other_properties_are_passed_over() -> None:
    others = (
        tagged(0x3001, 0x1003, number(2) + number(1) + number(2)),  # several numbers
        tagged(0x3002, 0x101F, number(2) + 2 * (number(4) + b"a\0\0\0")),  # several texts
        tagged(0x3003, 0x101F, number(0)),
        worded(APPOINTMENT, "Keywords", 0x1F, binary(b"x\0\0\0")),
        tagged(0x3004, 0x48, bytes(16)),
        tagged(0x0039, 0x40, filetime(AT)),
        named(MEETING, 0x01, 3, number(5)),  # a time that is none
    )
    read = read_tnef(tnef(*others, text(0x1A, "IPM.Schedule.Meeting.Resp.Pos")), sender=ANNA)
    assert read is not None
    assert (read.stamped_at, read.attendees[0].partstat) == (AT, "ACCEPTED")


def test_a_time_beyond_all_times_is_none() -> None:
    late = named(MEETING, 0x01, 0x40, struct.pack("<Q", 2**64 - 1))
    read = read_tnef(tnef(late, message_class="IPM.Microsoft Schedule.MtgRespP"), sender=ANNA)
    assert read is not None
    assert read.stamped_at is None


def test_what_stands_before_the_damage_counts() -> None:
    class_, unknown = text(0x1A, "IPM.Schedule.Meeting.Resp.Pos"), tagged(0x3001, 0x77, b"")
    read = read_tnef(tnef(unknown, message_class="IPM.Microsoft Schedule.MtgRespN"), sender=ANNA)
    assert read is not None
    assert read.attendees[0].partstat == "DECLINED"
    assert read_tnef(tnef(class_)[:-40], sender=ANNA) is None


WHOLE = response("DECLINED", uid=UID, sequence=1, at=AT, comment="hej")


@given(st.integers(0, len(WHOLE)), st.binary(max_size=40))
def test_no_damage_raises(cut: int, rest: bytes) -> None:
    read = read_tnef(WHOLE[:cut] + rest, sender=ANNA)
    assert read is None or read.method in {"REPLY", "COUNTER"}


@given(st.binary(max_size=200))
def test_no_bytes_raise(rest: bytes) -> None:
    read_tnef(b"\x78\x9f\x3e\x22\x00\x00" + attribute(0x9003, 6, rest) + rest, sender=None)


@pytest.mark.parametrize("pattern", [b"\0", b"\xff", b"\x01\0\0\0", b"\x1f\x10\x01\x00\xff\xff\xff\x7f"])
def test_hostile_files_take_few_steps(pattern: bytes) -> None:
    body = pattern * (2 * MAX_SIZE // len(pattern))
    for file in (
        b"\x78\x9f\x3e\x22\x00\x00" + body,
        tnef() + attribute(0x9003, 6, number(2**32 - 1) + body),
        tnef() + attribute(0x9003, 6, number(9**9) + random.Random(1).randbytes(2 * MAX_SIZE)),
    ):
        assert steps(read_tnef, file, sender=ANNA) <= 400_000


def test_many_properties_and_many_values_are_cut() -> None:
    numbers = number(2**32 - 1) + tagged(0x3001, 3, number(7)) * 100_000
    assert begun(read_tnef, tnef() + attribute(0x9003, 6, numbers), sender=ANNA)["_value"] == MAX_PROPERTIES
    texts = tagged(0x3001, 0x101F, number(100_000) + number(0) * 100_000)
    assert steps(read_tnef, tnef(texts), sender=ANNA) <= 4 * MAX_PROPERTIES


def test_the_collected_one() -> None:
    mail = parse((MAILS / "own" / "tnef-declined.eml").read_bytes())
    [read] = [read_tnef(each.content, sender=mail.sender) for each in mail.attachments]
    assert read is not None
    assert (read.uid, read.sequence) == ("b-2027-05-24-0900@forum.tillvaxtverket.se", 1)
    assert (read.comment, read.attendees[0].partstat) == ("Jag kommer 10 min sent", "DECLINED")


def test_a_long_name_said_once_costs_its_reading_once() -> None:
    long = struct.pack("<I", 1) + tagged(0x1A, 0x1F, binary(b"A\0" * 200_000))
    again = attribute(0x9003, 6, struct.pack("<I", 0)) * 20_000
    file = b"\x78\x9f\x3e\x22\x01\x00" + attribute(0x9003, 6, long) + again
    reading = begun(read_tnef, file, sender=ANNA)
    assert reading["<method 'decode' of 'bytes' objects>"] == 1
