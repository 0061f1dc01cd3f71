"""Statements of each mail's way, prepared once: their text, and what becomes of values on the way in and out.

To carry a statement out, SQLAlchemy goes through its caches, events, contexts and a greenlet: some 100
microseconds, where SQLite takes 20. A mail that is acted on takes a dozen. A prepared statement goes straight
to the driver instead (`near_sqlite.py`, in place; `near_postgresql.py`); SQLAlchemy has written it and knows
its types.

All else is as it was: the same transaction, the same errors. A prepared statement is a constant with named
parameters, none of them a list.
"""

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, cast

from sqlalchemy import Column, Dialect, Insert, Select, Update
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.compiler import SQLCompiler

from mailservice.storage import near_postgresql
from mailservice.storage.near_sqlite import NearConnection, near_of

_MOST_ROWS = 64  # of one statement: SQLite takes some 32,000 values in one
_Convert = Callable[[Any], Any] | None  # None: the value stays what it is


class Done(NamedTuple):
    """What a statement brought: rows, whose values have the names of their columns; how many it changed."""

    rows: list[Any]
    rowcount: int  # means nothing for a SELECT

    @property
    def first(self) -> Any:
        """The first row; None where there is none."""
        return self.rows[0] if self.rows else None


class Prepared:
    """A statement that is kept.

    columns   of an INSERT: those that are given a value
    """

    def __init__(
        self, statement: Select[*tuple[Any, ...]] | Insert | Update, *, columns: Iterable[str] = ()
    ) -> None:
        self._statement, self._given = statement, list(columns) or None
        self._for_sqlite: ForDriver | None = None
        self._for_postgresql: ForDriver | None = None

    async def carry_out(self, work: AsyncConnection, values: Mapping[str, Any]) -> Done:
        """In the transaction of `work`, which begins where it has not. Raises what `work.execute` does."""
        if work.dialect.name != "sqlite":
            prepared = await self._on_server(work)
            rows, changed = await near_postgresql.carry_out(work, prepared.text, prepared.arguments(values))
            return Done([self._row(*prepared.read(row)) for row in rows], changed)
        await self._prepared(work)
        return await self.carry_out_near(near_of(work), values)

    async def carry_out_near(self, near: NearConnection, values: Mapping[str, Any]) -> Done:
        """As `carry_out`, on SQLite, in the transaction of `near`; a SELECT may do without one."""
        prepared = self.for_sqlite()
        try:
            rows, changed = await near.carry_out(prepared.text, prepared.arguments(values))
        except sqlite3.Error as error:
            raise _as_sqlalchemy_tells(error, prepared) from error
        return Done([self._row(*prepared.read(row)) for row in rows], changed)

    async def carry_out_all(self, work: AsyncConnection, rows: Sequence[Mapping[str, Any]]) -> int:
        """As `carry_out`, for each of these, where nothing is brought. Returns how many rows were changed."""
        if work.dialect.name != "sqlite":
            on_server = await self._on_server(work)
            return await near_postgresql.carry_out_all(
                work, on_server.text, [on_server.arguments(row) for row in rows]
            )
        prepared = await self._prepared(work)
        try:
            return await near_of(work).carry_out_all(prepared.text, [prepared.arguments(row) for row in rows])
        except sqlite3.Error as error:
            raise _as_sqlalchemy_tells(error, prepared) from error

    async def store(self, near: NearConnection, rows: Sequence[Mapping[str, Any]]) -> int:
        """As `carry_out_all`, an INSERT, on SQLite, in a transaction of its own: `near` is in none."""
        prepared = self.for_sqlite()
        try:
            return await near.store(prepared.for_rows(rows))
        except sqlite3.Error as error:
            raise _as_sqlalchemy_tells(error, prepared) from error

    def for_sqlite(self) -> "ForDriver":
        """The statement for a driver without SQLAlchemy."""
        if self._for_sqlite is None:
            self._for_sqlite = self._compiled(sqlite.dialect(paramstyle="qmark"))
        return self._for_sqlite

    async def _on_server(self, work: AsyncConnection) -> "ForDriver":
        """The statement for psycopg, in a transaction that SQLAlchemy knows of."""
        if not work.in_transaction():
            await work.begin()
        if self._for_postgresql is None:
            psycopg: Any = type(work.dialect)
            self._for_postgresql = self._compiled(psycopg(paramstyle="format"))
        return self._for_postgresql

    async def _prepared(self, work: AsyncConnection) -> "ForDriver":
        if not work.in_transaction():
            await work.begin()
        return self.for_sqlite()

    @cached_property
    def _brings(self) -> list[Column[Any]]:
        return list(cast("Iterable[Column[Any]]", self._statement.exported_columns))

    @cached_property
    def _row(self) -> Callable[..., Any]:
        return namedtuple("_Row", [each.key for each in self._brings], rename=True)

    def _compiled(self, dialect: Dialect) -> "ForDriver":
        statement = self._statement
        if isinstance(statement, Insert) and not self._brings:
            statement = statement.inline()  # PostgreSQL would bring the new row's number unasked
        compiled = statement.compile(dialect=dialect, column_keys=self._given)
        assert isinstance(compiled, SQLCompiler)
        names = tuple(compiled.positiontup or ())
        binds = compiled.binds
        into = {name: binds[name].type.dialect_impl(dialect).bind_processor(dialect) for name in names}
        out = [each.type.dialect_impl(dialect).result_processor(dialect, None) for each in self._brings]
        parameters = []
        for name in names:
            convert, constant = into[name], binds[name].effective_value
            if binds[name].required:
                parameters.append((name, convert, None))
            else:
                parameters.append(("", None, constant if convert is None else convert(constant)))
        return ForDriver(compiled.string, tuple(parameters), tuple(out) if any(out) else ())


@dataclass(frozen=True, slots=True)
class ForDriver:
    """A statement as the database's driver takes it.

    parameters  in their order: the name and how its value is converted; or "" and a value of the statement's
                own, converted already
    out         how its columns are read, empty where all are as they are kept
    """

    text: str
    parameters: tuple[tuple[str, _Convert, Any], ...]
    out: tuple[_Convert, ...]

    def arguments(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        """Raises KeyError for a parameter that was given no value."""
        return tuple(
            [
                own if not name else values[name] if convert is None else convert(values[name])
                for name, convert, own in self.parameters
            ]
        )

    def for_rows(self, rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, list[Any]]]:
        """An INSERT of these rows by few statements, of 64, 32, 16 … rows, so that each is prepared once.

        For each call of the driver a thread gives the interpreter away, and gets it back when another lets
        go of it: for each row anew, that would take longer than the rows do.
        """
        statements: list[tuple[str, list[Any]]] = []
        first = 0
        while first < len(rows):
            size = min(_MOST_ROWS, 1 << (len(rows) - first).bit_length() - 1)
            some = rows[first : first + size]
            values = [value for row in some for value in self.arguments(row)]
            statements.append((self._for_so_many(size), values))
            first += size
        return statements

    def _for_so_many(self, rows: int) -> str:
        one = f"({', '.join('?' * len(self.parameters))})"
        return self.text.replace(one, ", ".join([one] * rows), 1)

    def read(self, row: tuple[Any, ...]) -> Sequence[Any]:
        """The values of a row as the program knows them."""
        if not self.out:
            return row
        return [
            value if convert is None else convert(value) for convert, value in zip(self.out, row, strict=True)
        ]


def _as_sqlalchemy_tells(error: sqlite3.Error, statement: ForDriver) -> BaseException:
    return DBAPIError.instance(statement.text, (), error, sqlite3.Error, hide_parameters=True)
