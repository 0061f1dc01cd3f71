"""What time brings: reminders, news, digests. The database says what is due; this carries it out."""

from dataclasses import dataclass
from datetime import timedelta

from mailservice.decisions.facts import DueReminder, Publication
from mailservice.decisions.news import decide_digest, decide_news
from mailservice.decisions.schedule import decide_reminder, digest_due
from mailservice.domain.effects import Decision
from mailservice.domain.errors import UnknownLists
from mailservice.domain.lists import DeliveryMode
from mailservice.flow.apply import Cause, Stationery, apply
from mailservice.flow.ports import Clock, Store, Work
from mailservice.observability import mail_log

BATCH = 100


@dataclass(frozen=True, slots=True)
class DigestTimes:
    """When digests go out, Europe/Stockholm.

    weekly   ISO weekday 1-7, hour, minute
    monthly  day of the month (the first working day on or after it), hour, minute
    grace    how late a digest may still go out after the service was away
    """

    weekly: tuple[int, int, int]
    monthly: tuple[int, int, int]
    grace: timedelta


@dataclass(frozen=True, slots=True)
class DueWork:
    """Does what is due now. Every step is one transaction of its own and may be repeated."""

    store: Store
    clock: Clock
    stationery: Stationery
    digests: DigestTimes

    async def do_due(self) -> int:
        """Reminders first, then news, then digests. Returns how many decisions were carried out."""
        return await self._reminders() + await self._news() + await self._all_digests()

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

    async def _all_digests(self) -> int:
        periods = digest_due(
            self.clock.now(),
            weekly=self.digests.weekly,
            monthly=self.digests.monthly,
            grace=self.digests.grace,
        )
        return sum([await self._digests(mode, key) for mode, key, _due_at in periods])

    async def _digests(self, mode: DeliveryMode, period: str) -> int:
        """One period's digests, finished when nobody's is left: after a crash it goes on where it was."""
        done = 0
        while True:
            async with self.store.transaction() as work:
                if await work.period_done(period):
                    return done
                now, world = self.clock.now(), await work.world()
                waiting = await work.unsent_news(modes=(mode,), now=now, limit=BATCH)
                for each in waiting:
                    decision = decide_digest(each, world, mode=mode, period=period, now=now)
                    await self._apply(decision, work, key=f"digest {period} {each.person.address}")
                if len(waiting) < BATCH:
                    await work.finish_period(period, at=now)
            done += len(waiting)

    async def _apply(self, decision: Decision, work: Work, *, key: str) -> None:
        cause = Cause(key, "system", self.clock.now())
        await apply(decision.effects, work, cause=cause, stationery=self.stationery)
        mail_log.due(key.partition(" ")[0], decision.because)


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
