"""How tests wait: for what happens, never for a time. The clock of an event loop can stand, and be moved.

What a time limit cuts off is then cut off at once, what it spares is spared, on however slow a machine.
"""

import asyncio
from collections.abc import Callable
from itertools import repeat

HANG_S = 300.0  # so long nothing takes but what hangs, where twenty others share the machine
_FOR_EVER_S = 10.0**6


class StandingClock:
    """`loop.time()` that a test moves. Where the test hangs the clock runs on, so that every wait ends."""

    def __init__(self, real: Callable[[], float]) -> None:
        self._real, self._now = real, real()
        self._hangs_at = self._now + HANG_S

    def __call__(self) -> float:
        real = self._real()
        return self._now if real < self._hangs_at else real + _FOR_EVER_S

    def move(self, seconds: float) -> None:
        """What is due by then happens as soon as the test waits for something."""
        self._now += seconds


async def until(reached: Callable[[], bool]) -> None:
    """Wait until that is so."""
    async with asyncio.timeout(HANG_S):
        for pause_s in repeat(0):
            if reached():
                return
            await asyncio.sleep(pause_s)


async def all_that_can_happen() -> None:
    """Let the tasks and sockets of this loop go on for as far as they get without the clock."""
    for _ in range(100):
        await asyncio.sleep(0)
