"""What the secretariat and the people who run the service look at: counts, and what waits."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Row, Select, Table, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mailservice.domain.people import SubscriptionState
from mailservice.storage.engine import Engines
from mailservice.storage.sending import Sending
from mailservice.storage.tables import briefing, mailing_list, outbox, person, seat, spool, subscription

Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Status:
    """How the service stands.

    subscribers  by list id, then by delivery mode: active subscribers
    seats        by briefing id, then by state
    received, letters   by state
    retired      addresses that nothing is sent to, because letters came back
    oldest_received, oldest_letter   since when the oldest waits (UTC); None where nothing does
    """

    subscribers: Mapping[str, Counts]
    seats: Mapping[str, Counts]
    received: Counts
    letters: Counts
    oldest_received: datetime | None
    oldest_letter: datetime | None
    retired: int = 0


@dataclass(frozen=True, slots=True)
class QueuedMail:
    """A received mail that waits or is stuck. `next_at`: when it is tried again; None when stuck."""

    id: str
    state: str
    received_at: datetime
    attempts: int
    because: str
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class QueuedLetter:
    """A letter that waits or was given up. `reply`: what the smarthost last said."""

    id: str
    state: str
    letter: str
    recipient: str
    attempts: int
    reply: str
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class Queue:
    """What is on its way, in and out: what waits, what is held, then what is stuck or was given up.

    more_received, more_letters   by state: how many there are besides, where there are any
    """

    received: tuple[QueuedMail, ...]
    letters: tuple[QueuedLetter, ...]
    more_received: Counts = field(default_factory=dict)
    more_letters: Counts = field(default_factory=dict)
    sending: Sending = field(default_factory=Sending)


async def status(engines: Engines) -> Status:
    """Count everything, in one view of the database. Raises StorageUnavailable."""
    async with engines.reading() as view:
        return Status(
            subscribers=await _by_two(view, _subscribers(), mailing_list),
            seats=await _by_two(view, _seats(), briefing),
            received=await _by_state(view, spool),
            letters=await _by_state(view, outbox),
            oldest_received=await _oldest(view, spool, spool.c.received_at, "waiting"),
            oldest_letter=await _oldest(view, outbox, outbox.c.first_due_at, "pending"),
            retired=await _retired(view),
        )


async def queue(engines: Engines, *, limit: int = 50, over: int = 20) -> Queue:
    """What has not come through, each state for itself, so that none hides another.

    limit   so many that wait, and so many that are held, the oldest first
    over    so many that are stuck or were given up, the latest first

    Raises StorageUnavailable.
    """
    async with engines.reading() as view:
        stuck = select(spool).where(spool.c.state == "stuck").order_by(spool.c.received_at.desc(), spool.c.id)
        given_up = select(outbox).where(outbox.c.state == "given-up")
        given_up = given_up.order_by(outbox.c.settled_at.desc(), outbox.c.id)
        mails = [
            *await _of_state(view, spool, "waiting", spool.c.received_at, limit),
            *await _of_state(view, spool, "held", spool.c.received_at, limit),
            *await view.execute(stuck.limit(over)),
        ]
        letters = [
            *await _of_state(view, outbox, "pending", outbox.c.first_due_at, limit),
            *await _of_state(view, outbox, "held", outbox.c.first_due_at, limit),
            *await view.execute(given_up.limit(over)),
        ]
        return Queue(
            tuple(_queued_mail(row) for row in mails),
            tuple(_queued_letter(row) for row in letters),
            more_received=await _more(view, spool, mails, ("waiting", "held", "stuck")),
            more_letters=await _more(view, outbox, letters, ("pending", "held", "given-up")),
        )


async def _of_state(
    view: AsyncConnection, table: Table, state: str, since: Column[datetime], limit: int
) -> Sequence[Row[Any]]:
    oldest_first = select(table).where(table.c.state == state).order_by(since, table.c.id)
    return (await view.execute(oldest_first.limit(limit))).all()


async def _more(
    view: AsyncConnection, table: Table, shown: Sequence[Row[Any]], states: Sequence[str]
) -> Counts:
    """How many of each of these states are not among those shown; those of which there are none left out."""
    counted = await view.execute(
        select(table.c.state, func.count()).where(table.c.state.in_(states)).group_by(table.c.state)
    )
    seen = Counter(row.state for row in shown)
    left = {state: number - seen[state] for state, number in counted}
    return {state: left[state] for state in states if left.get(state, 0) > 0}


def _queued_mail(row: Row[Any]) -> QueuedMail:
    tried = row.lease_until or row.due_at if row.state == "waiting" else None
    return QueuedMail(row.id, row.state, row.received_at, row.attempts, row.because, tried)


def _queued_letter(row: Row[Any]) -> QueuedLetter:
    tried = row.lease_until or row.due_at if row.state == "pending" else None
    return QueuedLetter(row.id, row.state, row.letter, row.recipient, row.attempts, row.reply, tried)


async def _retired(view: AsyncConnection) -> int:
    return (await view.execute(select(func.count()).where(person.c.retired_at.is_not(None)))).scalar_one()


def _subscribers() -> Select[str, str, int]:
    return (
        select(subscription.c.list_id, person.c.mode, func.count())
        .join(person, person.c.id == subscription.c.person_id)
        .where(subscription.c.state == SubscriptionState.ACTIVE)
        .group_by(subscription.c.list_id, person.c.mode)
    )


def _seats() -> Select[str, str, int]:
    return select(seat.c.briefing_id, seat.c.state, func.count()).group_by(seat.c.briefing_id, seat.c.state)


async def _by_two(
    view: AsyncConnection, count: Select[str, str, int], headings: Table
) -> Mapping[str, Counts]:
    """Counts under each heading, those with nothing to count too."""
    ids = (await view.execute(select(headings.c.id).order_by(headings.c.id))).scalars()
    counted: dict[str, dict[str, int]] = {each: {} for each in ids}
    for heading, kind, number in await view.execute(count):
        counted[heading][kind] = number
    return counted


async def _by_state(view: AsyncConnection, table: Table) -> Counts:
    rows = await view.execute(select(table.c.state, func.count()).group_by(table.c.state))
    return {row[0]: row[1] for row in rows}


async def _oldest(
    view: AsyncConnection, table: Table, column: Column[datetime], state: str
) -> datetime | None:
    oldest: datetime | None = (
        await view.execute(select(func.min(column)).where(table.c.state == state))
    ).scalar_one()
    return oldest
