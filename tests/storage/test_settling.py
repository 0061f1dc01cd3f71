"""What became of letters shares commits, and commits share flushes of the disk; both within bounds."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from mailservice.domain.errors import StorageUnavailable
from mailservice.flow.rows import Settlement
from mailservice.storage import settling
from mailservice.storage.hasty_sqlite import Changes
from mailservice.storage.settling import Settling
from tests.given import NOW


class Disk:
    """Engines that count: results committed and not flushed, and the most there were."""

    def __init__(self) -> None:
        self.unflushed = self.most = self.committed = 0
        self.flushes: list[int] = []  # how many results each flush took along
        self.away = False

    async def in_haste(self, changes: Changes) -> bool:
        _, rows = next(changes)
        self.unflushed += len(rows)
        self.committed += len(rows)
        self.most = max(self.most, self.unflushed)
        return False

    def beside(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        return asyncio.create_task(work)

    async def flush(self) -> None:
        if self.away:
            raise StorageUnavailable("away")
        covered = self.unflushed
        await asyncio.sleep(0)
        self.flushes.append(covered)
        self.unflushed -= covered


def settler(disk: Disk) -> Settling:
    engines: Any = disk
    return Settling(engines)


def just_flushed(disk: Disk, monkeypatch: pytest.MonkeyPatch) -> Settling:
    """Only the number of results counts."""
    monkeypatch.setattr(settling, "_FLUSH_S", 1e9)
    by = settler(disk)
    by._flushed_at = asyncio.get_running_loop().time()
    return by


async def settle(by: Settling, *numbers: int) -> None:
    await by.settle([Settlement(str(number), "sent", "250", NOW) for number in numbers])


async def test_a_lone_result_is_flushed_at_once_and_nobody_waits_for_that() -> None:
    disk = Disk()
    await settle(settler(disk), 1)
    assert (disk.flushes, disk.unflushed) == ([], 1)
    await asyncio.sleep(0.01)
    assert (disk.flushes, disk.unflushed) == ([1], 0)


async def test_no_more_than_so_many_results_are_at_the_mercy_of_the_power(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    disk = Disk()
    by = just_flushed(disk, monkeypatch)
    for start in range(0, 1000, 10):  # faster than the disk, which never comes to its turn by itself
        await settle(by, *range(start, start + 10))
    await settle(by, *range(1000, 1200))
    assert disk.committed == 1200
    assert 32 <= disk.most <= 64
    assert len(disk.flushes) < 60


async def test_the_last_results_of_a_run_are_flushed_when_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    disk = Disk()
    by = just_flushed(disk, monkeypatch)
    await settle(by, 1)
    assert disk.unflushed == 1
    await by.flush()
    await by.flush()  # nothing more to do
    assert (disk.unflushed, disk.flushes) == (0, [1])


async def test_a_flush_that_fails_is_tried_again_by_whoever_must_not_go_on_without(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    disk = Disk()
    by, disk.away = just_flushed(disk, monkeypatch), True
    await settle(by, *range(40))
    await asyncio.sleep(0.01)  # the flush beside has failed
    with pytest.raises(StorageUnavailable):
        await settle(by, *range(40, 80))
    with pytest.raises(StorageUnavailable):
        await by.flush()
    assert disk.committed == 40
    disk.away = False
    await settle(by, *range(40, 80))
    assert (disk.committed, disk.flushes[0]) == (80, 40)
