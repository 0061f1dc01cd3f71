"""What deciders need to know where a mail may move seats: how full briefings are, and who waits."""

from datetime import datetime
from typing import Any

from mailservice.domain.arrangements import OfficeWish
from mailservice.domain.briefings import SeatState
from mailservice.domain.readings import CalendarAnswer, Reading, Undo, Wishes, YesNo
from mailservice.domain.wishes import Cancel, Erase, Follow, LeaveLine, MaterialsOnly, Move, Register
from mailservice.domain.world import World
from mailservice.flow.work_ports import Work

_SEAT_WISHES = (Register, Cancel, LeaveLine, MaterialsOnly, Follow, Erase, Move, OfficeWish)


def moves_seats(reading: Reading) -> bool:
    """Whether what follows may take a seat or free one. A yes and "ångra" may mean anything."""
    if isinstance(reading, Wishes):
        return any(isinstance(each, _SEAT_WISHES) for each in reading.wishes)
    return isinstance(reading, CalendarAnswer | YesNo | Undo)


async def seat_facts(reading: Reading, world: World, work: Work, now: datetime) -> dict[str, Any]:
    """Facts of the briefings to come, by the names that `Facts` has for them.

    Only those with a limit need asking. Whose address is retired cannot be asked, and holds up nobody.
    """
    limited = [each.id for each in world.to_come(now) if each.capacity is not None and moves_seats(reading)]
    if not limited:
        return {}
    taken = await work.seats_taken(limited)
    lines = {
        each: [
            person
            for person, state in await work.holders(each)
            if state is SeatState.WAITING and person.retired_at is None
        ]
        for each in limited
    }
    return {
        "taken": taken,
        "in_line": {key: len(line) for key, line in lines.items()},
        "next_in_line": {key: line[0] for key, line in lines.items() if line},
    }
