"""Connections and transactions, for SQLite and PostgreSQL alike.

SQLite has one writer: one task at a time has its turn, and transactions begin with BEGIN IMMEDIATE so that
they never fail half-way for the lock. Readers have connections of their
own, which may not write. WAL with synchronous=FULL: a commit that has returned survives power loss.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Coroutine, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from mailservice.domain.errors import StorageUnavailable
from mailservice.storage import near_sqlite
from mailservice.storage.hasty_sqlite import Changes, HastyWriter, Taking
from mailservice.storage.near_sqlite import NearConnection, near_of
from mailservice.storage.prepared import Done, Prepared
from mailservice.storage.sqlite_file import check_file

BUSY_TIMEOUT_MS = 5_000  # so long a lock that another process holds is waited for
READERS = 5  # one of them for `Engines.look_up`
POSTGRESQL_CONNECTIONS = 8
POSTGRESQL_WAIT_MS = 10_000
_T = TypeVar("_T")
_WRITE_SOMETHING = text("SELECT pg_logical_emit_message(true, 'mailservice', '')")


@dataclass(frozen=True, slots=True)
class Engines:
    """A database that is open. One for each process and event loop."""

    url: URL
    writer: AsyncEngine
    reader: AsyncEngine
    hasty: HastyWriter | AsyncEngine  # see `in_haste`
    turn: asyncio.Lock | None = field(repr=False)
    _beside: set[asyncio.Task[None]] = field(default_factory=set, repr=False)
    _own: list[NearConnection] = field(default_factory=list, repr=False)  # see `_writers_own`
    _looking: list[AsyncConnection] = field(default_factory=list, repr=False)  # see `look_up`
    _opening: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)  # of those that are kept
    _hastening: list[AsyncConnection] = field(default_factory=list, repr=False)  # see `_in_haste_on_server`

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """One transaction that writes: committed on leaving, rolled back where an exception leaves it.

        On SQLite one task at a time is inside. A task that is cancelled while it commits waits for
        the commit to end. Raises StorageUnavailable where the database cannot do it now.
        """
        with storage_errors():
            if self.turn is None:
                async with self.writer.connect() as work, _committing(work):
                    yield work
                return
            async with self.turn, self.writer.connect() as work, _committing(work):
                yield work

    async def store(self, statement: Prepared, rows: Sequence[Mapping[str, Any]]) -> int:
        """A transaction of one statement for many rows, as `writing`. Returns how many rows it changed.

        On SQLite one call to the thread: what a lone mail waits for is the disk. Raises StorageUnavailable.
        """
        if self.turn is None:
            async with self.writing() as work:
                return await statement.carry_out_all(work, rows)
        with storage_errors():
            async with self.turn:
                return await statement.store(await self._writers_own(), rows)

    async def _writers_own(self) -> NearConnection:
        """What the writer's connection stands on, kept: to be lent it anew took as long as ten mails do.

        Its pool has no other. Who uses it has the turn.
        """
        if not self._own or not self._own[0].is_open:
            async with self.writer.connect() as work:
                self._own[:] = [near_of(work)]
        return self._own[0]

    async def in_haste(self, changes: Changes) -> bool:
        """Carry these updates out; they need not survive a loss of power yet.

        When it returns, they are with the operating system (PostgreSQL: with the server), so they survive the
        death of this process; the disk has them after `flush`. On SQLite they are one transaction; on
        PostgreSQL each is one for all its rows, which is one journey to the server where BEGIN and COMMIT
        would make three. So each must be true without those after it. Raises StorageUnavailable.
        """
        with storage_errors():
            if isinstance(self.hasty, AsyncEngine):
                return await self._in_haste_on_server(changes, self.hasty)
            assert self.turn is not None
            async with self.turn:
                return await self.hasty.carry_out(changes)

    async def _in_haste_on_server(self, changes: Changes, hasty: AsyncEngine) -> bool:
        """By a connection that is kept: to be lent it anew took as long as to settle a letter.

        Where something goes wrong it is not known what is left of it: then the next has a new one.
        """
        async with self._opening:
            if not self._hastening:
                self._hastening.append(await hasty.connect())
            work = self._hastening[0]
            try:
                return await _carried_out(changes, work)
            except BaseException:
                self._hastening.clear()
                try:
                    await work.invalidate()
                finally:
                    await work.close()
                raise

    async def take(self, taking: Taking[_T]) -> _T:
        """One transaction that takes rows for this process alone. Raises StorageUnavailable.

        On SQLite in haste (`hasty_sqlite.py` says why); on PostgreSQL flushed, for the server may lose its
        power where this process does not.
        """
        if self.turn is None:
            async with self.writing() as work:
                return await _taken(taking, work)
        assert isinstance(self.hasty, HastyWriter)
        with storage_errors():
            async with self.turn:
                return await self.hasty.take(taking)

    async def flush(self) -> None:
        """What was committed in haste is on the disk when this returns. Raises StorageUnavailable."""
        with storage_errors():
            if isinstance(self.hasty, HastyWriter):
                await self.hasty.flush()
                return
            async with self.writer.connect() as work, _committing(work):
                await work.execute(_WRITE_SOMETHING)  # its commit takes all before it to the disk

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """One consistent state of the database; nothing is written through it. Raises StorageUnavailable."""
        with storage_errors():
            async with self.reader.connect() as view:
                if self.url.get_backend_name() == "postgresql":
                    await view.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
                yield view

    async def look_up(self, statement: Prepared, values: Mapping[str, Any]) -> Done:
        """What one SELECT finds, in no transaction. Raises StorageUnavailable.

        On SQLite by a reader's connection that is kept for this: to be lent one, and to begin and end a
        transaction on it, takes ten times as long as to find a row.
        """
        if self.turn is None:
            async with self.reading() as view:
                return await statement.carry_out(view, values)
        with storage_errors():
            async with self._opening:
                if not self._looking:
                    self._looking.append(await self.reader.connect())
            return await statement.carry_out_near(near_of(self._looking[0]), values)

    def beside(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Begin something that nobody waits for; `close` does."""
        task = asyncio.create_task(work)
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)
        return task

    async def close(self) -> None:
        """Close every connection. The writer's goes last, so that it is the one to checkpoint."""
        if self._beside:
            await asyncio.wait(self._beside)
        for kept in (self._looking, self._hastening):
            while kept:
                await kept.pop().close()
        await self.reader.dispose()
        if isinstance(self.hasty, HastyWriter):
            self.hasty.close()
        else:
            await self.hasty.dispose()
        await self.writer.dispose()


async def _carried_out(changes: Changes, work: AsyncConnection) -> bool:
    try:
        statement, rows = next(changes)
        while True:
            statement, rows = changes.send(await statement.carry_out_all(work, rows))
    except StopIteration as end:
        return bool(end.value)


async def _taken(taking: Taking[_T], work: AsyncConnection) -> _T:
    try:
        statement, values = next(taking)
        while True:
            statement, values = taking.send((await statement.carry_out(work, values)).rows)
    except StopIteration as end:
        taken: _T = end.value
        return taken


@asynccontextmanager
async def _committing(work: AsyncConnection) -> AsyncIterator[None]:
    await work.begin()
    yield
    commit = asyncio.ensure_future(work.commit())
    try:
        await asyncio.shield(commit)
    except asyncio.CancelledError:
        await asyncio.wait((commit,))
        commit.exception()  # looked at; what counts for the caller is that it was cancelled
        raise


def open_database(url: str, *, checkpoints: bool = True, must_exist: bool = False) -> Engines:
    """Make the database at this address ready; connections are made when they are first needed.

    url           "sqlite+aiosqlite:///file.db" or "postgresql+psycopg://user@host/name"
    checkpoints   False in every process but the service: two that checkpoint can damage the file
                  in SQLite before 3.51.3
    must_exist    refuse where there is no SQLite file yet

    Raises    DatabaseUnfit for a damaged SQLite file (an empty one too: nothing is built over what
              may have been a database), ValueError for another kind of database.
    """
    parsed = make_url(url)
    if parsed.drivername == "sqlite+aiosqlite" and parsed.database not in {None, "", ":memory:"}:
        check_file(Path(str(parsed.database)), must_exist=must_exist)
        return _open_sqlite(parsed, checkpoints=checkpoints)
    if parsed.drivername == "postgresql+psycopg":
        engine = _postgresql(parsed, connections=POSTGRESQL_CONNECTIONS)
        hasty = _postgresql(parsed, connections=1, hasty=True)
        return Engines(parsed, engine, engine, hasty, None)
    raise ValueError(
        'a database is "sqlite+aiosqlite:///<file>" or "postgresql+psycopg://<user>@<host>/<name>"'
    )


@contextmanager
def storage_errors() -> Iterator[None]:
    """The one place where the database's errors become ours.

    A statement that the schema forbids (IntegrityError, DataError) or does not know (ProgrammingError) is a
    fault of this program and stays what it is.
    """
    try:
        yield
    except (DataError, IntegrityError, ProgrammingError, sqlite3.IntegrityError, sqlite3.ProgrammingError):
        raise
    except (DBAPIError, PoolExhausted, sqlite3.DatabaseError, OSError) as error:
        raise StorageUnavailable(_cause(error)) from error


def _cause(error: Exception) -> str:
    """What the database said, in one line, without the statement and its values."""
    origin = getattr(error, "orig", None) or error
    said = str(origin).strip().partition("\n")[0]
    return f"{type(origin).__name__}: {said}"


def _postgresql(url: URL, *, connections: int, hasty: bool = False) -> AsyncEngine:
    """Whether a commit waits for the disk is ours to say, whatever the server's own configuration says."""
    settings = f"-c lock_timeout={POSTGRESQL_WAIT_MS} -c synchronous_commit={'off' if hasty else 'on'}"
    return create_async_engine(
        url,
        isolation_level="AUTOCOMMIT" if hasty else "READ COMMITTED",
        pool_size=connections,
        max_overflow=0,
        pool_pre_ping=not hasty,  # results are told again where it was away (`flow/sending.py`)
        connect_args={"connect_timeout": 10, "options": settings},
    )


def _open_sqlite(url: URL, *, checkpoints: bool) -> Engines:
    arguments = {"timeout": BUSY_TIMEOUT_MS / 1000, "async_creator_fn": near_sqlite.connect}
    writer = create_async_engine(url, pool_size=1, max_overflow=0, connect_args=arguments)
    reader = create_async_engine(url, pool_size=READERS, max_overflow=0, connect_args=arguments)
    prepare_sqlite(writer.sync_engine, begin="BEGIN IMMEDIATE", checkpoints=checkpoints)
    prepare_sqlite(reader.sync_engine, begin="BEGIN", checkpoints=False, read_only=True)
    hasty = HastyWriter(str(url.database), BUSY_TIMEOUT_MS, checkpoints)
    return Engines(url, writer, reader, hasty, asyncio.Lock())


def prepare_sqlite(engine: Engine, *, begin: str, checkpoints: bool, read_only: bool = False) -> None:
    """Set each new connection of this engine up, and let it begin transactions itself."""

    def on_connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver begins no transactions of its own
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout = {BUSY_TIMEOUT_MS}",
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            "mmap_size = 0",
            f"wal_autocheckpoint = {1000 if checkpoints else 0}",
            f"query_only = {'ON' if read_only else 'OFF'}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    event.listen(engine, "connect", on_connect)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
