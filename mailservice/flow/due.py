"""What time brings: reminders, news, digests. The database says what is due; this carries it out."""

from dataclasses import dataclass

from mailservice.decisions.facts import Publication
from mailservice.decisions.news import decide_news
from mailservice.domain.errors import UnknownLists
from mailservice.domain.lists import DeliveryMode
from mailservice.flow.apply import Stationery, apply_all_due
from mailservice.flow.bounces import BounceWork
from mailservice.flow.briefings_due import BriefingsDue
from mailservice.flow.digests import Digests, Meanwhile
from mailservice.flow.not_delivered import NotDeliveredTold
from mailservice.flow.ports import Clock, Store
from mailservice.flow.publishing import PublicationTimes

BATCH = 1_000  # people; so long the writer is held


@dataclass(frozen=True, slots=True)
class DueWork:
    """Does what is due now. Every step is one transaction of its own and may be repeated."""

    store: Store
    clock: Clock
    stationery: Stationery
    digests: Digests
    bounces: BounceWork

    async def do_due(self) -> int:
        """Bounces, briefings, news, digests. Returns how many decisions were carried out."""
        not_delivered = NotDeliveredTold(self.store, self.clock, self.stationery)
        briefings = BriefingsDue(self.store, self.clock, self.stationery)
        publications = PublicationTimes(self.store, self.clock, self.stationery)
        done = await self.bounces.judge_waiting() + await not_delivered.tell()
        done += await briefings.do_due() + await publications.start_due()
        done += await self._news(briefings.do_due) + await self.digests.send_due(briefings.do_due)
        return done + await publications.report_ended()

    async def _news(self, meanwhile: Meanwhile) -> int:
        """What was published to people who want each mail at once; reminders do not wait for all of them."""
        done, after = 0, None
        while True:
            async with self.store.transaction() as work:
                now, world = self.clock.now(), await work.world()
                modes = (DeliveryMode.EACH,)
                waiting = await work.unsent_news(modes=modes, now=now, limit=BATCH, after=after)
                decided = [(f"news {each.key}", decide_news(each, world)) for each in waiting]
                await apply_all_due(decided, work, at=now, stationery=self.stationery)
            done += len(waiting)
            if len(waiting) < BATCH:
                return done
            after = waiting[-1].person.address
            await meanwhile()


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
