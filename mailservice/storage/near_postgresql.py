"""PostgreSQL at hand: a prepared statement goes straight to psycopg, in SQLAlchemy's transaction.

SQLAlchemy has written the statement and knows its types. Its own way to carry one out, through caches,
events and a greenlet, takes three times as long as the driver, which has the server prepare what it is
told often.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

if TYPE_CHECKING:
    import psycopg  # loaded where a database is PostgreSQL


async def carry_out(work: AsyncConnection, text: str, arguments: tuple[Any, ...]) -> tuple[list[Any], int]:
    """Its rows, and how many it changed. Raises what `work.execute` does."""
    async with _asked(work, text) as cursor:
        await cursor.execute(text, arguments)
        return await cursor.fetchall() if cursor.description else [], cursor.rowcount


async def carry_out_all(work: AsyncConnection, text: str, rows: Sequence[tuple[Any, ...]]) -> int:
    """Once for each of these, in one journey to the server: how many it changed. Raises as `carry_out`."""
    async with _asked(work, text) as cursor:
        await cursor.executemany(text, rows)
        return cursor.rowcount


@asynccontextmanager
async def _asked(work: AsyncConnection, text: str) -> "AsyncIterator[psycopg.AsyncCursor[Any]]":
    """A cursor, whose errors are told as SQLAlchemy tells them; it hears of a connection that has ended."""
    near = _near_of(work)
    try:
        async with near.cursor() as cursor:
            yield cursor
    except BaseException as error:
        if near.closed:
            await work.invalidate()
        if isinstance(error, _errors_of(work)):
            raise _as_sqlalchemy_tells(error, text, work) from error
        raise


def _near_of(work: AsyncConnection) -> "psycopg.AsyncConnection[Any]":
    """What SQLAlchemy's connection stands on."""
    assert work.sync_connection is not None
    return cast("psycopg.AsyncConnection[Any]", work.sync_connection.connection.driver_connection)


def _errors_of(work: AsyncConnection) -> type[Exception]:
    return work.dialect.loaded_dbapi.Error


def _as_sqlalchemy_tells(error: Exception, text: str, work: AsyncConnection) -> BaseException:
    return DBAPIError.instance(text, (), error, _errors_of(work), hide_parameters=True)
