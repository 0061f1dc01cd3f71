"""Corners of delivery reports: what is not named, what is bait, what breaks a reader."""

from email.message import Message

import pytest

from mailservice.message import bounce_library
from mailservice.message.bounce import Fate, read_bounce
from mailservice.message.bounce_prose import addresses_in, notified, report_lines, undeliverable
from mailservice.message.bounce_words import kind_of
from mailservice.message.parse import parse
from tests.work import looked_at, steps


def read(body: str, *headers: str) -> tuple[Fate, ...]:
    head = "\n".join(("From: MAILER-DAEMON@mx.example", *headers))
    return read_bounce(parse(f"{head}\n\n{body}".encode()))


def fields(recipient: str, *more: str) -> tuple[Fate, ...]:
    block = "\n".join((f"Final-Recipient: {recipient}", *more))
    return read_bounce(
        parse(f"Content-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\n{block}\n".encode())
    )


def test_a_domain_that_is_no_a_label_stays_as_it_is() -> None:
    assert [each.recipient for each in fields("rfc822; a@xn--a.example", "Action: failed")] == [
        "a@xn--a.example"
    ]
    assert [each.recipient for each in fields("rfc822; a@xn--hst-qla.se", "Action: failed")] == ["a@häst.se"]


@pytest.mark.parametrize(
    ("said", "recipient"),
    [
        (r"utf-8; \x{E5}sa@x.example", "åsa@x.example"),
        (r"utf-8; \x{D800}@x.example", r"\x{D800}@x.example"),
        ("rfc822; |/bin/x anna@x.example y", "anna@x.example"),
        ("rfc822; |/bin/x", "|/bin/x"),
        ("<anna@x.example> (Anna)", "anna@x.example"),
    ],
)
def test_a_recipient_in_every_spelling(said: str, recipient: str) -> None:
    assert [each.recipient for each in fields(said, "Action: failed")] == [recipient]


def test_an_original_recipient_is_xtext() -> None:
    block = "Original-Recipient: rfc822;a+2Bb@x.example\nAction: failed\n"
    part = f"Content-Type: message/delivery-status\n\n{block}"
    assert [each.recipient for each in read_bounce(parse(part.encode()))] == ["a+b@x.example"]


def test_the_sharper_code_of_the_words_is_taken() -> None:
    [fate] = fields(
        "rfc822; a@x.example", "Action: failed", "Status: 5.0.0", "Diagnostic-Code: smtp; 550 5.1.1 no"
    )
    assert (fate.status, fate.reply, fate.kind) == ("5.1.1", "550", "dead")
    [fate] = fields(
        "rfc822; a@x.example", "Action: failed", "Status: 4.0.0", "Diagnostic-Code: smtp; 550 5.1.1 no"
    )
    assert (fate.status, fate.permanent) == ("4.0.0", False)
    [fate] = fields("rfc822; a@x.example", "Action: failed", "Diagnostic-Code: 552 5.2.2 full")
    assert (fate.status, fate.kind) == ("5.2.2", "full")


def test_who_was_reached_is_nobody() -> None:
    assert fields("rfc822; a@x.example", "Action: relayed", "Status: 2.1.9") == ()
    assert fields("rfc822; a@x.example", "Status: 2.1.5") == ()


def test_fields_melted_into_the_text() -> None:
    block = "Final-Recipient: rfc822; a@x.example\nAction: delayed\nStatus: 4.4.1\n"
    [fate] = read(f"Sorry.\n\nReporting-MTA: dns; x\n\n{block}")
    assert (fate.recipient, fate.failed, fate.status) == ("a@x.example", False, "4.4.1")


def test_failed_recipients_of_the_header() -> None:
    found = read("This is a permanent error.", "X-Failed-Recipients: a@x.example, b@x.example,\n a@x.example")
    assert [(each.recipient, each.permanent) for each in found] == [
        ("a@x.example", True),
        ("b@x.example", True),
    ]


def test_labels_and_quoted_fields() -> None:
    assert [e.recipient for e in read("It failed.\nMottagare: a@x.example, postmaster@x.example")] == [
        "a@x.example"
    ]
    quoted = "We failed with this mail:\nSubject: Hej\nTo: a@x.example, postmaster@x.example\n"
    assert [e.recipient for e in read(quoted)] == ["a@x.example"]


def test_two_addresses_have_their_own_reasons() -> None:
    text = "Not delivered:\n\n<a@x.example>: 550 5.1.1 unknown\n\n<b@x.example>: 552 5.2.2 full\n"
    assert [(e.recipient, e.kind) for e in read(text)] == [("a@x.example", "dead"), ("b@x.example", "full")]


@pytest.mark.parametrize(
    ("status", "words", "kind"),
    [
        ("5.1.1", "550 5.1.1 blocked by spam policy", "refused"),  # dressed as a dead address
        ("5.1.1", "550 5.1.1 user unknown or denied by policy", "dead"),
        ("5.1.8", "sender address rejected", "refused"),
        ("5.3.4", "too big", "refused"),
        ("5.7.1", "user unknown", "refused"),
        ("5.2.1", "", "dead"),
        ("5.0.0", "something", "unclear"),
        ("5.5.2", "500 5.5.2", "refused"),  # how we spoke
        ("5.5.1", "503 5.5.1 bad sequence", "refused"),
        ("5.5.4", "555 5.5.4 Unsupported option", "refused"),
        ("5.5.0", "something", "refused"),
        ("5.5.0", "550 5.5.0 no such user", "dead"),  # says nothing itself: the words do
        ("", "503 bad sequence of commands", "refused"),
        ("5.0.0", "501 5.0.0 Invalid domain name", "refused"),
        ("", "550 something", "unclear"),
        ("5.3.0", "77", "refused"),  # their system
        ("5.3.0", "553 5.3.0 Unknown E-Mail Address", "dead"),
        ("5.3.2", "system not accepting network messages", "refused"),
        ("5.4.6", "routing loop, unknown user", "passing"),  # the way there
        ("5.4.7", "delivery time expired, no such user", "passing"),
        ("5.4.1", "no answer from host", "passing"),
        ("5.4.1", "recipient address rejected: access denied", "refused"),
        ("5.4.4", "unable to route", "dead"),
        ("5.1.0", "550 5.1.0 Address rejected - sender domain blocked", "refused"),
        ("5.1.0", "550 5.1.0 address rejected, spam", "refused"),
        ("5.1.0", "550 5.1.0 address rejected by policy", "refused"),
        ("5.1.0", "550 5.1.0 unknown address of the sender", "refused"),
        ("5.1.0", "550 5.1.0 unknown address, returned to sender", "dead"),
        ("5.1.0", "550 5.1.0 unknown address", "dead"),
    ],
)
def test_whose_fault_it_is(status: str, words: str, kind: str) -> None:
    assert kind_of(status, words, passing=False) == kind


def test_the_rest_of_a_report_tells_before_a_vague_code_does() -> None:
    assert kind_of("5.4.0", "<a@x.example>:", "There is no such user.", passing=False) == "dead"
    assert kind_of("5.4.0", "<a@x.example>:", "Sorry.", passing=False) == "passing"


def test_a_full_mailbox_is_full_for_now_and_for_good() -> None:
    assert kind_of("4.2.2", "", passing=True) == "full"
    assert kind_of("", "over quota", passing=True) == "full"
    assert kind_of("", "try later", passing=True) == "passing"


def test_a_library_that_stumbles_has_found_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(_mail: object) -> None:
        raise AttributeError("'Header' object has no attribute 'lower'")

    monkeypatch.setattr(bounce_library, "all_failures", stumble)
    lines = ["<a@x.example>: failed"]
    assert bounce_library.known_failures(sender="", subject="å\n", lines=lines, multipart=True) == ()


def test_the_library_is_given_a_little(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[Message] = []

    def knows_nothing(letter: Message) -> tuple[tuple[()], tuple[()]]:
        given.append(letter)
        return (), ()

    monkeypatch.setattr(bounce_library, "all_failures", knows_nothing)
    bounce_library.known_failures(sender="", subject="s" * 900, lines=["x" * 500] * 400, multipart=False)
    assert [(len(each.get_payload()), len(each["Subject"])) for each in given] == [(20_000, 200)]


def test_addresses_of_a_line_are_few() -> None:
    assert [each[2] for each in addresses_in("@ a@ @b <mailto:c@x.example>")] == ["c@x.example"]
    assert len(list(addresses_in("a@x.example " * 50))) == 10


def test_many_recipients_are_cut() -> None:
    lines = ["failed:", *(f"u{number}@x.example" for number in range(90))]
    assert len(undeliverable(lines, besides=(), subject="", by_daemon=False)) == 50
    assert len(report_lines("x\n" * 5000)) == 400


def test_a_notification_without_failures() -> None:
    assert notified('{"bouncedRecipients":[]}') == ()
    assert notified("{}") == ()


# They pass over a text once. All others are asked about three lines at most, each cut at 500 characters.
OVER_THE_WHOLE_REPORT = {
    *("bounce._FIELDS_IN_TEXT", "bounce_prose._JSON_ENTRY", "bounce_words._DELAYED", "bounce_words._STATUS"),
}
BAITS = {
    "at signs": "a@" * 60_000,
    "left parts": "failed " + "x" * 65_000 + "@y",
    "dots": "failed a@" + "a." * 30_000,
    "lines": ("550 <a@x.example>: user unknown\n" * 20_000),
    "labels": ("Recipient: " + "<" * 400 + "\n") * 2_000,
    "codes": ("5.1.1 550-" * 7_000),
    "braces": '{"bouncedRecipients":' + "{" * 60_000,
    "words": ("user " * 12_000),
    "mailbox": ("mailbox" * 9_000),
    "fields": "Final-Recipient: rfc822; a@x.example\nAction: failed\n\n" * 1_200,
    "html": "<p>" + "failed a@x.example " * 3_000,
}


@pytest.mark.parametrize("bait", BAITS)
def test_no_bait_holds_a_reader_up(bait: str) -> None:
    mail = parse(f"From: MAILER-DAEMON@x\nContent-Type: text/plain\n\n{BAITS[bait]}".encode())
    assert steps(read_bounce, mail) <= 70_000
    longest = looked_at(read_bounce, mail)
    assert {name for name, size in longest.items() if size > 3 * 500 + 2} <= OVER_THE_WHOLE_REPORT
