"""What came out, taken apart: to whom, which letter, its words, its calendar."""

from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from functools import cached_property


@dataclass(frozen=True)
class Letter:
    """One mail of the service's. What has been read of it is kept: a script looks many times."""

    raw: bytes

    @cached_property
    def message(self) -> EmailMessage:
        """As its reader's mail program parses it."""
        message = message_from_bytes(self.raw, policy=policy.default)
        assert isinstance(message, EmailMessage)
        return message

    @cached_property
    def recipient(self) -> str:
        """The one address in To."""
        [mailbox] = self.message["To"].addresses
        return str(mailbox.addr_spec)

    @property
    def name(self) -> str:
        """Of the letter in templates/, from the Message-ID."""
        return str(self.message["Message-ID"]).partition("@")[0].rpartition(".")[2]

    @cached_property
    def text(self) -> str:
        """Its plain text, in one line, so that a script need not know where lines end."""
        part = self.message.get_body(("plain",))
        return "" if part is None else " ".join(str(part.get_content()).split())

    @cached_property
    def calendars(self) -> list[tuple[MIMEPart, bytes]]:
        """The calendar parts with their bytes: as a card, and as a file."""
        kinds = ("text/calendar", "application/ics")
        return [
            (part, content)
            for part in _own_parts(self.message)
            if part.get_content_type() in kinds
            and isinstance(content := part.get_payload(decode=True), bytes)
        ]

    @cached_property
    def properties(self) -> dict[str, str]:
        """The calendar's properties by name: the value, without parameters; the event's go first."""
        found: dict[str, str] = {}
        for _part, content in self.calendars[:1]:
            lines = content.decode().replace("\r\n ", "").split("\r\n")
            event = lines[lines.index("BEGIN:VEVENT") :]
            for line in (*event, *lines):
                name, _, value = line.partition(":")
                found.setdefault(name.partition(";")[0], value if ";" not in name else line)
        return found


def _own_parts(part: MIMEPart) -> Iterator[MIMEPart]:
    """The parts of a mail, those of a mail that it encloses left out."""
    if part.get_content_maintype() == "multipart":
        for below in part.iter_parts():
            yield from _own_parts(below)
    else:
        yield part
