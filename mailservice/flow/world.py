"""Lists and briefings brought to what a world file says."""

from mailservice.decisions.world_changes import decide_world, describe
from mailservice.domain.effects import SaveBriefing, SaveList
from mailservice.domain.world import World
from mailservice.flow.apply import Cause, Stationery, apply
from mailservice.flow.ports import Clock, Store


async def apply_world(store: Store, wanted: World, *, clock: Clock, stationery: Stationery) -> list[str]:
    """Create and change lists and briefings; tell those who hold a seat. Returns a line per change."""
    async with store.transaction() as work:
        current = await work.world()
        holders = {each.id: await work.holders(each.id) for each in wanted.briefings}
        decision = decide_world(current, wanted, holders, now=clock.now())
        cause = Cause(f"world {clock.now().isoformat()}", "secretariat", clock.now())
        await apply(decision.effects, work, cause=cause, stationery=stationery)
    return [describe(each, current) for each in decision.effects if isinstance(each, SaveList | SaveBriefing)]
