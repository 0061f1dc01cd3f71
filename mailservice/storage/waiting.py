"""For how many people news are waiting."""

from collections.abc import Mapping

from sqlalchemy import distinct, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mailservice.domain.lists import DeliveryMode
from mailservice.storage.tables import person, publication_reader


async def people_waiting(view: AsyncConnection) -> Mapping[DeliveryMode, int]:
    """By mode: how many would get a digest now. Who has paused is not counted."""
    waits = (publication_reader.c.state == "waiting") & ~publication_reader.c.at_once
    counted = (
        select(person.c.mode, func.count(distinct(person.c.id)))
        .join(publication_reader, publication_reader.c.person_id == person.c.id)
        .where(waits, person.c.paused_until.is_(None))
        .group_by(person.c.mode)
    )
    return {DeliveryMode(row[0]): row[1] for row in await view.execute(counted)}
