"""Who signs up for each new briefing of a list."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mailservice.domain.effects import FollowBriefings
from mailservice.domain.people import Person
from mailservice.storage import people
from mailservice.storage.inserts import insert_new
from mailservice.storage.tables import follower


async def put(work: AsyncConnection, wanted: FollowBriefings, *, at: datetime) -> None:
    """Follow a list, or follow it no longer. Who follows it already keeps their place."""
    key = {"person_id": await people.known(work, wanted.address), "list_id": wanted.list_id}
    if wanted.follows:
        await insert_new(work, follower, {**key, "since": at})
    else:
        await work.execute(delete(follower).filter_by(**key))


async def of_lists(work: AsyncConnection, list_ids: Sequence[str]) -> list[Person]:
    """Everybody who follows one of these lists, who has for the longest time first."""
    here = follower.c.list_id.in_(list_ids)
    loaded = await people.load(work, select(follower.c.person_id).where(here))
    since = func.min(follower.c.since)
    order = select(follower.c.person_id).where(here).group_by(follower.c.person_id)
    rows = await work.execute(order.order_by(since, follower.c.person_id))
    return [loaded[each] for each in rows.scalars() if each in loaded]
