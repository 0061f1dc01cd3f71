"""Which briefings everybody may see: those of public lists, for a while after they are over."""

from datetime import datetime, timedelta

from mailservice.domain.briefings import Briefing, BriefingState
from mailservice.domain.world import World


def public_briefings(world: World, *, now: datetime, keep: timedelta) -> tuple[Briefing, ...]:
    """What the feed shows, in the order of the start.

    keep   how long a briefing stays after its end, called off or held: a program that asks seldom must
           still learn that it was called off
    """
    public = {each.id for each in world.lists if each.public}
    return tuple(
        each
        for each in world.briefings
        if public.intersection(each.lists) and each.state is not BriefingState.DRAFT and each.end + keep > now
    )
