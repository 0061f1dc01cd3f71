"""Reminders: planned, due, settled."""

from datetime import datetime

from sqlalchemy import and_, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mailservice.decisions.facts import DueReminder, SkippedReminders
from mailservice.domain.addresses import Address
from mailservice.domain.briefings import SeatState
from mailservice.storage import briefings, people
from mailservice.storage.inserts import insert_new
from mailservice.storage.tables import briefing, person, reminder, seat

_TOO_LATE = "too-late"


async def plan(
    work: AsyncConnection, address: Address, briefing_id: str, *, kind: str, sequence: int, due_at: datetime
) -> None:
    """Plan one reminder; the same again changes nothing."""
    values = {
        "person_id": await people.known(work, address),
        "briefing_id": briefing_id,
        "kind": kind,
        "sequence": sequence,
        "due_at": due_at,
    }
    await insert_new(work, reminder, values)


async def due(work: AsyncConnection, *, now: datetime, limit: int) -> list[DueReminder]:
    """Unsettled reminders whose time has come, the oldest briefing first; other nodes pass them over."""
    earlier = reminder.alias("earlier")
    last_reminded = (
        select(func.max(earlier.c.settled_at))
        .where(
            earlier.c.person_id == reminder.c.person_id,
            earlier.c.briefing_id == reminder.c.briefing_id,
            earlier.c.outcome == "sent",
        )
        .correlate(reminder)
        .scalar_subquery()
    )
    theirs = and_(seat.c.person_id == reminder.c.person_id, seat.c.briefing_id == reminder.c.briefing_id)
    waiting = (
        select(
            reminder, person.c.address, person.c.language, person.c.retired_at,
            seat.c.state, seat.c.invited_at, seat.c.came, last_reminded.label("reminded_at"),
        )
        .join(person, person.c.id == reminder.c.person_id)
        .join(briefing, briefing.c.id == reminder.c.briefing_id)
        .outerjoin(seat, theirs)
        .where(reminder.c.outcome == "", reminder.c.due_at <= now)
        .order_by(briefing.c.start, reminder.c.due_at, reminder.c.id)
        .limit(limit)
        .with_for_update(of=reminder, skip_locked=True)
    )  # fmt: skip
    rows = (await work.execute(waiting)).all()
    meant = {each.id: each for each in await briefings.all_briefings(work)} if rows else {}
    return [
        DueReminder(
            address=people.address_of(row.address),
            language=row.language,
            briefing=meant[row.briefing_id],
            kind=row.kind,
            sequence=row.sequence,
            due_at=row.due_at,
            seat=None if row.state is None else SeatState(row.state),
            retired=row.retired_at is not None,
            last_told_at=max(filter(None, (row.invited_at, row.reminded_at)), default=None),
            came=row.came,
        )
        for row in rows
    ]


async def untold_skips(work: AsyncConnection) -> list[SkippedReminders]:
    """How many came too late and were not told of, by briefing, kind and sequence."""
    of = (reminder.c.briefing_id, reminder.c.kind, reminder.c.sequence)
    late = select(*of, func.count()).where(reminder.c.outcome == _TOO_LATE).group_by(*of).order_by(*of)
    return [SkippedReminders(*row) for row in await work.execute(late)]


async def skips_told(work: AsyncConnection) -> None:
    """The secretariat knows of all that came too late until now."""
    await work.execute(
        update(reminder).where(reminder.c.outcome == _TOO_LATE).values(outcome="too-late-told")
    )


async def settle(
    work: AsyncConnection,
    address: Address,
    briefing_id: str,
    *,
    kind: str,
    sequence: int,
    outcome: str,
    at: datetime,
) -> None:
    """A reminder was sent or skipped, and why."""
    theirs = reminder.c.person_id.in_(select(person.c.id).where(person.c.address == str(address)))
    await work.execute(
        update(reminder)
        .where(theirs, reminder.c.outcome == "")
        .filter_by(briefing_id=briefing_id, kind=kind, sequence=sequence)
        .values(outcome=outcome, settled_at=at)
    )
