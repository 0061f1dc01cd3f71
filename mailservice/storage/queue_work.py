"""What an operator does to single mails and letters: hold, release, try again, drop with a reason.

An id is a received mail's or a letter's; the two never look alike. Each act is journalled. What somebody has
in hand at the moment, under a lease, is left alone: its outcome is written by who holds it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Row, Table, Update, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mailservice.storage import journal
from mailservice.storage.engine import Engines
from mailservice.storage.publication_letters import DROPPED, carries_stopped_text
from mailservice.storage.tables import outbox, spool

Act = Literal["hold", "release", "retry", "drop"]
_WAITING = {"spool": "waiting", "outbox": "pending"}
# From which states an act leads, for received mails and for letters alike.
_FROM: dict[Act, tuple[str, ...]] = {
    "hold": ("waiting", "pending"),
    "release": ("held",),
    "retry": ("stuck", "given-up", "held", "waiting", "pending"),
    "drop": ("waiting", "pending", "stuck", "given-up", "held"),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One received mail or letter, with its whole trace.

    what    "received" or "letter"
    name    of the letter's template, "" for a received mail
    who     sender or recipient
    trace   what went wrong, in full: a traceback, or what the smarthost said
    """

    id: str
    what: str
    state: str
    name: str
    who: str
    attempts: int
    since: datetime
    next_at: datetime | None
    trace: str


async def item(engines: Engines, item_id: str) -> Item | None:
    """Everything about one id; None where there is none. Raises StorageUnavailable."""
    async with engines.reading() as view:
        mail = (await view.execute(select(spool).where(spool.c.id == item_id))).first()
        if mail is not None:
            return _received(mail)
        letter = (await view.execute(select(outbox).where(outbox.c.id == item_id))).first()
        return None if letter is None else _letter(letter)


async def act(engines: Engines, item_id: str, what: Act, *, because: str, at: datetime) -> bool:
    """Do it. False where no such id is in a state from which it can be done, or somebody has it in hand."""
    async with engines.writing() as work:
        done = await _changed(work, spool, item_id, what, because=because, at=at)
        done = done or await _changed(work, outbox, item_id, what, because=because, at=at)
        if done:
            detail = {"id": item_id, "because": because}
            event = f"{what.capitalize()}Queued"
            await journal.note(work, event, address="", detail=detail, at=at, caused_by="", by="operator")
        return done


async def to_domain(engines: Engines, domain: str) -> list[str]:
    """The ids of letters to that domain that wait or are held, the oldest first."""
    waiting = (
        select(outbox.c.id)
        .where(
            outbox.c.state.in_(("pending", "held")),
            outbox.c.recipient.endswith(f"@{domain.lower()}", autoescape=True),
        )
        .order_by(outbox.c.first_due_at, outbox.c.id)
    )
    async with engines.reading() as view:
        return list((await view.execute(waiting)).scalars())


async def _changed(
    work: AsyncConnection, table: Table, item_id: str, what: Act, *, because: str, at: datetime
) -> bool:
    free = or_(table.c.lease_until.is_(None), table.c.lease_until <= at)
    chosen = update(table).where(table.c.id == item_id, table.c.state.in_(_FROM[what]), free)
    if table is outbox and what in {"release", "retry"}:
        chosen = chosen.where(~carries_stopped_text())
    changed = await work.execute(_values(chosen, table, what, because, at))
    if changed.rowcount and what == "retry" and table is outbox:
        await _with_token_again(work, item_id)
    return changed.rowcount == 1


def _values(chosen: Update, table: Table, what: Act, because: str, at: datetime) -> Update:
    note = "because" if table is spool else "reply"
    if what == "hold":
        return chosen.values({"state": "held", note: because})
    if what == "release":
        return chosen.values({"state": _WAITING[table.name], "lease_until": None})
    if what == "retry":
        fresh = {"first_due_at": at} if table is outbox else {"finished_at": None, "failures": 0}
        again = {"state": _WAITING[table.name], "attempts": 0, "due_at": at, "lease_until": None}
        return chosen.values({**again, **fresh})
    ended = {"finished_at": at} if table is spool else {"settled_at": at, "token": ""}
    state = "done" if table is spool else "dropped"
    return chosen.values({"state": state, note: f"{DROPPED}{because}", "lease_until": None, **ended})


async def _with_token_again(work: AsyncConnection, item_id: str) -> None:
    """A letter that was given up has forgotten its token; its Message-ID begins with it."""
    row = (await work.execute(select(outbox).where(outbox.c.id == item_id))).one()
    if row.token_hash and not row.token:
        token = row.message_id.partition(".")[0]
        await work.execute(update(outbox).where(outbox.c.id == item_id).values(token=token, settled_at=None))


def _received(row: Row[Any]) -> Item:
    tried = None if row.state != "waiting" else row.lease_until or row.due_at
    return Item(
        row.id, "received", row.state, "", row.reverse_path, row.attempts, row.received_at, tried, row.because
    )


def _letter(row: Row[Any]) -> Item:
    tried = None if row.state != "pending" else row.lease_until or row.due_at
    return Item(
        row.id,
        "letter",
        row.state,
        row.letter,
        row.recipient,
        row.attempts,
        row.first_due_at,
        tried,
        row.reply,
    )
