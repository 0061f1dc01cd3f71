"""What became of letters, written down many to one commit, and many commits to a flush of the disk.

A commit is safe from the death of this process as soon as the operating system has it (PostgreSQL: the
server). Only a loss of power needs the disk, and to wait for that after every few letters would be most of
the time of a send. So the disk follows: 25 ms after its last flush, or when half of 64 results are not on it;
at 64 all wait for it, and at the end of a run. So many letters a loss of power may send a second time, with
their Message-ID. Only here: what came in, what it changed and who has a letter in hand is flushed in each
commit.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from mailservice.domain.errors import StorageUnavailable
from mailservice.flow.rows import Settlement
from mailservice.observability import mail_log
from mailservice.storage import outbox
from mailservice.storage.engine import Engines

_UNFLUSHED = 64  # results that a loss of power may take, at most
_FLUSH_S = 0.025


@dataclass(slots=True)
class Settling:
    """Settles letters. One for each process and event loop; one task at a time."""

    engines: Engines
    _unflushed: int = 0
    _flushed_at: float = float("-inf")
    _flushing: asyncio.Task[None] | None = None

    async def settle(self, settlements: Sequence[Settlement]) -> bool:
        """Returns when it is committed: whether one of these letters had been stopped.

        Raises StorageUnavailable where it was not; then some of more than 64 may be.
        """
        stopped = False
        for start in range(0, len(settlements), _UNFLUSHED):
            stopped |= await self._commit(settlements[start : start + _UNFLUSHED])
        return stopped

    async def flush(self) -> None:
        """All that was settled is on the disk when this returns. Raises StorageUnavailable."""
        if self._flushing is not None:
            await self._flushing
        if self._unflushed:
            await self._flush()

    async def _commit(self, group: Sequence[Settlement]) -> bool:
        while self._unflushed and self._unflushed + len(group) > _UNFLUSHED:
            await self.flush()
        try:
            stopped = await self.engines.in_haste(outbox.settling(group))
        except StorageUnavailable:
            raise
        except Exception as error:  # a fault of this program: the letters stay leased, and are not forgotten
            mail_log.row_refused(error)
            raise StorageUnavailable(f"what became of letters was refused: {type(error).__name__}") from error
        self._unflushed += len(group)
        if self._flushing is None and self._is_time_to_flush():
            self._flushing = self.engines.beside(self._flush_beside())
        return stopped

    def _is_time_to_flush(self) -> bool:
        late = asyncio.get_running_loop().time() - self._flushed_at >= _FLUSH_S
        return late or 2 * self._unflushed >= _UNFLUSHED

    async def _flush_beside(self) -> None:
        """Where it fails, whoever must not go on without it tries again."""
        try:
            await self._flush()
        except StorageUnavailable as error:
            mail_log.storage_unavailable("outbox.flush", str(error))
        finally:
            self._flushing = None

    async def _flush(self) -> None:
        covered = self._unflushed
        await self.engines.flush()
        self._unflushed -= covered
        self._flushed_at = asyncio.get_running_loop().time()
