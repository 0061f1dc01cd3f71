"""Letters and mails of the simulation: what comes out of the service, and what people send to it."""

import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import format_datetime

from mailservice.flow.rows import OutgoingMail
from mailservice.flow.sending_ports import Handover, Told
from mailservice.message.form import Content

_ADDRESS = re.compile(r"\bp\d{3}@(?:region|kommun)\.example")  # of a participant


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter of the service, taken apart once.

    name       of its template, from the Message-ID
    calendar   the bytes of its text/calendar part, b"" for none
    strangers  addresses of participants in it, its recipient's apart
    """

    recipient: str
    name: str
    message_id: str
    subject: str
    text: str
    calendar: bytes
    strangers: frozenset[str]


def open_letter(raw: bytes, recipient: str) -> Letter:
    """Read a letter, every part of it decoded."""
    message = message_from_bytes(raw)  # without the policy that takes each header apart: it is slow
    texts, parts = [str(message.items())], dict[str, bytes]()
    for part in message.walk():
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            texts.append(content.decode("utf-8", "replace"))
            parts.setdefault(part.get_content_type(), content)
    unfolded = "\n".join(texts).replace("\r\n ", "")
    message_id = str(message["Message-ID"]).strip("<>")
    return Letter(
        recipient,
        message_id.partition("@")[0].rpartition(".")[2],
        message_id,
        str(make_header(decode_header(str(message["Subject"])))),
        parts["text/plain"].decode("utf-8"),
        parts.get("text/calendar", b""),
        frozenset(_ADDRESS.findall(unfolded)) - {recipient},
    )


class Postbag:
    """A smarthost that only gathers (flow.sending_ports.Smarthost)."""

    at_once = 1
    longest_s = 60.0

    def __init__(self) -> None:
        self._bag: list[tuple[str, bytes]] = []

    def hand_over(self, mail: OutgoingMail, content: Content, told: Told) -> None:
        """Taken, always: other tests refuse."""
        self._bag.append((str(mail.recipient), content.mail))
        told(mail, Handover("sent", "250 2.0.0 taken"))

    def withdraw(self, *, begun: bool = True) -> None:
        """Nothing waits."""

    async def close(self) -> None:
        """Nothing is held open."""

    def empty(self) -> list[Letter]:
        """What has come since the last time."""
        bag, self._bag = self._bag, []
        return [open_letter(raw, recipient) for recipient, raw in bag]


def written(sender: str, text: str, *, number: int, at: datetime, answers: Letter | None = None) -> bytes:
    """A mail in words, as our border MTA hands it on."""
    mail = _head(sender, number, at)
    mail["Subject"] = f"Sv: {answers.subject}" if answers else "Genomgång"
    if answers:
        mail["In-Reply-To"] = f"<{answers.message_id}>"
    mail.set_content(text)
    return _vouched(mail, sender)


def answered(sender: str, calendar: bytes, *, number: int, at: datetime) -> bytes:
    """A mail by which a calendar program answers."""
    mail = _head(sender, number, at)
    mail["Subject"] = "Svar"
    mail.set_content("\n")
    mail.add_alternative(
        calendar, maintype="text", subtype="calendar", params={"method": "REPLY", "charset": "utf-8"}
    )
    return _vouched(mail, sender)


def _head(sender: str, number: int, at: datetime) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"] = sender, "forum@tillvaxtverket.se"
    mail["Date"], mail["Message-ID"] = format_datetime(at), f"<{number}@{sender.partition('@')[2]}>"
    return mail


def _vouched(mail: EmailMessage, sender: str) -> bytes:
    domain = sender.partition("@")[2]
    head = f"Authentication-Results: demo.mx; dmarc=pass header.from={domain}\r\n"
    return head.encode() + mail.as_bytes(policy=mail.policy.clone(linesep="\r\n"))
