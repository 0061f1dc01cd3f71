"""Which domains are to be left alone for a while. The clock is handed in."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from mailservice.decisions.retry import JITTER

REFUSALS = 3  # one after the other, before the domain rests
FIRST_REST = timedelta(minutes=5)
LONGEST_REST = timedelta(hours=1)
_MINUTE = timedelta(minutes=1)
_OF_ONE_MAILBOX = ("4.2.", "4.1.")  # says nothing about the rest of its domain (RFC 3463)


@dataclass(slots=True)
class _Domain:
    refusals: int = 0
    rests_until: datetime | None = None
    minute: datetime | None = None
    begun: int = 0


@dataclass(slots=True)
class Throttle:
    """What this process has seen of the domains that it sends to. Lost with it, and learnt again.

    per_minute   mails to one domain in a minute, 0 for no limit
    """

    per_minute: int = 0
    _domains: dict[str, _Domain] = field(default_factory=dict)

    def wait_until(self, domain: str, now: datetime) -> datetime | None:
        """When a mail to this domain may be tried; None for at once, and then it counts as begun."""
        known = self._domains.setdefault(domain, _Domain())
        if known.rests_until is not None and now < known.rests_until:
            return known.rests_until
        if self.per_minute:
            if known.minute is None or now >= known.minute + _MINUTE:
                known.minute, known.begun = now, 0
            if known.begun >= self.per_minute:
                return known.minute + _MINUTE
            known.begun += 1
        return None

    def resting(self, now: datetime) -> list[str]:
        """The domains to which nothing may be tried now."""
        return [domain for domain, known in self._domains.items() if self._rests(known, now)]

    def _rests(self, known: _Domain, now: datetime) -> bool:
        if known.rests_until is not None and now < known.rests_until:
            return True
        full = bool(self.per_minute) and known.begun >= self.per_minute
        return full and known.minute is not None and now < known.minute + _MINUTE

    def took(self, domain: str) -> None:
        """A mail to this domain was taken: it rests no more."""
        known = self._domains.setdefault(domain, _Domain())
        known.refusals, known.rests_until = 0, None

    def refused(self, domain: str, text: str, now: datetime, *, jitter: float) -> None:
        """A mail to this domain was refused for now. From the third in a row on it rests, each time longer.

        Of those that were under way when its rest began nothing more is made.

        text     what the smarthost said after its code
        jitter   random, 0 <= jitter < 1: makes the rest up to a fifth longer
        """
        if text.startswith(_OF_ONE_MAILBOX):
            return
        known = self._domains.setdefault(domain, _Domain())
        if known.rests_until is not None and now < known.rests_until:
            return
        known.refusals += 1
        if known.refusals >= REFUSALS:
            doublings = min(known.refusals - REFUSALS, 4)
            rest = min(FIRST_REST * 2**doublings, LONGEST_REST)
            known.rests_until = now + rest * (1 + JITTER * jitter)
