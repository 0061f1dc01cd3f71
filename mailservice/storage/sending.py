"""All sending, as a whole: paused or not, how fast it goes, how long it will take."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mailservice.storage import journal
from mailservice.storage.engine import Engines
from mailservice.storage.inserts import insert_new
from mailservice.storage.tables import outbox, sending_stop

_BULK = 1
_ONE_SEND = timedelta(hours=12)  # letters of one send are written within that time
_RATE_OVER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Send:
    """One send of news that is under way: how many have gone, how many wait."""

    letter: str
    publication_id: str
    sent: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Sending:
    """How sending stands.

    paused_since, paused_because   None and "" where it goes on
    sends        news under way
    per_minute   news that went in the last minute
    left_s       seconds that the waiting news will take at that rate; None where nothing goes
    """

    paused_since: datetime | None = None
    paused_because: str = ""
    sends: tuple[Send, ...] = ()
    per_minute: int = 0
    left_s: int | None = None


def goes_on() -> ColumnElement[bool]:
    """For the WHERE of whoever claims letters: nothing is claimed while sending is paused."""
    return ~exists().where(sending_stop.c.id == 1)


async def pause(engines: Engines, *, because: str, at: datetime) -> bool:
    """Nothing is claimed from now on; what is in hand still goes. False where it was paused already."""
    async with engines.writing() as work:
        new = await insert_new(work, sending_stop, {"id": 1, "since": at, "because": because})
        if new:
            await _journal(work, "PauseSending", because, at)
        return new


async def resume(engines: Engines, *, at: datetime) -> bool:
    """Sending goes on. False where it was not paused."""
    async with engines.writing() as work:
        ended = (await work.execute(delete(sending_stop))).rowcount > 0
        if ended:
            await _journal(work, "ResumeSending", "", at)
        return ended


async def _journal(work: AsyncConnection, event: str, because: str, at: datetime) -> None:
    await journal.note(
        work, event, address="", detail={"because": because}, at=at, caused_by="", by="operator"
    )


async def sending(engines: Engines, *, now: datetime) -> Sending:
    """How it stands. Raises StorageUnavailable."""
    async with engines.reading() as view:
        stop = (await view.execute(select(sending_stop))).first()
        under_way = (await view.execute(_UNDER_WAY)).all()
        sends = tuple([await _send(view, each) for each in under_way])
        oldest = min((now, *(each.since for each in under_way)))
        per_minute = await _gone(view, oldest, outbox.c.settled_at > now - _RATE_OVER)
    waiting = sum(each.waiting for each in sends)
    left = round(60 * waiting / per_minute) if per_minute and waiting and stop is None else None
    return Sending(
        None if stop is None else stop.since, "" if stop is None else stop.because, sends, per_minute, left
    )


_UNDER_WAY = (
    select(
        outbox.c.letter,
        outbox.c.publication_id,
        func.count().label("waiting"),
        func.min(outbox.c.first_due_at).label("since"),
    )
    .where(outbox.c.state == "pending", outbox.c.lane == _BULK)
    .group_by(outbox.c.letter, outbox.c.publication_id)
    .order_by(outbox.c.letter, outbox.c.publication_id)
)


async def _send(view: AsyncConnection, waiting: Row[Any]) -> Send:
    same = (outbox.c.letter == waiting.letter) & (outbox.c.publication_id == waiting.publication_id)
    sent = await _gone(view, waiting.since, same)
    return Send(waiting.letter, waiting.publication_id, sent, waiting.waiting)


async def _gone(view: AsyncConnection, since: datetime, which: ColumnElement[bool]) -> int:
    """How many such news have gone, of sends whose waiting letters are no older than that.

    By the time at which they were due, which the index of the outbox knows: it holds years of letters. When
    sending was paused that time is long past, so it is reckoned from what waits and not from now.
    """
    gone = select(func.count()).where(
        outbox.c.state == "sent", outbox.c.lane == _BULK, outbox.c.due_at >= since - _ONE_SEND, which
    )
    return (await view.execute(gone)).scalar_one()
