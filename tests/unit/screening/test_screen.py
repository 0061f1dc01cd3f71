"""Who is a machine, and who only looks like one."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mailservice.domain.readings import Complaint, Machine, Report
from mailservice.message.envelope import Envelope
from mailservice.message.parse import parse
from mailservice.screening.authentication import Trust
from mailservice.screening.screen import screen
from mailservice.screening.verdict import Verdict

MAIL = Path(__file__).parents[3] / "../shared/mail"
TRUST = Trust("mx.example.se", ("192.0.2.0/24",), ("forum@example.se",), "example.se")
ENVELOPE = Envelope(
    "bo@region.example", ("forum@example.se",), "192.0.2.7", "mx", "ESMTP", datetime(2027, 5, 10, tzinfo=UTC)
)


def screened(*fields: str, body: str = "hej", reverse_path: str = "bo@region.example") -> Verdict:
    has_sender = any(field.startswith("From:") for field in fields)
    lines = [*fields, *([] if has_sender else ["From: Bo <bo@region.example>"]), "", body]
    return screen(parse("\n".join(lines).encode()), replace(ENVELOPE, reverse_path=reverse_path), TRUST)


@pytest.mark.parametrize(
    ("field", "about"),
    [
        ("Auto-Submitted: auto-replied", "auto-reply"),
        ("Auto-Submitted: (really) auto-generated; owner=x", "auto-reply"),
        ("Auto-Submitted: auto-notified; type=mail", "auto-reply"),
        ("Precedence: bulk", "auto-reply"),
        ("Precedence: List", "list"),
        ("Precedence: auto_reply", "auto-reply"),
        ("X-Autoreply: yes", "auto-reply"),
        ("X-Autorespond: x", "auto-reply"),
        ("X-Auto-Response-Suppress: All", "auto-reply"),
        ("X-Auto-Response-Suppress: DR, OOF, AutoReply", "auto-reply"),
        ("List-Id: <x.example>", "list"),
        ("List-Unsubscribe: <mailto:x@example>", "list"),
        ("X-Loop: forum@example.se", "loop"),
        ("Message-ID: <abcdefghijklmnopqrstuvwxyz.0.news@example.se>", "loop"),
        ("From: Forum@Example.se", "loop"),
        ("From: noreply@region.example", "no-reply-sender"),
        ("From: MAILER-DAEMON@region.example", "no-reply-sender"),
        ("From: svara-ej@region.example", "no-reply-sender"),
        ("From: politik-request@region.example", "no-reply-sender"),
        ("From: bounces+12@region.example", "no-reply-sender"),
        ("Subject: Automatiskt svar: Möte", "auto-reply"),
        ("Subject: Autosvar: Möte", "auto-reply"),
        ("Subject: Frånvaro: Möte", "auto-reply"),
        ("Subject: Frånvaromeddelande", "auto-reply"),
        ("Subject: Ej på plats: Möte", "auto-reply"),
        ("Subject: AUTO: Bo is out (returning 24 May)", "auto-reply"),
        ("Subject: Automatic reply: Meeting", "auto-reply"),
        ("Subject: Out of office: Meeting", "auto-reply"),
        ("Subject: Automatische Antwort: Treffen", "auto-reply"),
        ("Subject: Abwesenheitsnotiz: Treffen", "auto-reply"),
        ("Subject: Automatisk svar: Møte", "auto-reply"),
        ("Subject: Läst: Möte", "read-receipt"),
        ("Subject: Inte läst: Möte", "read-receipt"),
        ("Subject: Återkalla: Möte", "recall"),
        ("Subject: Recall: Meeting", "recall"),
        ("Subject: Olevererbart: Möte", "bounce"),
        ("Subject: Undelivered Mail Returned to Sender", "bounce"),
        ("Subject: complaint about message from 192.0.2.1", "complaint"),
    ],
)
def test_a_machine_is_stopped(field: str, about: str) -> None:
    stopped = screened(field).stopped
    assert isinstance(stopped, Machine)
    assert stopped.about == about
    assert stopped.evidence


@pytest.mark.parametrize(
    "field",
    [
        "Auto-Submitted: no",
        "Precedence: normal",
        "X-Auto-Response-Suppress: DR, RN, NRN",
        "X-Autoreply: no",
        "X-Loop: other@region.example",
        "Message-ID: <1@region.example>",
        "From: bo.noreplyson@region.example",
        "Subject: Anmäler frånvaro den 24 maj",
        "Subject: Frånvaro den 24 maj",
        "Subject: Autosvaret fungerar inte",
        "Subject: Sv: Frånvaro: Möte",
        "Subject: Läst era brev och vill vara med",
        "Subject: Läsaren: prenumeration",
        "Subject: Återkallar min anmälan",
        "Subject: Automatisera anmälan",
        "From: trasig",
        "X-MS-Exchange-Organization-SCL: -1",
    ],
)
def test_a_person_goes_on(field: str) -> None:
    assert screened(field).stopped is None


@pytest.mark.parametrize("own", ["forum@forum.example.se", "forum+abc@forum.example.se"])
def test_our_own_address_is_a_loop_whatever_its_detail(own: str) -> None:
    trust = replace(TRUST, own_addresses=("forum@forum.example.se",))
    verdict = screen(parse(f"From: {own}\r\n\r\nHej\r\n".encode()), ENVELOPE, trust)
    assert isinstance(verdict.stopped, Machine)
    assert verdict.stopped.about == "loop"


@pytest.mark.parametrize(
    ("reverse_path", "about"),
    [
        ("", "auto-reply"),
        ("<>", "auto-reply"),
        ("bounce-1@x.example", "list"),
        ("owner-lista@x.example", "list"),
    ],
)
def test_the_return_path_tells(reverse_path: str, about: str) -> None:
    stopped = screened(reverse_path=reverse_path).stopped
    assert isinstance(stopped, Machine)
    assert stopped.about == about


def test_a_mail_that_went_round_is_a_loop() -> None:
    assert screened(*["Received: by x"] * 100).stopped is None
    stopped = screened(*["Received: by x"] * 101).stopped
    assert isinstance(stopped, Machine)
    assert stopped.about == "loop"


@pytest.mark.parametrize("method", ["REPLY", "COUNTER"])
def test_a_calendar_answer_is_a_persons(method: str) -> None:
    body = f"BEGIN:VCALENDAR\nMETHOD:{method}\nEND:VCALENDAR"
    assert screened("Content-Type: text/calendar", "Auto-Submitted: auto-replied", body=body).stopped is None
    assert screened("Content-Type: text/calendar", "X-Loop: forum@example.se", body=body).stopped is not None


def test_an_invitation_sent_by_a_machine_is_a_machines() -> None:
    body = "BEGIN:VCALENDAR\nMETHOD:REQUEST\nEND:VCALENDAR"
    assert (
        screened("Content-Type: text/calendar", "Auto-Submitted: auto-generated", body=body).stopped
        is not None
    )


def report(kind: str, part_type: str, part: str) -> Verdict:
    body = f"--x\n\nhej\n--x\nContent-Type: {part_type}\n\n{part}\n--x--"
    return screened(f"Content-Type: multipart/{kind}; boundary=x", body=body, reverse_path="")


def test_a_delivery_report_is_a_report() -> None:
    blocks = (
        "Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; a@x.example\nAction: delayed\nStatus: 4.4.1\n\n"
        "Final-Recipient: rfc822; b@x.example\nAction: failed\nStatus: 5.1.1"
    )
    stopped = report("report; report-type=delivery-status", "message/delivery-status", blocks).stopped
    assert isinstance(stopped, Report)
    assert (stopped.delivery_token, stopped.action, stopped.status) == (None, "failed", "5.1.1")
    delayed = report(
        "report", "message/delivery-status", blocks.partition("\n\nFinal-Recipient: rfc822; b")[0]
    ).stopped
    assert isinstance(delayed, Report)
    assert (delayed.action, delayed.status) == ("delayed", "4.4.1")


@pytest.mark.parametrize(
    ("kind", "part_type", "about"),
    [
        ("report", "message/delivery-status", "bounce"),
        ("report; report-type=feedback-report", "text/rfc822-headers", "complaint"),
        ("report; report-type=disposition-notification", "message/disposition-notification", "read-receipt"),
        ("mixed", "message/disposition-notification", "read-receipt"),
        ('report; report-type="tlsrpt"', "application/tlsrpt+gzip", "aggregate-report"),
    ],
)
def test_other_reports_are_machines(kind: str, part_type: str, about: str) -> None:
    stopped = report(kind, part_type, "Reporting-UA: x").stopped
    assert isinstance(stopped, Machine)
    assert stopped.about == about


@pytest.mark.parametrize("kind", ["report; report-type=feedback-report", "mixed"])
def test_a_complaint_is_known(kind: str) -> None:
    stopped = report(kind, "message/feedback-report", "Feedback-Type: Abuse\nVersion: 1").stopped
    assert isinstance(stopped, Complaint)
    assert stopped.kind == "abuse"
    unnamed = report(kind, "message/feedback-report", "Version: 1").stopped
    assert isinstance(unnamed, Complaint)
    assert unnamed.kind == "abuse"


def test_a_report_in_prose_is_a_machines_only() -> None:
    text = "Your message could not be delivered to anna@region.example. 550 5.1.1 user unknown"
    told = screened("Auto-Submitted: auto-replied", body=text, reverse_path="").stopped
    assert isinstance(told, Report)
    assert (told.action, told.status, told.kind) == ("failed", "5.1.1", "dead")
    assert screened(body=text).stopped is None  # a person tells us so: somebody else reads that
    silent = screened("Auto-Submitted: auto-replied", body="Jag har semester.", reverse_path="").stopped
    assert isinstance(silent, Machine)
    away = screened("X-MS-Exchange-Inbox-Rules-Loop: x", "Subject: Läst: Hej", body=text).stopped
    assert isinstance(away, Report)


def test_a_report_of_arrival_says_so() -> None:
    part = "Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; a@x.example\nAction: delivered\nStatus: 2.0.0"
    stopped = report("report; report-type=delivery-status", "message/delivery-status", part).stopped
    assert isinstance(stopped, Report)
    assert (stopped.action, stopped.kind) == ("delivered", "")


def test_screening_says_who_is_vouched_for() -> None:
    field = "Authentication-Results: mx.example.se; dmarc=pass header.from=region.example"
    assert screened(field) == Verdict(vouched=True)
    assert screened() == Verdict()


@pytest.mark.skipif(not MAIL.is_dir(), reason="the collected mails (../shared/mail) are not here")
def test_collected_machines_are_stopped_and_people_pass() -> None:
    trust = replace(TRUST, own_addresses=("forum@forum.example.se",), own_domain="forum.example.se")
    by_words_alone = {"own-sv-registrator-ack-noheaders.eml"}
    for entry in json.loads((MAIL / "autoreplies/index.json").read_text("utf-8"))["files"]:
        raw = (MAIL / "autoreplies" / entry["file"]).read_bytes()
        path = re.search(rb"(?im)^return-path:\s*<([^>]*)>", raw)
        envelope = replace(ENVELOPE, reverse_path=path[1].decode() if path else "x@region.example")
        passes = screen(parse(raw), envelope, trust).stopped is None
        assert passes is (entry["expected"]["act"] or entry["file"] in by_words_alone), entry["file"]


def test_a_colleague_in_our_own_domain_is_no_loop() -> None:
    assert screened("Message-ID: <DB9PR08MB6490@example.se>").stopped is None
