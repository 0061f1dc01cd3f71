"""A letter to the bytes of a mail: header, texts, calendar, enclosures (RFC 5322, RFC 2045 to 2047).

The result is 7-bit but for addresses that are not ASCII, has CRLF line ends and lines of at most
76 octets, so no relay has a reason to rewrite it and break its signature. It is a function of
its arguments alone: MIME boundaries derive from the Message-ID, or from what many letters share.

A letter is made as a form (`form.py`): the fields that name one person or one mail are gaps.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache
from html import escape
from typing import NamedTuple

from mailservice.message.file_names import named_file
from mailservice.message.form import (
    DATE,
    MESSAGE_ID,
    RECIPIENT,
    Filled,
    Form,
    OwnLine,
    cut_at_own_lines,
)
from mailservice.message.header_lines import (
    is_message_id,
    mailbox,
    structured,
    unstructured,
    with_marks,
    word,
)

# A part of the body in pieces: bytes, and between them lines that name the recipient (and: in HTML).
_Pieces = list[bytes | tuple[OwnLine, bool]]

_UNSUBSCRIBE = "List-Unsubscribe"  # among `Head.more`, the one in which the mark of the token may stand
_DATES = 64
_KIND = re.compile(r"[a-z0-9.+_-]{1,64}/[a-z0-9.+_-]{1,64}")  # a stranger may have named it
_MAX_LINE = 998  # octets, RFC 5322 section 2.1.1


class Own(NamedTuple):
    """What of a header is one mail's own: see Head. token: what stands in the place of its mark."""

    recipient: str
    sent_at: datetime
    message_id: str
    token: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """What stands in the header.

    sender_name, sender   the service's name and address
    recipient             the only address of a person in the mail
    message_id            without angle brackets
    in_reply_to           Message-ID that it answers, as a stranger wrote it; "" or nonsense leaves it out
    references            Message-ID of ours that it belongs under, "" for none
    reply_to              where an answer goes, "" for the sender; ours, the mark of the token may stand in it
    answers               a mail caused it: Auto-Submitted says auto-replied (RFC 3834 section 5)
    more                  further fields, such as List-*
    shared_by             what all who get this letter share, where many do: its boundaries derive from it
    """

    sender_name: str
    sender: str
    recipient: str
    subject: str
    sent_at: datetime
    message_id: str
    reply_to: str = ""
    in_reply_to: str = ""
    references: str = ""
    answers: bool = False
    language: str = "sv"
    more: tuple[tuple[str, str], ...] = ()
    shared_by: str = ""

    @property
    def own(self) -> Own:
        """The part of it that `filled` fills in."""
        return Own(self.recipient, self.sent_at, self.message_id)


@dataclass(frozen=True, slots=True)
class Calendar:
    """A calendar object that goes along twice: for programs that show it, and as a file (RFC 6047).

    as_file   False where the file is left out: a program shows the meeting twice
    """

    method: str
    filename: str
    content: bytes
    as_file: bool = True


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that goes along. content_id: by which the HTML shows it (RFC 2392), "" for an attachment."""

    content_type: str
    filename: str
    content: bytes
    content_id: str = ""


@dataclass(frozen=True, slots=True)
class Body:
    """What the letter says. `text` and `html` have the same content; `pictures` stand in the HTML."""

    text: str
    html: str
    calendar: Calendar | None = None
    enclosures: tuple[Enclosure, ...] = ()
    pictures: tuple[Enclosure, ...] = ()


def compose(head: Head, body: Body) -> bytes:
    """The whole mail of one person."""
    return filled(compose_form(head, body), head.own).content().mail


def compose_form(head: Head, body: Body) -> Form:
    """The mail with gaps for all that `filled` fills in: of `head`, any person's will do."""
    texts = [_text_part("plain", body.text), _html_part(body, head.shared_by or head.message_id)]
    files = [_file_part(each) for each in body.enclosures]
    if body.calendar is not None:
        texts.append(_calendar_part(body.calendar))
    if body.calendar is not None and body.calendar.as_file:
        files.append(_file_part(Enclosure("application/ics", body.calendar.filename, body.calendar.content)))
    seed = head.shared_by or head.message_id
    content = _multipart("alternative", texts, seed)
    if files:
        content = _multipart("mixed", [content, *files], seed)
    shared, own = _joined(content)
    kind, _, first = shared[0].partition(b"\r\n\r\n")
    fields = (*_fields(head), b"MIME-Version: 1.0\r\n", kind + b"\r\n")
    return Form(fields, (first, *shared[1:]), own)


def filled(form: Form, own: Own) -> Filled:
    """A form with what is one person's own."""
    recipient = own.recipient
    in_html = escape(recipient) if form.own else ""
    lines = [line.filled(in_html if html else recipient) for line, html in form.own]
    values = word(recipient), _date(own.sent_at), word(own.message_id), word(own.token)
    return Filled(form, (*values, *lines))


@lru_cache(_DATES)
def _date(at: datetime) -> bytes:
    """All letters of a send bear the same."""
    return format_datetime(at).encode("ascii")


def original_mail(raw: bytes) -> Enclosure:
    """A received mail to enclose.

    message/rfc822 may not be encoded (RFC 2046 section 5.2.1), so it is used for a mail that can go
    as it is. Any other goes as a file `original.eml`, octet for octet: Outlook, Thunderbird and Apple
    Mail open it by its name, and nothing on the way can change it.
    """
    lines = raw.split(b"\r\n")
    printable = raw.isascii() and not any(c in b"".join(lines) for c in (b"\r", b"\n", b"\0"))
    if printable and all(len(line) <= _MAX_LINE for line in lines):
        return Enclosure("message/rfc822", "original.eml", raw)
    return Enclosure("application/octet-stream", "original.eml", raw)


def _fields(head: Head) -> list[bytes]:
    fields = [
        structured("From", mailbox(head.sender_name, head.sender)),
        with_marks("To", f"<{RECIPIENT}>"),
        unstructured("Subject", head.subject),
        with_marks("Date", DATE),
        with_marks("Message-ID", f"<{MESSAGE_ID}>"),
    ]
    if is_message_id(head.in_reply_to):
        fields.append(structured("In-Reply-To", f"<{head.in_reply_to}>"))
        fields.append(structured("References", f"<{head.in_reply_to}>"))
    elif head.references:
        fields.append(structured("References", f"<{head.references}>"))
    if head.reply_to:
        fields.append(with_marks("Reply-To", f"<{head.reply_to}>"))
    fields += [
        structured("Auto-Submitted", "auto-replied" if head.answers else "auto-generated"),
        structured("X-Auto-Response-Suppress", "All"),
        structured("X-Loop", head.sender),
        structured("Content-Language", head.language),
        *((with_marks if name == _UNSUBSCRIBE else structured)(name, value) for name, value in head.more),
    ]
    return fields


def _multipart(subtype: str, parts: Sequence[_Pieces], seed: str, more: str = "") -> _Pieces:
    boundary = _boundary(f"{subtype} {seed}", [each for part in parts for each in part])
    start, end = f"--{boundary}\r\n".encode(), f"--{boundary}--\r\n".encode()
    kind = f'Content-Type: multipart/{subtype};\r\n boundary="{boundary}"{more}\r\n\r\n'.encode()
    whole: _Pieces = [kind]
    for part in parts:
        whole += [start, *part, b"\r\n"]
    return [*whole, end]


def _boundary(seed: str, pieces: _Pieces) -> str:
    """A boundary that no part holds: the sender of an enclosed mail may have guessed the first."""
    boundary = hashlib.sha256(seed.encode()).hexdigest()[:32]
    taken = any(boundary.encode() in piece for piece in pieces if isinstance(piece, bytes))
    return _boundary(boundary, pieces) if taken else boundary


def _joined(
    pieces: Iterable[bytes | tuple[OwnLine, bool]],
) -> tuple[list[bytes], tuple[tuple[OwnLine, bool], ...]]:
    """What stands between the own lines as one piece each, and these lines."""
    shared, own = [b""], []
    for piece in pieces:
        if isinstance(piece, bytes):
            shared[-1] += piece
        else:
            own.append(piece)
            shared.append(b"")
    return shared, tuple(own)


def _text_part(subtype: str, text: str) -> _Pieces:
    fields = (
        f"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    )
    (first, *rest), own = cut_at_own_lines(text)
    pieces: _Pieces = [fields.encode() + first]
    for line, piece in zip(own, rest, strict=True):
        pieces += [(line, subtype == "html"), piece]
    return pieces


def _html_part(body: Body, seed: str) -> _Pieces:
    """The HTML, together with the pictures in it (RFC 2387)."""
    html = _text_part("html", body.html)
    if not body.pictures:
        return html
    parts = [html, *(_file_part(each) for each in body.pictures)]
    return _multipart("related", parts, seed, more=';\r\n type="text/html"')


def _calendar_part(calendar: Calendar) -> _Pieces:
    fields = (
        f"Content-Type: text/calendar; charset=utf-8; method={calendar.method}\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n"
    )
    return [fields.encode() + _base64(calendar.content)]


def _file_part(file: Enclosure) -> _Pieces:
    kind = file.content_type if _KIND.fullmatch(file.content_type) else "application/octet-stream"
    encoded = kind != "message/rfc822"
    shown = f"Content-ID: <{file.content_id}>\r\n" if file.content_id else ""
    disposition = "inline" if shown else "attachment"
    fields = (
        f"Content-Type: {kind};{named_file('name', file.filename)}\r\n"
        f"Content-Transfer-Encoding: {'base64' if encoded else '7bit'}\r\n{shown}"
        f"Content-Disposition: {disposition};{named_file('filename', file.filename)}\r\n\r\n"
    )
    return [fields.encode() + (_base64(file.content) if encoded else file.content)]


def _base64(content: bytes) -> bytes:
    return base64.encodebytes(content).replace(b"\n", b"\r\n")
