"""Briefings and the lists that they belong to."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mailservice.domain.briefings import Briefing, BriefingState
from mailservice.domain.lists import Bilingual
from mailservice.storage.inserts import insert_new
from mailservice.storage.prepared import Prepared
from mailservice.storage.tables import briefing, briefing_list, seat

_ALL = Prepared(select(briefing).order_by(briefing.c.start, briefing.c.id))
_ALL_LISTS = Prepared(select(briefing_list).order_by(briefing_list.c.position))


async def all_briefings(work: AsyncConnection) -> tuple[Briefing, ...]:
    """Every briefing, in the order of their start."""
    lists = defaultdict(list)
    for row in (await _ALL_LISTS.carry_out(work, {})).rows:
        lists[row.briefing_id].append(row.list_id)
    found = (await _ALL.carry_out(work, {})).rows
    return tuple(_value(row, tuple(lists[row.id])) for row in found)


async def save(work: AsyncConnection, wanted: Briefing) -> None:
    """Create or change a briefing."""
    values = {
        "uid": wanted.uid,
        "title_sv": wanted.title.sv,
        "title_en": wanted.title.en,
        "start": wanted.start,
        "minutes": wanted.minutes,
        "link": wanted.link,
        "capacity": wanted.capacity,
        "sequence": wanted.sequence,
        "state": wanted.state,
        "deadline": wanted.deadline,
        "materials": list(wanted.materials),
        "entry": wanted.entry,
    }
    if (await work.execute(update(briefing).where(briefing.c.id == wanted.id).values(values))).rowcount == 0:
        await insert_new(work, briefing, {"id": wanted.id, **values})
    await work.execute(delete(briefing_list).where(briefing_list.c.briefing_id == wanted.id))
    for position, list_id in enumerate(wanted.lists):
        row = {"briefing_id": wanted.id, "position": position, "list_id": list_id}
        await work.execute(insert(briefing_list).values(row))


async def lock(work: AsyncConnection, briefing_ids: Sequence[str]) -> None:
    """Let no other transaction change the seats of these until this one ends.

    Always in the order of the ids, so that two never wait for each other. SQLite has one writer,
    and leaves FOR UPDATE out.
    """
    rows = select(briefing.c.id).where(briefing.c.id.in_(briefing_ids)).order_by(briefing.c.id)
    await work.execute(rows.with_for_update())


async def raise_floor(work: AsyncConnection, person_id: int) -> None:
    """Somebody's seats are about to be forgotten: who joins under their address begins above what they saw.

    Only the numbers stay, with the briefings; they tell of nobody.
    """
    seen = select(seat.c.briefing_id, seat.c.invited_sequence).where(
        seat.c.person_id == person_id, seat.c.invited_sequence.is_not(None)
    )
    for row in (await work.execute(seen.order_by(seat.c.briefing_id))).all():
        above = row.invited_sequence + 1
        here = (briefing.c.id == row.briefing_id) & (briefing.c.sequence_floor < above)
        await work.execute(update(briefing).where(here).values(sequence_floor=above))


def _value(row: Any, lists: tuple[str, ...]) -> Briefing:
    return Briefing(
        id=row.id,
        uid=row.uid,
        title=Bilingual(row.title_sv, row.title_en),
        lists=lists,
        start=row.start,
        minutes=row.minutes,
        link=row.link,
        capacity=row.capacity,
        sequence=row.sequence,
        state=BriefingState(row.state),
        deadline=row.deadline,
        materials=tuple(row.materials),
        entry=row.entry,
        sequence_floor=row.sequence_floor,
    )
