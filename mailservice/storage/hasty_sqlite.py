"""Who has letters and what became of them, written to SQLite in haste: in place, to the disk a moment later.

A transaction of SQLAlchemy over aiosqlite is some twenty calls and switches: 300 microseconds before the
first row, where a whole letter is to take less than a hundred. Here it is three calls of the driver. Its
commit is with the operating system when it returns (`synchronous = NORMAL`), which keeps it whatever becomes
of this process. `flush` has the disk keep it too: what has been committed lies in the write-ahead log, and
that the log is flushed is all that `synchronous = FULL` adds to a commit. Flushed here, nobody waits for it.

Letters are claimed here too, and received mails, though nothing flushes that. A loss of power ends every
process that has one in hand; and whatever is flushed later in the same log takes what was written before it
along. So one connection does all of a letter, and its pages are at hand: what another connection commits
empties a cache of SQLite.
"""

import asyncio
import os
import sqlite3
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from mailservice.storage.prepared import Prepared

_LOCK = "BEGIN IMMEDIATE"
_PRAGMAS = ("synchronous = NORMAL", "wal_autocheckpoint = 0", "mmap_size = 0", "foreign_keys = ON")
_CHECKPOINT_PAGES = 4_000  # of the log: the same pages are written again and again, so more cost little more
_flush_file = getattr(os, "fdatasync", os.fsync)

_T = TypeVar("_T")
_Change = TypeVar("_Change", bound=tuple[Any, ...])
_Answer = TypeVar("_Answer")

# Updates with their rows, one after the other; each is answered with how many rows it changed. What comes of
# them all is a yes or a no.
Changes = Generator[tuple[Prepared, list[dict[str, Any]]], int, bool]

# Updates with their values, one after the other; each is answered with the rows that it returns.
Taking = Generator[tuple[Prepared, Mapping[str, Any]], Sequence[Any], _T]


@dataclass(slots=True)
class HastyWriter:
    """One connection, made when it is first needed. Its user holds the writer's turn.

    checkpoints   see `open_database`
    """

    path: str
    timeout_ms: int
    checkpoints: bool = False
    _opened: sqlite3.Connection | None = None
    _log: int | None = None  # the write-ahead log: nobody removes it while the connection is open

    async def carry_out(self, changes: Changes) -> bool:
        """Each of them in its turn, in one transaction, committed and not flushed. Raises sqlite3.Error."""
        connection = self._connection()
        await self._lock(connection)
        try:
            done = _carried_out(changes, connection.cursor(), self._update)
            self._commit(connection)
        finally:
            if connection.in_transaction:
                connection.rollback()
        return done

    async def take(self, taking: Taking[_T]) -> _T:
        """As `carry_out`; and where the log has grown long, it is then written back, in a thread."""
        connection = self._connection()
        await self._lock(connection)
        try:
            taken = _carried_out(taking, connection.cursor(), self._fetch)
            if self.checkpoints:
                await _in_thread(connection, self._commit_and_checkpoint, connection)
            else:
                self._commit(connection)
        finally:
            if connection.in_transaction:
                connection.rollback()
        return taken

    async def flush(self) -> None:
        """What was committed before is on the disk when this returns. Raises OSError."""
        if self._opened is None:
            return
        if self._log is None:
            self._log = os.open(f"{self.path}-wal", os.O_RDWR)
        await asyncio.to_thread(_flush_file, self._log)

    def close(self) -> None:
        """Give the connection back."""
        if self._log is not None:
            os.close(self._log)
            self._log = None
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    def _connection(self) -> sqlite3.Connection:
        if self._opened is None:
            self._opened = sqlite3.connect(self.path, 0, isolation_level=None, check_same_thread=False)
            for pragma in _PRAGMAS:
                self._opened.execute(f"PRAGMA {pragma}")
        return self._opened

    async def _lock(self, connection: sqlite3.Connection) -> None:
        """At once where it is free, as it nearly always is; else another process has it: in a thread."""
        try:
            connection.execute(_LOCK)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:  # the low byte is the kind
                raise
            await _in_thread(connection, _lock_patiently, connection, self.timeout_ms)

    def _update(self, cursor: sqlite3.Cursor, statement: Prepared, rows: Sequence[Mapping[str, Any]]) -> int:
        prepared = statement.for_sqlite()
        return cursor.executemany(prepared.text, [prepared.arguments(row) for row in rows]).rowcount

    def _fetch(self, cursor: sqlite3.Cursor, statement: Prepared, values: Mapping[str, Any]) -> Sequence[Any]:
        prepared = statement.for_sqlite()
        return cursor.execute(prepared.text, prepared.arguments(values)).fetchall()

    def _commit(self, connection: sqlite3.Connection) -> None:
        connection.execute("COMMIT")

    def _commit_and_checkpoint(self, connection: sqlite3.Connection) -> None:
        connection.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES}")
        try:
            self._commit(connection)
        finally:
            connection.execute("PRAGMA wal_autocheckpoint = 0")


def _carried_out(
    changes: Generator[_Change, _Answer, _T],
    cursor: sqlite3.Cursor,
    answer: Callable[..., _Answer],
) -> _T:
    try:
        change = next(changes)
        while True:
            change = changes.send(answer(cursor, *change))
    except StopIteration as end:
        done: _T = end.value
        return done


async def _in_thread(connection: sqlite3.Connection, does: Callable[..., None], *arguments: Any) -> None:
    """What may wait. Who is cancelled meanwhile leaves when the thread does, and with no transaction open."""
    waiting = asyncio.ensure_future(asyncio.to_thread(does, *arguments))
    try:
        await asyncio.shield(waiting)
    except asyncio.CancelledError:
        await asyncio.wait((waiting,))
        waiting.exception()  # looked at; what counts for the caller is that it was cancelled
        connection.rollback()
        raise


def _lock_patiently(connection: sqlite3.Connection, timeout_ms: int) -> None:
    connection.execute(f"PRAGMA busy_timeout = {timeout_ms}")
    try:
        connection.execute(_LOCK)
    finally:
        connection.execute("PRAGMA busy_timeout = 0")
