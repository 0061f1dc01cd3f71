"""The listener with a spool in memory, and a client that says exactly what it is told."""

import asyncio
import contextlib
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from mailservice.flow.clocks import SteppedClock
from mailservice.flow.ports import SpoolIn
from mailservice.listener.doors import Addresses, Doors
from mailservice.listener.limits import Limits
from mailservice.listener.terms import DiskSpace, Terms
from mailservice.message.envelope import Envelope
from tests.waiting import HANG_S, until

NOON = datetime(2027, 5, 10, 10, 0, tzinfo=UTC)
OURS = {"forum@tillvaxtverket.se", "forum+ja@tillvaxtverket.se", "växa@tillvaxtverket.se"}


@dataclass
class MemorySpool:
    """Keeps what it is given. `fault` is raised instead; `gate` holds each mail until it opens."""

    mails: list[tuple[Envelope, bytes]] = field(default_factory=list)
    fault: BaseException | None = None
    gate: asyncio.Event | None = None
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    async def put(self, envelope: Envelope, raw: bytes) -> str:
        self.arrived.set()
        if self.gate is not None:
            await self.gate.wait()
        if self.fault is not None:
            raise self.fault
        self.mails.append((envelope, raw))
        return f"mail-{len(self.mails)}"


def is_ours(address: str) -> bool:
    return address.lower() in OURS


@contextlib.asynccontextmanager
async def open_house(
    spool: SpoolIn,
    *,
    limits: Limits | None = None,
    tls: ssl.SSLContext | None = None,
    disk: Callable[[], DiskSpace] | None = None,
    accepts: Callable[[str], bool] = is_ours,
) -> AsyncIterator[Doors]:
    """Doors for SMTP and LMTP on free ports of 127.0.0.1."""
    terms = Terms(
        hostname="mx.example",
        spool=spool,
        accepts=accepts,
        clock=SteppedClock(NOON),
        limits=limits or Limits(),
        tls=tls,
        disk=disk,
    )
    local = (("127.0.0.1", 0),)
    doors = Doors(terms, Addresses(smtp=local, lmtp=local))
    await doors.start()
    try:
        yield doors
    finally:
        await doors.stop(grace_s=0)


async def until_empty(doors: Doors) -> None:
    """Wait until every conversation has ended."""
    await until(lambda: doors.sessions == 0)


class Client:
    """A client without manners of its own."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def send(self, data: bytes) -> None:
        """Raises ConnectionError where the server closed and said so."""
        self.writer.write(data)
        await self.writer.drain()

    async def reply(self) -> str:
        """The next reply, its lines joined by LF; "" where the server closed."""
        async with asyncio.timeout(HANG_S):
            lines: list[str] = []
            while True:
                line = await self.reader.readline()
                assert line == b"" or line.endswith(b"\r\n")
                lines.append(line.decode("ascii").rstrip("\r\n"))
                if line[3:4] != b"-":
                    return "\n".join(lines)

    async def ask(self, command: str) -> str:
        """Send one command line, return the reply."""
        await self.send(command.encode() + b"\r\n")
        return await self.reply()

    async def is_closed(self) -> bool:
        """Wait for the server's end of the conversation, whatever it says before."""
        async with asyncio.timeout(HANG_S):
            with contextlib.suppress(ConnectionError):
                await self.reader.read()
        return True

    async def to_data(self, hello: str = "EHLO client.example") -> None:
        """Everything before the content of a mail for the forum."""
        assert (await self.reply()).startswith("220")
        for command in (hello, "MAIL FROM:<anna@example.org>", "RCPT TO:<forum@tillvaxtverket.se>"):
            assert (await self.ask(command)).startswith("250")
        assert (await self.ask("DATA")).startswith("354")

    def close(self) -> None:
        """Break off at once, with a reset."""
        sock = self.writer.get_extra_info("socket")
        if sock.fileno() != -1:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


@contextlib.asynccontextmanager
async def connect(port: int, *, receive_buffer: int | None = None) -> AsyncIterator[Client]:
    sock = socket.socket()
    sock.setblocking(False)
    if receive_buffer is not None:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    await asyncio.get_running_loop().sock_connect(sock, ("127.0.0.1", port))
    client = Client(*await asyncio.open_connection(sock=sock, limit=2**20))
    try:
        yield client
    finally:
        client.close()
        with contextlib.suppress(ConnectionError):
            await client.writer.wait_closed()
