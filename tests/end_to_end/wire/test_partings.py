"""Clients that hang up, and a service that closes."""

import asyncio
import socket
from pathlib import Path

import pytest

from mailservice.flow.clocks import SteppedClock
from mailservice.listener.doors import Addresses, Doors
from mailservice.listener.terms import Terms
from tests.end_to_end.wire.house import (
    NOON,
    Client,
    MemorySpool,
    connect,
    is_ours,
    open_house,
    until_empty,
)
from tests.waiting import HANG_S, until


async def test_half_a_mail_is_no_mail() -> None:
    spool = MemorySpool()
    async with open_house(spool) as doors, connect(doors.smtp_ports[0]) as client:
        await client.to_data()
        await client.send(b"Subject: Hej\r\n\r\nJag vill")
        client.writer.write_eof()
        assert await client.is_closed()
        assert spool.mails == []


async def test_a_reset_in_the_middle_leaves_the_others_alone() -> None:
    spool = MemorySpool()
    async with open_house(spool) as doors:
        [port] = doors.smtp_ports
        async with connect(port) as broken, connect(port) as whole:
            await broken.to_data()
            await whole.to_data()
            await broken.send(b"half")
            broken.close()
            assert (await whole.ask("\r\nHej\r\n.")).startswith("250")
        assert len(spool.mails) == 1


async def test_a_client_that_said_all_and_half_closed_is_answered() -> None:
    """As `nc -N` does; aiosmtpd alone would drop the mail."""
    spool = MemorySpool()
    async with open_house(spool) as doors, connect(doors.smtp_ports[0]) as client:
        await client.send(
            b"EHLO x\r\nMAIL FROM:<anna@example.org>\r\nRCPT TO:<forum@tillvaxtverket.se>\r\nDATA\r\n"
            b"\r\nHej\r\n.\r\n"
        )
        client.writer.write_eof()
        replies = [await client.reply() for _ in range(6)]
        assert [reply[:3] for reply in replies] == ["220", "250", "250", "250", "354", "250"]
        assert await client.is_closed()
        assert len(spool.mails) == 1


async def test_a_client_that_leaves_while_its_mail_is_stored_stops_nothing() -> None:
    spool = MemorySpool(gate=asyncio.Event())
    async with open_house(spool) as doors:
        async with connect(doors.smtp_ports[0]) as client:
            await client.to_data()
            await client.send(b"\r\nHej\r\n.\r\nNOOP\r\n")
            await spool.arrived.wait()
            client.close()
        await until_empty(doors)
        assert spool.gate is not None
        spool.gate.set()
        await until(lambda: len(spool.mails) == 1)


async def test_what_comes_while_a_mail_is_stored_waits_for_it() -> None:
    spool = MemorySpool(gate=asyncio.Event())
    async with open_house(spool) as doors, connect(doors.smtp_ports[0]) as client:
        await client.to_data()
        flood = asyncio.create_task(client.send(b"\r\nHej\r\n.\r\n" + b"NOOP\r\n" * 999 + b"x" * 40_000_000))
        await spool.arrived.wait()
        await until(lambda: client.writer.transport.get_write_buffer_size() > 1_000_000)  # it is not read
        assert not flood.done()
        assert spool.gate is not None
        spool.gate.set()
        assert (await client.reply()).startswith("250 2.0.0 Spooled")
        assert {await client.reply() for _ in range(999)} == {"250 2.0.0 OK"}
        assert (await client.reply()).startswith("500 5.5.2")  # no command is so long
        flood.cancel()


async def test_idle_clients_hear_that_we_close() -> None:
    async with open_house(MemorySpool()) as doors, connect(doors.smtp_ports[0]) as client:
        await client.reply()
        await doors.stop(grace_s=HANG_S)
        assert (await client.reply()).startswith("421 4.3.2")
        assert await client.is_closed()
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", _port_of(client))


def _port_of(client: Client) -> int:
    port = client.writer.get_extra_info("peername")[1]
    assert isinstance(port, int)
    return port


async def test_a_mail_under_way_is_finished_before_we_close() -> None:
    spool = MemorySpool()
    async with open_house(spool) as doors, connect(doors.smtp_ports[0]) as client:
        await client.to_data()
        stopping = asyncio.create_task(doors.stop(grace_s=HANG_S))
        await asyncio.sleep(0)
        assert (await client.ask("\r\nHej\r\n.")).startswith("250")
        assert (await client.reply()).startswith("421 4.3.2")
        await stopping
        assert len(spool.mails) == 1


async def test_the_grace_has_an_end() -> None:
    async with open_house(MemorySpool()) as doors, connect(doors.smtp_ports[0]) as client:
        await client.to_data()
        await doors.stop(grace_s=0.01)
        assert (await client.reply()).startswith("421 4.3.2")


async def test_the_same_port_at_once_again() -> None:
    async with open_house(MemorySpool()) as doors:
        [port] = doors.smtp_ports
        async with connect(port) as client:
            await client.reply()
            await doors.stop()
        again = Doors(doors.terms, Addresses(smtp=(("127.0.0.1", port),)))
        await again.start()
        async with connect(port) as client:
            assert (await client.reply()).startswith("220")
        await again.stop()


async def test_lmtp_over_a_unix_socket(tmp_path: Path) -> None:
    path = tmp_path / "lmtp.sock"
    spool = MemorySpool()
    terms = Terms(hostname="mx.example", spool=spool, accepts=is_ours, clock=SteppedClock(NOON))
    with socket.socket(socket.AF_UNIX) as left_behind:
        left_behind.bind(str(path))
    doors = Doors(terms, Addresses(lmtp_socket=path))
    await doors.start()
    assert path.stat().st_mode & 0o777 == 0o660
    client = Client(*await asyncio.open_unix_connection(path))
    await client.to_data("LHLO x")
    assert (await client.ask("\r\nHej\r\n.")).startswith("250")
    client.close()
    await doors.stop()
    assert not path.exists()
    envelope, _ = spool.mails[-1]
    assert (envelope.peer, envelope.protocol, envelope.helo) == ("", "LMTP", "x")


async def test_a_door_that_cannot_open_opens_none(tmp_path: Path) -> None:
    terms = Terms(hostname="mx.example", spool=MemorySpool(), accepts=is_ours, clock=SteppedClock(NOON))
    doors = Doors(terms, Addresses(smtp=(("127.0.0.1", 0),), lmtp_socket=tmp_path / "missing" / "lmtp.sock"))
    with pytest.raises(OSError, match="No such file"):
        await doors.start()
    assert doors.smtp_ports == ()
