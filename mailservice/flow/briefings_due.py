"""What time brings to briefings: waiting lines that move, reminders, and the materials afterwards."""

from dataclasses import dataclass

from mailservice.decisions.afterwards import decide_skips_told, materials_due_at
from mailservice.decisions.facts import DueReminder
from mailservice.decisions.schedule import decide_reminder
from mailservice.decisions.waiting_line import decide_line
from mailservice.domain.effects import Decision
from mailservice.flow.apply import Stationery, apply_due
from mailservice.flow.ports import Clock, Store
from mailservice.flow.work_ports import Work

BATCH = 100


@dataclass(frozen=True, slots=True)
class BriefingsDue:
    """Does what is due now for briefings. Every step is one transaction of its own and may be repeated."""

    store: Store
    clock: Clock
    stationery: Stationery

    async def do_due(self) -> int:
        """Returns how much was done."""
        return await self._lines() + await self._materials() + await self._reminders() + await self._skips()

    async def _lines(self) -> int:
        """Waiting lines that may move: each briefing in a transaction of its own, in which it is locked."""
        async with self.store.snapshot() as seen:
            movable = await seen.movable_lines(now=self.clock.now())
        return sum([await self._move_line(each) for each in movable])

    async def _move_line(self, briefing_id: str) -> int:
        async with self.store.transaction() as work:
            await work.lock_briefings((briefing_id,))
            briefing = (await work.world()).briefing(briefing_id)
            if briefing is None:
                return 0
            people = [person for person, _state in await work.holders(briefing_id)]
            now = self.clock.now()
            decision = decide_line(briefing, people, now=now)
            if decision.effects:
                await self._apply(decision, work, key=f"line {briefing_id} {now.isoformat()}")
        return len(decision.effects)

    async def _materials(self) -> int:
        """A row for each person who is to get the materials of a briefing that is over."""
        now = self.clock.now()
        async with self.store.snapshot() as seen:
            missing = await seen.briefings_without_materials_sent(now=now)
        for briefing in missing:
            async with self.store.transaction() as work:
                await work.plan_materials(briefing.id, due_at=materials_due_at(briefing, now=now))
        return len(missing)

    async def _reminders(self) -> int:
        done = 0
        while True:
            async with self.store.transaction() as work:
                due = await work.due_reminders(now=self.clock.now(), limit=BATCH)
                for reminder in due:
                    await self._remind(reminder, work)
            done += len(due)
            if len(due) < BATCH:
                return done

    async def _remind(self, reminder: DueReminder, work: Work) -> None:
        decision = decide_reminder(reminder, now=self.clock.now())
        names = (reminder.briefing.id, reminder.kind, str(reminder.sequence), str(reminder.address))
        await self._apply(decision, work, key="reminder " + " ".join(names))

    async def _skips(self) -> int:
        """Tell the secretariat of reminders that an outage made too late."""
        async with self.store.snapshot() as seen:
            if not await seen.untold_skips():
                return 0
        async with self.store.transaction() as work:
            skips, world = await work.untold_skips(), await work.world()
            for each in skips:
                await self._apply(decide_skips_told(each, world), work, key=f"skipped {each.key}")
            await work.skips_told()
        return len(skips)

    async def _apply(self, decision: Decision, work: Work, *, key: str) -> None:
        await apply_due(decision, work, key=key, at=self.clock.now(), stationery=self.stationery)
