"""SQLite at hand: a lock that is free is taken in place, one that is not is waited for in the thread."""

import asyncio
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from mailservice.domain.errors import StorageUnavailable
from mailservice.storage.engine import Engines, open_database
from mailservice.storage.near_sqlite import NearConnection


async def opened(tmp_path: Path) -> Engines:
    engines = open_database(f"sqlite+aiosqlite:///{tmp_path / 'near.db'}")
    async with engines.writing() as work:
        await work.execute(text("CREATE TABLE kept (number INTEGER CHECK (number IS NOT NULL))"))
    return engines


async def kept(engines: Engines) -> list[int]:
    async with engines.reading() as view:
        return list((await view.execute(text("SELECT number FROM kept ORDER BY number"))).scalars())


async def add(engines: Engines, *numbers: int | None) -> None:
    async with engines.writing() as work:
        await work.execute(text("INSERT INTO kept VALUES (:number)"), [{"number": each} for each in numbers])


async def be_patient(engines: Engines, *, milliseconds: int) -> None:
    """How long a lock that another holds is waited for."""
    async with engines.writing() as work:
        await work.exec_driver_sql(f"PRAGMA busy_timeout = {milliseconds}")


async def test_a_lock_that_another_process_holds_is_waited_for_and_the_loop_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engines, asked = await opened(tmp_path), asyncio.Event()
    await be_patient(engines, milliseconds=60_000)
    ask = NearConnection._ask

    async def asks(near: NearConnection, *what: Any, **options: Any) -> Any:
        if "BEGIN IMMEDIATE" in what:
            asked.set()
        return await ask(near, *what, **options)

    monkeypatch.setattr(NearConnection, "_ask", asks)
    other = sqlite3.connect(tmp_path / "near.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    adding = asyncio.create_task(add(engines, 1))
    await asked.wait()
    assert not adding.done()
    other.execute("COMMIT")  # a loop that is held would come here when the patience is over
    await adding
    assert await kept(engines) == [1]
    other.close()
    await engines.close()


async def test_a_lock_that_is_never_free_is_an_error_after_the_time_that_was_set(tmp_path: Path) -> None:
    engines = await opened(tmp_path)
    await be_patient(engines, milliseconds=20)
    other = sqlite3.connect(tmp_path / "near.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    for _ in range(2):  # asking for it does not change how long is waited
        with pytest.raises(StorageUnavailable, match="locked"):
            await add(engines, 1)
    other.close()
    async with engines.writing() as work:
        assert await pragma(work, "busy_timeout") == 20
    await engines.close()


async def test_what_fails_is_rolled_back(tmp_path: Path) -> None:
    engines = await opened(tmp_path)
    with pytest.raises(IntegrityError):
        await add(engines, 1, None)
    assert await kept(engines) == []
    await engines.close()


async def test_who_was_cancelled_while_committing_does_not_meet_the_next_commit(tmp_path: Path) -> None:
    engines = await opened(tmp_path)
    for steps in range(12):  # at each moment of its way
        adding = asyncio.create_task(add(engines, 1))
        for _ in range(steps):
            await asyncio.sleep(0)
        adding.cancel()
        async with engines.writing() as work:
            await work.execute(text("INSERT INTO kept VALUES (2)"))
    assert (await kept(engines)).count(2) == 12
    await engines.close()


async def pragma(work: AsyncConnection, name: str) -> int:
    return int((await work.exec_driver_sql(f"PRAGMA {name}")).scalar_one())
