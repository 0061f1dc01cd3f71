"""What never arrived, told once a day. Asked at each ring; the database remembers what was told."""

from dataclasses import dataclass

from mailservice.decisions.not_delivered import LOOK_BACK, decide_not_delivered_told, told_until
from mailservice.domain.addresses import Address
from mailservice.flow.apply import Cause, Stationery, apply
from mailservice.flow.ports import Clock, Store


@dataclass(frozen=True, slots=True)
class NotDeliveredTold:
    """Tells the secretariat. May run on every node."""

    store: Store
    clock: Clock
    stationery: Stationery

    async def tell(self) -> int:
        """Returns 1 where there was something to tell, else 0. One transaction, and may be repeated."""
        now = self.clock.now()
        until = told_until(now)
        async with self.store.snapshot() as seen:
            found = await seen.bounces.not_delivered(since=until - LOOK_BACK, until=until)
        if not found:
            return 0  # the usual case costs no turn of the writer
        async with self.store.transaction() as work:
            world = await work.world()
            office = [Address.of(each) for each in world.secretariat]
            told_at = await work.bounces.told_not_delivered_at(office, since=until - LOOK_BACK)
            decision = decide_not_delivered_told(found, told_at=told_at, world=world, now=now)
            cause = Cause(f"not-delivered {until:%Y-%m-%d}", "time", now)
            await apply(decision.effects, work, cause=cause, stationery=self.stationery)
        return int(bool(decision.effects))
