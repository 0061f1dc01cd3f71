"""Clocks: the machine's own, one that starts elsewhere, one that a play or a test moves."""

from datetime import UTC, datetime, timedelta


class SystemClock:
    """The time of the machine, shifted so that the service's time began at `start`."""

    def __init__(self, start: datetime | None = None) -> None:
        self._shift = timedelta() if start is None else start - datetime.now(UTC)

    @property
    def is_the_machines(self) -> bool:
        """Whether it tells the machine's own time."""
        return not self._shift

    def now(self) -> datetime:
        """Aware, UTC."""
        return (datetime.now(UTC) + self._shift).astimezone(UTC)


class SteppedClock:
    """A clock that stands still until it is moved."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        """Aware, UTC."""
        return self._now

    def move_to(self, when: datetime) -> None:
        """Forward only: time does not run back in a play."""
        self._now = max(self._now, when.astimezone(UTC))
