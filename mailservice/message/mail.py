"""A received mail as values: what `parse.py` makes and the inner rooms read."""

from dataclasses import dataclass, field
from datetime import datetime

from mailservice.domain.addresses import Address


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part that is neither the text nor a calendar; its bytes are kept for those who read them.

    content_id   by which an HTML body names it (RFC 2392), without angle brackets; "" for none
    """

    filename: str
    content_type: str
    content: bytes
    content_id: str = ""


@dataclass(frozen=True, slots=True)
class ParsedMail:
    """One mail, read within limits. Nothing here raises later: every field is decoded and bounded.

    headers      every field in order, name in lower case, value unfolded and decoded (RFC 2047), NUL-free
    sender       the one mailbox in From; None where there is none, several or a broken one (RFC 5322 3.6.2)
    sender_name  its display name, "" where none
    message_id, in_reply_to, references   with their angle brackets stripped, "" or () where missing
    text         the text/plain body, decoded, LF line ends; None where there is none
    html         the text/html body, decoded; None where there is none
    calendars    text/calendar and .ics parts, raw after transfer decoding, each once
    attachments  the rest, winmail.dat included
    delivery_status   body of a message/delivery-status part (RFC 3464), None where none
    enclosed     message/rfc822 parts, raw: never read as words of the sender
    defects      what had to be mended or cut, one word-with-dashes each
    """

    headers: tuple[tuple[str, str], ...] = ()
    sender: Address | None = None
    sender_name: str = ""
    subject: str = ""
    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    date: datetime | None = None
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    content_type: str = "text/plain"
    text: str | None = None
    html: str | None = None
    calendars: tuple[bytes, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    delivery_status: bytes | None = None
    enclosed: tuple[bytes, ...] = ()
    defects: tuple[str, ...] = field(default=())

    def header(self, name: str) -> str:
        """The first value of that field, "" where it is missing. `name` in lower case."""
        return next((value for key, value in self.headers if key == name), "")

    def all_headers(self, name: str) -> tuple[str, ...]:
        """Every value of that field, the topmost first."""
        return tuple(value for key, value in self.headers if key == name)


@dataclass(frozen=True, slots=True)
class OwnWords:
    """The words that the person wrote newly, cut out of a mail.

    text       new text with paragraphs kept, LF line ends, NFC, no zero-width characters
    subject    the subject without Re:, Sv:, Fwd: …; `subject_is_new` is False on replies and forwards
    quoted     what was cut as quotation or forward, for the colours of `explain` and for context
    signature  what was cut as signature, disclaimer or mobile footer
    forwarded  the mail hands on somebody else's mail
    alternatives_differ   the HTML body says other words than the text body: which one is meant?
    ticked     lines of a form in the quotation, whose boxes the person has ticked
    between    what of `text` answers a quoted paragraph right above it: (that paragraph, the answer)
    """

    text: str
    subject: str = ""
    subject_is_new: bool = True
    quoted: str = ""
    signature: str = ""
    forwarded: bool = False
    alternatives_differ: bool = False
    between: tuple[tuple[str, str], ...] = ()
    ticked: tuple[str, ...] = ()
