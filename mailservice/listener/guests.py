"""Who is in the house: the conversations under way, and who makes room when it is full."""

import asyncio
from collections.abc import Iterable
from typing import Protocol

from mailservice.listener import replies
from mailservice.listener.limits import Limits
from mailservice.listener.replies import Reply


class Guest(Protocol):
    """One conversation, as the door sees it."""

    @property
    def peer(self) -> str:
        """Address of the client, "" for a Unix socket."""
        ...

    @property
    def storing(self) -> bool:
        """Its mail is on the way to the disk: not to be sent away."""
        ...

    @property
    def in_transaction(self) -> bool: ...
    def quiet_s(self) -> float:
        """Seconds since it last got anywhere."""
        ...

    def dismiss(self, reply: Reply) -> None:
        """Say this and close."""
        ...


class Guests:
    """The conversations of all doors together. `closing` tells them to leave after their mail."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._present: set[Guest] = set()
        self._all_gone = asyncio.Event()
        self._all_gone.set()
        self.closing = False

    def __len__(self) -> int:
        return len(self._present)

    def enter(self, guest: Guest) -> bool:
        """Let a new client in, or say False. In a full house the one that was quiet longest goes."""
        self._all_gone.clear()
        neighbours = [other for other in self._present if other.peer == guest.peer] if guest.peer else []
        admitted = True
        if len(neighbours) >= self._limits.connections_per_ip:
            admitted = self._make_room(neighbours)
        elif len(self._present) >= self._limits.connections:
            admitted = self._make_room(self._present)
        self._present.add(guest)
        return admitted

    def leave(self, guest: Guest) -> None:
        self._present.discard(guest)
        if not self._present:
            self._all_gone.set()

    async def see_off(self, *, grace_s: float) -> None:
        """Send the idle away, let the others finish their mail, and after `grace_s` close on them too."""
        self.closing = True
        for guest in [guest for guest in self._present if not guest.in_transaction]:
            guest.dismiss(replies.SHUTTING_DOWN)
        try:
            async with asyncio.timeout(grace_s):
                await self._all_gone.wait()
        except TimeoutError:
            for guest in list(self._present):
                guest.dismiss(replies.SHUTTING_DOWN)

    def _make_room(self, among: Iterable[Guest]) -> bool:
        quietest = max(
            (guest for guest in among if not guest.storing), key=lambda guest: guest.quiet_s(), default=None
        )
        if quietest is None or quietest.quiet_s() < self._limits.gives_way_after_s:
            return False
        quietest.dismiss(replies.TOO_BUSY)
        return True
