"""The way out: due letters are rendered, signed and handed to the smarthost, many at the same time."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from mailservice.decisions.throttle import Throttle
from mailservice.flow.ports import Clock, Store
from mailservice.flow.published import PublishedTexts
from mailservice.flow.sending import Sending
from mailservice.flow.sending_ports import Renderer, Signer, Smarthost
from mailservice.flow.writing import Writing


@dataclass(slots=True)
class Deliverer:
    """Empties the outbox. Any number of them may, in as many processes: leases keep them apart.

    throttle   what has been seen of the domains that mail goes to
    stopwatch  seconds that only grow
    """

    store: Store
    clock: Clock
    renderer: Renderer
    signer: Signer
    smarthost: Smarthost
    throttle: Throttle = field(default_factory=Throttle)
    texts: PublishedTexts = field(default_factory=PublishedTexts)
    stopwatch: Callable[[], float] = time.monotonic
    _away_until: datetime | None = None

    async def deliver_due(self) -> int:
        """Send what is due, answers before news, for a few seconds at most. Returns how many were settled.

        A smarthost that is away is noticed once: what was claimed waits a minute, nothing counts as
        failed, and until then nothing more is claimed.
        """
        if self._away_until is not None and self.clock.now() < self._away_until:
            return 0
        writing = Writing(self.store, self.renderer, self.signer, self.texts)
        sending = Sending(self.store, self.clock, writing, self.smarthost, self.throttle, self.stopwatch)
        settled = await sending.run()
        self._away_until = sending.away_until
        return settled
