"""Not faster than agreed: turns at even distances."""

import asyncio


class Pace:
    """Gives turns, so many a second."""

    def __init__(self, per_second: float) -> None:
        """per_second   0 for no limit"""
        self._apart_s = 1 / per_second if per_second > 0 else 0.0
        self._next = 0.0

    def turn_s(self) -> float:
        """Take the next turn: the seconds until it comes. What was not used before is not made up for."""
        if self._apart_s == 0:
            return 0.0
        now = asyncio.get_running_loop().time()
        mine = max(now, self._next)
        self._next = mine + self._apart_s
        return mine - now

    def give_back(self, turns: int) -> None:
        """The last turns that were taken are not needed."""
        self._next -= turns * self._apart_s
