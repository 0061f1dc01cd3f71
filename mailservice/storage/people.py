"""People: their row, and the value with everything that decisions need of them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, Update, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mailservice.domain.addresses import Address
from mailservice.domain.briefings import Seat, SeatState
from mailservice.domain.lists import DeliveryMode, Language
from mailservice.domain.people import Person, Subscription, SubscriptionState
from mailservice.storage.inserts import insert_new
from mailservice.storage.tables import follower, person, seat, subscription


def address_of(stored: str) -> Address:
    """The address as its column keeps it: in normal form already."""
    local_part, _, domain = stored.rpartition("@")
    return Address(local_part, domain)


async def find(work: AsyncConnection, address: Address) -> Person | None:
    """The person of this address."""
    found = await _loaded(work, _OF_ADDRESS, {"of_address": str(address)})
    return next(iter(found.values()), None)


async def load(work: AsyncConnection, chosen: Select[int]) -> dict[int, Person]:
    """The people whose ids a query chooses, by id, in the order of their addresses.

    Four statements, however many people.
    """
    return await _loaded(work, _whole(chosen), {})


@dataclass(frozen=True, slots=True)
class _Whole:
    """The statements that read some people."""

    people: Select[Any]
    subscriptions: Select[Any]
    seats: Select[Any]
    follows: Select[Any]


def _whole(chosen: Select[int]) -> _Whole:
    return _Whole(
        select(person).where(person.c.id.in_(chosen)).order_by(person.c.address),
        select(subscription).where(subscription.c.person_id.in_(chosen)).order_by(subscription.c.list_id),
        select(seat).where(seat.c.person_id.in_(chosen)).order_by(seat.c.briefing_id),
        select(follower).where(follower.c.person_id.in_(chosen)).order_by(follower.c.list_id),
    )


# Made once: each mail looks up its sender.
_ID: Select[int] = select(person.c.id).where(person.c.address == bindparam("of_address"))
_OF_ADDRESS = _whole(_ID)
_STRANGER = {"language": "sv", "mode": DeliveryMode.EACH}  # who has told us nothing


async def _loaded(work: AsyncConnection, which: _Whole, values: Mapping[str, Any]) -> dict[int, Person]:
    rows = (await work.execute(which.people, values)).all()
    if not rows:
        return {}
    subscriptions, seats, follows = defaultdict(list), defaultdict(list), defaultdict(list)
    for row in await work.execute(which.subscriptions, values):
        subscriptions[row.person_id].append(Subscription(row.list_id, SubscriptionState(row.state)))
    for row in await work.execute(which.seats, values):
        seats[row.person_id].append(_seat(row))
    for row in await work.execute(which.follows, values):
        follows[row.person_id].append(row.list_id)
    return {
        row.id: Person(
            address=address_of(row.address),
            language=row.language,
            mode=DeliveryMode(row.mode),
            paused_until=row.paused_until,
            subscriptions=tuple(subscriptions[row.id]),
            seats=tuple(seats[row.id]),
            follows=tuple(follows[row.id]),
            retired_at=row.retired_at,
        )
        for row in rows
    }


async def known(work: AsyncConnection, address: Address) -> int:
    """The id of this person, who is made known where they were not."""
    found = await id_of(work, address)
    if found is not None:
        return found
    await insert_new(work, person, {**_STRANGER, "address": str(address)})  # or another node was faster
    return (await work.execute(_ID, {"of_address": str(address)})).scalar_one()


async def id_of(work: AsyncConnection, address: Address) -> int | None:
    """The id of this person; None for a stranger."""
    return (await work.execute(_ID, {"of_address": str(address)})).scalar_one_or_none()


async def lock(work: AsyncConnection, address: Address) -> None:
    """Let no other transaction decide about this person until this one ends, known or not yet.

    SQLite has one writer, and nothing to lock.
    """
    if work.dialect.name == "postgresql":
        key = func.hashtextextended(f"person {address}", 0)
        await work.execute(select(func.pg_advisory_xact_lock(key)))


async def choose_mode(work: AsyncConnection, address: Address, mode: DeliveryMode) -> None:
    """How often news reach this person."""
    await _set(work, address, "mode", mode)


async def choose_language(work: AsyncConnection, address: Address, language: Language) -> None:
    """The language in which this person is written to."""
    await _set(work, address, "language", language)


async def pause(work: AsyncConnection, address: Address, until: datetime | None) -> None:
    """No news before that time; None ends the pause."""
    await _set(work, address, "paused_until", until)


async def retire(work: AsyncConnection, address: Address, *, at: datetime, because: str) -> None:
    """Nothing is sent to this person; again changes nothing."""
    theirs = update(person).where(person.c.address == str(address), person.c.retired_at.is_(None))
    await work.execute(theirs.values(retired_at=at, retired_because=because))


async def restore(work: AsyncConnection, address: Address) -> None:
    """A retired address gets mail again."""
    theirs = update(person).where(person.c.address == str(address))
    await work.execute(theirs.values(retired_at=None, retired_because=""))


async def _set(work: AsyncConnection, address: Address, column: str, value: object) -> None:
    """Who is a stranger is made known with it."""
    theirs = {"of_address": str(address), "value": value}
    if (await work.execute(_setting(column), theirs)).rowcount == 0:
        stranger = {**_STRANGER, "address": str(address), column: value}
        if not await insert_new(work, person, stranger):  # another node was faster
            await work.execute(_setting(column), theirs)


@cache
def _setting(column: str) -> Update:
    return (
        update(person)
        .where(person.c.address == bindparam("of_address"))
        .values({column: bindparam("value", type_=person.c[column].type)})
    )


def _seat(row: Row[Any]) -> Seat:
    return Seat(
        row.briefing_id,
        SeatState(row.state),
        row.invited_sequence,
        row.answered_at,
        row.offered_until,
        None if row.delegated_to is None else address_of(row.delegated_to),
    )
