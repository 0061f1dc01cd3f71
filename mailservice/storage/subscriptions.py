"""Who stands on which list."""

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mailservice.domain.addresses import Address
from mailservice.domain.people import Person, SubscriptionState
from mailservice.storage import people
from mailservice.storage.inserts import insert_new
from mailservice.storage.tables import subscription


async def put(work: AsyncConnection, address: Address, list_id: str, state: SubscriptionState) -> None:
    """Set one person's state on one list."""
    key = {"person_id": await people.known(work, address), "list_id": list_id}
    if not await insert_new(work, subscription, {**key, "state": state}):
        await work.execute(update(subscription).filter_by(**key).values(state=state))


async def subscribers(work: AsyncConnection, list_id: str) -> list[Person]:
    """The active subscribers of a list, by address."""
    active = (subscription.c.list_id == list_id) & (subscription.c.state == SubscriptionState.ACTIVE)
    return list((await people.load(work, select(subscription.c.person_id).where(active))).values())
