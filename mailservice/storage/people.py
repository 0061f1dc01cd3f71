"""People: their row, and the value with everything that decisions need of them."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import Select, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mailservice.domain.addresses import Address
from mailservice.domain.briefings import Seat, SeatState
from mailservice.domain.lists import DeliveryMode, Language
from mailservice.domain.people import Person, Subscription, SubscriptionState
from mailservice.storage.inserts import insert_new
from mailservice.storage.prepared import Prepared
from mailservice.storage.tables import follower, person, seat, subscription


def address_of(stored: str) -> Address:
    """The address as its column keeps it: in normal form already."""
    local_part, _, domain = stored.rpartition("@")
    return Address(local_part, domain)


async def find(work: AsyncConnection, address: Address) -> Person | None:
    """The person of this address."""
    of_address = {"of_address": str(address)}
    who, *theirs = _OF_ADDRESS
    found = (await who.carry_out(work, of_address)).rows
    if not found:
        return None
    [person] = _people(found, *[(await each.carry_out(work, of_address)).rows for each in theirs]).values()
    return person


async def load(work: AsyncConnection, chosen: Select[int]) -> dict[int, Person]:
    """The people whose ids a query chooses, by id, in the order of their addresses.

    Four statements, however many people.
    """
    return _people(*[(await work.execute(each)).all() for each in _whole(chosen)])


def _whole(chosen: Select[int]) -> tuple[Select[Any], ...]:
    """What reads people: their rows, subscriptions, seats, and the lists whose briefings they follow."""
    return (
        select(person).where(person.c.id.in_(chosen)).order_by(person.c.address),
        select(subscription).where(subscription.c.person_id.in_(chosen)).order_by(subscription.c.list_id),
        select(seat).where(seat.c.person_id.in_(chosen)).order_by(seat.c.briefing_id),
        select(follower).where(follower.c.person_id.in_(chosen)).order_by(follower.c.list_id),
    )


_ID: Select[int] = select(person.c.id).where(person.c.address == bindparam("of_address"))
_ID_OF = Prepared(_ID)
_OF_ADDRESS = tuple(map(Prepared, _whole(_ID)))
_STRANGER = {"language": "sv", "mode": DeliveryMode.EACH}  # who has told us nothing


def _people(
    found: Sequence[Any], subscribed: Sequence[Any], seated: Sequence[Any], following: Sequence[Any]
) -> dict[int, Person]:
    subscriptions, seats, follows = defaultdict(list), defaultdict(list), defaultdict(list)
    for row in subscribed:
        subscriptions[row.person_id].append(Subscription(row.list_id, SubscriptionState(row.state)))
    for row in seated:
        seats[row.person_id].append(_seat(row))
    for row in following:
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
        for row in found
    }


async def known(work: AsyncConnection, address: Address) -> int:
    """The id of this person, who is made known where they were not."""
    found = await id_of(work, address)
    if found is not None:
        return found
    await insert_new(work, person, {**_STRANGER, "address": str(address)})  # or another node was faster
    [(number,)] = (await _ID_OF.carry_out(work, {"of_address": str(address)})).rows
    return cast("int", number)


async def id_of(work: AsyncConnection, address: Address) -> int | None:
    """The id of this person; None for a stranger."""
    found = (await _ID_OF.carry_out(work, {"of_address": str(address)})).first
    return None if found is None else cast("int", found.id)


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
    if (await _setting(column).carry_out(work, theirs)).rowcount == 0:
        stranger = {**_STRANGER, "address": str(address), column: value}
        if not await insert_new(work, person, stranger):  # another node was faster
            await _setting(column).carry_out(work, theirs)


@cache
def _setting(column: str) -> Prepared:
    return Prepared(
        update(person)
        .where(person.c.address == bindparam("of_address"))
        .values({column: bindparam("value", type_=person.c[column].type)})
    )


def _seat(row: Any) -> Seat:
    return Seat(
        row.briefing_id,
        SeatState(row.state),
        row.invited_sequence,
        row.answered_at,
        row.offered_until,
        None if row.delegated_to is None else address_of(row.delegated_to),
    )
