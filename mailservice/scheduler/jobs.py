"""The bell: apscheduler rings at a fixed interval, on every node. What is due, the database knows.

Losing a ring costs the length of an interval, never a mail; so the jobs live in memory only.
"""

from collections.abc import Awaitable, Callable

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MISSED, JobExecutionEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from mailservice.observability import mail_log


class Bell:
    """Rings at once when started and then every `interval_s` seconds, until stopped."""

    def __init__(self, ring: Callable[[], Awaitable[None]], *, interval_s: float) -> None:
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        # Late is fine, doubled is not: one ring at a time, and missed ones melt into one.
        self._scheduler.add_job(
            ring,
            "interval",
            seconds=interval_s,
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )
        self._scheduler.add_listener(_tell, EVENT_JOB_MISSED | EVENT_JOB_ERROR)

    def start(self) -> None:
        """On the running event loop."""
        self._scheduler.start()

    def stop(self) -> None:
        """No ring begins after this; one under way goes on."""
        self._scheduler.shutdown(wait=False)


def _tell(event: JobExecutionEvent) -> None:
    error = getattr(event, "exception", None)
    mail_log.bell_failed("missed" if error is None else type(error).__name__)
