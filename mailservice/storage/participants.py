"""Who has a place at a briefing, as the secretariat sees it, and how it came to be so."""

from datetime import datetime
from typing import Any

from sqlalchemy import Text, cast, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mailservice.domain.briefings import Briefing, SeatState
from mailservice.storage.tables import journal, person, seat

_LAST = {state: number for number, state in enumerate(SeatState)}


async def rows(work: AsyncConnection, briefing_id: str) -> list[dict[str, Any]]:
    """One row for each person: those with a seat first, then the line in its order, then the others.

    Each has "address", "language", "state", "place" (in line, from 1, else None), "answered_at",
    "offered_until", "invited_at", "came", "comment"; times are ISO 8601 in UTC. How the state came to be
    so tell "by", "who" and "why", as in `history`; "" where the journal does not know.
    """
    query = (
        select(
            person.c.address, person.c.language, seat.c.state, seat.c.answered_at, seat.c.offered_until,
            seat.c.invited_at, seat.c.came, seat.c.comment,
        )
        .join(person, person.c.id == seat.c.person_id)
        .where(seat.c.briefing_id == briefing_id)
        .order_by(seat.c.arrived, person.c.address)
    )  # fmt: skip
    found = [{name: _plain(v) for name, v in row.items()} for row in (await work.execute(query)).mappings()]
    place = 0
    last = await _last_changes(work, briefing_id)
    for each in found:
        each |= last.get(each["address"], {"by": "", "who": "", "why": ""})
        place += each["state"] == SeatState.WAITING
        each["place"] = place if each["state"] == SeatState.WAITING else None
    return sorted(found, key=lambda each: _LAST[SeatState(each["state"])])


async def _last_changes(work: AsyncConnection, briefing_id: str) -> dict[str, dict[str, str]]:
    """By address: what last set somebody's seat."""
    here = cast(journal.c.detail, Text).contains(f'"briefing_id":"{briefing_id}"', autoescape=True)
    query = select(journal.c.address, journal.c.by, journal.c.who, journal.c.detail)
    seats = query.where(journal.c.event == "SetSeat", here).order_by(journal.c.id)
    return {
        row.address: {"by": row.by, "who": row.who, "why": row.detail.get("why", "")}
        for row in await work.execute(seats)
    }


async def history(work: AsyncConnection, briefing_id: str) -> list[dict[str, Any]]:
    """Every change of a briefing and its seats, oldest first.

    Each has "at", "event" (the name of a change in `domain/effects.py`), "address" (whose seat), "detail"
    (what the change says), "by" (the way: "mail", "calendar", "command", "file", "time"; "secretariat" and
    "system" before they were told apart) and "who" (the address of who did it; "" for whose seat it is).
    """
    about = cast(journal.c.detail, Text).contains(f'"briefing_id":"{briefing_id}"', autoescape=True)
    itself = cast(journal.c.detail, Text).contains(f'{{"briefing":{{"id":"{briefing_id}"', autoescape=True)
    query = (
        select(
            journal.c.at, journal.c.event, journal.c.address, journal.c.detail, journal.c.by, journal.c.who
        )
        .where(about | itself)
        .order_by(journal.c.id)
    )
    return [{name: _plain(v) for name, v in row.items()} for row in (await work.execute(query)).mappings()]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


async def whole(work: AsyncConnection, briefing: Briefing, *, now: datetime) -> dict[str, Any]:
    """All that is to be said of one briefing, as JSON."""
    people = await rows(work, briefing.id)
    held = sum(1 for each in people if SeatState(each["state"]).holds_a_seat)
    return {
        "id": briefing.id,
        "uid": briefing.uid,
        "title_sv": briefing.title.sv,
        "title_en": briefing.title.en,
        "lists": list(briefing.lists),
        "start": briefing.start.isoformat(),
        "minutes": briefing.minutes,
        "link": briefing.link,
        "capacity": briefing.capacity,
        "held": held,
        "waiting": sum(1 for each in people if each["state"] == SeatState.WAITING),
        "deadline": _plain(briefing.deadline),
        "materials": list(briefing.materials),
        "sequence": briefing.sequence,
        "phase": str(briefing.phase(now, taken=held)),
        "participants": people,
        "history": await history(work, briefing.id),
    }
