"""The bell rings, and tells when it could not."""

import asyncio

from structlog.testing import capture_logs

from mailservice.scheduler.jobs import Bell
from tests.waiting import HANG_S


async def test_it_rings_until_it_is_stopped() -> None:
    rung = asyncio.Event()

    async def ring() -> None:
        rung.set()

    bell = Bell(ring, interval_s=0.02)
    bell.start()
    await asyncio.wait_for(rung.wait(), HANG_S)
    bell.stop()


async def test_a_failing_ring_is_told_and_the_next_one_comes() -> None:
    rings = asyncio.Queue[None]()

    async def ring() -> None:
        rings.put_nowait(None)
        raise ValueError

    bell = Bell(ring, interval_s=0.02)
    with capture_logs() as lines:
        bell.start()
        for _ in range(2):
            await asyncio.wait_for(rings.get(), HANG_S)
        await asyncio.sleep(0)
        bell.stop()
    assert {"event": "bell.failed", "log_level": "error", "error": "ValueError"} in lines
