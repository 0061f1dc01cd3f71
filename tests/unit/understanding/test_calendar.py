"""Calendar mail as readings."""

from datetime import UTC, datetime
from typing import Any

import pytest

from mailservice.domain.addresses import Address
from mailservice.domain.readings import CalendarAnswer, Evidence, ForPerson, Machine, PartStat
from mailservice.message.mail import Attachment, ParsedMail
from mailservice.understanding.calendar import read_calendar
from tests.unit.message.tnef_files import response

ANNA = Address.of("anna@region.example")
AT = datetime(2027, 5, 10, 8, 15, tzinfo=UTC)
ATTENDEE = "ATTENDEE;PARTSTAT={}:mailto:{}"


def calendar(*lines: str, method: str = "REPLY", uid: str = "u-1@forum.example") -> bytes:
    """A calendar with one event of these lines."""
    head = ("BEGIN:VCALENDAR", f"METHOD:{method}", "BEGIN:VEVENT", f"UID:{uid}", "SEQUENCE:2")
    return "\r\n".join(
        (*head, "DTSTAMP:20270510T081500Z", *lines, "END:VEVENT", "END:VCALENDAR", "")
    ).encode()


def answering(partstat: str, address: str = str(ANNA)) -> str:
    """An ATTENDEE line."""
    return ATTENDEE.format(partstat, address)


def mail(*calendars: bytes, text: str | None = None, subject: str = "Accepterad: Genomgång") -> ParsedMail:
    """A mail from Anna with these calendars."""
    return ParsedMail(sender=ANNA, sender_name="Anna Lind", subject=subject, text=text, calendars=calendars)


def read(*calendars: bytes, **given: Any) -> CalendarAnswer | ForPerson | Machine | None:
    return read_calendar(mail(*calendars, **given), language="sv")


@pytest.mark.parametrize(
    ("partstat", "answer"),
    [
        ("ACCEPTED", "accepted"),
        ("DECLINED", "declined"),
        ("TENTATIVE", "tentative"),
        ("DELEGATED", "delegated"),
        ("accepted", "accepted"),
    ],
)
def test_a_reply_is_an_answer(partstat: str, answer: PartStat) -> None:
    reading = read(calendar(answering(partstat)))
    assert reading == CalendarAnswer(
        "u-1@forum.example",
        ANNA,
        answer,
        "sv",
        sequence=2,
        stamped_at=datetime(2027, 5, 10, 8, 15, tzinfo=UTC),
        evidence=(
            Evidence("METHOD:REPLY", "calendar"),
            Evidence(f"ATTENDEE {ANNA} PARTSTAT={partstat.upper()}", "calendar-answer"),
        ),
    )


@pytest.mark.parametrize("partstat", ["TENTATIVE", "DECLINED", "NEEDS-ACTION"])
def test_a_counter_is_no_answer_to_the_time_that_stands(partstat: str) -> None:
    proposed = "DTSTART:20270524T080000Z"
    reading = read(calendar(answering(partstat), proposed, method="COUNTER"))
    assert isinstance(reading, CalendarAnswer)
    assert reading.answer == "counter"
    assert Evidence("DTSTART 2027-05-24T08:00:00+00:00", "proposed-time") in reading.evidence
    untimed = read(calendar(answering(partstat), method="COUNTER"))
    assert isinstance(untimed, CalendarAnswer)
    assert len(untimed.evidence) == 2


@pytest.mark.parametrize(
    ("lines", "attendee", "answer"),
    [
        ((answering("NEEDS-ACTION", "bo@x.example"), answering("ACCEPTED")), str(ANNA), "accepted"),
        ((answering("ACCEPTED", "bo@x.example"), answering("DECLINED")), str(ANNA), "declined"),
        ((answering("ACCEPTED", "alias@region.example"),), "alias@region.example", "accepted"),
        (
            (answering("NEEDS-ACTION", "bo@x.example"), answering("ACCEPTED", "alias@region.example")),
            "alias@region.example",
            "accepted",
        ),
        (
            (answering("DELEGATED", "chef@region.example"), answering("ACCEPTED", "bo@x.example")),
            "chef@region.example",
            "delegated",
        ),
    ],
)
def test_whose_answer_it_is(lines: tuple[str, ...], attendee: str, answer: str) -> None:
    reading = read(calendar(*lines))
    assert isinstance(reading, CalendarAnswer)
    assert (str(reading.attendee), reading.answer) == (attendee, answer)


@pytest.mark.parametrize(
    "unreadable",
    [
        calendar(),
        calendar(answering("NEEDS-ACTION")),
        calendar(answering("X-SOMETHING")),
        calendar(answering("ACCEPTED"), uid=""),
        calendar(answering("ACCEPTED", "b@x.example"), answering("ACCEPTED", "c@x.example")),
        b"METHOD:COUNTER\nCOMMENT:Passar battre\n",
    ],
)
def test_an_answer_that_does_not_say_whose_or_what_is_for_a_person(unreadable: bytes) -> None:
    reading = read(unreadable)
    assert isinstance(reading, ForPerson)
    assert reading.about == "calendar-unreadable"


def test_answers_that_agree_are_one() -> None:
    one, two = "RECURRENCE-ID:20270524T070000Z", "RECURRENCE-ID:20270531T070000Z"
    reading = read(calendar(answering("ACCEPTED"), one), calendar(answering("ACCEPTED"), two))
    assert isinstance(reading, CalendarAnswer)
    assert reading.answer == "accepted"


@pytest.mark.parametrize(
    "second",
    [
        calendar(answering("DECLINED"), "RECURRENCE-ID:20270531T070000Z"),
        calendar(answering("ACCEPTED"), uid="u-2@forum.example"),
        calendar(answering("ACCEPTED"), method="COUNTER"),
    ],
)
def test_answers_that_differ_are_for_a_person(second: bytes) -> None:
    reading = read(calendar(answering("ACCEPTED")), second)
    assert isinstance(reading, ForPerson)
    assert reading.about == "calendar-several-answers"


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL", "PUBLISH", "REFRESH", "DECLINECOUNTER"])
def test_what_only_an_organizer_says_is_no_answer(method: str) -> None:
    sent = calendar(answering("DECLINED"), method=method)
    reading = read(sent)
    assert isinstance(reading, Machine)
    assert reading.about == "calendar-not-a-reply"
    assert read(sent, text="Hej! Jag vill prenumerera.") is None  # the words count
    answered = read(sent, calendar(answering("ACCEPTED")))
    assert isinstance(answered, CalendarAnswer)
    assert answered.answer == "accepted"


def test_without_a_calendar_of_interest_the_words_count() -> None:
    assert read() is None
    assert read(b"nonsense") is None
    assert read(calendar(answering("ACCEPTED"), method="")) is None


@pytest.mark.parametrize(
    ("lines", "text", "comment"),
    [
        (("COMMENT:Från kalendern",), "Från brevet", "Från kalendern"),
        (("COMMENT:\\n",), "Från brevet", "Från brevet"),
        (("COMMENT:\\n",), None, ""),
        ((), "Kommer 10 min sent\n\nVänliga hälsningar\nAnna Lind", "Kommer 10 min sent"),
        ((), "Accepterad", ""),
        ((), "Anna Lind\nNäringslivschef, Åmåls kommun", ""),
        ((), "Kommer sent\nanna lind \nNäringslivschef", "Kommer sent"),
        ((), "Accepted.", ""),
        ((), "Accepterad: Genomgång", ""),  # the subject again
        ((), "Anna Lind har accepterat inbjudan till händelsen: Genomgång, som äger rum 24 maj.", ""),
        ((), "Anna Lind har avböjt din mötesinbjudan.", ""),
        ((), "Anna Lind has tentatively accepted this invitation.", ""),
        ((), "Anna Lind has proposed a new time for this event.", ""),
        ((), "Anna Lind har föreslagit en ny tid för mötet.", ""),
        (
            (),
            'Anna Lind has replied "Maybe" to this invitation.\n\nInvitation from Google Calendar: x\n\ny',
            "",
        ),
        (
            (),
            "Anna Lind har tackat ja till den här inbjudan.\n\nKan jag ta med en kollega?",
            "Kan jag ta med en kollega?",
        ),
        ((), "Accepterad, men jag kommer sent", "Accepterad, men jag kommer sent"),
    ],
)
def test_what_the_person_wrote_beside_the_answer(
    lines: tuple[str, ...], text: str | None, comment: str
) -> None:
    reading = read(calendar(answering("ACCEPTED"), *lines), text=text)
    assert isinstance(reading, CalendarAnswer)
    assert reading.comment == comment


def test_a_sender_without_a_name_may_comment_too() -> None:
    nameless = ParsedMail(sender=ANNA, text="Kommer sent", calendars=(calendar(answering("ACCEPTED")),))
    reading = read_calendar(nameless, language="sv")
    assert isinstance(reading, CalendarAnswer)
    assert reading.comment == "Kommer sent"


def test_googles_comment_stands_in_the_attendee_line() -> None:
    line = 'ATTENDEE;PARTSTAT=TENTATIVE;X-RESPONSE-COMMENT="Beror på tåget":mailto:anna@region.example'
    reading = read(calendar(line), text='Anna Lind has replied "Maybe" to this invitation.')
    assert isinstance(reading, CalendarAnswer)
    assert reading.comment == "Beror på tåget"


def test_winmail_dat_is_read_where_there_is_no_calendar() -> None:
    wrapped = response("DECLINED", uid="u-1@forum.example", sequence=2, at=AT, comment="Är sjuk")
    for kind, name in (("application/ms-tnef", ""), ("application/octet-stream", "WINMAIL.DAT")):
        reading = read_calendar(
            ParsedMail(sender=ANNA, attachments=(Attachment(name, kind, wrapped),)), language="sv"
        )
        assert isinstance(reading, CalendarAnswer)
        assert (reading.uid, reading.answer, reading.sequence) == ("u-1@forum.example", "declined", 2)
        assert (reading.stamped_at, reading.comment) == (AT, "Är sjuk")
    other = ParsedMail(
        sender=ANNA, attachments=(Attachment("winmail.dat", "", b"x"), Attachment("a", "b", b"c"))
    )
    assert read_calendar(other, language="sv") is None


@pytest.mark.parametrize("kind", ["ROOM", "resource"])
def test_a_room_is_nobody(kind: str) -> None:
    of_a_room = calendar(f"ATTENDEE;CUTYPE={kind};PARTSTAT=DECLINED:mailto:{ANNA}")
    reading = read(of_a_room)
    assert isinstance(reading, Machine)
    assert reading.about == "calendar-of-a-room"
    assert isinstance(read(of_a_room, calendar(answering("DECLINED"))), CalendarAnswer)


def test_who_goes_for_whom() -> None:
    passed_on = read(
        calendar(f'ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO="mailto:bo@x.example":mailto:{ANNA}')
    )
    assert isinstance(passed_on, CalendarAnswer)
    assert (passed_on.answer, passed_on.delegate, passed_on.goes_for) == (
        "delegated", Address.of("bo@x.example"), None,
    )  # fmt: skip
    taken_over = read(
        calendar(
            f'ATTENDEE;PARTSTAT=ACCEPTED;DELEGATED-FROM="mailto:bo@x.example":mailto:{ANNA}',
            "ATTENDEE;PARTSTAT=DELEGATED:mailto:bo@x.example",
        )
    )
    assert isinstance(taken_over, CalendarAnswer)
    assert (taken_over.attendee, taken_over.answer) == (ANNA, "accepted")
    assert (taken_over.delegate, taken_over.goes_for) == (None, Address.of("bo@x.example"))


def test_a_comment_to_one_instance_is_kept() -> None:
    with_words = calendar(answering("DECLINED"), "RECURRENCE-ID:20270524T070000Z", "COMMENT:Är sjuk")
    without = calendar(answering("DECLINED"), "RECURRENCE-ID:20270531T070000Z")
    reading = read(with_words, without)
    assert isinstance(reading, CalendarAnswer)
    assert reading.comment == "Är sjuk"
