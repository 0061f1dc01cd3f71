"""What goes out is 7-bit, short-lined, deterministic, and cannot be given a header by a stranger."""

import email
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailservice.message.compose import (
    Body,
    Calendar,
    Enclosure,
    Head,
    compose,
    compose_form,
    filled,
    original_mail,
)
from mailservice.message.form import MARKS, TOKEN

HEAD = Head(
    sender_name="Tjänstemannaforum",
    sender="forum@tillvaxtverket.se",
    recipient="anna@example.org",
    subject="Välkommen",
    sent_at=datetime(2027, 5, 10, 6, 30, tzinfo=UTC),
    message_id="abc.0.receipt@tillvaxtverket.se",
)
BODY = Body("Hej!\n", "<p>Hej!</p>\n")
any_text = st.text(st.characters(exclude_categories=["Cs"]))
visible_text = st.text(st.characters(exclude_categories=["Cs", "Cc"]))


def read(mail: bytes) -> EmailMessage:
    message = email.message_from_bytes(mail, policy=SMTP)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message


def test_the_header_of_an_answer() -> None:
    mail = read(compose(replace(HEAD, in_reply_to="q@example.org", answers=True, reply_to="r@x.se"), BODY))
    assert mail["From"] == "Tjänstemannaforum <forum@tillvaxtverket.se>"
    assert mail["To"] == "anna@example.org"
    assert mail["Subject"] == "Välkommen"
    assert mail["Date"] == "Mon, 10 May 2027 06:30:00 +0000"
    assert mail["Message-ID"] == "<abc.0.receipt@tillvaxtverket.se>"
    assert mail["In-Reply-To"] == mail["References"] == "<q@example.org>"
    assert mail["Reply-To"] == "r@x.se"
    assert mail["Auto-Submitted"] == "auto-replied"  # RFC 3834 section 5
    assert mail["X-Auto-Response-Suppress"] == "All"
    assert mail["X-Loop"] == "forum@tillvaxtverket.se"


def test_a_letter_that_nobody_asked_for() -> None:
    mail = read(compose(HEAD, BODY))
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["In-Reply-To"] is None
    assert mail["Reply-To"] is None


@pytest.mark.parametrize(
    "hostile", ["a b@c", "x@y>\r\nBcc: z@z", "no-at", "å@example.org", "", "<a@b>", "a@b@c"]
)
def test_a_message_id_that_is_none_is_not_answered(hostile: str) -> None:
    assert read(compose(replace(HEAD, in_reply_to=hostile), BODY))["In-Reply-To"] is None


@given(any_text, any_text, any_text)
def test_no_value_makes_a_header_or_a_long_line(subject: str, name: str, listed: str) -> None:
    plain = compose(HEAD, BODY)
    mail = compose(replace(HEAD, subject=subject, sender_name=name, more=(("X-List", listed),)), BODY)
    fields = [name.lower() for name, _ in read(mail).items()]
    expected = [name.lower() for name, _ in read(plain).items()]
    expected.insert(expected.index("mime-version"), "x-list")
    assert fields == expected
    assert b"\0" not in mail
    assert mail.count(b"\n") == mail.count(b"\r\n") == mail.count(b"\r")


@given(visible_text)
def test_a_subject_comes_back_as_it_was(subject: str) -> None:
    shown = " ".join(subject.split())[:900]
    mail = compose(replace(HEAD, subject=subject), BODY)
    assert mail.partition(b"\r\n\r\n")[0].isascii()
    assert all(len(line) <= 76 for line in mail.split(b"\r\n"))
    folded = read(mail)["Subject"]
    assert " ".join(folded.split()) == shown or not shown.isprintable()


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r")))
def test_texts_come_back_as_they_were(text: str) -> None:
    mail = compose(HEAD, Body(text, text))
    assert mail.isascii()
    assert all(len(line) <= 76 for line in mail.split(b"\r\n"))
    for part in read(mail).iter_parts():
        decoded = part.get_payload(decode=True)
        assert isinstance(decoded, bytes)
        assert decoded.replace(b"\r\n", b"\n").decode() == text


def test_no_line_begins_as_relays_like_to_change_it() -> None:
    mail = compose(HEAD, Body("From here on\n.\n.hidden\nFrom\n", "x\n"))
    lines = mail.split(b"\r\n\r\n", 1)[1].split(b"\r\n")
    assert not [line for line in lines if line.startswith((b"From ", b"."))]


def test_the_same_letter_gives_the_same_bytes() -> None:
    assert compose(HEAD, BODY) == compose(HEAD, BODY)
    assert compose(replace(HEAD, message_id="other@x"), BODY) != compose(HEAD, BODY)


def test_a_boundary_that_an_enclosure_has_guessed_is_not_used() -> None:
    guessed = read(compose(HEAD, replace(BODY, enclosures=(original_mail(b"A: b\r\n\r\nc\r\n"),))))
    boundary = guessed.get_boundary()
    assert boundary is not None
    attack = f"A: b\r\n\r\n--{boundary}--\r\n".encode()
    mail = read(compose(HEAD, replace(BODY, enclosures=(original_mail(attack),))))
    assert mail.get_boundary() != boundary
    assert [part.get_content_type() for part in mail.iter_parts()] == [
        "multipart/alternative",
        "message/rfc822",
    ]


@pytest.mark.parametrize(
    ("raw", "content_type"),
    [
        (b"Subject: a\r\n\r\nb\r\n", "message/rfc822"),
        (b"Subject: a\r\n\r\nb\xe5\r\n", "application/octet-stream"),  # 8-bit
        (b"Subject: a\n\nb\n", "application/octet-stream"),  # would be changed on the way
        (b"Subject: a\r\n\r\nb\rc", "application/octet-stream"),
        (b"Subject: a\r\n\r\nb\0c", "application/octet-stream"),
        (b"Subject: a\r\n\r\n" + b"x" * 999, "application/octet-stream"),  # too long a line
    ],
)
def test_an_original_goes_along_unharmed(raw: bytes, content_type: str) -> None:
    mail = compose(HEAD, replace(BODY, enclosures=(original_mail(raw),)))
    assert mail.isascii()
    enclosed = list(read(mail).iter_parts())[1]
    assert enclosed.get_content_type() == content_type
    assert enclosed.get_filename() == "original.eml"
    if content_type == "application/octet-stream":
        assert enclosed.get_payload(decode=True) == raw


def test_a_calendar_stands_last_and_once_more_as_a_file() -> None:
    content = "BEGIN:VCALENDAR\r\nSUMMARY:Träff\r\nEND:VCALENDAR\r\n".encode()
    calendar = Calendar("REQUEST", "inbjudan.ics", content)
    mail = read(compose(HEAD, replace(BODY, calendar=calendar)))
    texts, file = mail.iter_parts()
    assert mail.get_content_type() == "multipart/mixed"
    assert [part.get_content_type() for part in texts.iter_parts()] == [
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    shown = list(texts.iter_parts())[-1]
    assert shown.get_param("method") == "REQUEST"  # RFC 6047 section 2.4
    assert shown["Content-Transfer-Encoding"] == file["Content-Transfer-Encoding"] == "base64"
    assert shown.get_payload(decode=True) == file.get_payload(decode=True) == content
    assert file.get_content_type() == "application/ics"
    assert file.get_filename() == "inbjudan.ics"


def test_the_file_of_a_calendar_can_be_left_out() -> None:
    calendar = Calendar("REQUEST", "inbjudan.ics", b"BEGIN:VCALENDAR\r\n", as_file=False)
    mail = read(compose(HEAD, replace(BODY, calendar=calendar)))
    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()][-1] == "text/calendar"


def test_what_belongs_to_one_meeting_stays_together() -> None:
    mail = read(compose(replace(HEAD, references="event@example.org"), BODY))
    assert (mail["References"], mail["In-Reply-To"]) == ("<event@example.org>", None)


def test_a_file_goes_along() -> None:
    mail = read(compose(HEAD, replace(BODY, enclosures=(Enclosure("application/json", "r.json", b"{}"),))))
    assert next(iter(mail.iter_attachments())).get_payload(decode=True) == b"{}"


@pytest.mark.parametrize("name", ["", 'A "B" \\ C', "=?utf-8?q?x?=", "Ring; Måla, <Se>"])
def test_odd_names_of_the_sender(name: str) -> None:
    sender = read(compose(replace(HEAD, sender_name=name), BODY))["From"].addresses[0]
    assert (sender.display_name, sender.addr_spec) == (name, "forum@tillvaxtverket.se")


@pytest.mark.parametrize("mark", MARKS)
def test_a_value_holds_no_mark_of_what_is_anothers_own(mark: str) -> None:
    more = (("X-List", f"<a{mark}b>"), ("List-Unsubscribe", f"<c{TOKEN}d>"))
    mail = read(compose(replace(HEAD, references=f"e{mark}f", reply_to=f"g{TOKEN}h", more=more), BODY))
    assert (mail["X-List"], mail["References"]) == ("<a b>", "<e f>")
    assert (mail["List-Unsubscribe"], mail["Reply-To"]) == ("<cd>", "gh")  # this mail has no token


@pytest.mark.parametrize(
    ("hostile", "stands"), [("a b@x.se", "<ab@x.se>"), ("a@x.se>\r\nBcc: z", "<a@x.se>Bcc:z>")]
)
def test_what_fills_a_gap_is_one_word(hostile: str, stands: str) -> None:
    mail = compose(replace(HEAD, recipient=hostile), BODY)
    assert f"\r\nTo: {stands}\r\n".encode() in mail


@pytest.mark.parametrize(
    ("head", "body", "has_dots", "has_8_bit"),
    [
        (HEAD, BODY, False, False),
        (HEAD, Body("Hej\n", "<p>å</p>\n.\n"), False, False),  # in the text all is encoded
        (replace(HEAD, recipient="åsa@example.org"), BODY, False, True),
        (replace(HEAD, sender="å@example.org"), BODY, False, True),
        (HEAD, replace(BODY, enclosures=(original_mail(b"A: b\r\n\r\n.c\r\n"),)), True, False),
    ],
)
def test_what_is_told_of_a_mail_that_nobody_looks_through_again(
    head: Head, body: Body, has_dots: bool, has_8_bit: bool
) -> None:
    content = filled(compose_form(head, body), head.own).content()
    assert (content.may_have_dots, content.may_have_8_bit) == (has_dots, has_8_bit)
    assert content.mail.isascii() is not has_8_bit
    assert (b"\n." in content.mail) is has_dots


def test_an_address_beyond_ascii_stands_as_utf_8() -> None:
    mail = compose(replace(HEAD, recipient="åsa@example.org"), BODY)
    assert "\r\nTo: <åsa@example.org>\r\n".encode() in mail  # RFC 6532 section 3.2


@pytest.mark.parametrize("kind", ["application/x\r\nBcc: x@y.se", "application/pdf; name=x", "hej/å"])
def test_a_kind_of_file_that_is_none_goes_as_bytes(kind: str) -> None:
    mail = read(compose(HEAD, replace(BODY, enclosures=(Enclosure(kind, "a.bin", b"x"),))))
    assert mail["Bcc"] is None
    assert next(mail.iter_attachments()).get_content_type() == "application/octet-stream"
