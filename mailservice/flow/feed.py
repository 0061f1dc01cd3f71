"""The public feed kept as the briefings are: written at the start and whenever one of them has changed."""

from dataclasses import dataclass
from datetime import timedelta

from mailservice.decisions.public_feed import public_briefings
from mailservice.domain.briefings import Briefing
from mailservice.flow.ports import Clock, FeedPlace, FeedRenderer, Store
from mailservice.message.itip_feed import same_but_for_the_stamp
from mailservice.observability import mail_log


@dataclass(slots=True)
class FeedWork:
    """Writes the feed where it no longer says what the database says.

    keep   how long a briefing stays in it after its end

    Another process may change a briefing, so the database is asked each time; the file is touched only
    where it would say something else, so that a web server's "not modified" stays true.
    """

    store: Store
    clock: Clock
    renderer: FeedRenderer
    place: FeedPlace
    keep: timedelta
    _written: tuple[Briefing, ...] | None = None
    _complaint: str = ""

    async def renew(self) -> bool:
        """Whether the file was written anew. What cannot be written is told once and tried again."""
        async with self.store.snapshot() as seen:
            briefings = public_briefings(await seen.world(), now=self.clock.now(), keep=self.keep)
        if briefings == self._written:
            return False
        try:
            renewed = await self._write(briefings)
        except OSError as error:
            if str(error) != self._complaint:
                mail_log.feed_not_written(str(error))
            self._complaint = str(error)
            return False
        self._written, self._complaint = briefings, ""
        return renewed

    async def _write(self, briefings: tuple[Briefing, ...]) -> bool:
        content = self.renderer.render(briefings, stamped_at=self.clock.now())
        if same_but_for_the_stamp(content, await self.place.read()):
            return False
        await self.place.put(content)
        mail_log.feed_written(briefings=len(briefings))
        return True
