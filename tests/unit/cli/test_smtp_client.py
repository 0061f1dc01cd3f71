"""The small mail program: what it writes, and what it says when the service is not there or says no."""

from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from mailservice.cli.smtp_client import (
    Draft,
    NotTaken,
    Outgoing,
    from_file,
    hand_over,
    hand_over_and_wait,
    reply_to,
    vouched,
    written,
)
from mailservice.config import Endpoint
from tests.unit.cli.conftest import FakeService
from tests.waiting import HANG_S

DRAFT = Draft("anna@example.org", "forum@example.se", "Åter", "Hej!\n.\nPrenumerera på allt")


def test_a_written_mail_reads_as_it_was_meant() -> None:
    outgoing = written(DRAFT)
    mail = message_from_bytes(outgoing.raw, policy=default)
    assert (mail["From"], mail["To"], mail["Subject"]) == ("anna@example.org", "forum@example.se", "Åter")
    assert mail["Message-ID"] == outgoing.message_id
    assert mail.get_content().replace("\r\n", "\n") == DRAFT.text + "\n"
    assert b"\r\n" in outgoing.raw


def test_two_mails_of_the_same_words_are_two_mails() -> None:
    assert written(DRAFT).message_id != written(DRAFT).message_id


@pytest.mark.parametrize(
    ("header", "sender", "reverse_path"),
    [
        (b"Return-Path: <>\n", "", ""),
        (b"Return-Path: <bounce@example.org>\n", "", "bounce@example.org"),
        (b"", "", "anna@example.org"),
        (b"Return-Path: <>\n", "eva@example.org", "eva@example.org"),
    ],
)
def test_the_envelope_of_a_file(header: bytes, sender: str, reverse_path: str) -> None:
    raw = header + b"From: Anna <anna@example.org>\nMessage-ID: <1@x>\n\nHej\r\nhopp\n"
    outgoing = from_file(raw, sender=sender, to="forum@example.se")
    assert (outgoing.reverse_path, outgoing.author, outgoing.message_id) == (
        reverse_path,
        "anna@example.org",
        "<1@x>",
    )
    assert outgoing.raw == raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


@pytest.mark.parametrize(
    ("author", "domain"), [("anna@example.org", "example.org"), ("anna@växa.example", "xn--vxa-qla.example")]
)
def test_the_border_vouches_for_the_domain_in_from(author: str, domain: str) -> None:
    outgoing = vouched(Outgoing("", "", author, "", b"From: x\r\n"), authserv_id="mx.example")
    first, _, rest = outgoing.raw.partition(b"\r\n")
    assert first.decode() == f"Authentication-Results: mx.example; dmarc=pass header.from={domain}"
    assert rest == b"From: x\r\n"


def test_nobody_vouches_for_a_broken_domain() -> None:
    outgoing = Outgoing("", "", "anna@" + "å" * 70 + ".example", "", b"From: x\r\n")
    assert vouched(outgoing, authserv_id="mx.example") == outgoing


def test_hand_over_and_wait(listener: FakeService, tmp_path: Path) -> None:
    (tmp_path / "old.eml").write_text("To: anna@example.org\n\n", encoding="utf-8")
    sent = hand_over_and_wait(written(DRAFT), listener.endpoint, folder=tmp_path, seconds=HANG_S)
    assert sent.reply == "250 2.0.0 kept"
    assert [each.path.name for each in sent.answers] == ["a.eml"]
    assert sent.answered_after_s is not None
    assert "SMTPUTF8" not in listener.options


def test_an_address_of_all_letters_needs_smtputf8(listener: FakeService) -> None:
    mail = written(Draft("åsa@växa.example", "forum@example.se", "", "Hej"))
    sent = hand_over_and_wait(mail, listener.endpoint, folder=None, seconds=HANG_S)
    assert (sent.answers, sent.answered_after_s) == ((), None)
    assert "SMTPUTF8" in listener.options


@pytest.mark.parametrize(
    ("to", "words", "says"),
    [
        ("forum@example.se", "later", r"451 4\.3\.0 try again later"),
        ("unknown@example.se", "Hej", r"550 5\.1\.1 no such mailbox"),
    ],
)
def test_what_the_service_refuses_is_told(listener: FakeService, to: str, words: str, says: str) -> None:
    with pytest.raises(NotTaken, match=says):
        hand_over(written(Draft("a@example.org", to, "", words)), listener.endpoint)


def test_nobody_there(unused_tcp_port: int) -> None:
    with pytest.raises(NotTaken, match="is the service running"):
        hand_over(written(DRAFT), Endpoint("127.0.0.1", unused_tcp_port))


def test_no_smtp_at_all() -> None:
    with pytest.raises(NotTaken, match=r"listener\.smtp is empty"):
        hand_over(written(DRAFT), None)


def test_a_reply_goes_where_the_letter_says_and_points_at_it() -> None:
    letter = b"From: forum@example.se\nReply-To: forum+abc@example.se\nTo: <anna@example.org>\n"
    letter += b"Subject: Ja eller nej?\nMessage-ID: <1@example.se>\n\nHej"
    outgoing = reply_to(letter, sender="", text="ja")
    mail = message_from_bytes(outgoing.raw, policy=default)
    assert (outgoing.author, outgoing.to, mail["Subject"]) == (
        "anna@example.org",
        "forum+abc@example.se",
        "Sv: Ja eller nej?",
    )
    assert mail["In-Reply-To"] == mail["References"] == "<1@example.se>"
    assert reply_to(letter, sender="bo@example.org", text="ja").author == "bo@example.org"


def test_a_reply_needs_a_letter() -> None:
    with pytest.raises(NotTaken, match="outgoing folder"):
        reply_to(b"no letter at all", sender="", text="ja")
