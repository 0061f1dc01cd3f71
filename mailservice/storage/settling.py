"""What became of letters, written down many to one commit: the spool's way, on the way out.

While one group is committed the next gathers: a lone letter waits for nobody, and the faster results come,
the more of them share a commit.

A commit is safe from the death of this process as soon as the operating system has it. Only a loss of power
needs the disk, and to wait for that after every few letters would be most of the time of a send. So a commit
is flushed when the last flush is 25 ms ago, or when 64 results would not be on the disk without it; what is
left is flushed at the end of a run. So many letters a loss of power may send a second time, with their
Message-ID. Only here: what came in, what it changed and who has a letter in hand is flushed in each commit.
"""

import asyncio
from dataclasses import dataclass, field

from mailservice.domain.errors import StorageUnavailable
from mailservice.flow.rows import Settlement
from mailservice.observability import mail_log
from mailservice.storage import outbox
from mailservice.storage.engine import Engines

_UNFLUSHED = 64  # results that a loss of power may take, at most
_FLUSH_S = 0.025


_Waiting = tuple[Settlement, asyncio.Future[bool]]


@dataclass(slots=True)
class GroupCommitSettling:
    """Settles letters. One for each process and event loop."""

    engines: Engines
    _waiting: list[_Waiting] = field(default_factory=list)
    _committer: asyncio.Task[None] | None = None
    _unflushed: int = 0
    _flushed_at: float = float("-inf")

    async def put(self, settlement: Settlement) -> bool:
        """Returns when it is committed: whether the letter, or one of those with it, had been stopped.

        Raises StorageUnavailable where it was not.
        """
        stored: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((settlement, stored))
        if self._committer is None:
            self._committer = asyncio.create_task(self._commit_all(), name="outbox.settle")
        return await stored

    async def flush(self) -> None:
        """All that was put is on the disk when this returns. Raises StorageUnavailable where it is not."""
        if self._unflushed:
            await self.engines.flush()
            self._note(0)

    async def _commit_all(self) -> None:
        try:
            while self._waiting:
                group, self._waiting = self._waiting[:_UNFLUSHED], self._waiting[_UNFLUSHED:]
                await self._commit(group)
        finally:
            self._committer = None

    async def _commit(self, group: list[_Waiting]) -> None:
        failed: Exception | None = None
        flushed = self._is_time_to_flush(len(group))
        stopped = False
        try:
            async with self.engines.writing(flushed=flushed) as work:
                stopped = await outbox.settle_all(work, [settlement for settlement, _ in group])
            self._note(0 if flushed else self._unflushed + len(group))
        except StorageUnavailable as error:
            failed = error
        except Exception as error:  # a fault of this program: the letters stay leased, and are not forgotten
            mail_log.row_refused(error)
            failed = StorageUnavailable(f"what became of letters was refused: {type(error).__name__}")
        for _, stored in group:
            if stored.done():  # who waited was cancelled; what it wrote is written
                continue
            if failed is None:
                stored.set_result(stopped)
            else:
                stored.set_exception(failed)

    def _is_time_to_flush(self, more: int) -> bool:
        late = asyncio.get_running_loop().time() - self._flushed_at >= _FLUSH_S
        return late or self._unflushed + more >= _UNFLUSHED

    def _note(self, unflushed: int) -> None:
        """So many results are not on the disk."""
        self._unflushed = unflushed
        if not unflushed:
            self._flushed_at = asyncio.get_running_loop().time()
