"""Whatever the bytes: parsing, cutting and screening give a value."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from mailservice.message.bounce import read_bounce
from mailservice.message.complaint import read_complaint
from mailservice.message.dsn import delivery_statuses
from mailservice.message.envelope import Envelope
from mailservice.message.html_text import html_to_text
from mailservice.message.mail import ParsedMail
from mailservice.message.parse import parse
from mailservice.message.plain_text import own_words
from mailservice.screening.authentication import Trust
from mailservice.screening.screen import screen

TRUST = Trust("mx.example.se", ("192.0.2.0/24",), ("forum@example.se",), "example.se")
ENVELOPE = Envelope("", (), "192.0.2.7", "", "SMTP", datetime(2027, 5, 10, tzinfo=UTC))

PIECES = st.sampled_from(
    [
        *(
            b"From: ",
            b"Subject: ",
            b"Date: ",
            b"Message-ID: <",
            b">",
            b"\r\n",
            b"\n",
            b"\r",
            b"\n\n",
            b"\x00",
            b"\xff",
        ),
        *(
            b"Content-Type: multipart/mixed; boundary=x\n\n",
            b"--x\n",
            b"--x--",
            b"Content-Type: text/html\n\n",
        ),
        *(
            b"Content-Type: text/plain; charset=utf-16\n\n",
            b"Content-Transfer-Encoding: base64\n",
            b"=?utf-8?b?",
            b"?=",
        ),
        *(
            b"Content-Transfer-Encoding: quoted-printable\n",
            b"=C3=",
            b"; name*0*=",
            b"'",
            b'"',
            b"\\",
            b"(",
            b"<a@b.se>",
        ),
        *(
            b"> ",
            b"Den 3 maj 2027 kl 09:12 skrev Anna:",
            b"Mvh",
            b"-- \n",
            b"<blockquote>",
            b"<p style='display:none'>",
        ),
        *(
            b"Mon, 10 May 2027 08:30:00 +0200",
            b"Content-Type: text/calendar\n\n",
            b"Authentication-Results: mx.example.se; ",
            b"could not be delivered to <anna@example.se>: 550 5.1.1 unknown\n",
        ),
    ]
)
MAILS = st.one_of(
    st.binary(max_size=2000), st.lists(st.one_of(PIECES, st.binary(max_size=8)), max_size=40).map(b"".join)
)


@given(MAILS)
def test_every_string_of_bytes_is_a_mail(raw: bytes) -> None:
    mail = parse(raw)
    words = own_words(mail)
    screen(mail, ENVELOPE, TRUST)
    delivery_statuses(raw)
    read_bounce(mail)
    read_complaint(mail)
    assert all("\x00" not in value and "\n" not in value for _, value in mail.headers)
    assert "\x00" not in f"{mail.text}{mail.html}{words.text}"
    assert "\n" not in mail.subject


@given(st.text(max_size=2000))
def test_every_text_is_html(text: str) -> None:
    html_to_text(text)


@given(st.lists(st.sampled_from("abcdefgh åäö"), min_size=1, max_size=60).map("".join))
def test_plain_words_stay_whole(said: str) -> None:
    wanted = said.strip()
    assert (
        own_words(ParsedMail(text=f"{said}\n\nDen 3 maj 2027 kl 09:12 skrev A <a@b.se>:\n> x")).text.strip()
        == wanted
    )
