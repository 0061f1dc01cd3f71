"""SQLite at hand: what takes microseconds is done in place, what waits is done in aiosqlite's thread.

aiosqlite hands each call to a thread and waits for it. A statement of SQLAlchemy is four such calls, and
one of them costs more than most statements: 100 to 150 microseconds, and up to 5 ms where the two threads
contend for the interpreter. A mail takes about thirty statements. So here only what may wait goes to the
thread: the disk (COMMIT), a lock that another process holds, and what touches many rows (executemany but for
small updates, INSERT ... SELECT). All else is done where it is asked for (docs/decisions/0012).

The lock of the writer is tried in place first, without waiting: in a process one task at a time asks for it,
so it is nearly always free.
"""

import asyncio
import re
import sqlite3
from collections.abc import Callable
from functools import partial
from typing import Any

import aiosqlite
from sqlalchemy.ext.asyncio import AsyncConnection

_ITER_CHUNK = 64  # rows; aiosqlite's own default
_FEW_ROWS = 64  # are updated in half a millisecond: a group of settled letters
_LOCK = "BEGIN IMMEDIATE"
_MAY_WAIT = re.compile(r"\s*(COMMIT|PRAGMA|VACUUM|INSERT\b.*\bSELECT\b)", re.IGNORECASE | re.DOTALL)
_OF_CURSOR = frozenset({"execute", "fetchall", "fetchone", "close"})  # at hand
_OF_CONNECTION = frozenset({"cursor", "rollback"})  # at hand: what is rolled back is in memory


class NearConnection(aiosqlite.Connection):
    """An aiosqlite connection that asks its thread only for what may wait.

    One transaction uses it at a time (the pool sees to that), so the two threads never meet in it.
    """

    _deserted = False  # who asked the thread was cancelled: it may still be at it

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if self._deserted or _may_wait(fn, args):
            return await self._ask(fn, *args, **kwargs)
        if not self._running or self._connection is None:
            raise ValueError("Connection closed")
        if args and args[0] == _LOCK:
            return await self._lock(self._connection, fn, *args)
        return fn(*args, **kwargs)

    @property
    def is_open(self) -> bool:
        """It was connected and is not closed."""
        return self._running and self._connection is not None

    async def carry_out(self, text: str, arguments: tuple[Any, ...]) -> tuple[list[Any], int]:
        """A statement that takes no time, without a cursor for each: its rows, and how many it changed."""
        if self._deserted:
            return await self._ask(self._carried_out, text, arguments)  # type: ignore[no-any-return]
        return self._carried_out(text, arguments)

    async def carry_out_all(self, text: str, arguments: list[tuple[Any, ...]]) -> int:
        """A statement for many rows, in the thread: how many it changed."""
        return await self._ask(self._all_carried_out, text, arguments)  # type: ignore[no-any-return]

    def _all_carried_out(self, text: str, arguments: list[tuple[Any, ...]]) -> int:
        return self._conn.executemany(text, arguments).rowcount

    async def store(self, statements: list[tuple[str, list[Any]]]) -> int:
        """A whole transaction, flushed, in one call to the thread: how many rows these have changed."""
        return await self._ask(self._stored, statements)  # type: ignore[no-any-return]

    def _stored(self, statements: list[tuple[str, list[Any]]]) -> int:
        self._conn.execute(_LOCK)
        try:
            changed = sum(self._conn.execute(*statement).rowcount for statement in statements)
            self._conn.commit()
        finally:
            if self._conn.in_transaction:
                self._conn.rollback()
        return changed

    def _carried_out(self, text: str, arguments: tuple[Any, ...]) -> tuple[list[Any], int]:
        cursor = self._conn.execute(text, arguments)
        return cursor.fetchall(), cursor.rowcount

    async def _ask(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Have it done in the thread, after all that was asked of it before."""
        try:
            done = await super()._execute(fn, *args, **kwargs)  # type: ignore[no-untyped-call]
        except asyncio.CancelledError:
            self._deserted = True
            raise
        self._deserted = False
        return done

    async def _lock(self, connection: sqlite3.Connection, fn: Callable[..., Any], *args: Any) -> Any:
        """Take the lock at once where it is free; else wait for it in the thread."""
        [(patience_ms,)] = connection.execute("PRAGMA busy_timeout")
        connection.execute("PRAGMA busy_timeout = 0")
        try:
            return fn(*args)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:  # the low byte is the kind
                raise
        finally:
            connection.execute(f"PRAGMA busy_timeout = {patience_ms}")
        return await self._ask(fn, *args)


def near_of(work: AsyncConnection) -> NearConnection:
    """What SQLAlchemy's connection to SQLite stands on."""
    assert work.sync_connection is not None
    near = work.sync_connection.connection.driver_connection
    assert isinstance(near, NearConnection)
    return near


def _may_wait(fn: Callable[..., Any], args: tuple[Any, ...]) -> bool:
    """Whether a call of the driver can take longer than asking a thread for it."""
    if not isinstance(getattr(fn, "__self__", None), sqlite3.Cursor):
        return fn.__name__ not in _OF_CONNECTION
    if fn.__name__ == "executemany":
        return len(args[1]) > _FEW_ROWS or not args[0].startswith("UPDATE")  # what is inserted may be large
    if fn.__name__ not in _OF_CURSOR:
        return True
    return bool(args) and isinstance(args[0], str) and _MAY_WAIT.match(args[0]) is not None


def connect(database: str, **arguments: Any) -> NearConnection:
    """For SQLAlchemy's `async_creator_fn`: opened when it is first awaited."""
    connector = partial(sqlite3.connect, database, **{**arguments, "check_same_thread": False})
    connection = NearConnection(connector, _ITER_CHUNK)
    connection._thread.daemon = True  # as SQLAlchemy has it: a process that ends waits for nobody
    return connection
