"""What the flow needs of the outer rooms, each as a Protocol. `app.py` hands in the concrete parts.

The parts of sending are in `sending_ports.py`, a transaction is in `work_ports.py`.
"""

from collections.abc import Awaitable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Protocol

from mailservice.domain.briefings import Briefing
from mailservice.flow.rows import OutgoingMail, Settlement, SpooledMail
from mailservice.flow.work_ports import Work
from mailservice.message.envelope import Envelope


class Clock(Protocol):
    """The time, aware, UTC."""

    def now(self) -> datetime: ...


class SpoolIn(Protocol):
    """Where the listener puts mail."""

    def put(self, envelope: Envelope, raw: bytes) -> Awaitable[str]:
        """Store a mail durably; gives its spool id, of the same mail again the first one's.

        Gives it only after the commit has reached the disk. Whoever waits no longer does not cancel
        the commit. Raises StorageUnavailable, where it is awaited, where nothing was stored.
        """
        ...


class Store(Protocol):
    """The database."""

    def transaction(self) -> AbstractAsyncContextManager[Work]:
        """Raises StorageUnavailable, on entering or leaving, where the database cannot do it now."""
        ...

    def snapshot(self) -> AbstractAsyncContextManager[Work]:
        """To look, not to touch: reads one consistent state and keeps nobody from writing."""
        ...

    async def claim_spooled(self, *, now: datetime, lease: timedelta, limit: int) -> list[SpooledMail]:
        """Take the oldest waiting mails for this node and count the attempt.

        A lease that runs out frees the mail again.
        """
        ...

    async def spool_failed(self, spool_id: str, *, cause: str, retry_at: datetime | None) -> None:
        """A mail could not be processed: try again at that time, or (None) set it aside as stuck."""
        ...

    async def spool_postponed(self, spool_id: str, *, retry_at: datetime) -> None:
        """The database could not do it, the mail was not to blame: try again, the attempt does not count."""
        ...

    async def spooled_raw(self, spool_id: str) -> bytes: ...
    async def claim_outgoing(
        self, *, now: datetime, lease: timedelta, limit: int, but_to: Sequence[str] = ()
    ) -> list[OutgoingMail]:
        """Take due letters for this node, answers before bulk, and count the attempt."""
        ...

    async def settle_outgoing(self, settlements: Sequence[Settlement]) -> bool:
        """Note what became of letters.

        When it returns, no kill of this process can undo it; for a loss of power see `flush_outgoing`. True
        where one of them has been stopped meanwhile: others in hand perhaps too.
        """
        ...

    async def flush_outgoing(self) -> None:
        """What was settled is on the disk when this returns, safe from a loss of power too."""
        ...

    async def put_back_outgoing(
        self, mails: Sequence[OutgoingMail], *, due_at: datetime | None, reply: str
    ) -> None:
        """Letters that were claimed and not tried are free again; the attempt does not count.

        due_at   when they are due; None for when they were
        """
        ...

    async def stopped_outgoing(self, mail_ids: Sequence[str]) -> set[str]:
        """Which of these claimed letters are not to be sent any more."""
        ...

    async def next_due(self) -> datetime | None:
        """When the next letter is due that nobody holds a lease on; None where none waits."""
        ...

    async def clock_off_s(self, now: datetime) -> float:
        """How far this time is ahead of the database server's; 0 where it has no clock of its own."""
        ...


class FeedRenderer(Protocol):
    """The public feed."""

    def render(self, briefings: tuple[Briefing, ...], *, stamped_at: datetime) -> bytes:
        """The whole calendar. The same arguments give the same bytes."""
        ...


class FeedPlace(Protocol):
    """Where the public feed is read by others. Both raise OSError where they cannot."""

    async def read(self) -> bytes:
        """What stands there, b"" where nothing does."""
        ...

    async def put(self, content: bytes) -> None:
        """Replace it in one step."""
        ...
