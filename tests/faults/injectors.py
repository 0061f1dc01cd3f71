"""What can be made to fail at its n-th call: statements, commits, answers to commits, socket writes."""

import contextlib
import functools
import sqlite3
from asyncio import selector_events
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine

from mailservice.storage import near_postgresql
from mailservice.storage.engine import Engines
from mailservice.storage.hasty_sqlite import HastyWriter
from mailservice.storage.near_sqlite import NearConnection


@dataclass
class Countdown:
    """Counts calls; the n-th is to fail. n = 0: none, only counted."""

    n: int
    calls: int = 0

    @property
    def struck(self) -> bool:
        """The n-th call has come."""
        return 0 < self.n <= self.calls

    def strikes(self) -> bool:
        """Count one call: is it the one?"""
        self.calls += 1
        return self.calls == self.n


Injector = Callable[[Engines, Countdown], contextlib.AbstractContextManager[None]]


def _away(statement: str) -> OperationalError:
    return OperationalError(statement, {}, Exception("injected: the database is away"))


@contextlib.contextmanager
def statements(engines: Engines, countdown: Countdown) -> Iterator[None]:
    """A statement is refused before it is carried out."""

    def before(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if countdown.strikes():
            raise _away(statement)

    def past_sqlalchemy(does: Callable[..., Any], *arguments: Any) -> Any:
        before(None, None, "a statement of the driver")
        return does(*arguments)

    sync = {each.sync_engine for each in _engines(engines)}
    for each in sync:
        event.listen(each, "before_cursor_execute", before)
    try:
        with (
            _instead(HastyWriter, "_update", past_sqlalchemy),
            _instead(HastyWriter, "_fetch", past_sqlalchemy),
            _instead(NearConnection, "carry_out", past_sqlalchemy),
            _instead(NearConnection, "carry_out_all", past_sqlalchemy),
            _instead(NearConnection, "store", past_sqlalchemy),
            _instead(near_postgresql, "carry_out", past_sqlalchemy),
            _instead(near_postgresql, "carry_out_all", past_sqlalchemy),
        ):
            yield
    finally:
        for each in sync:
            event.remove(each, "before_cursor_execute", before)


def _engines(engines: Engines) -> list[AsyncEngine]:
    written = (engines.writer, engines.reader, engines.hasty)
    return [each for each in written if isinstance(each, AsyncEngine)]


@contextlib.contextmanager
def _instead(
    kind: type[HastyWriter | NearConnection] | ModuleType, name: str, instead: Callable[..., Any]
) -> Iterator[None]:
    """What a database is told past SQLAlchemy. instead: gets what is done otherwise, and its arguments."""
    does = getattr(kind, name)
    setattr(kind, name, lambda *arguments: instead(does, *arguments))
    try:
        yield
    finally:
        setattr(kind, name, does)


@contextlib.contextmanager
def _commits(engines: Engines, countdown: Countdown, *, carried_out: bool) -> Iterator[None]:
    dialects = {each.sync_engine.dialect for each in _engines(engines)}
    commit = type(engines.writer.sync_engine.dialect).do_commit

    def fails(dialect: Any, connection: Any) -> None:
        if not countdown.strikes():
            commit(dialect, connection)
            return
        end = commit if carried_out else type(dialect).do_rollback
        end(dialect, connection)
        raise _away("COMMIT")

    def in_haste(does: Callable[..., Any], writer: HastyWriter, connection: sqlite3.Connection) -> None:
        if not countdown.strikes():
            does(writer, connection)
            return
        connection.execute("COMMIT" if carried_out else "ROLLBACK")
        raise _away("COMMIT")

    async def stored(does: Callable[..., Any], *arguments: Any) -> Any:
        if not countdown.strikes():
            return await does(*arguments)
        if carried_out:
            await does(*arguments)
        raise _away("COMMIT")

    for each in dialects:
        each.do_commit = functools.partial(fails, each)  # type: ignore[method-assign]
    try:
        with _instead(HastyWriter, "_commit", in_haste), _instead(NearConnection, "store", stored):
            yield
    finally:
        for each in dialects:
            del each.do_commit


def commits(engines: Engines, countdown: Countdown) -> contextlib.AbstractContextManager[None]:
    """A commit is refused: nothing of the transaction is there."""
    return _commits(engines, countdown, carried_out=False)


def answers_to_commits(engines: Engines, countdown: Countdown) -> contextlib.AbstractContextManager[None]:
    """A commit is carried out, and the connection breaks before anybody is told."""
    return _commits(engines, countdown, carried_out=True)


@contextlib.contextmanager
def socket_writes(_engines: Engines, countdown: Countdown) -> Iterator[None]:
    """A write to any socket of the process breaks its connection: ours, the client's, the smarthost's."""
    transport: Any = selector_events._SelectorSocketTransport  # type: ignore[attr-defined]
    write, writelines = transport.write, transport.writelines

    def fails(self: Any, data: bytes) -> None:
        if countdown.strikes():
            self.abort()
        else:
            write(self, data)

    transport.write, transport.writelines = fails, lambda self, lines: fails(self, b"".join(lines))
    try:
        yield
    finally:
        transport.write, transport.writelines = write, writelines


INJECTORS: dict[str, Injector] = {
    "statement": statements,
    "commit": commits,
    "answer to a commit": answers_to_commits,
    "socket write": socket_writes,
}
