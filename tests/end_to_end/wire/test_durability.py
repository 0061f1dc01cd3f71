"""Listener and spool together: what a 250 promises, and what is said when it cannot be given."""

import sqlite3
from collections.abc import AsyncIterator
from typing import Any

import aiosqlite
import pytest
from sqlalchemy import select

from mailservice.listener.doors import Doors
from mailservice.storage.engine import Engines, open_database
from mailservice.storage.spool import GroupCommitSpool
from mailservice.storage.tables import spool
from tests.end_to_end.wire.house import connect, open_house, until_empty
from tests.waiting import until

MAIL = "From: Anna <anna@example.org>\r\nMessage-ID: <1@example.org>\r\n\r\nHej\r\n."


async def hand_over(doors: Doors, content: str = MAIL, *, dialect: str = "SMTP") -> str:
    """One mail on a connection of its own; returns the reply to its content."""
    [port] = doors.smtp_ports if dialect == "SMTP" else doors.lmtp_ports
    async with connect(port) as client:
        await client.to_data("EHLO x" if dialect == "SMTP" else "LHLO x")
        return await client.ask(content)


async def rows(engines: Engines) -> list[dict[str, Any]]:
    async with engines.reading() as view:
        return [dict(row) for row in (await view.execute(select(spool).order_by(spool.c.id))).mappings()]


async def test_smtp_and_lmtp_leave_the_same_row(engines: Engines) -> None:
    async with open_house(GroupCommitSpool(engines)) as doors:
        await hand_over(doors, MAIL.replace("<1@", "<2@"))
        [by_smtp] = await rows(engines)
        assert by_smtp["raw"] == MAIL.replace("<1@", "<2@").encode()[:-1]
        async with engines.writing() as work:
            await work.execute(spool.delete())
        await hand_over(doors, MAIL.replace("<1@", "<2@"), dialect="LMTP")
        [by_lmtp] = await rows(engines)
    assert (by_smtp.pop("protocol"), by_lmtp.pop("protocol")) == ("ESMTP", "LMTP")
    assert by_smtp.pop("id") != by_lmtp.pop("id")
    assert by_smtp == by_lmtp


async def test_a_mail_sent_again_gets_the_answer_of_the_first(engines: Engines) -> None:
    async with open_house(GroupCommitSpool(engines)) as doors:
        first = await hand_over(doors)
        assert first.startswith("250 2.0.0 Spooled as ")
        assert await hand_over(doors, "Received: again\r\n" + MAIL) == first
        assert await hand_over(doors, dialect="LMTP") == first
    assert len(await rows(engines)) == 1


async def test_mails_without_message_id_are_told_apart(engines: Engines) -> None:
    async with open_house(GroupCommitSpool(engines)) as doors:
        await hand_over(doors, "\r\nett\r\n.")
        await hand_over(doors, "\r\ntvå\r\n.")
    assert len(await rows(engines)) == 2


async def test_nul_in_the_greeting_and_in_the_mail(engines: Engines) -> None:
    async with open_house(GroupCommitSpool(engines)) as doors, connect(doors.smtp_ports[0]) as client:
        await client.to_data("EHLO x\x00y")
        assert (await client.ask("\x00\r\n\r\n\x00\r\n.")).startswith("250")
    [row] = await rows(engines)
    assert row["raw"] == b"\x00\r\n\r\n\x00\r\n"


@pytest.fixture
async def on_sqlite(sqlite_url: str) -> AsyncIterator[Engines]:
    opened = open_database(sqlite_url)
    yield opened
    await opened.close()


async def writer_of(engines: Engines) -> aiosqlite.Connection:
    async with engines.writer.connect() as work:
        connection = (await work.get_raw_connection()).driver_connection
    assert isinstance(connection, aiosqlite.Connection)
    await connection.execute("PRAGMA busy_timeout = 1")
    return connection


@pytest.mark.parametrize(
    ("breaks", "mends"),
    [
        ("PRAGMA max_page_count = 1", "PRAGMA max_page_count = 1000000"),  # SQLITE_FULL, as a full disk
        ("PRAGMA query_only = ON", "PRAGMA query_only = OFF"),
    ],
)
async def test_451_while_the_database_is_full_or_read_only(
    on_sqlite: Engines, breaks: str, mends: str
) -> None:
    writer = await writer_of(on_sqlite)
    async with open_house(GroupCommitSpool(on_sqlite)) as doors:
        await writer.execute(breaks)
        large = MAIL.replace("Hej", "x" * 200_000)
        assert await hand_over(doors, large) == "451 4.3.0 Cannot store mail now, try again later"
        await writer.execute(mends)
        assert (await hand_over(doors, large)).startswith("250")
    assert len(await rows(on_sqlite)) == 1


async def test_451_while_another_process_locks_the_database(on_sqlite: Engines) -> None:
    await writer_of(on_sqlite)
    other = sqlite3.connect(on_sqlite.url.database or "", isolation_level=None)
    async with open_house(GroupCommitSpool(on_sqlite)) as doors:
        other.execute("BEGIN IMMEDIATE")
        assert (await hand_over(doors)).startswith("451 4.3.0")
        other.execute("ROLLBACK")
        other.close()
        assert (await hand_over(doors)).startswith("250")
    assert len(await rows(on_sqlite)) == 1


async def test_a_client_that_hangs_up_during_the_commit_does_not_undo_it(on_sqlite: Engines) -> None:
    """It will send again (RFC 1047), and then be told the first one's id."""
    assert on_sqlite.turn is not None
    inbox = GroupCommitSpool(on_sqlite)
    async with open_house(inbox) as doors:
        async with on_sqlite.turn, connect(doors.smtp_ports[0]) as client:  # the commit has to wait
            await client.to_data()
            await client.send(MAIL.encode() + b"\r\n")
            await until(lambda: inbox.busy)
            client.close()
            await until_empty(doors)
        await inbox.close()
        [row] = await rows(on_sqlite)
        assert (await hand_over(doors)).endswith(row["id"])
