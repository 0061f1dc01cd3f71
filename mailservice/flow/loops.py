"""A step repeated for as long as there is work, then when it is woken or a little time has passed."""

import asyncio
import gc
import signal
from collections.abc import Awaitable, Callable

from mailservice.domain.errors import StorageUnavailable
from mailservice.observability import mail_log

_LOOK_AFTER = 10_000  # objects more than have gone: a megabyte or two

POLL_S = 2.0  # how soon work is seen that another process or node has put into the database


class Loop:
    """Runs `step` until it has nothing to do, sleeps until `wake` or `poll_s`, and begins again.

    step    does some work and returns how much; 0 means that nothing is waiting
    poll_s  the longest sleep: what another node or a second process has put there is seen after it

    A database that is away is waited for, with growing pauses; nothing a step raises ends the loop.
    """

    LONGEST_PAUSE_S = 15.0

    def __init__(self, name: str, step: Callable[[], Awaitable[int]], *, poll_s: float) -> None:
        self._name, self._step, self._poll_s = name, step, poll_s
        self._woken = asyncio.Event()
        self._stopping = False
        self._pause_s = 0.0
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """On the running event loop."""
        self._task = asyncio.create_task(self._run(), name=self._name)

    def wake(self) -> None:
        """There is work. May be called as often as one likes, from the loop's own thread."""
        self._woken.set()

    async def stop(self) -> None:
        """Finish the step that is under way, then end."""
        self._stopping = True
        self._woken.set()
        if self._task is not None:
            await self._task

    async def _run(self) -> None:
        while not self._stopping:
            self._woken.clear()
            if await self._stepped() == 0 and not self._stopping:
                await self._sleep(self._pause_s or self._poll_s)

    async def _stepped(self) -> int:
        try:
            done = await self._step()
        except StorageUnavailable as error:
            self._pause_s = min(self.LONGEST_PAUSE_S, max(0.5, self._pause_s * 2))
            mail_log.storage_unavailable(self._name, str(error))
            return 0
        except Exception as error:
            self._pause_s = min(self.LONGEST_PAUSE_S, max(0.5, self._pause_s * 2))
            mail_log.step_failed(self._name, error)
            return 0
        self._pause_s = 0.0
        return done

    async def _sleep(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._woken.wait(), seconds)
        except TimeoutError:
            return


def all_is_loaded() -> None:
    """Look through what is there now for garbage no more: it stays, and to look was 7 % of a send.

    And look less often through what comes: nearly all of it goes without that, and to look after every 700
    objects was a twentieth of a mail.
    """
    gc.freeze()
    gc.set_threshold(_LOOK_AFTER, *gc.get_threshold()[1:])


def asked_to_stop() -> asyncio.Event:
    """Set by SIGTERM and Ctrl-C, from now on."""
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, asked.set)
    return asked
