"""What is written to SQLite in haste: there for all at once, on the disk after a flush."""

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import bindparam, update

from mailservice.domain.errors import StorageUnavailable
from mailservice.storage import hasty_sqlite
from mailservice.storage.engine import Engines, open_database
from mailservice.storage.hasty_sqlite import Changes, HastyWriter, Taking
from mailservice.storage.prepared import Prepared
from mailservice.storage.store import Database
from mailservice.storage.tables import outbox
from tests.given import ANNA, WORLD
from tests.storage.rows import add, letter

_REPLY = Prepared(update(outbox).where(outbox.c.id == "a").values(reply=bindparam("said")))


def replied(*said: str | None) -> Changes:
    """Writes to the letter "a" what was said; None is nothing that the schema allows."""
    for each in said:
        yield _REPLY, [{"said": each}]
    return True


_TAKE = Prepared(
    update(outbox).where(outbox.c.id == "a").values(reply=bindparam("said")).returning(outbox.c.id)
)


def taken(then: Callable[[], object] = lambda: None) -> Taking[list[str]]:
    """Takes the letter "a"; `then` may spoil it."""
    rows = yield _TAKE, {"said": "taken"}
    then()
    return [each[0] for each in rows]


async def reply(engines: Engines) -> str:
    async with engines.reading() as view:
        return str((await view.execute(outbox.select())).one().reply)


def path_of(engines: Engines) -> Path:
    return Path(str(engines.url.database))


@pytest.fixture
async def hasty(sqlite_url: str) -> AsyncIterator[Engines]:
    """A database with the letter "a"."""
    engines = open_database(sqlite_url)
    await add(Database(engines, WORLD.address, WORLD.secretariat), letter("a", ANNA))
    yield engines
    await engines.close()


@pytest.fixture
async def asked_patiently(monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Set when the lock is waited for; that is then done for as long as it takes."""
    asked, wait = asyncio.Event(), hasty_sqlite._lock_patiently

    def asks(connection: sqlite3.Connection, _timeout_ms: int) -> None:
        loop.call_soon_threadsafe(asked.set)
        wait(connection, 60_000)

    loop = asyncio.get_running_loop()
    monkeypatch.setattr(hasty_sqlite, "_lock_patiently", asks)
    return asked


async def test_others_see_it_at_once(hasty: Engines) -> None:
    assert await hasty.in_haste(replied("first", "second"))
    assert await reply(hasty) == "second"


async def test_a_flush_is_one_of_the_log(hasty: Engines, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed: list[int] = []
    monkeypatch.setattr(hasty_sqlite, "_flush_file", flushed.append)
    await hasty.flush()  # nothing was written: nothing is to be done
    await hasty.in_haste(replied("x"))
    before = path_of(hasty).read_bytes()
    await hasty.flush()
    [log] = flushed
    assert os.path.samestat(os.fstat(log), os.stat(f"{path_of(hasty)}-wal"))
    assert path_of(hasty).read_bytes() == before  # no checkpoint: those are another's


async def test_a_disk_that_does_not_take_it_is_told(hasty: Engines, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_: int) -> None:
        raise OSError("input/output error")

    monkeypatch.setattr(hasty_sqlite, "_flush_file", fails)
    await hasty.in_haste(replied("x"))
    with pytest.raises(StorageUnavailable, match="input/output"):
        await hasty.flush()


@pytest.mark.parametrize("checkpoints", [True, False])
async def test_a_long_log_is_written_back_when_letters_are_taken_by_who_may(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, checkpoints: bool
) -> None:
    monkeypatch.setattr(hasty_sqlite, "_CHECKPOINT_PAGES", 1)
    engines = open_database(sqlite_url, checkpoints=checkpoints)
    await add(Database(engines, WORLD.address, WORLD.secretariat), letter("a", ANNA))
    before = path_of(engines).read_bytes()
    assert await engines.take(taken()) == ["a"]
    assert (path_of(engines).read_bytes() != before) is checkpoints
    assert await reply(engines) == "taken"
    await engines.in_haste(replied("x"))
    between = path_of(engines).read_bytes()
    await engines.in_haste(replied("y"))
    assert path_of(engines).read_bytes() == between  # a result waits for no checkpoint
    await engines.close()


async def test_what_cannot_be_taken_is_rolled_back(hasty: Engines) -> None:
    with pytest.raises(ZeroDivisionError):
        await hasty.take(taken(then=lambda: 1 // 0))
    assert await reply(hasty) == ""
    assert await hasty.take(taken()) == ["a"]


async def test_what_fails_is_rolled_back_and_is_our_fault(hasty: Engines) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        await hasty.in_haste(replied("x", None))
    assert await reply(hasty) == ""
    await hasty.in_haste(replied("y"))
    assert await reply(hasty) == "y"


async def test_a_lock_that_another_process_holds_is_waited_for_and_the_loop_goes_on(
    hasty: Engines, asked_patiently: asyncio.Event
) -> None:
    with closing(sqlite3.connect(path_of(hasty), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        writing = asyncio.create_task(_write(hasty))
        await asked_patiently.wait()
        assert not writing.done()
        other.execute("COMMIT")  # a loop that is held would come here when the patience is over
        await writing
    assert await reply(hasty) == "x"


async def test_who_is_cancelled_while_waiting_for_the_lock_leaves_it_free(
    hasty: Engines, asked_patiently: asyncio.Event
) -> None:
    with closing(sqlite3.connect(path_of(hasty), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        writing = asyncio.create_task(_write(hasty))
        await asked_patiently.wait()
        writing.cancel()
        asyncio.get_running_loop().call_later(0.01, other.execute, "COMMIT")
        with pytest.raises(asyncio.CancelledError):
            await writing
    await _write(hasty)


async def test_a_lock_that_is_never_free_is_an_error_after_the_time_that_was_set(hasty: Engines) -> None:
    assert isinstance(hasty.hasty, HastyWriter)
    hasty.hasty.timeout_ms = 20
    with closing(sqlite3.connect(path_of(hasty), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageUnavailable, match="locked"):
            await _write(hasty)
    await _write(hasty)


async def _write(engines: Engines) -> Any:
    return await engines.in_haste(replied("x"))
