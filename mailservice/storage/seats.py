"""Seats at briefings, and the line of those who wait for one."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mailservice.domain.addresses import Address
from mailservice.domain.briefings import SeatState
from mailservice.domain.effects import NoteAttendance, NoteComment, PassOn, SetSeat
from mailservice.domain.errors import StorageUnavailable
from mailservice.domain.people import Person
from mailservice.storage import briefings, people
from mailservice.storage.tables import briefing, person, seat

_HELD = (SeatState.TAKEN, SeatState.TENTATIVE, SeatState.OFFERED)
_PRESENT = (*_HELD, SeatState.WAITING)


async def put(work: AsyncConnection, wanted: SetSeat) -> None:
    """Set one person's state at one briefing. Who comes back after giving up comes last in line.

    Raises    StorageUnavailable where the last seat is gone: whoever decided so saw an older state, and
              decides again. It is the last guard; those who decide lock the briefing first.
    """
    await briefings.lock(work, (wanted.briefing_id,))
    key = {"person_id": await people.known(work, wanted.address), "briefing_id": wanted.briefing_id}
    was = (await work.execute(select(seat.c.state).filter_by(**key))).scalar_one_or_none()
    if wanted.state.holds_a_seat and was not in _HELD:
        await _guard_capacity(work, wanted.briefing_id)
    values: dict[str, object] = {
        "state": wanted.state,
        "answered_at": wanted.answered_at,
        "offered_until": wanted.offered_until,
        "delegated_to": None,
    }
    if was is None or (was not in _PRESENT and wanted.state in _PRESENT):
        values["arrived"] = await _next_arrival(work, wanted.briefing_id)
    if was is None:
        await work.execute(insert(seat).values({**key, **values}))
    else:
        await work.execute(update(seat).filter_by(**key).values(values))


async def _guard_capacity(work: AsyncConnection, briefing_id: str) -> None:
    limit = select(briefing.c.capacity).where(briefing.c.id == briefing_id)
    capacity = (await work.execute(limit)).scalar_one_or_none()
    if capacity is not None and (await taken(work, (briefing_id,)))[briefing_id] >= capacity:
        raise StorageUnavailable("the last seat went to another at the same moment; it is decided again")


async def pass_on(work: AsyncConnection, wanted: PassOn) -> None:
    """Remember who shall have this person's seat, or that nobody shall."""
    theirs = seat.c.person_id.in_(select(person.c.id).where(person.c.address == str(wanted.address)))
    other = None if wanted.to is None else str(wanted.to)
    await work.execute(
        update(seat)
        .where(theirs, seat.c.briefing_id == wanted.briefing_id)
        .values(delegated_to=other, answered_at=wanted.answered_at)
    )


async def note_comment(work: AsyncConnection, wanted: NoteComment) -> None:
    """Keep what a person wrote beside their answer; somebody without a seat has none to keep it at."""
    theirs = seat.c.person_id.in_(select(person.c.id).where(person.c.address == str(wanted.address)))
    here = theirs & (seat.c.briefing_id == wanted.briefing_id)
    await work.execute(update(seat).where(here).values(comment=wanted.comment))


async def note_attendance(work: AsyncConnection, wanted: NoteAttendance) -> None:
    """Who was there; of the others who had a seat it is known that they were not."""
    named = select(person.c.id).where(person.c.address.in_([str(each) for each in wanted.came]))
    here = seat.c.briefing_id == wanted.briefing_id
    await work.execute(update(seat).where(here).values(came=seat.c.person_id.in_(named.scalar_subquery())))


async def holders(work: AsyncConnection, briefing_id: str) -> list[tuple[Person, SeatState]]:
    """Who holds a seat or waits for one, in the order in which they came."""
    here = (seat.c.briefing_id == briefing_id) & seat.c.state.in_(_PRESENT)
    loaded = await people.load(work, select(seat.c.person_id).where(here))
    order = select(seat.c.person_id, seat.c.state).where(here).order_by(seat.c.arrived)
    rows = (await work.execute(order)).all()
    return [(loaded[row.person_id], SeatState(row.state)) for row in rows if row.person_id in loaded]


async def audience(work: AsyncConnection, briefing_id: str) -> list[Person]:
    """Whom a change of a briefing concerns: all but those who gave up, in the order in which they came."""
    here = (seat.c.briefing_id == briefing_id) & (seat.c.state != SeatState.GIVEN_UP)
    loaded = await people.load(work, select(seat.c.person_id).where(here))
    order = select(seat.c.person_id).where(here).order_by(seat.c.arrived)
    return [loaded[each] for each in (await work.execute(order)).scalars() if each in loaded]


async def taken(work: AsyncConnection, briefing_ids: Sequence[str]) -> Mapping[str, int]:
    """Seats held at each of these briefings; 0 where none is."""
    count = (
        select(seat.c.briefing_id, func.count())
        .where(seat.c.briefing_id.in_(briefing_ids), seat.c.state.in_(_HELD))
        .group_by(seat.c.briefing_id)
    )
    found = {briefing_id: held for briefing_id, held in await work.execute(count)}
    return {briefing_id: found.get(briefing_id, 0) for briefing_id in briefing_ids}


async def places_in_line(work: AsyncConnection, address: Address) -> Mapping[str, int]:
    """This person's place in each line that they stand in, from 1; retired addresses are passed by."""
    before = seat.alias("before")
    other = person.alias("other")
    ahead = (
        select(func.count())
        .join_from(before, other, other.c.id == before.c.person_id)
        .where(
            other.c.retired_at.is_(None),
            before.c.briefing_id == seat.c.briefing_id,
            before.c.state == SeatState.WAITING,
            before.c.arrived < seat.c.arrived,
        )
        .scalar_subquery()
    )
    waiting = (
        select(seat.c.briefing_id, ahead + 1)
        .join(person, person.c.id == seat.c.person_id)
        .where(person.c.address == str(address), seat.c.state == SeatState.WAITING)
    )
    return {briefing_id: place for briefing_id, place in await work.execute(waiting)}


async def note_invited(
    work: AsyncConnection, address: Address, briefing_id: str, *, sequence: int, at: datetime
) -> None:
    """Remember the calendar SEQUENCE that this person was sent, and when."""
    theirs = seat.c.person_id.in_(select(person.c.id).where(person.c.address == str(address)))
    await work.execute(
        update(seat)
        .where(theirs, seat.c.briefing_id == briefing_id)
        .values(invited_sequence=sequence, invited_at=at)
    )


async def _next_arrival(work: AsyncConnection, briefing_id: str) -> int:
    last = select(func.coalesce(func.max(seat.c.arrived), 0)).where(seat.c.briefing_id == briefing_id)
    return int((await work.execute(last)).scalar_one()) + 1
