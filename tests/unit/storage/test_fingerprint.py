"""Which mails are the same mail."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailservice.message.envelope import Envelope
from mailservice.storage.fingerprint import fingerprint

ENVELOPE = Envelope(
    "anna@example.org",
    ("forum@x.example", "b@x.example"),
    "192.0.2.1",
    "mx",
    "ESMTP",
    datetime(2027, 5, 10, tzinfo=UTC),
)
MAIL = (
    b"From: Anna <anna@example.org>\r\nSubject: Hej\r\n hopp\r\nDate: Mon, 10 May 2027 08:00:00 +0200\r\n"
    b"Message-ID: <1@example.org>\r\n\r\nJa\r\n"
)


@pytest.mark.parametrize(
    ("envelope", "raw"),
    [
        (ENVELOPE, b"Received: from a by b\r\n\tfor c\r\n" + MAIL),
        (ENVELOPE, MAIL.replace(b"\r\n hopp", b" hopp")),  # folded otherwise
        (ENVELOPE, MAIL.replace(b"Message-ID", b"MESSAGE-Id")),
        (
            ENVELOPE,
            MAIL.replace(b"\r\n\r\n", b"\r\nMessage-ID: <second@example.org>\r\n\r\n"),
        ),  # the first counts
        (replace(ENVELOPE, reverse_path="srs0=x=anna@relay.example"), MAIL),
        (replace(ENVELOPE, recipients=("b@x.example", "FORUM@x.example", "b@x.example")), MAIL),
        (replace(ENVELOPE, peer="", protocol="LMTP", helo="other"), MAIL),
    ],
)
def test_the_same_mail(envelope: Envelope, raw: bytes) -> None:
    assert fingerprint(envelope, raw) == fingerprint(ENVELOPE, MAIL)


@pytest.mark.parametrize(
    ("envelope", "raw"),
    [
        (replace(ENVELOPE, recipients=("forum@x.example",)), MAIL),
        (ENVELOPE, MAIL.replace(b"anna@", b"bo@")),  # a stranger who guessed the Message-ID
        (ENVELOPE, MAIL.replace(b"Subject: Hej", b"Subject: Nej")),
        (ENVELOPE, MAIL.replace(b"08:00", b"09:00")),
        (ENVELOPE, MAIL.replace(b"<1@", b"<2@")),
        (ENVELOPE, MAIL.replace(b"Ja\r\n", b"Nej\r\n")),
    ],
)
def test_another_mail(envelope: Envelope, raw: bytes) -> None:
    assert fingerprint(envelope, raw) != fingerprint(ENVELOPE, MAIL)


def test_mails_without_any_header_are_told_apart_by_their_text() -> None:
    assert fingerprint(ENVELOPE, b"\r\nett\r\n") != fingerprint(ENVELOPE, "\r\ntvå\r\n".encode())


@given(st.binary(max_size=500), st.text(max_size=20))
def test_any_bytes_have_a_fingerprint(raw: bytes, recipient: str) -> None:
    assert len(fingerprint(replace(ENVELOPE, recipients=(recipient,)), raw)) == 64
