"""The bytes of a mail to a value, within limits (RFC 5322, 2045). Never raises."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from mailservice.message.charsets import decode_text
from mailservice.message.headers import RawHeader, decode_words
from mailservice.message.mail import Attachment, ParsedMail
from mailservice.message.mailboxes import addresses, one_mailbox
from mailservice.message.parts import Leaf, dissect

MAX_TEXT = 64 * 1024  # characters of text that understanding reads
MAX_HTML = 1024 * 1024  # programs write a hundred characters of style for one of text
_MAX_VALUE = 16 * 1024  # characters of one field

_MESSAGE_ID = re.compile(r"<([^<>\s]{1,990})>")


def parse(raw: bytes) -> ParsedMail:
    """Read a mail. Every string of bytes is a mail; what is wrong with it stands in `defects`."""
    anatomy = dissect(raw)
    header = anatomy.header
    content = _sorted_out(anatomy.leaves)
    sender, sender_name, wrong_sender = one_mailbox(_values(header, "from"))
    defects = [*anatomy.defects, *content.defects, *([wrong_sender] if wrong_sender else [])]
    return ParsedMail(
        headers=tuple((name, decode_words(value[:_MAX_VALUE])) for name, value in header.fields),
        sender=sender,
        sender_name=sender_name[:200],
        subject=decode_words(header.first("subject")[:_MAX_VALUE])[:1000],
        message_id=next(iter(_message_ids(header.first("message-id"))), ""),
        in_reply_to=next(iter(_message_ids(header.first("in-reply-to"))), ""),
        references=_message_ids(header.first("references")),
        date=_date(header.first("date")),
        to=addresses(_values(header, "to")),
        cc=addresses(_values(header, "cc")),
        content_type=anatomy.content_type,
        text=content.text,
        html=content.html,
        calendars=tuple(dict.fromkeys(content.calendars)),
        attachments=tuple(content.attachments),
        delivery_status=content.delivery_status,
        enclosed=tuple(content.enclosed),
        defects=tuple(dict.fromkeys(defects)),
    )


def _values(header: RawHeader, name: str) -> tuple[str, ...]:
    return tuple(value for key, value in header.fields if key == name)


def _message_ids(value: str) -> tuple[str, ...]:
    """The ids between angle brackets, at most the last 100 (RFC 5322 section 3.6.4)."""
    return tuple(_MESSAGE_ID.findall(value[:_MAX_VALUE])[-100:])


def _date(value: str) -> datetime | None:
    """Date as UTC, None where it is missing or no date (RFC 5322 section 3.3)."""
    try:
        date = parsedate_to_datetime(value[:100])
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


class _Content:
    """What the leaves of a mail hold, gathered while they are gone through."""

    def __init__(self) -> None:
        self.text: str | None = None
        self.html: str | None = None
        self.calendars: list[bytes] = []
        self.attachments: list[Attachment] = []
        self.delivery_status: bytes | None = None
        self.enclosed: list[bytes] = []
        self.defects: list[str] = []

    def grown(self, body: str | None, leaf: Leaf, *, limit: int) -> str:
        """The body with the text of one more leaf, cut at `limit` characters."""
        if body is not None and len(body) >= limit:
            return body
        text, defects = decode_text(leaf.content[: 4 * limit], leaf.charset)
        whole = text if body is None else f"{body}\n{text}"
        self.defects += [*defects, *(["text-cut"] if len(whole) > limit else [])]
        return whole[:limit]


def _sorted_out(leaves: tuple[Leaf, ...]) -> _Content:
    content = _Content()
    for leaf in leaves:
        kind, is_file = leaf.content_type, leaf.disposition == "attachment"
        if kind == "text/calendar" or _is_calendar_file(leaf):
            content.calendars.append(leaf.content)
        elif kind == "message/rfc822" or kind == "message/global":
            content.enclosed.append(leaf.content)
        elif kind in {"message/delivery-status", "message/global-delivery-status"}:
            content.delivery_status = content.delivery_status or leaf.content
        elif kind == "text/plain" and not is_file:
            content.text = content.grown(content.text, leaf, limit=MAX_TEXT)
        elif kind == "text/html" and not is_file:
            content.html = content.grown(content.html, leaf, limit=MAX_HTML)
        else:
            content.attachments.append(Attachment(leaf.filename, kind, leaf.content, leaf.content_id))
    return content


def _is_calendar_file(leaf: Leaf) -> bool:
    """Programs send invitations as application/ics, or as unnamed bytes called `invite.ics`."""
    return leaf.content_type == "application/ics" or leaf.filename.lower().endswith(".ics")
