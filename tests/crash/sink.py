"""A smarthost that can be killed: what it takes is in a file before it says 250."""

import asyncio
import itertools
import os
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

LONGEST_THOUGHT_S = 0.02  # before and after it notes a mail: room for a kill


@dataclass(frozen=True, slots=True)
class Take:
    """One mail that the smarthost took for one recipient, over one connection."""

    message_id: str
    recipient: str
    connection: str


def run(port: int, taken: Path) -> None:
    """Listen on that port of 127.0.0.1 until killed."""
    asyncio.run(_listen(port, taken))


async def _listen(port: int, taken: Path) -> None:
    loop = asyncio.get_running_loop()
    notes = os.open(taken, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
    handler = _Handler(notes)
    server = await loop.create_server(lambda: SMTP(handler, hostname="sink", loop=loop), "127.0.0.1", port)
    async with server:
        await server.serve_forever()


class _Handler:
    def __init__(self, notes: int) -> None:
        self._notes = notes
        self._numbers: Iterator[int] = itertools.count()
        self._chance = random.Random(os.getpid())

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, offers: list[str]
    ) -> list[str]:
        """Every other connection offers PIPELINING: both paces of a conversation are killed."""
        session.host_name = hostname
        number = next(self._numbers)
        vars(session)["connection"] = f"{os.getpid()}-{number}"
        return [offers[0], "250-PIPELINING", *offers[1:]] if number % 2 == 0 else offers

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        message_id = str(message_from_bytes(envelope.original_content or b"")["Message-ID"])
        connection = vars(session)["connection"]
        await asyncio.sleep(self._chance.uniform(0, LONGEST_THOUGHT_S))
        lines = "".join(f"{message_id} {each} {connection}\n" for each in envelope.rcpt_tos)
        os.write(self._notes, lines.encode())  # the kernel has it: a killed process loses nothing of it
        await asyncio.sleep(self._chance.uniform(0, LONGEST_THOUGHT_S))
        return "250 OK"


def takes(taken: Path) -> list[Take]:
    """What was taken so far, in order."""
    return [Take(*line.split(" ")) for line in taken.read_text(encoding="utf-8").splitlines()]


def repeated(found: list[Take]) -> Counter[str]:
    """By connection: mails that it took and that came once more, over another, later."""
    last = {(each.message_id, each.recipient): number for number, each in enumerate(found)}
    again = (
        each.connection
        for number, each in enumerate(found)
        if last[each.message_id, each.recipient] != number
    )
    return Counter(again)
