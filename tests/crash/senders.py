"""Clients that send each mail again until it is answered 250, and note it in a ledger."""

import asyncio
import random
from dataclasses import dataclass, field

_MAIL = (
    "Authentication-Results: crash.mx; dmarc=pass header.from=example.org\r\n"
    "Received: from sender.example by crash.mx; Mon, 10 May 2027 08:00:00 +0200\r\n"
    "From: {sender}\r\nTo: forum@tillvaxtverket.se\r\nSubject: Prenumeration\r\n"
    "Date: Mon, 10 May 2027 08:00:00 +0200\r\nMessage-ID: <{number}@crash.example>\r\n"
    "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    "Hej! Jag vill gärna prenumerera på information från Tjänstemannaforum.\r\n.\r\n"
)


LONGEST_PAUSE_S = 1.0  # ten senders bring some twenty mails a second: the kills meet each at work


def sender_of(number: int) -> str:
    """Each mail has a sender of its own."""
    return f"anna.{number}@example.org"


@dataclass
class Ledger:
    """What was handed over: by number, how often it was sent and what the 250 said."""

    attempts: dict[int, int] = field(default_factory=dict)
    accepted: dict[int, str] = field(default_factory=dict)

    def new_number(self) -> int:
        """A mail that has not been tried yet."""
        number = len(self.attempts) + 1
        self.attempts[number] = 0
        return number


async def keep_sending(
    port: int, ledger: Ledger, *, chance: random.Random, enough: asyncio.Event, most: int
) -> None:
    """Send one new mail after the other until `enough` or `most` mails; the last one is finished too."""
    while not enough.is_set() and len(ledger.attempts) < most:
        number = ledger.new_number()
        while number not in ledger.accepted:
            ledger.attempts[number] += 1
            try:
                async with asyncio.timeout(20):
                    ledger.accepted[number] = await _hand_over(port, number)
            except (OSError, EOFError, TimeoutError):
                await asyncio.sleep(0.02)
        await asyncio.sleep(chance.uniform(0, LONGEST_PAUSE_S))


async def _hand_over(port: int, number: int) -> str:
    """One mail on a connection of its own. Returns the spool id, raises OSError or EOFError."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    sender = sender_of(number)
    try:
        envelope = f"EHLO crash\r\nMAIL FROM:<{sender}>\r\nRCPT TO:<forum@tillvaxtverket.se>\r\nDATA\r\n"
        writer.write(envelope.encode())
        for _ in range(5):
            await _reply(reader)
        writer.write(_MAIL.format(sender=sender, number=number).encode())
        return (await _reply(reader)).rpartition(" ")[2]
    finally:
        writer.transport.abort()


async def _reply(reader: asyncio.StreamReader) -> str:
    """The last line of a reply. Raises OSError for a 4xx or 5xx."""
    while True:
        line = (await reader.readuntil(b"\n")).decode()
        if line[0] not in "23":
            raise OSError(line)
        if line[3] == " ":
            return line.strip()
