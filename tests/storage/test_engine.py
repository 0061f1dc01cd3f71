"""Connections and transactions: durable, one writer, errors told apart, damage refused."""

import asyncio
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from mailservice.domain.effects import ChooseLanguage
from mailservice.domain.errors import DatabaseUnfit, StorageUnavailable
from mailservice.domain.lists import Language
from mailservice.storage import engine as engine_room
from mailservice.storage.engine import READERS, Engines, open_database
from mailservice.storage.hasty_sqlite import Changes
from mailservice.storage.prepared import Prepared
from mailservice.storage.sqlite_file import sqlite_version_warning
from mailservice.storage.store import Database
from mailservice.storage.tables import period
from tests.given import ANNA, MAY_24, NOW, WORLD
from tests.storage.rows import change, person, save_world, sits


def file_of(url: str) -> Path:
    """The file of a SQLite database."""
    return Path(url.removeprefix("sqlite+aiosqlite:///"))


async def keys(engines: Engines) -> list[str]:
    """The periods that are finished."""
    async with engines.reading() as view:
        return list((await view.execute(select(period.c.key).order_by(period.c.key))).scalars())


async def finish(engines: Engines, key: str) -> None:
    """Finish a period."""
    async with engines.writing() as work:
        await work.execute(period.insert().values(key=key, finished_at=NOW))


async def test_many_writers_wait_for_their_turn(engines: Engines) -> None:
    await asyncio.gather(*(finish(engines, f"{number:02}") for number in range(20)))
    assert await keys(engines) == [f"{number:02}" for number in range(20)]


async def test_a_reader_sees_one_state_while_others_write(engines: Engines) -> None:
    await finish(engines, "a")
    async with engines.reading() as view:
        before = (await view.execute(select(period.c.key))).all()
        await finish(engines, "b")
        assert (await view.execute(select(period.c.key))).all() == before
    assert await keys(engines) == ["a", "b"]


async def test_nothing_is_written_through_a_reader(engines: Engines) -> None:
    async with engines.reading() as view:
        with pytest.raises(DBAPIError, match=r"(?i)read-?only"):
            await view.execute(period.insert().values(key="a", finished_at=NOW))


async def test_what_the_schema_forbids_is_our_fault_and_undoes_all(engines: Engines) -> None:
    async def twice() -> None:
        async with engines.writing() as work:
            for _ in range(2):
                await work.execute(period.insert().values(key="a", finished_at=NOW))

    with pytest.raises(IntegrityError):
        await twice()
    assert await keys(engines) == []


async def test_many_look_up_at_once_by_one_connection(engines: Engines) -> None:
    await finish(engines, "a")
    all_ = Prepared(select(period.c.key))
    found = await asyncio.gather(*(engines.look_up(all_, {}) for _ in range(READERS + 3)))
    assert [each.rows for each in found] == [[("a",)]] * (READERS + 3)
    if engines.turn is not None:
        assert len(engines._looking) == 1


async def test_a_cancelled_task_leaves_nothing_half_done(engines: Engines) -> None:
    entered = asyncio.Event()

    async def write() -> None:
        async with engines.writing() as work:
            await work.execute(period.insert().values(key="a", finished_at=NOW))
            entered.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(write())
    await entered.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await finish(engines, "b")  # the writer is free again
    assert await keys(engines) == ["b"]


async def test_a_task_cancelled_in_its_commit_waits_for_the_commit(
    engines: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    shield = asyncio.shield

    async def cancelled(commit: asyncio.Future[None]) -> None:
        asyncio.current_task().cancel()  # type: ignore[union-attr] # in a task we are
        await shield(commit)

    monkeypatch.setattr(asyncio, "shield", cancelled)
    with pytest.raises(asyncio.CancelledError):
        await asyncio.create_task(finish(engines, "a"))
    monkeypatch.undo()
    assert await keys(engines) == ["a"]


async def test_who_asks_for_the_same_seat_sees_the_other(store: Database) -> None:
    """Two mails at once, one seat left: the second reads the count after the first has committed."""
    await save_world(store)
    seen: list[int] = []

    async def register(number: int) -> None:
        async with store.transaction() as work:
            taken = (await work.seats_taken([MAY_24.id]))[MAY_24.id]
            seen.append(taken)
            await asyncio.sleep(0)
            await work.change(
                sits(type(ANNA)(f"p{number}", "x.example"), MAY_24.id), at=NOW, caused_by="", by="mail"
            )

    await asyncio.gather(*(register(number) for number in range(5)))
    assert sorted(seen) == [0, 1, 2, 3, 4]


async def test_two_mails_of_one_person_wait_for_each_other(store: Database) -> None:
    languages: list[str | None] = []

    async def turn_around() -> None:
        async with store.transaction() as work:
            known = await work.person(ANNA)
            languages.append(None if known is None else known.language)
            other: Language = "sv" if languages[-1] == "en" else "en"
            await work.change(ChooseLanguage(ANNA, other), at=NOW, caused_by="", by="mail")

    await asyncio.gather(*(turn_around() for _ in range(4)))
    assert languages == [None, "en", "sv", "en"]


@pytest.mark.parametrize(
    ("version", "warned"), [((3, 40, 1), True), ((3, 51, 2), True), ((3, 51, 3), False), ((4, 0, 0), False)]
)
def test_old_sqlite_is_warned_of(version: tuple[int, ...], warned: bool) -> None:
    warning = sqlite_version_warning(version)
    assert (warning is not None) is warned
    assert warning is None or ".".join(map(str, version)) in warning


@pytest.mark.parametrize("url", ["sqlite+aiosqlite://", "sqlite+aiosqlite:///:memory:", "mysql://x/y"])
def test_other_databases_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"a database is|dialects"):
        open_database(url)


@pytest.mark.parametrize(("checkpoints", "pages"), [(True, 1000), (False, 0)])
async def test_sqlite_is_set_up_to_keep_what_it_was_given(
    sqlite_url: str, checkpoints: bool, pages: int
) -> None:
    engines = open_database(sqlite_url, checkpoints=checkpoints)
    found = {}
    async with engines.writing() as work:
        for pragma in ("journal_mode", "synchronous", "foreign_keys", "mmap_size", "wal_autocheckpoint"):
            found[pragma] = (await work.execute(text(f"PRAGMA {pragma}"))).scalar_one_or_none()
    await engines.close()
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,  # FULL
        "foreign_keys": 1,
        "mmap_size": 0,
        "wal_autocheckpoint": pages,
    }


async def test_a_locked_database_is_unavailable_and_recovers(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_room, "BUSY_TIMEOUT_MS", 50)
    engines = open_database(sqlite_url)
    other = sqlite3.connect(file_of(sqlite_url), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageUnavailable, match="OperationalError: database is locked"):
        await finish(engines, "a")
    other.execute("ROLLBACK")
    other.close()
    await finish(engines, "a")
    assert await keys(engines) == ["a"]
    await engines.close()


async def test_a_full_disk_is_unavailable(sqlite_url: str) -> None:
    engines = open_database(sqlite_url)
    async with engines.writing() as work:
        pages = (await work.execute(text("PRAGMA page_count"))).scalar_one()
        await work.execute(text(f"PRAGMA max_page_count = {pages}"))
    with pytest.raises(StorageUnavailable, match="full"):
        await finish(engines, "a" * 99_999)
    await engines.close()


async def test_a_lost_server_is_unavailable_and_comes_back(postgresql_url: str) -> None:
    engines = open_database(postgresql_url)
    store = Database(engines, WORLD.address, WORLD.secretariat)
    end_all = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = pg_backend_pid()")
    with pytest.raises(StorageUnavailable):
        async with engines.writing() as work:
            await work.execute(end_all)
    await change(store, ChooseLanguage(ANNA, "en"))
    assert await person(store, ANNA) is not None
    await engines.close()


def damage(file: Path) -> None:
    """Overwrite pages in the middle."""
    octets = bytearray(file.read_bytes())
    octets[4096 * 4 : 4096 * 9] = b"\xa5" * 4096 * 5
    file.write_bytes(octets)


def truncate(file: Path) -> None:
    """Lose the second half."""
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def overwrite(file: Path) -> None:
    """Something that is no database."""
    file.write_bytes(b"this was once a database\n" * 400)


def empty(file: Path) -> None:
    """Nothing left."""
    file.write_bytes(b"")


def lose(file: Path) -> None:
    """The file is gone, its log is there."""
    file.rename(f"{file}-wal")


@pytest.mark.parametrize("harm", [damage, truncate, overwrite, empty, lose])
def test_a_damaged_file_is_refused_and_left_as_it_is(sqlite_url: str, harm: object) -> None:
    file = file_of(sqlite_url)
    assert callable(harm)
    harm(file)
    before = file.read_bytes() if file.exists() else None
    with pytest.raises(DatabaseUnfit, match=r"mailservice\.db"):
        open_database(sqlite_url)
    assert (file.read_bytes() if file.exists() else None) == before


def test_a_missing_file_is_refused_where_one_must_be(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnfit, match="there is no database"):
        open_database(f"sqlite+aiosqlite:///{tmp_path}/missing.db", must_exist=True)


def test_what_cannot_be_opened_is_unavailable(tmp_path: Path) -> None:
    directory = tmp_path / "directory.db"
    directory.mkdir()
    with pytest.raises(StorageUnavailable, match="cannot be read"):
        open_database(f"sqlite+aiosqlite:///{directory}")


async def test_a_commit_that_is_not_flushed_is_there_for_all(engines: Engines) -> None:
    def finished() -> Changes:
        changed = yield Prepared(update(period).values(finished_at=NOW + timedelta(hours=1))), [{}]
        return changed == 1

    if isinstance(engines.hasty, AsyncEngine):
        async with engines.hasty.connect() as work:
            assert (await work.execute(text("SHOW synchronous_commit"))).scalar_one() == "off"
    async with engines.writing() as work:
        await work.execute(period.insert().values(key="a", finished_at=NOW))
    assert await engines.in_haste(finished())
    async with engines.reading() as view:
        assert (await view.execute(select(period.c.finished_at))).scalar_one() == NOW + timedelta(hours=1)
    await engines.flush()
    async with engines.writing() as work:
        if engines.url.get_backend_name() == "postgresql":
            assert (await work.execute(text("SHOW synchronous_commit"))).scalar_one() == "on"


async def test_haste_has_a_new_connection_where_the_server_has_ended_the_last(engines: Engines) -> None:
    def moved(hours: int) -> Changes:
        changed = yield Prepared(update(period).values(finished_at=NOW + timedelta(hours=hours))), [{}]
        return changed == 1

    if not isinstance(engines.hasty, AsyncEngine):
        pytest.skip("SQLite has no server that could end a connection")
    await finish(engines, "a")
    assert await engines.in_haste(moved(1))
    ended = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() ")
    async with engines.writing() as work:
        await work.execute(text(f"{ended} AND pid <> pg_backend_pid()"))
    with pytest.raises(StorageUnavailable):
        await engines.in_haste(moved(2))
    assert await engines.in_haste(moved(3))
    async with engines.reading() as view:
        assert (await view.execute(select(period.c.finished_at))).scalar_one() == NOW + timedelta(hours=3)
