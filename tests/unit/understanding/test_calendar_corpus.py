"""The collected answers of calendar programs, each read as the collection's index says.

`tests/mails/calendar/index.json` names origin and licence of each. All are read; a name (CN) and a
SUMMARY, which the index tells of two of them, are of no use to us.
"""

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mailservice.domain.addresses import Address
from mailservice.domain.days import STOCKHOLM
from mailservice.domain.readings import CalendarAnswer, ForPerson
from mailservice.message.envelope import Envelope
from mailservice.message.itip_read import read_calendars
from mailservice.message.mail import ParsedMail
from mailservice.message.parse import parse
from mailservice.screening.authentication import Trust
from mailservice.screening.screen import screen
from mailservice.understanding.calendar import read_calendar

CORPUS = Path(__file__).parents[2] / "mails" / "calendar"
MESSAGES: list[dict[str, Any]] = json.loads((CORPUS / "index.json").read_text("utf-8"))["messages"]
UID, SEQUENCE = "2027-05-24@forum.example", 1
NO_ANSWER = {"not-itip", "free-text"}


def corpus_mail(message: dict[str, Any]) -> ParsedMail:
    """The mail, the holes of the templates filled."""
    raw = (CORPUS / message["file"]).read_bytes()
    return parse(raw.replace(b"{{UID}}", UID.encode()).replace(b"{{SEQUENCE}}", str(SEQUENCE).encode()))


def when(text: str) -> datetime:
    """ "20150101T204500Z" and "2027-05-24T10:00 Europe/Stockholm"."""
    if text.endswith("Z"):
        return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return datetime.fromisoformat(text.partition(" ")[0]).replace(tzinfo=STOCKHOLM)


def test_every_mail_of_the_collection_is_here() -> None:
    kinds = Counter(each["expected"]["kind"] for each in MESSAGES)
    assert kinds == {
        "itip": 30, "itip-incomplete": 1, "itip-damaged": 2, "unreadable": 1, "tnef": 1,
        "not-itip": 4, "free-text": 1,
    }  # fmt: skip
    assert all((CORPUS / each["file"]).is_file() and each["licence"] for each in MESSAGES)


@pytest.mark.parametrize(
    "message",
    [each for each in MESSAGES if each["expected"]["kind"] in NO_ANSWER],
    ids=lambda each: each["file"],
)
def test_what_is_no_answer(message: dict[str, Any]) -> None:
    assert read_calendar(corpus_mail(message), language="sv") is None


def test_what_nobody_can_answer_for_is_handed_over() -> None:
    unsure = [each for each in MESSAGES if each["expected"]["kind"] in {"itip-incomplete", "itip-damaged"}]
    nameless = [each for each in unsure if not each["expected"].get("attendee")]
    assert len(nameless) == 2
    for message in nameless:
        assert isinstance(read_calendar(corpus_mail(message), language="sv"), ForPerson)


@pytest.mark.parametrize(
    "message",
    [
        each
        for each in MESSAGES
        if each["expected"]["kind"] not in NO_ANSWER
        and (
            each["expected"].get("attendee")
            or each["expected"].get("per_instance")
            or "kde-c" in each["file"]
        )
    ],
    ids=lambda each: each["file"],
)
def test_answers(message: dict[str, Any]) -> None:
    expected: dict[str, Any] = message["expected"]
    mail = corpus_mail(message)
    reading = read_calendar(mail, language="sv")
    assert isinstance(reading, CalendarAnswer)
    said = "counter" if expected["method"] == "COUNTER" else expected.get("partstat", "TENTATIVE").lower()
    assert reading.answer == said
    assert reading.attendee == Address.of(expected.get("attendee", str(mail.sender)))
    assert reading.uid == expected["uid"].replace("{{UID}}", UID)
    sequence = expected.get("sequence")
    assert reading.sequence == (SEQUENCE if sequence == "{{SEQUENCE}}" else sequence)
    if "comment" in expected:
        assert reading.comment == (expected["comment"] or "")
    if "delegated_from" in expected:
        assert reading.goes_for == Address.of(expected["delegated_from"])
    if "proposed_start" in expected:
        assert reading.proposed == when(expected["proposed_start"])
    if "organizer" in expected:
        assert {each.organizer for each in read_calendars(mail.calendars)} == {expected["organizer"]}
    if "per_instance" in expected:
        instances = {
            each.recurrence_id: each.attendees[0].partstat for each in read_calendars(mail.calendars)
        }
        assert instances == expected["per_instance"]


def test_a_calendar_in_the_header_of_its_part_is_read() -> None:
    [message] = [each for each in MESSAGES if each["expected"]["kind"] == "unreadable"]
    reading = read_calendar(corpus_mail(message), language="sv")
    assert isinstance(reading, CalendarAnswer)
    assert (str(reading.attendee), reading.answer) == ("alice@linagora.com", "accepted")


def test_no_answer_is_stopped_as_a_machines_and_no_machine_is_let_in() -> None:
    envelope = Envelope("anna@example.com", ("forum@x.example",), "", "", "LMTP", datetime.now(UTC))
    trust = Trust("mx", (), ("forum@x.example",), "x.example")
    for message in MESSAGES:
        stopped = screen(corpus_mail(message), envelope, trust).stopped
        assert (stopped is None) == ("autoreply" not in message["file"]), message["file"]
