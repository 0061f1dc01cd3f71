"""Who is to get the materials of a briefing, as rows beside the reminders: each person once."""

from datetime import datetime, timedelta

from sqlalchemy import and_, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mailservice.decisions.afterwards import MATERIALS
from mailservice.domain.briefings import BriefingState, SeatState
from mailservice.storage.columns import UtcTime
from mailservice.storage.inserts import insert_selected
from mailservice.storage.tables import briefing, reminder, seat

_WANT = tuple(state for state in SeatState if state is not SeatState.GIVEN_UP)
_LONG_PAST = timedelta(days=31)


async def unplanned(work: AsyncConnection, *, now: datetime) -> set[str]:
    """Ids of briefings that have begun and have materials, where somebody has no row yet."""
    planned = and_(
        reminder.c.briefing_id == seat.c.briefing_id,
        reminder.c.person_id == seat.c.person_id,
        reminder.c.kind == MATERIALS,
    )
    found = (
        select(briefing.c.id)
        .join(seat, seat.c.briefing_id == briefing.c.id)
        .outerjoin(reminder, planned)
        .where(
            briefing.c.start <= now,
            briefing.c.start > now - _LONG_PAST,
            briefing.c.materials != [],
            briefing.c.state.in_((BriefingState.OPEN, BriefingState.CLOSED)),
            seat.c.state.in_(_WANT),
            reminder.c.id.is_(None),
        )
        .distinct()
    )
    return set((await work.execute(found)).scalars())


async def plan(work: AsyncConnection, briefing_id: str, *, due_at: datetime) -> None:
    """A row for everybody who has a place or wished the materials. What is planned already stays."""
    rows = select(
        seat.c.person_id, seat.c.briefing_id, literal(MATERIALS), literal(0), literal(due_at, UtcTime)
    ).where(seat.c.briefing_id == briefing_id, seat.c.state.in_(_WANT))
    await insert_selected(work, reminder, ("person_id", "briefing_id", "kind", "sequence", "due_at"), rows)
