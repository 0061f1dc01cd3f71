"""What ordered digests need of the database."""

from datetime import datetime
from typing import Protocol

from mailservice.domain.digest_orders import DigestOrder


class DigestOrders(Protocol):
    """Orders within one transaction."""

    async def put(self, order: DigestOrder) -> bool:
        """Remember an order. False where its key is there already."""
        ...

    async def next(self) -> DigestOrder | None:
        """The oldest that is not done; None where there is none."""
        ...

    async def people(self, key: str) -> int:
        """How many people's digest of that occasion is in the outbox."""
        ...

    async def finish(self, key: str, *, at: datetime) -> bool:
        """It is done. False where it was already."""
        ...
