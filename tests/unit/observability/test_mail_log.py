"""Log lines: one per event, in both forms, and nobody's address in any of them."""

import io
import json
import logging
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import structlog
import time_machine

from mailservice.domain.addresses import Address
from mailservice.domain.effects import ChooseLanguage, Decision, SetSubscription
from mailservice.domain.people import SubscriptionState
from mailservice.domain.readings import (
    CalendarAnswer,
    Evidence,
    ForPerson,
    Machine,
    Reading,
    Report,
    Wishes,
    YesNo,
)
from mailservice.domain.wishes import AskHelp, Subscribe
from mailservice.observability import mail_log
from mailservice.observability.log_lines import Form, address_hash, start_log

KEY = bytes(range(32))
ANNA = Address.of("anna@example.org")
AT = datetime(2027, 5, 10, 6, 30, tzinfo=UTC)


@pytest.fixture
def log() -> Iterator[Callable[[Form], io.StringIO]]:
    """Starts the log on a stream of its own and puts structlog back afterwards."""

    def start(form: Form) -> io.StringIO:
        stream = io.StringIO()
        start_log(stream, form=form, key=KEY)
        return stream

    handlers, level = logging.root.handlers[:], logging.root.level
    yield start
    structlog.reset_defaults()
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)


def _line(stream: io.StringIO) -> dict[str, Any]:
    [line] = stream.getvalue().splitlines()
    values: dict[str, Any] = json.loads(line)
    return values


def test_a_processed_mail_is_one_line(log: Callable[[Form], io.StringIO]) -> None:
    stream = log("json")
    reading = Wishes((Subscribe(("a",)), AskHelp()), "sv", evidence=(Evidence("prenumerera", "subscribe"),))
    effects = (SetSubscription(ANNA, "a", SubscriptionState.ACTIVE), ChooseLanguage(ANNA, "sv"))
    with time_machine.travel(AT, tick=False):
        mail_log.processed("s1", reading, Decision("carried-out", effects), took=timedelta(milliseconds=12.4))
    assert _line(stream) == {
        "event": "mail.processed",
        "level": "info",
        "timestamp": "2027-05-10T06:30:00Z",
        "spool_id": "s1",
        "reading": "Wishes",
        "of": "Subscribe AskHelp",
        "because": "carried-out",
        "effects": ["SetSubscription", "ChooseLanguage"],
        "took_ms": 12,
    }


@pytest.mark.parametrize(
    ("reading", "of"),
    [
        (CalendarAnswer("u", ANNA, "declined", "sv"), "declined"),
        (Machine("auto-reply"), "auto-reply"),
        (ForPerson("press", "en"), "press"),
        (YesNo(True, "sv"), ""),
        (Report(action="failed"), ""),
    ],
)
def test_a_reading_is_named_by_its_kind(
    log: Callable[[Form], io.StringIO], reading: Reading, of: str
) -> None:
    stream = log("json")
    mail_log.processed("s1", reading, Decision("x"), took=timedelta(0))
    assert _line(stream)["of"] == of


EVENTS: list[tuple[Callable[[], None], str, str]] = [
    (
        lambda: mail_log.received("s", protocol="ESMTP", peer="192.0.2.1", size_bytes=9, recipients=1),
        "info",
        "mail.received",
    ),
    (lambda: mail_log.not_spooled("disk full"), "error", "mail.not_spooled"),
    (lambda: mail_log.row_refused(KeyError("anna@example.org")), "error", "mail.row_refused"),
    (lambda: mail_log.broken_off("ConnectionResetError", peer="::1"), "info", "session.broken_off"),
    (lambda: mail_log.reader_lost("SIGKILL"), "warning", "reader.lost"),
    (lambda: mail_log.listener_failed(KeyError("anna@example.org")), "error", "listener.failed"),
    (lambda: mail_log.group_parted(3, "KeyError"), "warning", "mail.group_parted"),
    (lambda: mail_log.processing_postponed("s", "locked"), "warning", "mail.postponed"),
    (lambda: mail_log.processing_failed("s", "KeyError", attempts=1, stuck=False), "error", "mail.failed"),
    (lambda: mail_log.processing_failed("s", "KeyError", attempts=3, stuck=True), "error", "mail.stuck"),
    (lambda: mail_log.storage_unavailable("process", "locked"), "error", "storage.unavailable"),
    (lambda: mail_log.step_failed("process", KeyError("anna@example.org")), "error", "step.failed"),
    (lambda: mail_log.due("digest", "digest-sent"), "info", "due.decided"),
    (lambda: mail_log.bell_failed("missed"), "error", "bell.failed"),
    (lambda: mail_log.delivered("o", "receipt", "sent"), "info", "letter.settled"),
    (lambda: mail_log.many_delivered("news", "sent", letters=500), "info", "letters.settled"),
    (lambda: mail_log.delivery_refused("o", "news", 450, again=True), "warning", "letter.refused"),
    (lambda: mail_log.letter_not_written("o", "news", "KeyError"), "error", "letter.not_written"),
    (lambda: mail_log.smarthost_unreachable("refused"), "warning", "smarthost.unreachable"),
    (
        lambda: mail_log.started(smtp="127.0.0.1:8025", lmtp="", database="sqlite", version="1"),
        "info",
        "service.started",
    ),
    (lambda: mail_log.stopping("SIGTERM"), "info", "service.stopping"),
    (lambda: mail_log.stopped(took=timedelta(seconds=1)), "info", "service.stopped"),
    (lambda: mail_log.advised("SQLite 3.40 has a fault"), "warning", "service.advice"),
    (lambda: mail_log.world_changed("created list a"), "info", "world.changed"),
    (lambda: mail_log.published("p", people=3), "info", "news.published"),
]


@pytest.mark.parametrize(("call", "level", "event"), EVENTS, ids=[event for _, _, event in EVENTS])
def test_each_event_is_one_line_with_its_name(
    log: Callable[[Form], io.StringIO], call: Callable[[], None], level: str, event: str
) -> None:
    stream = log("json")
    call()
    line = _line(stream)
    assert (line["event"], line["level"]) == (event, level)
    assert "example.org" not in stream.getvalue()


def test_the_console_form_is_short_and_leaves_out_what_is_empty(log: Callable[[Form], io.StringIO]) -> None:
    stream = log("console")
    with time_machine.travel(AT, tick=False):
        mail_log.started(smtp="127.0.0.1:8025", lmtp="", database="sqlite", version="1")
        mail_log.processing_failed("s", "KeyError", attempts=3, stuck=True)
    assert stream.getvalue().splitlines() == [
        "06:30:00 service.started smtp='127.0.0.1:8025' database='sqlite' version='1'",
        "06:30:00 ERROR mail.stuck spool_id='s' error='KeyError' attempts=3",
    ]


@pytest.mark.parametrize("form", ["json", "console"])
@pytest.mark.parametrize(
    "hostile",
    [
        "550 5.1.1 <anna@example.org>: no such user",
        "line one\r\nmail.processed forged=1",
        "\x1b[31mred\x07 \x9b2J",
        "to anna@växjö.example, Anna.Svensson+x@example.org.",
        "[('anna@example.org', 550)]",
        "anna@.",
    ],
)
def test_words_from_outside_bring_no_line_no_escape_and_no_address(
    log: Callable[[Form], io.StringIO], form: Form, hostile: str
) -> None:
    stream = log(form)
    mail_log.smarthost_unreachable(hostile)
    text = stream.getvalue()
    assert len(text.splitlines()) == 1
    assert all(c.isprintable() for c in text.rstrip("\n"))
    assert "anna" not in text.lower()


def test_lists_are_cleaned_as_well(log: Callable[[Form], io.StringIO]) -> None:
    stream = log("json")
    structlog.get_logger().info("x", who=[ANNA, "bo@example.org"])
    assert "@" not in stream.getvalue()


def test_an_address_has_one_hash_for_each_key() -> None:
    assert address_hash(ANNA, KEY) == address_hash(Address.of("Anna@EXAMPLE.org"), KEY)
    assert address_hash(ANNA, KEY) != address_hash(ANNA, b"another installation's key......")
    assert len(address_hash(ANNA, KEY)) == len("person:") + 10


def test_what_libraries_log_becomes_the_same_lines(log: Callable[[Form], io.StringIO]) -> None:
    stream = log("json")
    library = logging.getLogger("library")
    library.info("not worth a line")
    library.warning("refused %s", "anna@example.org", extra={"cause": "why"})
    line = _line(stream)
    assert (line["level"], line["logger"], line["cause"]) == ("warning", "library", "why")
    assert line["event"].startswith("refused person:")


def test_of_an_exception_the_place_is_kept_and_not_its_words(log: Callable[[Form], io.StringIO]) -> None:
    stream = log("json")
    try:
        raise ValueError("Hej, jag heter Anna")
    except ValueError:
        logging.getLogger("library").exception("failed")
    assert "Anna" not in stream.getvalue()
    line = _line(stream)
    assert line["error"] == "ValueError"
    assert line["trace"].startswith("test_mail_log.py:")
