"""SQLite at hand: what takes microseconds is done in place, what waits is done in aiosqlite's thread.

aiosqlite hands each call to a thread and waits for it. A statement of SQLAlchemy is four such calls, and
one of them costs more than most statements: 100 to 150 microseconds, and up to 5 ms where the two threads
contend for the interpreter. A mail takes about thirty statements. So here only what may wait goes to the
thread: the lock (BEGIN IMMEDIATE), the disk (COMMIT), and what touches many rows (executemany,
INSERT ... SELECT). All else is done where it is asked for (docs/decisions/0012).
"""

import re
import sqlite3
from collections.abc import Callable
from functools import partial
from typing import Any

import aiosqlite

_ITER_CHUNK = 64  # rows; aiosqlite's own default
_MAY_WAIT = re.compile(
    r"\s*(BEGIN|COMMIT|ROLLBACK|PRAGMA|VACUUM|INSERT\b.*\bSELECT\b)", re.IGNORECASE | re.DOTALL
)
_AT_HAND = frozenset({"execute", "fetchall", "fetchone", "close"})


class NearConnection(aiosqlite.Connection):
    """An aiosqlite connection that asks its thread only for what may wait.

    One transaction uses it at a time (the pool sees to that), so the two threads never meet in it.
    """

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if _may_wait(fn, args):
            return await super()._execute(fn, *args, **kwargs)  # type: ignore[no-untyped-call]
        if not self._running or self._connection is None:
            raise ValueError("Connection closed")
        return fn(*args, **kwargs)


def _may_wait(fn: Callable[..., Any], args: tuple[Any, ...]) -> bool:
    """Whether a call of the driver can take longer than asking a thread for it."""
    if isinstance(getattr(fn, "__self__", None), sqlite3.Cursor) and fn.__name__ in _AT_HAND:
        return bool(args) and isinstance(args[0], str) and _MAY_WAIT.match(args[0]) is not None
    return fn.__name__ != "cursor"


def connect(database: str, **arguments: Any) -> NearConnection:
    """For SQLAlchemy's `async_creator_fn`: opened when it is first awaited."""
    connector = partial(sqlite3.connect, database, **{**arguments, "check_same_thread": False})
    connection = NearConnection(connector, _ITER_CHUNK)
    connection._thread.daemon = True  # as SQLAlchemy has it: a process that ends waits for nobody
    return connection
