"""Slow, silent and many clients, with small limits in place of long waits."""

import asyncio
import contextlib
from dataclasses import replace

from mailservice.listener.limits import Limits
from tests.end_to_end.wire.house import Client, MemorySpool, connect, open_house, until_empty

QUICK = Limits(idle_s=0.05, data_min_rate=20_000, farewell_s=0.05)


async def test_a_silent_client_is_sent_away() -> None:
    async with open_house(MemorySpool(), limits=QUICK) as doors, connect(doors.smtp_ports[0]) as client:
        assert (await client.reply()).startswith("220")
        assert (await client.reply()).startswith("421 4.4.2")
        assert await client.is_closed()


async def test_a_trickle_of_content_is_not_progress() -> None:
    spool = MemorySpool()
    async with open_house(spool, limits=QUICK) as doors, connect(doors.smtp_ports[0]) as client:
        await client.to_data()
        trickle = asyncio.create_task(_trickle(client))
        assert (await client.reply()).startswith("421 4.4.2")
        trickle.cancel()
    assert spool.mails == []


async def _trickle(client: Client) -> None:
    while True:
        await client.send(b"x")
        await asyncio.sleep(0.005)


async def test_a_large_mail_at_a_fair_rate_may_take_longer_than_the_idle_time() -> None:
    spool = MemorySpool()
    limits = replace(QUICK, idle_s=0.2)
    async with open_house(spool, limits=limits) as doors, connect(doors.smtp_ports[0]) as client:
        await client.to_data()
        for _ in range(8):
            await client.send(b"x" * 5_000)
            await asyncio.sleep(0.04)
        assert (await client.ask("\r\n.")).startswith("250")


async def test_a_session_ends_however_busy_it_is() -> None:
    limits = Limits(idle_s=0.06, session_s=0.15)
    async with open_house(MemorySpool(), limits=limits) as doors, connect(doors.smtp_ports[0]) as client:
        reply = await client.reply()
        while not reply.startswith("421 4.4.2"):
            reply = await client.ask("NOOP")
            await asyncio.sleep(0.005)
            assert reply


async def test_slow_storage_is_not_the_clients_fault() -> None:
    spool = MemorySpool(gate=asyncio.Event())
    async with open_house(spool, limits=QUICK) as doors, connect(doors.smtp_ports[0]) as client:
        await client.to_data()
        await client.send(b"\r\n.\r\n")
        await asyncio.sleep(3 * QUICK.idle_s)
        assert spool.gate is not None
        spool.gate.set()
        assert (await client.reply()).startswith("250")


async def test_a_client_that_never_reads_is_dropped() -> None:
    limits = replace(QUICK, commands=10**9)
    async with (
        open_house(MemorySpool(), limits=limits) as doors,
        connect(doors.smtp_ports[0], receive_buffer=4096) as client,
    ):
        flood = asyncio.create_task(_flood(client))
        await until_empty(doors)
        flood.cancel()


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


async def _flood(client: Client) -> None:
    client.reader._transport.pause_reading()  # type: ignore[attr-defined]
    while True:
        await client.send(b"HELP\r\n" * 1000)


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
