"""A person moves to another address: all that belongs to the old one belongs to the new."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mailservice.domain.addresses import Address
from mailservice.domain.briefings import SeatState
from mailservice.domain.people import SubscriptionState
from mailservice.storage import briefings, people
from mailservice.storage.inserts import insert_new
from mailservice.storage.tables import (
    awaited,
    follower,
    journal,
    outbox,
    person,
    publication_reader,
    reminder,
    seat,
    subscription,
)

# What both have is merged: the state that stands first here is kept.
_SUBSCRIPTIONS = (SubscriptionState.ACTIVE, SubscriptionState.REQUESTED, SubscriptionState.ENDED)
_SEATS = (
    SeatState.TAKEN,
    SeatState.TENTATIVE,
    SeatState.OFFERED,
    SeatState.WAITING,
    SeatState.MATERIALS,
    SeatState.GIVEN_UP,
)


async def move(work: AsyncConnection, old: Address, new: Address, *, caused_by: str) -> None:
    """Give all of `old` to `new`, who keeps their own language and way of delivery where they had any.

    Letters that wait to be sent follow too, except those of the mail that caused the move.
    """
    old_id = await people.id_of(work, old)
    if old_id is not None and old != new:
        await briefings.raise_floor(work, old_id)
        new_id = await people.id_of(work, new)
        if new_id is None:
            await work.execute(update(person).where(person.c.id == old_id).values(address=str(new)))
        else:
            await _merge(work, old_id, new_id)
    await _readdress(work, str(old), str(new), caused_by=caused_by)


async def _merge(work: AsyncConnection, old_id: int, new_id: int) -> None:
    await _merge_subscriptions(work, old_id, new_id)
    await _merge_seats(work, old_id, new_id)
    for row in (await work.execute(select(reminder).where(reminder.c.person_id == old_id))).all():
        values = {name: value for name, value in row._mapping.items() if name != "id"}
        await insert_new(work, reminder, {**values, "person_id": new_id})
    for row in await _rows(work, follower, old_id):
        await insert_new(work, follower, {**row._mapping, "person_id": new_id})
    for row in await _rows(work, publication_reader, old_id):
        await _merge_reader(work, row, new_id)
    await work.execute(delete(person).where(person.c.id == old_id))  # the rest goes with it


async def _merge_subscriptions(work: AsyncConnection, old_id: int, new_id: int) -> None:
    theirs = {row.list_id: row for row in await _rows(work, subscription, new_id)}
    for row in await _rows(work, subscription, old_id):
        other = theirs.get(row.list_id)
        if other is None:
            await work.execute(
                subscription.insert().values(person_id=new_id, list_id=row.list_id, state=row.state)
            )
        else:
            kept = min(row.state, other.state, key=_SUBSCRIPTIONS.index)
            key = {"person_id": new_id, "list_id": row.list_id}
            await work.execute(update(subscription).filter_by(**key).values(state=kept))


async def _merge_seats(work: AsyncConnection, old_id: int, new_id: int) -> None:
    theirs = {row.briefing_id: row for row in await _rows(work, seat, new_id)}
    for row in await _rows(work, seat, old_id):
        other = theirs.get(row.briefing_id)
        if other is None:
            await work.execute(seat.insert().values({**row._mapping, "person_id": new_id}))
        else:
            key = {"person_id": new_id, "briefing_id": row.briefing_id}
            await work.execute(update(seat).filter_by(**key).values(_better(row, other)))


async def _merge_reader(work: AsyncConnection, row: Row[Any], new_id: int) -> None:
    """What has reached either of the two waits no more."""
    if await insert_new(work, publication_reader, {**row._mapping, "person_id": new_id}):
        return
    if row.state != "waiting":
        theirs = (publication_reader.c.person_id == new_id) & (publication_reader.c.state == "waiting")
        same = theirs & (publication_reader.c.publication_id == row.publication_id)
        had = {"state": row.state, "settled_at": row.settled_at, "letter_id": row.letter_id}
        await work.execute(update(publication_reader).where(same).values(had))


def _better(one: Row[Any], other: Row[Any]) -> Mapping[str, Any]:
    """Of two places at the same briefing, the better one. What `other` was invited to stays."""
    best = min(one, other, key=lambda row: (_SEATS.index(row.state), row.arrived))
    kept = ("state", "arrived", "answered_at", "offered_until")
    return {name: best._mapping[name] for name in kept}


async def _rows(work: AsyncConnection, table: Any, person_id: int) -> list[Row[Any]]:
    return list((await work.execute(select(table).where(table.c.person_id == person_id))).all())


async def _readdress(work: AsyncConnection, old: str, new: str, *, caused_by: str) -> None:
    await work.execute(update(journal).where(journal.c.address == old).values(address=new))
    await work.execute(update(journal).where(journal.c.who == old).values(who=new))
    await work.execute(update(seat).where(seat.c.delegated_to == old).values(delegated_to=new))
    await work.execute(update(awaited).where(awaited.c.about_person == old).values(about_person=new))
    waiting = select(outbox.c.id, outbox.c.once).where(
        outbox.c.recipient == old,
        outbox.c.state == "pending",
        outbox.c.caused_by.not_in([caused_by] if caused_by else []),
    )
    for row in (await work.execute(waiting)).all():
        await _readdress_letter(work, row, old, new)


async def _readdress_letter(work: AsyncConnection, row: Row[str, str | None], old: str, new: str) -> None:
    """Where the new address has the same letter already, once is enough."""
    once = row.once and row.once.replace(old, new)
    twin = select(outbox.c.id).where(outbox.c.once == once, outbox.c.id != row.id)
    if once and (await work.execute(twin)).first() is not None:
        await work.execute(delete(outbox).where(outbox.c.id == row.id))
    else:
        await work.execute(update(outbox).where(outbox.c.id == row.id).values(recipient=new, once=once))
