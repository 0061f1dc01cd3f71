"""Group commit: durable, shared, known again, and never taken down by one mail or one bad hour."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import aiosqlite
import pytest
from sqlalchemy import select

from mailservice.domain.errors import StorageUnavailable
from mailservice.message.envelope import Envelope
from mailservice.storage.engine import Engines, open_database
from mailservice.storage.prepared import Prepared
from mailservice.storage.spool import GroupCommitSpool, time_ordered_id
from mailservice.storage.tables import spool

NOON = datetime(2027, 5, 10, 10, 0, tzinfo=UTC)
ENVELOPE = Envelope(
    "anna@example.org", ("forum@tillvaxtverket.se",), "192.0.2.1", "mx.example.org", "ESMTP", NOON
)
MAIL = b"From: Anna <anna@example.org>\r\nMessage-ID: <1@example.org>\r\n\r\nHej\r\n"


@pytest.fixture
async def on_sqlite(sqlite_url: str) -> AsyncIterator[Engines]:
    """For faults that only a file has."""
    opened = open_database(sqlite_url)
    yield opened
    await opened.close()


async def rows(engines: Engines) -> list[dict[str, Any]]:
    async with engines.reading() as view:
        return [dict(row) for row in (await view.execute(select(spool).order_by(spool.c.id))).mappings()]


def numbered(number: int) -> bytes:
    return MAIL.replace(b"<1@", b"<%d@" % number)


async def test_a_mail_is_a_row(engines: Engines) -> None:
    spool_id = await GroupCommitSpool(engines).put(ENVELOPE, MAIL)
    [row] = await rows(engines)
    assert row["id"] == spool_id
    assert row["raw"] == MAIL
    assert row["recipients"] == ["forum@tillvaxtverket.se"]
    assert (row["reverse_path"], row["peer"], row["helo"], row["protocol"]) == (
        "anna@example.org",
        "192.0.2.1",
        "mx.example.org",
        "ESMTP",
    )
    assert (row["state"], row["attempts"], row["lease_until"]) == ("waiting", 0, None)
    assert row["received_at"] == row["due_at"] == NOON


async def test_the_same_mail_again_is_the_first_one(engines: Engines) -> None:
    inbox = GroupCommitSpool(engines)
    first = await inbox.put(ENVELOPE, MAIL)
    later = replace(ENVELOPE, received_at=NOON + timedelta(days=13), reverse_path="srs+anna@relay.example")
    assert await inbox.put(later, b"Received: by another relay\r\n" + MAIL) == first
    assert await asyncio.gather(*(inbox.put(ENVELOPE, MAIL) for _ in range(5))) == [first] * 5
    assert len(await rows(engines)) == 1


async def test_the_same_mail_twice_in_one_group(engines: Engines) -> None:
    inbox = GroupCommitSpool(engines)
    ids = await asyncio.gather(*(inbox.put(ENVELOPE, MAIL) for _ in range(5)))
    assert len(set(ids)) == 1
    assert [row["id"] for row in await rows(engines)] == ids[:1]


async def test_many_mails_share_a_commit(engines: Engines, monkeypatch: pytest.MonkeyPatch) -> None:
    commits: list[int] = []
    store = Engines.store

    async def counted(engines: Engines, statement: Prepared, rows: Sequence[Mapping[str, Any]]) -> int:
        commits.append(len(rows))
        return await store(engines, statement, rows)

    monkeypatch.setattr(Engines, "store", counted)
    inbox = GroupCommitSpool(engines)
    ids = await asyncio.gather(*(inbox.put(ENVELOPE, numbered(n)) for n in range(150)))
    assert commits == [150]
    assert len(set(ids)) == len(await rows(engines)) == 150


async def test_a_group_has_a_largest_size(engines: Engines) -> None:
    woken = []
    inbox = GroupCommitSpool(engines, wake=lambda: woken.append(1))
    await asyncio.gather(*(inbox.put(ENVELOPE, numbered(n)) for n in range(450)))
    assert len(woken) == 3


async def test_processing_is_woken_when_the_mail_is_there(engines: Engines) -> None:
    seen: list[asyncio.Task[list[dict[str, Any]]]] = []
    inbox = GroupCommitSpool(engines, wake=lambda: seen.append(asyncio.create_task(rows(engines))))
    await inbox.put(ENVELOPE, MAIL)
    [task] = seen
    assert len(await task) == 1


async def test_a_client_that_leaves_does_not_take_its_mail_along(engines: Engines) -> None:
    inbox = GroupCommitSpool(engines)
    putting = asyncio.ensure_future(inbox.put(ENVELOPE, MAIL))
    staying = asyncio.ensure_future(inbox.put(ENVELOPE, numbered(2)))
    await asyncio.sleep(0)
    putting.cancel()
    await staying
    await inbox.close()
    assert putting.cancelled()
    assert len(await rows(engines)) == 2


async def test_a_client_that_leaves_before_a_refusal(on_sqlite: Engines) -> None:
    inbox = GroupCommitSpool(on_sqlite)
    async with broken(on_sqlite, "PRAGMA query_only = ON"):
        putting = asyncio.ensure_future(inbox.put(ENVELOPE, MAIL))
        await asyncio.sleep(0)
        putting.cancel()
        await inbox.close()
    await inbox.close()  # nothing under way: at once


async def test_bytes_that_are_no_text_in_the_envelope(engines: Engines) -> None:
    envelope = replace(ENVELOPE, helo="mx\x00\udcff", reverse_path="\udce5@x", recipients=("\x00@x",))
    await GroupCommitSpool(engines).put(envelope, b"\x00\xff")
    [row] = await rows(engines)
    assert row["helo"] == "mx\ufffd\ufffd"
    assert row["raw"] == b"\x00\xff"


@asynccontextmanager
async def broken(engines: Engines, *statements: str) -> AsyncIterator[None]:
    """The writer's connection with these settings, and afterwards as before."""
    async with engines.writer.connect() as work:
        connection = (await work.get_raw_connection()).driver_connection
    assert isinstance(connection, aiosqlite.Connection)
    for statement in ("PRAGMA busy_timeout = 1", *statements):
        await connection.execute(statement)
    try:
        yield
    finally:
        await connection.execute("PRAGMA query_only = OFF")
        await connection.execute("PRAGMA max_page_count = 1000000")


@pytest.mark.parametrize("statement", ["PRAGMA max_page_count = 1", "PRAGMA query_only = ON"])
async def test_a_full_or_read_only_database_refuses_for_now_and_recovers(
    on_sqlite: Engines, statement: str
) -> None:
    inbox = GroupCommitSpool(on_sqlite)
    async with broken(on_sqlite, statement):
        puts = [inbox.put(ENVELOPE, numbered(n) + b"x" * 100_000) for n in range(5)]
        outcomes = await asyncio.gather(*puts, return_exceptions=True)
        assert [type(outcome) for outcome in outcomes] == [StorageUnavailable] * 5
    assert await rows(on_sqlite) == []
    await inbox.put(ENVELOPE, MAIL)  # without a restart
    assert len(await rows(on_sqlite)) == 1


async def test_a_connection_that_is_gone_is_made_anew(on_sqlite: Engines) -> None:
    """It is kept from one group to the next."""
    inbox = GroupCommitSpool(on_sqlite)
    await inbox.put(ENVELOPE, numbered(1))
    [before] = on_sqlite._own
    await inbox.put(ENVELOPE, numbered(2))
    assert on_sqlite._own == [before]
    await on_sqlite.writer.dispose()
    assert not before.is_open
    await inbox.put(ENVELOPE, numbered(3))
    assert on_sqlite._own != [before]
    assert len(await rows(on_sqlite)) == 3


async def test_a_database_locked_by_another_process(on_sqlite: Engines) -> None:
    inbox = GroupCommitSpool(on_sqlite)
    async with broken(on_sqlite):
        other = sqlite3.connect(on_sqlite.url.database or "", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageUnavailable, match="locked"):
            await inbox.put(ENVELOPE, MAIL)
        other.execute("ROLLBACK")
        other.close()
        await inbox.put(ENVELOPE, MAIL)
    assert len(await rows(on_sqlite)) == 1


async def test_one_mail_that_the_database_does_not_take_leaves_the_others_alone(engines: Engines) -> None:
    ids = iter(["a", "a", "b", "c"])  # the second breaks the primary key
    inbox = GroupCommitSpool(engines, new_id=lambda _: next(ids))
    puts = (inbox.put(ENVELOPE, numbered(n)) for n in range(4))
    first, poison, *others = await asyncio.gather(*puts, return_exceptions=True)
    assert (first, others) == ("a", ["b", "c"])
    assert isinstance(poison, StorageUnavailable)
    assert "anna" not in str(poison)


def test_ids_sort_by_time() -> None:
    times = [NOON + timedelta(milliseconds=step) for step in (0, 1, 1000, 10**9)]
    ids = [time_ordered_id(at) for at in times]
    assert ids == sorted(ids)
    assert {len(each) for each in ids} == {32}
    assert time_ordered_id(NOON) != time_ordered_id(NOON)
