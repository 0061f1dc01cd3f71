"""Rows that are written once, however often they are asked for."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

_Insert = postgresql.Insert | sqlite.Insert


async def insert_new(work: AsyncConnection, table: Table, values: Mapping[str, Any]) -> bool:
    """Insert a row. False, and nothing changed, where one of its unique keys is there already."""
    insert = _insert(work, table).values(values).on_conflict_do_nothing()
    written = await work.execute(insert.returning(*table.primary_key.columns))
    return written.first() is not None


async def insert_all_new(work: AsyncConnection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows of the same columns, passing over those whose unique keys are there already."""
    if rows:
        await work.execute(_insert(work, table).on_conflict_do_nothing(), rows)


async def insert_selected(
    work: AsyncConnection, table: Table, names: tuple[str, ...], rows: Select[Any]
) -> None:
    """Insert what a query finds, passing over rows whose unique keys are there already."""
    await work.execute(_insert(work, table).from_select(names, rows).on_conflict_do_nothing())


def _insert(work: AsyncConnection, table: Table) -> _Insert:
    if work.dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)
