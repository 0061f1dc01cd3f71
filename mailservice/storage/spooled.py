"""Received mails: claimed with a lease, then done or stuck. They are put in by `spool.py`."""

import json
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, bindparam, or_, select, type_coerce, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import NullType

from mailservice.flow.rows import SpooledMail
from mailservice.message.envelope import Envelope
from mailservice.storage.columns import stored_time
from mailservice.storage.engine import Engines
from mailservice.storage.hasty_sqlite import Taking
from mailservice.storage.prepared import Prepared
from mailservice.storage.tables import spool

# In this order, and as the database keeps them.
_TAKEN = (
    *("received_at", "id", "reverse_path", "recipients", "peer", "helo", "protocol", "raw"),
    *("attempts", "failures"),
)


def _take(which: ColumnElement[bool]) -> Prepared:
    free = or_(spool.c.lease_until.is_(None), spool.c.lease_until <= bindparam("now"))
    waiting = (
        select(spool.c.id)
        .where(spool.c.state == "waiting", spool.c.due_at <= bindparam("now"), free, which)
        .order_by(spool.c.attempts, spool.c.received_at, spool.c.id)
        .limit(bindparam("most"))
        .with_for_update(skip_locked=True)
    )
    return Prepared(
        update(spool)
        .where(spool.c.id.in_(waiting.scalar_subquery()))
        .values(lease_until=bindparam("until"), attempts=spool.c.attempts + 1)
        .returning(*(type_coerce(spool.c[name], NullType) for name in _TAKEN))
    )


_ORDER = itemgetter(0, 1)  # received_at, id
_TAKE_FRESH, _TAKE_AGAIN = _take(spool.c.attempts == 0), _take(spool.c.attempts > 0)
_FINISH = Prepared(
    update(spool)
    .where(spool.c.id == bindparam("key"), spool.c.state == "waiting")
    .values(state="done", because=bindparam("why"), finished_at=bindparam("at"), lease_until=None)
)
_RAW = Prepared(select(spool.c.raw).where(spool.c.id == bindparam("key")))


def claiming(*, now: datetime, lease: timedelta, limit: int) -> Taking[list[SpooledMail]]:
    """Take the oldest waiting mails for this node and count the attempt.

    One that was claimed before has perhaps taken its reader down. It waits until the others are done, and is
    taken alone, so that the innocent ones which were claimed with it are not counted with it a second time.
    """
    wanted = {"now": now, "until": now + lease}
    rows = yield _TAKE_FRESH, {**wanted, "most": limit}
    if not rows:
        rows = yield _TAKE_AGAIN, {**wanted, "most": 1}
    return [_mail(*row) for row in sorted(rows, key=_ORDER)]


async def release(work: AsyncConnection) -> None:
    """Nobody works on anything: the leases of a process that has died end now, not in minutes."""
    await work.execute(update(spool).where(spool.c.lease_until.is_not(None)).values(lease_until=None))


async def failed(work: AsyncConnection, spool_id: str, *, cause: str, retry_at: datetime | None) -> None:
    """A mail could not be processed: again at that time, or (None) set aside as stuck."""
    waiting = update(spool).where(spool.c.id == spool_id, spool.c.state == "waiting")
    if retry_at is None:
        await work.execute(waiting.values(state="stuck", because=cause, lease_until=None))
    else:
        counted = waiting.values(failures=spool.c.failures + 1)
        await work.execute(counted.values(due_at=retry_at, because=cause, lease_until=None))


async def postponed(work: AsyncConnection, spool_id: str, *, retry_at: datetime) -> None:
    """A mail was not to blame: the attempt does not count."""
    waiting = update(spool).where(spool.c.id == spool_id, spool.c.state == "waiting")
    await work.execute(waiting.values(due_at=retry_at, lease_until=None, attempts=spool.c.attempts - 1))


async def finish(work: AsyncConnection, spool_id: str, *, because: str, at: datetime) -> bool:
    """A mail is done. False where it was no longer waiting: another node has finished it."""
    done = await _FINISH.carry_out(work, {"key": spool_id, "why": because, "at": at})
    return done.rowcount == 1


async def again(work: AsyncConnection, spool_id: str, *, now: datetime) -> bool:
    """Give a stuck mail all attempts anew. False where none of that id is stuck."""
    freed = await work.execute(
        update(spool)
        .where(spool.c.id == spool_id, spool.c.state == "stuck")
        .values(state="waiting", attempts=0, failures=0, due_at=now, lease_until=None, finished_at=None)
    )
    return freed.rowcount == 1


async def raw(engines: Engines, spool_id: str) -> bytes:
    """The mail as it came. Raises KeyError where there is none of that id."""
    found = (await engines.look_up(_RAW, {"key": spool_id})).first
    if found is None:
        raise KeyError(spool_id)
    return bytes(found.raw)


def _mail(received_at: Any, spool_id: str, reverse_path: str, recipients: str, *more: Any) -> SpooledMail:
    peer, helo, protocol, octets, *counted = more
    envelope = Envelope(
        reverse_path=reverse_path,
        recipients=tuple(json.loads(recipients)),
        peer=peer,
        helo=helo,
        protocol=protocol,
        received_at=stored_time(received_at),
    )
    return SpooledMail(spool_id, envelope, bytes(octets), *counted)
