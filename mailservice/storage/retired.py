"""Addresses that nothing is sent to, because letters came back: shown, and counted."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from mailservice.storage.engine import Engines
from mailservice.storage.tables import person


@dataclass(frozen=True, slots=True)
class RetiredAddress:
    """Since when (UTC), and the status code or word for which."""

    address: str
    since: datetime
    because: str


async def retired(engines: Engines, *, limit: int = 10_000) -> tuple[RetiredAddress, ...]:
    """The retired addresses, the latest first. Raises StorageUnavailable."""
    rows = (
        select(person.c.address, person.c.retired_at, person.c.retired_because)
        .where(person.c.retired_at.is_not(None))
        .order_by(person.c.retired_at.desc(), person.c.address)
        .limit(limit)
    )
    async with engines.reading() as view:
        found = (await view.execute(rows)).all()
    return tuple(RetiredAddress(row.address, row.retired_at, row.retired_because) for row in found)
