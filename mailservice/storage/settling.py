"""What became of letters, written down many to one commit: the spool's way, on the way out.

While one group is committed the next gathers. There is no timer: a lone letter waits for nobody, and the
faster results come, the more of them share one flush of the disk.
"""

import asyncio
from dataclasses import dataclass, field

from mailservice.domain.errors import StorageUnavailable
from mailservice.flow.ports import Settlement
from mailservice.observability import mail_log
from mailservice.storage import outbox
from mailservice.storage.engine import Engines

_GROUP = 64


@dataclass(slots=True)
class GroupCommitSettling:
    """Settles letters. One for each process and event loop."""

    engines: Engines
    _waiting: list[tuple[Settlement, asyncio.Future[None]]] = field(default_factory=list)
    _committer: asyncio.Task[None] | None = None

    async def put(self, settlement: Settlement) -> None:
        """Returns when it is committed. Raises StorageUnavailable where it was not."""
        stored: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((settlement, stored))
        if self._committer is None:
            self._committer = asyncio.create_task(self._commit_all(), name="outbox.settle")
        await stored

    async def _commit_all(self) -> None:
        try:
            while self._waiting:
                group, self._waiting = self._waiting[:_GROUP], self._waiting[_GROUP:]
                await self._commit(group)
        finally:
            self._committer = None

    async def _commit(self, group: list[tuple[Settlement, asyncio.Future[None]]]) -> None:
        failed: Exception | None = None
        try:
            async with self.engines.writing() as work:
                await outbox.settle_all(work, [settlement for settlement, _ in group])
        except StorageUnavailable as error:
            failed = error
        except Exception as error:  # a fault of this program: the letters stay leased, and are not forgotten
            mail_log.row_refused(error)
            failed = StorageUnavailable(f"what became of letters was refused: {type(error).__name__}")
        for _, stored in group:
            if stored.done():  # who waited was cancelled; what it wrote is written
                continue
            if failed is None:
                stored.set_result(None)
            else:
                stored.set_exception(failed)
