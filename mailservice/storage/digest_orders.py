"""Digests that the secretariat has ordered (`DigestOrders`)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import distinct, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mailservice.domain.digest_orders import DigestOrder
from mailservice.domain.lists import DeliveryMode
from mailservice.storage.inserts import insert_new
from mailservice.storage.people import address_of
from mailservice.storage.tables import digest_order, outbox


@dataclass(frozen=True, slots=True)
class DigestOrderRows:
    """Orders within one transaction."""

    work: AsyncConnection

    async def put(self, order: DigestOrder) -> bool:
        """Remember an order. False where its key is there already."""
        values = {
            "key": order.key,
            "modes": [str(each) for each in order.modes],
            "ordered_by": str(order.ordered_by or ""),
            "in_reply_to": order.in_reply_to,
            "language": order.language,
            "ordered_at": order.ordered_at,
        }
        return await insert_new(self.work, digest_order, values)

    async def next(self) -> DigestOrder | None:
        """The oldest that is not done; None where there is none."""
        waiting = select(digest_order).where(digest_order.c.finished_at.is_(None))
        oldest = waiting.order_by(digest_order.c.ordered_at, digest_order.c.key).limit(1)
        row = (await self.work.execute(oldest)).first()
        if row is None:
            return None
        return DigestOrder(
            key=row.key,
            modes=tuple(DeliveryMode(each) for each in row.modes),
            ordered_by=address_of(row.ordered_by) if row.ordered_by else None,
            in_reply_to=row.in_reply_to,
            language=row.language,
            ordered_at=row.ordered_at,
        )

    async def people(self, key: str) -> int:
        """How many people's digest of that occasion is in the outbox."""
        count = select(func.count(distinct(outbox.c.recipient))).where(
            outbox.c.once.startswith(f"digest {key} ", autoescape=True)
        )
        return (await self.work.execute(count)).scalar_one()

    async def finish(self, key: str, *, at: datetime) -> bool:
        """It is done. False where it was already."""
        unfinished = (digest_order.c.key == key) & digest_order.c.finished_at.is_(None)
        done = await self.work.execute(update(digest_order).where(unfinished).values(finished_at=at))
        return done.rowcount > 0
