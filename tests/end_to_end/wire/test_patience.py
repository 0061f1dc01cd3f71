"""Slow, silent and many clients; the time that they take is moved on, not waited for."""

import asyncio
import contextlib
from dataclasses import replace

import pytest

from mailservice.listener.conversation import Conversation
from mailservice.listener.doors import Doors
from mailservice.listener.limits import Limits
from tests.end_to_end.wire.house import MemorySpool, connect, open_house, until_empty
from tests.waiting import HANG_S, StandingClock, all_that_can_happen, until

LIMITS = Limits(idle_s=10, session_s=100, data_min_rate=100, farewell_s=5)


def conversation(doors: Doors) -> Conversation:
    """The only one."""
    [guest] = doors._guests._present
    assert isinstance(guest, Conversation)
    return guest


async def test_a_silent_client_is_sent_away(clock: StandingClock) -> None:
    async with open_house(MemorySpool(), limits=LIMITS) as doors, connect(doors.smtp_ports[0]) as client:
        assert (await client.reply()).startswith("220")
        for _ in range(3):
            clock.move(9)
            assert (await client.ask("NOOP")).startswith("250")
        clock.move(10)
        assert (await client.reply()).startswith("421 4.4.2")
        assert await client.is_closed()


async def test_a_trickle_of_content_is_not_progress(clock: StandingClock) -> None:
    spool = MemorySpool()
    async with open_house(spool, limits=LIMITS) as doors, connect(doors.smtp_ports[0]) as client:
        await client.to_data()
        for _ in range(9):
            await client.send(b"x" * 100)
            clock.move(1)
            await all_that_can_happen()
        clock.move(1)
        assert (await client.reply()).startswith("421 4.4.2")
    assert spool.mails == []


async def test_a_large_mail_at_a_fair_rate_may_take_longer_than_the_idle_time(clock: StandingClock) -> None:
    spool = MemorySpool()
    async with open_house(spool, limits=LIMITS) as doors, connect(doors.smtp_ports[0]) as client:
        await client.to_data()
        for _ in range(5):
            await client.send(b"x" * 1000)
            await until(lambda: conversation(doors).quiet_s() == 0)
            clock.move(9)
        assert (await client.ask("\r\n.")).startswith("250")


async def test_a_session_ends_however_busy_it_is(clock: StandingClock) -> None:
    async with open_house(MemorySpool(), limits=LIMITS) as doors, connect(doors.smtp_ports[0]) as client:
        assert (await client.reply()).startswith("220")
        for _ in range(11):
            clock.move(9)
            assert (await client.ask("NOOP")).startswith("250")
        clock.move(1)
        assert (await client.reply()).startswith("421 4.4.2")


async def test_slow_storage_is_not_the_clients_fault(clock: StandingClock) -> None:
    spool = MemorySpool(gate=asyncio.Event())
    async with open_house(spool, limits=LIMITS) as doors, connect(doors.smtp_ports[0]) as client:
        await client.to_data()
        await client.send(b"\r\n.\r\n")
        await spool.arrived.wait()
        for _ in range(3):
            clock.move(10)
            await all_that_can_happen()
        assert spool.gate is not None
        spool.gate.set()
        assert (await client.reply()).startswith("250")


async def test_a_client_that_never_reads_is_dropped(clock: StandingClock) -> None:
    limits = replace(LIMITS, commands=10**9)
    async with (
        open_house(MemorySpool(), limits=limits) as doors,
        connect(doors.smtp_ports[0], receive_buffer=4096) as client,
    ):
        client.reader._transport.pause_reading()  # type: ignore[attr-defined]
        flood = asyncio.create_task(client.send(b"HELP\r\n" * 7_000_000))
        await until(lambda: not conversation(doors)._client_reads)
        clock.move(limits.idle_s)
        await until_empty(doors)
        assert not flood.done()  # it is told, and may fetch that for a while
        clock.move(limits.farewell_s)
        with pytest.raises(ConnectionError):
            await asyncio.wait_for(flood, HANG_S)


async def test_a_client_that_reads_late_gets_every_reply() -> None:
    asked = 60_000  # more replies than the sockets hold
    async with (
        open_house(MemorySpool(), limits=Limits(commands=10**9)) as doors,
        connect(doors.smtp_ports[0], receive_buffer=4096) as client,
    ):
        await client.reply()
        flood = asyncio.create_task(client.send(b"HELP\r\n" * asked + b"QUIT\r\n"))
        replies = await client.reader.read()
        await flood
    lines = replies.split(b"\r\n")
    assert [line[:3] for line in lines] == [b"214"] * asked + [b"221", b""]


async def test_a_full_house_refuses_newcomers_while_all_are_busy() -> None:
    limits = Limits(connections=2, gives_way_after_s=60)
    async with open_house(MemorySpool(), limits=limits) as doors:
        [port] = doors.smtp_ports
        async with connect(port) as first, connect(port) as second, connect(port) as third:
            assert (await first.reply()).startswith("220")
            assert (await second.reply()).startswith("220")
            assert (await third.reply()).startswith("421 4.3.2")
            assert (await first.ask("NOOP")).startswith("250")


async def test_idle_clients_make_room_for_a_mail() -> None:
    spool = MemorySpool()
    limits = Limits(connections_per_ip=20, gives_way_after_s=0)
    async with open_house(spool, limits=limits) as doors:
        [port] = doors.smtp_ports
        idle = [await asyncio.open_connection("127.0.0.1", port) for _ in range(60)]
        async with connect(port) as client:
            await client.to_data()
            assert (await client.ask("\r\nHej\r\n.")).startswith("250")
        assert doors.sessions <= 20
        for _, writer in idle:
            writer.transport.abort()


async def test_a_mail_on_its_way_to_the_disk_never_makes_room() -> None:
    spool = MemorySpool(gate=asyncio.Event())
    limits = Limits(connections=1, gives_way_after_s=0)
    async with open_house(spool, limits=limits) as doors:
        [port] = doors.smtp_ports
        async with connect(port) as first:
            await first.to_data()
            await first.send(b"\r\n.\r\n")
            await spool.arrived.wait()
            async with connect(port) as second:
                assert (await second.reply()).startswith("421 4.3.2")
            assert spool.gate is not None
            spool.gate.set()
            assert (await first.reply()).startswith("250")


async def test_an_endless_line_costs_no_memory() -> None:
    async with (
        open_house(MemorySpool(), limits=Limits(message_size_bytes=1_000_000)) as doors,
        connect(doors.smtp_ports[0]) as client,
    ):
        await client.to_data()
        sent = 0
        with contextlib.suppress(ConnectionError):  # being hung up on is what is wanted
            while sent < 48_000_000:
                await client.send(b"x" * 100_000)
                sent += 100_000
        assert sent < 48_000_000
