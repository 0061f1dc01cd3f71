"""Lists and briefings brought to what a world file says."""

from mailservice.decisions.world_changes import decide_world, describe
from mailservice.domain.effects import SaveBriefing, SaveList
from mailservice.domain.world import World
from mailservice.flow.apply import Cause, Stationery, apply
from mailservice.flow.ports import Clock, Store


async def apply_world(
    store: Store,
    wanted: World,
    *,
    clock: Clock,
    stationery: Stationery,
    keeping_later_changes: bool = False,
) -> list[str]:
    """Create and change lists and briefings; tell whom it concerns. Returns a line per change.

    keeping_later_changes   see `decide_world`: so a start does not turn back what was changed by mail
    """
    async with store.transaction() as work:
        await work.lock_briefings([each.id for each in wanted.briefings])
        current = await work.world()
        decision = decide_world(
            current,
            wanted,
            audience={each.id: await work.audience(each.id) for each in wanted.briefings},
            followers={each.id: await work.followers(each.lists) for each in wanted.briefings},
            now=clock.now(),
            keeping_later_changes=keeping_later_changes,
        )
        cause = Cause(f"world {clock.now().isoformat()}", "file", clock.now())
        await apply(decision.effects, work, cause=cause, stationery=stationery)
    saved = (each for each in decision.effects if isinstance(each, SaveList | SaveBriefing))
    return [line for each in saved if (line := describe(each, current, wanted))]
