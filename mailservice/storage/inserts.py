"""Rows that are written once, however often they are asked for.

The statements are made once for each table: to build one of twenty columns costs more than to carry it out.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, Table
from sqlalchemy.ext.asyncio import AsyncConnection

from mailservice.storage.prepared import Prepared

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite


async def insert_new(work: AsyncConnection, table: Table, values: Mapping[str, Any]) -> bool:
    """Insert a row. False, and nothing changed, where one of its unique keys is there already."""
    written = await _insert_telling(work.dialect.name, table, tuple(values)).carry_out(work, values)
    return written.first is not None


async def insert_all_new(work: AsyncConnection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows of the same columns, passing over those whose unique keys are there already."""
    if rows:
        await _insert_all(work.dialect.name, table, tuple(rows[0])).carry_out_all(work, rows)


async def insert_selected(
    work: AsyncConnection, table: Table, names: tuple[str, ...], rows: Select[Any]
) -> None:
    """Insert what a query finds, passing over rows whose unique keys are there already."""
    insert = insert_into(work.dialect.name, table).from_select(names, rows)
    await work.execute(insert.on_conflict_do_nothing())


def insert_into(database: str, table: Table) -> "postgresql.Insert | sqlite.Insert":
    """An INSERT that can say ON CONFLICT. Loads nothing of the other database: that is a tenth of a start."""
    if database == "sqlite":
        from sqlalchemy.dialects.sqlite import insert
    else:
        from sqlalchemy.dialects.postgresql import insert  # type: ignore[assignment]
    return insert(table)


@cache
def _insert_all(database: str, table: Table, columns: tuple[str, ...]) -> Prepared:
    return Prepared(insert_into(database, table).on_conflict_do_nothing(), columns=columns)


@cache
def _insert_telling(database: str, table: Table, columns: tuple[str, ...]) -> Prepared:
    """It returns the key of the row that it has written, nothing where there was one."""
    insert = insert_into(database, table).on_conflict_do_nothing()
    return Prepared(insert.returning(*table.primary_key.columns), columns=columns)
