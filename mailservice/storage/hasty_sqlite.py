"""What became of letters, written to SQLite in haste: in place, and to the disk a moment later.

A transaction of SQLAlchemy over aiosqlite is some twenty calls and switches: 300 microseconds before the
first row, where a whole letter is to take less than a hundred. Here it is three calls of the driver. Its
commit is with the operating system when it returns (`synchronous = NORMAL`), which keeps it whatever becomes
of this process. `flush` has the disk keep it too: what has been committed lies in the write-ahead log, and
that the log is flushed is all that `synchronous = FULL` adds to a commit. Flushed here, nobody waits for it.
"""

import asyncio
import os
import sqlite3
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mailservice.storage.prepared import Prepared

_LOCK = "BEGIN IMMEDIATE"
_PRAGMAS = ("synchronous = NORMAL", "wal_autocheckpoint = 0", "mmap_size = 0", "foreign_keys = ON")
_flush_file = getattr(os, "fdatasync", os.fsync)


# Updates with their rows, one after the other; each is answered with how many rows it changed. What comes of
# them all is a yes or a no.
Changes = Generator[tuple[Prepared, list[dict[str, Any]]], int, bool]


@dataclass(slots=True)
class HastyWriter:
    """One connection, made when it is first needed. Its user holds the writer's turn."""

    path: str
    timeout_ms: int
    _opened: sqlite3.Connection | None = None
    _log: int | None = None  # the write-ahead log: nobody removes it while the connection is open

    async def carry_out(self, changes: Changes) -> bool:
        """Each of them in its turn, in one transaction, committed and not flushed. Raises sqlite3.Error."""
        connection = self._connection()
        await self._lock(connection)
        try:
            done = self._answered(connection.cursor(), changes)
            self._commit(connection)
        finally:
            if connection.in_transaction:
                connection.rollback()
        return done

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
            waiting = asyncio.ensure_future(asyncio.to_thread(_lock_patiently, connection, self.timeout_ms))
            try:
                await asyncio.shield(waiting)
            except asyncio.CancelledError:
                await asyncio.wait((waiting,))
                connection.rollback()
                raise

    def _answered(self, cursor: sqlite3.Cursor, changes: Changes) -> bool:
        try:
            change = next(changes)
            while True:
                change = changes.send(self._update(cursor, *change))
        except StopIteration as end:
            return bool(end.value)

    def _update(self, cursor: sqlite3.Cursor, statement: Prepared, rows: Sequence[Mapping[str, Any]]) -> int:
        prepared = statement.for_sqlite()
        return cursor.executemany(prepared.text, [prepared.arguments(row) for row in rows]).rowcount

    def _commit(self, connection: sqlite3.Connection) -> None:
        connection.execute("COMMIT")


def _lock_patiently(connection: sqlite3.Connection, timeout_ms: int) -> None:
    connection.execute(f"PRAGMA busy_timeout = {timeout_ms}")
    try:
        connection.execute(_LOCK)
    finally:
        connection.execute("PRAGMA busy_timeout = 0")
