"""What became of letters shares commits, and commits share flushes of the disk; both within bounds."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from mailservice.domain.errors import StorageUnavailable
from mailservice.flow.rows import Settlement
from mailservice.storage import outbox, settling
from mailservice.storage.settling import GroupCommitSettling
from tests.given import NOW


class Disk:
    """Engines that count: results committed since the last flush, and the most there were."""

    def __init__(self) -> None:
        self.unflushed = self.most = self.committed = 0
        self.flushes: list[int] = []  # how many results each flush took along
        self.away = False

    @asynccontextmanager
    async def writing(self, *, flushed: bool = True) -> AsyncIterator["Disk"]:
        yield self
        if flushed:
            self._flushed()
        self.most = max(self.most, self.unflushed)

    async def flush(self) -> None:
        if self.away:
            raise StorageUnavailable("away")
        self._flushed()

    def _flushed(self) -> None:
        self.flushes.append(self.unflushed)
        self.unflushed = 0


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    async def settle_all(work: Disk, settlements: list[Settlement]) -> bool:
        work.unflushed += len(settlements)
        work.committed += len(settlements)
        return False

    monkeypatch.setattr(outbox, "settle_all", settle_all)
    return Disk()


def settler(disk: Disk) -> GroupCommitSettling:
    engines: Any = disk
    return GroupCommitSettling(engines)


async def settle(by: GroupCommitSettling, number: int) -> None:
    await by.put(Settlement(str(number), "sent", "250", NOW))


async def test_a_lone_result_is_flushed_at_once(disk: Disk) -> None:
    await settle(settler(disk), 1)
    assert (disk.flushes, disk.unflushed) == ([1], 0)


async def test_no_more_than_so_many_results_are_at_the_mercy_of_the_power(
    disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settling, "_FLUSH_S", 1e9)  # only their number counts
    by = settler(disk)
    by._flushed_at = asyncio.get_running_loop().time()
    for start in range(0, 1000, 10):
        await asyncio.gather(*(settle(by, start + number) for number in range(10)))
    assert disk.committed == 1000
    assert disk.most < 64
    assert 1000 // 70 <= len(disk.flushes) <= 1000 // 54


async def test_the_last_results_of_a_run_are_flushed_when_it_ends(disk: Disk) -> None:
    by = settler(disk)
    by._flushed_at = asyncio.get_running_loop().time()
    await settle(by, 1)
    assert disk.unflushed == 1
    await by.flush()
    await by.flush()  # nothing more to do
    assert (disk.unflushed, disk.flushes) == (0, [1])


async def test_a_flush_that_fails_leaves_it_to_the_next_commit(disk: Disk) -> None:
    by, disk.away = settler(disk), True
    by._flushed_at = asyncio.get_running_loop().time()
    await settle(by, 1)
    with pytest.raises(StorageUnavailable):
        await by.flush()
    by._flushed_at = float("-inf")
    await settle(by, 2)
    assert disk.unflushed == 0
