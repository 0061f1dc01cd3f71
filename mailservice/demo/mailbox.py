"""A mail server that stands in for the rest of the world: it takes what the service sends."""

import asyncio
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass(frozen=True, slots=True)
class Taken:
    """One mail as it arrived."""

    reverse_path: str
    recipients: tuple[str, ...]
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        """The mail, parsed as its reader's mail program would."""
        message = message_from_bytes(self.raw, policy=policy.default)
        assert isinstance(message, EmailMessage)
        return message

    @property
    def text(self) -> str:
        """Its plain text."""
        part = self.message.get_body(("plain",))
        return "" if part is None else str(part.get_content())


class Mailbox:
    """Listens on a free port of 127.0.0.1 and keeps what it takes, in the order of arrival."""

    def __init__(self) -> None:
        self.taken: list[Taken] = []
        self._server: asyncio.Server | None = None
        self._arrived = asyncio.Condition()

    async def handle_DATA(  # noqa: N802 - the name that aiosmtpd looks for
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Keep the mail."""
        content = envelope.original_content or b""
        async with self._arrived:
            self.taken.append(Taken(envelope.mail_from or "", tuple(envelope.rcpt_tos), content))
            self._arrived.notify_all()
        return "250 2.0.0 Taken"

    async def open(self) -> int:
        """Start to listen. Returns the port."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: SMTP(self, loop=loop, hostname="mailbox.invalid", enable_SMTPUTF8=True), "127.0.0.1", 0
        )
        return int(self._server.sockets[0].getsockname()[1])

    async def close(self) -> None:
        """Stop to listen."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def until(self, mails: int) -> None:
        """Wait until so many mails have come in all."""
        async with self._arrived:
            await self._arrived.wait_for(lambda: len(self.taken) >= mails)

    def latest(self, recipient: str, *, letter: str = "") -> Taken:
        """The last mail to that address, of that letter where one is named.

        Raises    LookupError where none has come.
        """
        for taken in reversed(self.taken):
            named = not letter or f".{letter}@" in str(taken.message["Message-ID"])
            if recipient in taken.recipients and named:
                return taken
        raise LookupError(f"no {letter or 'mail'} for {recipient}")
