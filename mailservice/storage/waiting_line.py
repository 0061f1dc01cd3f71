"""Which waiting lines may move: an offer's time is over, or a seat is free while somebody waits."""

from datetime import datetime

from sqlalchemy import case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mailservice.domain.briefings import BriefingState, SeatState
from mailservice.storage.tables import briefing, person, seat

_HELD = (SeatState.TAKEN, SeatState.TENTATIVE, SeatState.OFFERED)


async def movable(work: AsyncConnection, *, now: datetime) -> list[str]:
    """Ids of briefings to come whose line may move now, in their own order: they are locked in it.

    Whose address is retired is offered nothing (`decisions/waiting_line.py`).
    """
    held = func.sum(case((seat.c.state.in_(_HELD), 1), else_=0))
    late = (seat.c.state == SeatState.OFFERED) & (seat.c.offered_until <= now)
    reachable = (seat.c.state == SeatState.WAITING) & person.c.retired_at.is_(None)
    waits = func.sum(case((reachable, 1), else_=0)) > 0
    lines = (
        select(briefing.c.id)
        .join(seat, seat.c.briefing_id == briefing.c.id)
        .join(person, person.c.id == seat.c.person_id)
        .where(briefing.c.start > now, briefing.c.state.in_((BriefingState.OPEN, BriefingState.CLOSED)))
        .group_by(briefing.c.id, briefing.c.capacity)
        .having(
            or_(
                func.sum(case((late, 1), else_=0)) > 0,
                waits & or_(briefing.c.capacity.is_(None), held < briefing.c.capacity),
            )
        )
        .order_by(briefing.c.id)
    )
    return list((await work.execute(lines)).scalars())
