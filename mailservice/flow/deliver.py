"""The way out: due letters are rendered, signed and handed to the smarthost, many at the same time."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from mailservice.decisions.throttle import Throttle
from mailservice.domain.errors import StorageUnavailable
from mailservice.flow.ports import Clock, Store
from mailservice.flow.published import PublishedTexts
from mailservice.flow.sending import Sending
from mailservice.flow.sending_ports import Renderer, Signer, Smarthost
from mailservice.flow.writing import Writing

CLOCK_OFF_S = 60.0


@dataclass(slots=True)
class Deliverer:
    """Empties the outbox. Any number of them may, in as many processes: leases keep them apart.

    throttle   what has been seen of the domains that mail goes to
    stopwatch  seconds that only grow
    watches_clock   whether its clock is held against the database's: by a wrong one the leases of others
                    seem to have run out
    """

    store: Store
    clock: Clock
    renderer: Renderer
    signer: Signer
    smarthost: Smarthost
    throttle: Throttle = field(default_factory=Throttle)
    texts: PublishedTexts = field(default_factory=PublishedTexts)
    stopwatch: Callable[[], float] = time.monotonic
    watches_clock: bool = False
    _sending: Sending | None = None
    _stopping: bool = False

    async def deliver_due(self) -> int:
        """Send what is due, answers before news, for a few seconds at most.

        A smarthost that is away is noticed once: what was claimed is given back, nothing counts as failed,
        and for a minute nothing more is claimed.

        Returns how many were settled; where none was, how many are under way.
        """
        if self._sending is None:
            self._sending = Sending(self.store, self.clock, self.smarthost, self.throttle, self.stopwatch)
        sending = self._sending
        away = sending.away_until is not None and self.clock.now() < sending.away_until
        wrong = await self._wrong_clock()
        if (away or wrong or self._stopping) and not sending.has_left:
            settled = 0
        else:
            writing = Writing(self.store, self.renderer, self.signer, self.texts)
            try:
                settled = await sending.run(writing, claims=not (wrong or self._stopping))
            except asyncio.CancelledError:
                self._sending = None  # nobody knows what it has in hand: the leases run out
                raise
        if wrong:
            raise StorageUnavailable(wrong)
        return settled or sending.in_hand

    async def _wrong_clock(self) -> str:
        """What is wrong with the clock, "" for nothing."""
        if not self.watches_clock:
            return ""
        off_s = await self.store.clock_off_s(self.clock.now())
        if abs(off_s) <= CLOCK_OFF_S:
            return ""
        off = f"this machine's clock is {off_s:+.0f} s off the database's"
        return f"{off}: set it right, for until then nothing is sent"

    def stop(self) -> None:
        """End what is under way soon: only mails whose content has gone are waited for."""
        self._stopping = True
        if self._sending is not None:
            self._sending.stop()
