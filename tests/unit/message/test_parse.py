"""The bytes of a mail to a value."""

from datetime import UTC, datetime

import pytest

from mailservice.message.headers import MAX_HEADER_BYTES
from mailservice.message.parse import MAX_HTML, MAX_TEXT, parse
from mailservice.message.parts import MAX_LEVELS, MAX_PARTS
from tests.work import looked_at, steps

MIXED = b"""\
From: =?utf-8?q?Anna_=C3=85?= <Anna@Example.se>\r
To: forum@example.se, "Bo Ek" <bo@example.se>\r
Cc: eva@example.se\r
Subject: =?utf-8?q?Anm=C3=A4lan?=\r
Date: Mon, 10 May 2027 08:30:00 +0200\r
Message-ID: <1@example.se>\r
In-Reply-To: <0@example.se>\r
References: <a@example.se>\r
 <0@example.se>\r
Content-Type: multipart/mixed; boundary="x y"\r
\r
Not for eyes.\r
--x y\r
Content-Type: multipart/alternative; boundary=inner\r
\r
--inner\r
Content-Type: text/plain; charset=iso-8859-1\r
Content-Transfer-Encoding: quoted-printable\r
\r
Jag anm=E4ler mig.\r
--inner  \r
Content-Type: text/html\r
Content-Transfer-Encoding: base64\r
\r
PHA+SmFnPC9wPg==\r
--inner--\r
--x y\r
Content-Type: application/octet-stream; name="invite.ICS"\r
\r
BEGIN:VCALENDAR\r
--x y\r
Content-Type: text/calendar\r
\r
BEGIN:VCALENDAR\r
--x y\r
Content-Type: message/rfc822\r
\r
From: eva@example.se\r
\r
Avsluta\r
--x y\r
Content-Type: text/plain\r
Content-Disposition: attachment; filename*=utf-8''n%C3%A4sa.txt\r
\r
Avsluta\r
--x y--\r
Epilogue.\r
"""


def test_every_part_finds_its_place() -> None:
    mail = parse(MIXED)
    assert (str(mail.sender), mail.sender_name, mail.subject) == ("anna@example.se", "Anna Å", "Anmälan")
    assert (mail.message_id, mail.in_reply_to) == ("1@example.se", "0@example.se")
    assert mail.references == ("a@example.se", "0@example.se")
    assert mail.date == datetime(2027, 5, 10, 6, 30, tzinfo=UTC)
    assert (mail.to, mail.cc) == (("forum@example.se", "bo@example.se"), ("eva@example.se",))
    assert (mail.text, mail.html, mail.content_type) == ("Jag anmäler mig.", "<p>Jag</p>", "multipart/mixed")
    assert mail.calendars == (b"BEGIN:VCALENDAR",)  # the same twice is one
    assert mail.enclosed == (b"From: eva@example.se\r\n\r\nAvsluta",)
    assert [(part.filename, part.content) for part in mail.attachments] == [("näsa.txt", b"Avsluta")]
    assert mail.defects == ()
    assert mail.header("to").startswith("forum@")
    assert mail.all_headers("x-none") == ()


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"", ""),
        (b"From: a@example.se\n\nhej", "hej"),
        (b"Content-Type: junk\n\nhej", "hej"),
        (b"Content-Type: multipart/mixed\n\nhej", "hej"),
        (b"Content-Type: multipart/mixed; boundary=x\n\nhej", "hej"),
        (b"Content-Type: multipart/mixed; boundary=" + b"x" * 300 + b"\n\nhej", "hej"),
        (b"Content-Type: multipart/mixed; boundary=x\n\n--x\n\nhej\n--xy\nmer", "hej\n--xy\nmer"),
        (
            b"Content-Type: multipart/mixed; boundary=x\n\n--x\n\nett\na --x\n--x\n\ntv\xc3\xa5\n--x--\n",
            "ett\na --x\ntvå",
        ),
        (b"Content-Type: multipart/mixed; boundary=x\n\n--x--\n--x\n\nhej", "--x--\n--x\n\nhej"),
        (b"Content-Type: multipart/mixed; boundary=x\r\r--x\r\rhej\r--x--", "hej"),
        (b"Content-Transfer-Encoding: x-unknown\n\nhej", "hej"),
    ],
)
def test_text_of_strange_mails(raw: bytes, text: str) -> None:
    assert parse(raw).text == text


def test_several_texts_are_one() -> None:
    parts = b"--x\nContent-Type: text/html\n\n<p>a\n--x\nContent-Type: text/html\n\n<p>b\n"
    mail = parse(b"Content-Type: multipart/mixed; boundary=x\n\n" + parts + b"--x--")
    assert (mail.text, mail.html) == (None, "<p>a\n<p>b")


def test_a_digest_encloses_mails() -> None:
    mail = parse(b"Content-Type: multipart/digest; boundary=x\n\n--x\n\nSubject: a\n\nhej\n--x--")
    assert mail.enclosed == (b"Subject: a\n\nhej",)


def test_a_delivery_report_is_kept_apart() -> None:
    part = b"--x\nContent-Type: message/delivery-status\n\nAction: failed\n"
    mail = parse(b"Content-Type: multipart/report; boundary=x\n\n" + part + part + b"--x--")
    assert mail.delivery_status == b"Action: failed"


@pytest.mark.parametrize(
    "date",
    [
        "",
        "never",
        "Mon, 99 May 2027",
        "Mon, 10 May 99999 08:30:00 +9999",
        "0 0 0",
    ],
)
def test_a_date_that_is_none(date: str) -> None:
    assert parse(f"Date: {date}\n\n".encode()).date is None


def test_a_date_without_zone_is_taken_for_utc() -> None:
    assert parse(b"Date: Mon, 10 May 2027 08:30:00 -0000\n\n").date == datetime(
        2027, 5, 10, 8, 30, tzinfo=UTC
    )


def nested(levels: int) -> bytes:
    """A mail whose text lies so many multiparts deep."""
    raw = b"Content-Type: text/plain\n\nhej"
    for level in range(levels):
        raw = b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n%b\n--b%d--" % (
            level,
            level,
            raw,
            level,
        )
    return raw


def test_limits_of_depth_and_parts() -> None:
    assert parse(nested(MAX_LEVELS)).text == "hej"
    assert parse(nested(MAX_LEVELS + 1)).defects[0] == "too-deep"
    many = b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\nhej\n" * (MAX_PARTS + 10)
    assert "too-many-parts" in parse(many).defects


def test_limits_of_text() -> None:
    mail = parse(b"\n" + "å".encode() * (MAX_TEXT + 1))
    assert mail.text == "å" * MAX_TEXT
    assert mail.defects == ("text-cut", "no-sender")
    two = b"--x\n\n" + b"a" * MAX_TEXT + b"\n--x\n\nb\n--x--"
    assert parse(b"Content-Type: multipart/mixed; boundary=x\n\n" + two).text == "a" * MAX_TEXT
    html = parse(b"Content-Type: text/html\n\n" + b"a" * (MAX_HTML + 1)).html
    assert html == "a" * MAX_HTML


def test_five_megabytes_are_read_in_few_steps() -> None:
    blob = b"Content-Transfer-Encoding: base64\nContent-Type: a/b\n\n" + b"QUJD" * 19 * 70_000
    for raw in (
        b"Content-Type: multipart/mixed; boundary=x\n\n--x\n" + blob + b"\n--x--",
        nested(99) + b"\n" * 5_000_000,
        b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x" * 1_700_000,
        b"A: " + "å".encode() * 2_500_000,
        b"A: \xe5\n" * 1_000_000,
    ):
        assert steps(parse, raw) <= 100_000
        at_once = looked_at(parse, raw).get("charsets._MOJIBAKE", 0)  # ASCII is not looked at for that
        assert at_once <= MAX_HEADER_BYTES
