"""What goes wrong with us is answered 4xx, tells nothing, and ends with the cause."""

import asyncio
import errno
import sqlite3

import pytest

from mailservice.domain.errors import StorageUnavailable
from mailservice.listener.limits import Limits
from mailservice.listener.terms import DiskSpace
from tests.end_to_end.wire.house import MemorySpool, connect, open_house

FAULTS = [
    StorageUnavailable("database is locked"),
    OSError(errno.ENOSPC, "No space left on device", "/srv/secret.db"),
    sqlite3.OperationalError("database or disk is full"),
    MemoryError("secret"),
    RecursionError("secret"),
    ValueError("500 secret\r\n250 fine"),
    KeyError("secret"),
    AssertionError("secret"),
    TimeoutError("secret"),
    ConnectionResetError("secret"),
    asyncio.IncompleteReadError(b"secret", 3),
]


@pytest.mark.parametrize("fault", FAULTS, ids=repr)
@pytest.mark.parametrize("dialect", ["SMTP", "LMTP"])
async def test_a_fault_of_ours_is_temporary(fault: Exception, dialect: str) -> None:
    spool = MemorySpool(fault=fault)
    async with open_house(spool) as doors:
        [port] = doors.smtp_ports if dialect == "SMTP" else doors.lmtp_ports
        async with connect(port) as client:
            await client.to_data("EHLO x" if dialect == "SMTP" else "LHLO x")
            await client.send(b"\r\nHej\r\n.\r\n")
            reply = await client.reply()
            assert reply.startswith("451 4.3.0")
            assert "secret" not in reply
            spool.fault = None  # the cause is gone: the same session goes on
            await client.ask("MAIL FROM:<anna@example.org>")
            await client.ask("RCPT TO:<forum@tillvaxtverket.se>")
            await client.ask("DATA")
            assert (await client.ask("\r\nHej\r\n.")).startswith("250 2.0.0")


async def test_a_fault_in_looking_up_a_recipient_is_temporary() -> None:
    def broken(address: str) -> bool:
        raise LookupError(address)

    async with open_house(MemorySpool(), accepts=broken) as doors, connect(doors.smtp_ports[0]) as client:
        await client.reply()
        await client.ask("EHLO x")
        await client.ask("MAIL FROM:<anna@example.org>")
        assert await client.ask("RCPT TO:<forum@tillvaxtverket.se>") == (
            "451 4.3.0 Cannot do this now, try again later"
        )
        assert (await client.ask("NOOP")).startswith("250")


@pytest.mark.parametrize(
    ("free", "total", "reply"),
    [
        (10_000, 100_000, "250"),
        (4_999, 100_000, "452 4.3.1"),  # under 5 %
        (1_499, 10_000, "452 4.3.1"),  # under one and a half of the largest mail
        (1_500, 10_000, "250"),
    ],
)
async def test_a_full_disk_is_told_before_the_mail_is_sent(free: int, total: int, reply: str) -> None:
    def disk() -> DiskSpace:
        return DiskSpace(free_bytes=free, total_bytes=total)

    limits = Limits(message_size_bytes=1_000)
    async with (
        open_house(MemorySpool(), limits=limits, disk=disk) as doors,
        connect(doors.smtp_ports[0]) as client,
    ):
        await client.reply()
        await client.ask("EHLO x")
        assert (await client.ask("MAIL FROM:<anna@example.org>")).startswith(reply)
