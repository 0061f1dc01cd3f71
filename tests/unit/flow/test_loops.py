"""A loop works while there is work, sleeps, wakes, and outlives every error."""

import asyncio
import gc

import pytest

from mailservice.domain.errors import StorageUnavailable
from mailservice.flow.loops import Loop, all_is_loaded
from tests.waiting import HANG_S, StandingClock, all_that_can_happen


async def test_it_works_until_nothing_is_left_and_wakes_for_more() -> None:
    left, seen = [3], asyncio.Event()

    async def step() -> int:
        if left[0] == 0:
            seen.set()
            return 0
        left[0] -= 1
        return 1

    loop = Loop("test", step, poll_s=10 * HANG_S)
    loop.start()
    await asyncio.wait_for(seen.wait(), HANG_S)
    seen.clear()
    left[0] = 1
    loop.wake()
    await asyncio.wait_for(seen.wait(), HANG_S)
    assert left[0] == 0
    await loop.stop()


async def test_it_looks_again_after_a_while_without_being_woken(clock: StandingClock) -> None:
    calls = asyncio.Queue[None]()

    async def step() -> int:
        calls.put_nowait(None)
        return 0

    loop = Loop("test", step, poll_s=10)
    loop.start()
    for _ in range(3):
        await asyncio.wait_for(calls.get(), HANG_S)
        clock.move(9)
        await all_that_can_happen()
        assert calls.empty()
        clock.move(1)
    await loop.stop()


@pytest.mark.parametrize("error", [StorageUnavailable("disk full"), RuntimeError("a bug")])
async def test_an_error_pauses_it_and_does_not_end_it(clock: StandingClock, error: Exception) -> None:
    outcomes: list[Exception | int] = [error, 0]
    done = asyncio.Event()

    async def step() -> int:
        outcome = outcomes.pop(0) if outcomes else 0
        if isinstance(outcome, Exception):
            raise outcome
        done.set()
        return outcome

    loop = Loop("test", step, poll_s=10 * HANG_S)
    loop.start()
    for moved_s in (0, 0.4):
        clock.move(moved_s)
        await all_that_can_happen()
        assert not done.is_set()
    clock.move(0.1)  # the pause after an error is half a second, not the poll
    await asyncio.wait_for(done.wait(), HANG_S)
    await loop.stop()


async def test_stopping_one_that_never_ran() -> None:
    async def step() -> int:
        raise AssertionError

    await Loop("test", step, poll_s=1).stop()


def test_what_is_loaded_is_looked_through_no_more_and_the_rest_less_often() -> None:
    before, usual = gc.get_threshold(), (700, 10, 10)
    gc.set_threshold(*usual)  # whatever other tests in this process have loaded
    try:
        all_is_loaded()
        assert gc.get_freeze_count() > 0
        assert gc.get_threshold()[0] > usual[0]
        assert gc.get_threshold()[1:] == usual[1:]
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
