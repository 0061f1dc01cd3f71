"""The running service: doors, loops and the bell, started in order and stopped in reverse."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mailservice.decisions.facts import Publication
from mailservice.domain.world import World
from mailservice.flow.apply import Stationery
from mailservice.flow.deliver import Deliverer
from mailservice.flow.due import DueWork, publish
from mailservice.flow.feed import FeedWork
from mailservice.flow.loops import POLL_S, Loop, all_is_loaded, asked_to_stop
from mailservice.flow.ports import Clock, Store
from mailservice.flow.world import apply_world
from mailservice.listener.doors import Doors
from mailservice.observability import mail_log

if TYPE_CHECKING:
    from mailservice.flow.process import Processor
    from mailservice.scheduler.jobs import Bell

RING_S = 15.0


@dataclass(slots=True)
class Signal:
    """A call that is made before it is known who answers: the spool is built before the service."""

    answer: Callable[[], None] | None = None

    def __call__(self) -> None:
        if self.answer is not None:
            self.answer()


@dataclass(slots=True)
class Service:
    """All parts, ready to run. `app.build` makes it.

    processor  takes mails the whole way; to load what it decides by takes a while
    deliverer  writes letters and sends them; to load it, and all that writes, takes a tenth
    prepare    has what reads mail loaded, where it is not: it takes seconds, and may have to be done again
    close      gives back what the parts hold: connections and locks
    feed       None where no feed is wanted
    """

    store: Store
    clock: Clock
    stationery: Stationery
    processor: "Callable[[], Processor]"
    deliverer: Callable[[], Deliverer]
    due: DueWork
    doors: Doors
    prepare: Callable[[], Awaitable[None]]
    close: Callable[[], Awaitable[None]]
    feed: FeedWork | None = None
    _in: Loop = field(init=False)
    _out: Loop = field(init=False)
    _bell: "Bell | None" = None
    _prepared: bool = False
    _can_write: bool = False

    def __post_init__(self) -> None:
        self._in = Loop("processing", self._process, poll_s=POLL_S)
        self._out = Loop("delivery", self._deliver, poll_s=POLL_S)

    @property
    def smtp_port(self) -> int:
        """The first port that SMTP listens on."""
        return self.doors.smtp_ports[0]

    def mail_spooled(self) -> None:
        """New mail is waiting: process it at once."""
        self._in.wake()

    async def start(self) -> None:
        """Doors first, what else runs behind them. Raises OSError where an address cannot be had."""
        await self.doors.start()
        self._in.start()
        self._out.start()
        await self._ring()
        self._bell = (await asyncio.to_thread(_kind_of_bell))(self._ring, interval_s=RING_S)
        self._bell.start()

    async def stop(self) -> None:
        """No new mail; what is under way is finished; the rest waits in the database."""
        if self._bell is not None:
            self._bell.stop()
        await self.doors.stop()
        await self._in.stop()
        await self._finish_in_hand()
        if self._can_write:
            self.deliverer().stop()
        await self._out.stop()
        await self.close()

    async def open_doors(self) -> None:
        """Take mail, but let nothing run by itself: for plays and tests, beside `settle`."""
        await self.doors.start()

    async def close_doors(self) -> None:
        """The end of a play."""
        await self.doors.stop()
        await self.close()

    async def settle(self) -> None:
        """Without loops and bell: do everything that is due now, until nothing is. For plays and tests."""
        while True:
            done = await self.processor().process_waiting()
            done += await self.due.do_due()
            done += await self.deliverer().deliver_due()
            if done == 0:
                break
        await self._renew_feed()

    async def apply_world(self, wanted: World, *, keeping_later_changes: bool = False) -> list[str]:
        """Bring lists and briefings to what is wanted (`flow.world`). Returns a line for each change."""
        return await apply_world(
            self.store,
            wanted,
            clock=self.clock,
            stationery=self.stationery,
            keeping_later_changes=keeping_later_changes,
        )

    async def publish(self, publication: Publication, *, by: str) -> int:
        """Publish a text to the subscribers of its lists. Returns how many people it is for."""
        people = await publish(self.store, publication, by=by)
        mail_log.published(publication.id, people=people)
        return people

    async def _process(self) -> int:
        if not self._prepared:  # beside the doors, which take mail already
            await asyncio.gather(self.prepare(), asyncio.to_thread(self.processor))
            self._prepared = True
            all_is_loaded()
        await self.prepare()  # before a mail is claimed: none is to blame for a reader that has died
        done = await self.processor().process_waiting()
        if done:
            self._out.wake()
        return done

    async def _finish_in_hand(self) -> None:
        """What was claimed ahead. Where that fails nothing is lost: it is free when its leases run out."""
        try:
            if self._prepared:
                await self.processor().finish()
        except Exception as error:
            mail_log.step_failed("processing", error)

    async def _deliver(self) -> int:
        if not self._can_write:  # beside the doors, as what reads
            await asyncio.to_thread(self.deliverer)
            self._can_write = True
        return await self.deliverer().deliver_due()

    async def _ring(self) -> None:
        if await self.due.do_due():
            self._out.wake()
        await self._renew_feed()

    async def _renew_feed(self) -> None:
        if self.feed is not None:
            await self.feed.renew()


def _kind_of_bell() -> "type[Bell]":
    """Loaded behind the open doors: the scheduler's library is a tenth of a start."""
    from mailservice.scheduler.jobs import Bell

    return Bell


async def run_until_stopped(service: Service, *, ready: Callable[[Service], None] | None = None) -> None:
    """Run until SIGTERM or Ctrl-C, then finish what is under way. `ready` is told once it listens."""
    asked = asked_to_stop()
    await service.start()
    if ready is not None:
        ready(service)
    try:
        await asked.wait()
    finally:
        started = service.clock.now()
        mail_log.stopping("asked to")
        await service.stop()
        mail_log.stopped(took=service.clock.now() - started)
