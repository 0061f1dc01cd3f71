"""A mail as a person reads it on a terminal."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import TYPE_CHECKING

from rich.text import Text

if TYPE_CHECKING:
    from rich.console import Console

_SHOWN_HEADERS = ("From", "To", "Subject")


def print_letter(console: "Console", raw: bytes) -> None:
    """From, To, Subject, the text and what is attached, control characters made harmless."""
    mail = message_from_bytes(raw, policy=default)
    for name in _SHOWN_HEADERS:
        console.print(Text.assemble((f"{name}: ", "dim"), (harmless(str(mail[name] or "")), "bold")))
    console.print(Text("\n" + text_of(mail) + "\n"))
    for part in mail.walk():
        if part.get_content_type() == "text/calendar":
            console.print(Text(f"[calendar: {part.get_param('method')}]", style="cyan"))
        elif part.get_content_type() == "message/rfc822":
            console.print(Text("[attached: the mail itself]", style="cyan"))


def text_of(mail: EmailMessage) -> str:
    """The plain text of one of our own letters."""
    body = mail.get_body(("plain",))
    return harmless(body.get_content()).strip() if body is not None else ""


def harmless(text: str) -> str:
    """Text of a mail without what a terminal would obey."""
    return "".join(c if c.isprintable() or c in "\n\t" else "�" for c in text.replace("\r\n", "\n"))
