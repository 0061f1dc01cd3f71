"""What the secretariat and the people who run the service look at: counts, and what waits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Column, Select, Table, func, select
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
    """What is on its way, in and out, the oldest first."""

    received: tuple[QueuedMail, ...]
    letters: tuple[QueuedLetter, ...]
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


async def queue(engines: Engines, *, limit: int = 100) -> Queue:
    """At most `limit` mails and `limit` letters that have not come through. Raises StorageUnavailable."""
    mails = select(spool).where(spool.c.state.in_(("waiting", "stuck", "held")))
    letters = select(outbox).where(outbox.c.state.in_(("pending", "given-up", "held")))
    async with engines.reading() as view:
        received = await view.execute(mails.order_by(spool.c.received_at, spool.c.id).limit(limit))
        waiting = await view.execute(letters.order_by(outbox.c.first_due_at, outbox.c.id).limit(limit))
        return Queue(
            tuple(
                QueuedMail(
                    row.id,
                    row.state,
                    row.received_at,
                    row.attempts,
                    row.because,
                    row.lease_until or row.due_at if row.state == "waiting" else None,
                )
                for row in received
            ),
            tuple(
                QueuedLetter(
                    row.id,
                    row.state,
                    row.letter,
                    row.recipient,
                    row.attempts,
                    row.reply,
                    row.lease_until or row.due_at if row.state == "pending" else None,
                )
                for row in waiting
            ),
        )


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
