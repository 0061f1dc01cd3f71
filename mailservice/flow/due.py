"""What time brings: reminders, news, digests. The database says what is due; this carries it out."""

from dataclasses import dataclass

from mailservice.decisions.facts import DueReminder, Publication
from mailservice.decisions.news import decide_news
from mailservice.decisions.schedule import decide_reminder
from mailservice.decisions.waiting_line import decide_line
from mailservice.domain.effects import Decision
from mailservice.domain.errors import UnknownLists
from mailservice.domain.lists import DeliveryMode
from mailservice.flow.apply import Stationery, apply_due
from mailservice.flow.bounces import BounceWork
from mailservice.flow.digests import Digests
from mailservice.flow.ports import Clock, Store, Work

BATCH = 100


@dataclass(frozen=True, slots=True)
class DueWork:
    """Does what is due now. Every step is one transaction of its own and may be repeated."""

    store: Store
    clock: Clock
    stationery: Stationery
    digests: Digests
    bounces: BounceWork

    async def do_due(self) -> int:
        """Bounces, lines, reminders, news, digests. Returns how many decisions were carried out."""
        done = await self.bounces.judge_waiting() + await self._lines() + await self._reminders()
        return done + await self._news() + await self.digests.send_due()

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

    async def _news(self) -> int:
        """What was published to people who want each mail at once."""
        done = 0
        while True:
            async with self.store.transaction() as work:
                world = await work.world()
                waiting = await work.unsent_news(
                    modes=(DeliveryMode.EACH,), now=self.clock.now(), limit=BATCH
                )
                for each in waiting:
                    key = f"news {each.person.address} {each.publications[0].id}"
                    await self._apply(decide_news(each, world), work, key=key)
            done += len(waiting)
            if len(waiting) < BATCH:
                return done

    async def _apply(self, decision: Decision, work: Work, *, key: str) -> None:
        await apply_due(decision, work, key=key, at=self.clock.now(), stationery=self.stationery)


async def publish(store: Store, publication: Publication, *, by: str) -> int:
    """Store a publication for everybody who is on its lists. Returns how many; sending is for DueWork.

    Raises    UnknownLists where there is no list of a name.
    """
    async with store.transaction() as work:
        known = [each.id for each in (await work.world()).lists]
        unknown = tuple(each for each in publication.lists if each not in known)
        if unknown:
            raise UnknownLists(unknown, tuple(known))
        return await work.publish(publication, by=by)
