"""Gathered news: whose digest is due, the database says; this carries it out."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from mailservice.decisions.digest_orders import decide_order_done
from mailservice.decisions.digests import Occasion, decide_digest, decide_return
from mailservice.decisions.facts import WaitingNews
from mailservice.decisions.periods import digest_due
from mailservice.domain.lists import DeliveryMode
from mailservice.domain.world import World
from mailservice.flow.apply import Stationery, apply_all_due, apply_due
from mailservice.flow.ports import Clock, Store
from mailservice.flow.work_ports import Work

BATCH = 1_000  # people; so long the writer is held

Meanwhile = Callable[[], Awaitable[int]]


async def nothing() -> int:
    """What is done meanwhile where nothing is."""
    return 0


@dataclass(frozen=True, slots=True)
class DigestTimes:
    """When digests go out, Europe/Stockholm, and how large they may be.

    weekly     ISO weekday 1-7, hour, minute
    monthly    day of the month (the first working day on or after it), hour, minute
    grace      how late a digest may still go out after the service was away
    max_bytes  of the HTML of one letter
    """

    weekly: tuple[int, int, int]
    monthly: tuple[int, int, int]
    grace: timedelta
    max_bytes: int


@dataclass(frozen=True, slots=True)
class Digests:
    """Puts digests into the outbox. Every step is one transaction of its own and may be repeated."""

    store: Store
    clock: Clock
    stationery: Stationery
    times: DigestTimes

    async def send_due(self, meanwhile: Meanwhile = nothing) -> int:
        """Whose pause is over, then each period that is due. Returns how many decisions were carried out.

        meanwhile   done after each thousand people: what must not wait for all of them
        """
        now = self.clock.now()
        periods = digest_due(
            now, weekly=self.times.weekly, monthly=self.times.monthly, grace=self.times.grace
        )
        done = await self._returned(meanwhile) + await self._ordered(meanwhile)
        return done + sum([await self._of_period(mode, key, meanwhile) for mode, key, _due_at in periods])

    async def _returned(self, meanwhile: Meanwhile) -> int:
        """What came while somebody was away, in one digest."""
        done = 0
        while True:
            async with self.store.transaction() as work:
                now, world = self.clock.now(), await work.world()
                back = await work.returning(now=now, limit=BATCH)
                for each in back:
                    decision = decide_return(each, world, max_bytes=self.times.max_bytes, now=now)
                    key = f"return {each.person.address} {each.person.paused_until}"
                    await apply_due(decision, work, key=key, at=now, stationery=self.stationery)
            done += len(back)
            if len(back) < BATCH:
                return done
            await meanwhile()

    async def _ordered(self, meanwhile: Meanwhile) -> int:
        """What the secretariat wants sent now; then it is told. Twice is once: nobody waits any more."""
        done = 0
        while True:
            async with self.store.snapshot() as seen:
                order = await seen.digest_orders.next()
            if order is None:
                return done
            key = f"now:{order.key}"
            for mode in order.modes:
                while waited := await self._batch(Occasion(mode, key, self.times.max_bytes)):
                    done += waited
                    await meanwhile()
            async with self.store.transaction() as work:
                decision = decide_order_done(order, people=await work.digest_orders.people(key))
                if await work.digest_orders.finish(order.key, at=self.clock.now()):
                    at = self.clock.now()
                    await apply_due(decision, work, key=f"order {key}", at=at, stationery=self.stationery)
            done += 1

    async def _batch(self, occasion: Occasion) -> int:
        """Some people's digests for an occasion that is no period. Returns how many; 0 when none is left."""
        async with self.store.transaction() as work:
            now, world = self.clock.now(), await work.world()
            waiting = await work.unsent_news(modes=(DeliveryMode(occasion.kind),), now=now, limit=BATCH)
            await self._send(waiting, world, occasion, work, now)
        return len(waiting)

    async def _send(
        self, waiting: Sequence[WaitingNews], world: World, occasion: Occasion, work: Work, now: datetime
    ) -> None:
        decided = [
            (
                f"digest {occasion.key} {each.key}",
                decide_digest(each, world, occasion=occasion, now=now),
            )
            for each in waiting
        ]
        await apply_all_due(decided, work, at=now, stationery=self.stationery)

    async def _of_period(self, mode: DeliveryMode, period: str, meanwhile: Meanwhile) -> int:
        """One period's digests, finished when nobody's is left: after a crash it goes on where it was."""
        done, after, occasion = 0, None, Occasion(mode, period, self.times.max_bytes)
        while True:
            async with self.store.transaction() as work:
                if await work.period_done(period):
                    return done
                now, world = self.clock.now(), await work.world()
                waiting = await work.unsent_news(modes=(mode,), now=now, limit=BATCH, after=after)
                await self._send(waiting, world, occasion, work, now)
                if len(waiting) < BATCH:
                    await work.finish_period(period, at=now)
            done += len(waiting)
            after = waiting[-1].person.address if waiting else after
            await meanwhile()
