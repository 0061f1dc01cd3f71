"""Letters on their way: written once, claimed with a lease, settled with what became of them."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Column, ColumnElement, Row, bindparam, case, func, or_, select, type_coerce, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.types import NullType

from mailservice.decisions.tokens import token_hash
from mailservice.domain.addresses import Address
from mailservice.domain.lists import Language
from mailservice.domain.readings import AnsweredLetter
from mailservice.domain.wishes import Wish, wish_from_json, wish_to_json
from mailservice.flow.rows import OutgoingMail, Settlement
from mailservice.storage.columns import storable, stored_time
from mailservice.storage.hasty_sqlite import Changes, Taking
from mailservice.storage.inserts import insert_all_new, insert_new
from mailservice.storage.people import address_of
from mailservice.storage.prepared import Prepared
from mailservice.storage.sending import goes_on
from mailservice.storage.tables import outbox

_MOST_DOMAINS = 8  # that are left out of a claim
_AT_HAND = 64  # publications, or days of one, whose letters are under way at the same time
LANES = (0, 1)  # answers and reminders, then bulk
_LATE_RECEIPTS = 20  # that are looked through for one with something to undo
_MOST_REFERENCES = 200  # of one mail: the first are the nearest

# In which states the result of a letter in hand may find it, the usual one first.
_SETTLED_FROM = ("pending", "stopped", "dropped")

_OPEN = or_(*(outbox.c.state == each for each in _SETTLED_FROM))

# What one person's mail brings to another: no answer to that one's own mail.
_ABOUT_OTHERS = ("for_secretariat", "approve", "approval_settled", "not_approved", "confirm_move")


async def add(work: AsyncConnection, mail: OutgoingMail) -> bool:
    """Put a letter in. False where its id, its Message-ID or its `once` is there already."""
    return await insert_new(work, outbox, _row(mail))


async def add_all(work: AsyncConnection, mails: Sequence[OutgoingMail]) -> None:
    """Put letters in, but for those whose id, Message-ID or `once` is there already."""
    await insert_all_new(work, outbox, [_row(mail) for mail in mails])


def _row(mail: OutgoingMail) -> dict[str, Any]:
    return {
        "id": mail.id,
        "message_id": mail.message_id,
        "token": mail.token,
        "token_hash": token_hash(mail.token) if mail.token else "",
        "letter": mail.letter,
        "recipient": str(mail.recipient),
        "language": mail.language,
        "values": dict(mail.values),
        "reply_to": mail.reply_to,
        "in_reply_to": mail.in_reply_to,
        "reverse_path": mail.reverse_path,
        "attach_spooled": mail.attach_spooled,
        "about_lists": list(mail.about_lists),
        "about_sessions": list(mail.about_sessions),
        "undo": [wish_to_json(each) for each in mail.undo],
        "once": mail.once or None,
        "lane": mail.lane,
        "place": mail.place,
        "caused_by": mail.caused_by,
        "first_due_at": mail.due_at,
        "due_at": mail.due_at,
        "publication_id": mail.publication,
    }


# Statements of each mail's way are made once: to build one costs more than to carry it out.

# What is claimed comes as the database keeps it: `_claimed` reads each value once that many letters share.
_OF_EACH = ("id", "message_id", "recipient", "token", "reverse_path", "once", "attempts")
_OF_MANY = (
    *("first_due_at", "letter", "language", "values", "reply_to", "in_reply_to", "attach_spooled"),
    *("about_lists", "about_sessions", "undo", "lane", "caused_by", "publication_id"),
)


class _RowKey(ColumnElement[Any]):
    """By what a letter is found among those that are due: its id; on SQLite the number of its row.

    An index leads from ids to rows there, and claimed in the order of ids each letter lies on another page.
    """

    inherit_cache = True


@compiles(_RowKey)
def _by_id(_element: _RowKey, _compiler: object, **_: object) -> str:
    return "outbox.id"


@compiles(_RowKey, "sqlite")
def _by_number(_element: _RowKey, _compiler: object, **_: object) -> str:
    return "outbox.rowid"


_FREE = or_(outbox.c.lease_until.is_(None), outbox.c.lease_until <= bindparam("now"))


def _take(*more: ColumnElement[bool]) -> Prepared:
    """Due letters that nobody has, of one lane, in their order. more   what they must be besides"""
    due = (
        select(_RowKey())
        .select_from(outbox)
        .where(
            outbox.c.state == "pending",
            outbox.c.lane == bindparam("of_lane"),
            outbox.c.due_at <= bindparam("now"),
            _FREE,
            goes_on(),
            *more,
        )
        .order_by(outbox.c.due_at, outbox.c.place)
        .limit(bindparam("most"))
        .with_for_update(skip_locked=True)  # SQLite has one writer, and leaves it out
    )
    return Prepared(
        update(outbox)
        .where(_RowKey().in_(due.scalar_subquery()))
        .values(lease_until=bindparam("until"), attempts=outbox.c.attempts + 1)
        .returning(
            *(type_coerce(outbox.c[name], NullType) for name in ("due_at", "place")),
            _RowKey().label("row"),
            *(type_coerce(outbox.c[name], NullType) for name in (*_OF_EACH, *_OF_MANY)),
        )
    )


_TAKE = _take()
_TAKE_BUT = _take(*(outbox.c.recipient.not_like(bindparam(f"not_{n}")) for n in range(_MOST_DOMAINS)))
_WAS = (outbox.c.id == bindparam("key")) & (outbox.c.state == bindparam("was"))
_OURS = outbox.c.lease_until == bindparam("held")  # whose lease has run out says nothing of the next one's
_RETRY = Prepared(
    update(outbox)
    .where(_WAS, _OURS)
    .values(due_at=bindparam("again_at"), lease_until=None, reply=bindparam("said"))
)
_END = Prepared(
    update(outbox)
    .where(_WAS)
    .values(
        state=bindparam("ended"),
        settled_at=bindparam("at"),
        reply=bindparam("said"),
        lease_until=None,
        token="",
    )
)

_ORDER = itemgetter(0, 1, 2)  # due_at, place, row

_ANSWERS_SINCE = Prepared(
    select(
        func.count(case((outbox.c.first_due_at >= bindparam("late"), 1))), func.count().label("in_all")
    ).where(
        outbox.c.recipient == bindparam("of_address"),
        outbox.c.caused_by != "",
        *(outbox.c.letter != each for each in _ABOUT_OTHERS),
        outbox.c.first_due_at >= bindparam("early"),
    )
)


def claiming(
    *, now: datetime, lease: timedelta, limit: int, but_to: Sequence[str] = ()
) -> Taking[list[OutgoingMail]]:
    """Take due letters for this node, answers before bulk, and count the attempt.

    A lease that runs out frees them again. Two nodes never hold the same letter.

    but_to   domains that wait: thousands of letters to one would else be taken and put back again and again
    """
    claimed: list[OutgoingMail] = []
    statement = _TAKE_BUT if but_to else _TAKE
    others = [*(f"%@{each}" for each in but_to[:_MOST_DOMAINS]), *[""] * _MOST_DOMAINS] if but_to else []
    left_out = {f"not_{n}": each for n, each in enumerate(others[:_MOST_DOMAINS])}
    for lane in LANES:  # each alone: the index leads to its first due letter however many wait in the other
        if len(claimed) < limit:
            until = now + lease
            wanted = {"of_lane": lane, "now": now, "until": until, "most": limit - len(claimed)}
            rows = yield statement, wanted | left_out
            claimed += [_claimed(row, until) for row in sorted(rows, key=_ORDER)]
    return claimed


def settling(settlements: Sequence[Settlement]) -> Changes:
    """What became of letters, as updates to be carried out in one transaction; each is answered with how many
    rows it changed. What is settled stays settled; its token is then forgotten. Another try is put off only
    by whose lease has not run out; what was sent has been sent, whosever the lease is now.

    Returns whether one had been stopped or dropped while it was being handed over. It was sent all the same:
    then that is what is kept. One that was dropped and is refused stays dropped: nobody shall try it again.
    """
    again = [
        {"key": each.mail_id, "again_at": each.retry_at, "said": each.reply, "held": each.leased_until}
        for each in settlements
        if each.outcome == "retry"
    ]
    ended = [
        {"key": each.mail_id, "ended": each.outcome, "at": each.at, "said": each.reply}
        for each in settlements
        if each.outcome != "retry"
    ]
    stopped = 0
    for statement, rows in ((_RETRY, again), (_END, ended)):
        left = len(rows)
        for was in _SETTLED_FROM:
            if left:
                changed = yield statement, [_found(each, was) for each in rows]
                left -= changed
                stopped += changed if was != "pending" else 0
    return stopped > 0


def _found(settled: dict[str, Any], was: str) -> dict[str, Any]:
    """The same result for a letter that is found in that state."""
    refused = was == "dropped" and settled.get("ended") == "given-up"
    return {**settled, "was": was, **({"ended": "dropped"} if refused else {})}


async def put_back(
    work: AsyncConnection, mails: Sequence[OutgoingMail], *, due_at: datetime | None, reply: str
) -> None:
    """Letters that were claimed and not tried, and are in our hands still: the attempt does not count.

    One that has been stopped or dropped stays so; that it was not tried is now known. One that an operator
    dropped is in nobody's hands.

    due_at   when they are due; None for when they were: so those of one person keep their order
    reply    why they were not tried, "" where there is nothing to tell
    """
    back = update(outbox).where(outbox.c.id == bindparam("key"), _OPEN, _OURS)
    told: dict[str, Any] = {"due_at": due_at} if due_at is not None else {}
    told |= {"reply": reply} if reply else {}
    back = back.values(lease_until=None, attempts=outbox.c.attempts - 1, **told)
    if mails:
        await work.execute(back, [{"key": each.id, "held": each.leased_until} for each in mails])


async def no_longer_pending(view: AsyncConnection, mail_ids: Sequence[str]) -> set[str]:
    """Which of these letters somebody has stopped or settled since they were claimed."""
    gone = select(outbox.c.id).where(outbox.c.id.in_(mail_ids), outbox.c.state != "pending")
    return set((await view.execute(gone)).scalars())


async def release(work: AsyncConnection) -> None:
    """Nobody works on anything: the leases of a process that has died end now, not in minutes."""
    await work.execute(update(outbox).where(outbox.c.lease_until.is_not(None)).values(lease_until=None))


async def next_due(view: AsyncConnection) -> datetime | None:
    """When the next letter is due that nobody holds a lease on; None where none waits."""
    waiting = (outbox.c.state == "pending") & outbox.c.lease_until.is_(None)
    due: datetime | None = (await view.execute(select(func.min(outbox.c.due_at)).where(waiting))).scalar_one()
    return due


async def answered(
    work: AsyncConnection, message_ids: Sequence[str], token_hashes: Sequence[str]
) -> tuple[AnsweredLetter, str, tuple[Wish, ...]] | None:
    """The first letter of ours among these Message-IDs, else the latest of the first token known.

    Returns the letter, its token's hash ("" for none) and the wishes that take it back.
    """
    for column, keys in ((outbox.c.message_id, message_ids), (outbox.c.token_hash, token_hashes)):
        wanted = tuple(dict.fromkeys(storable(key) for key in keys if key))[:_MOST_REFERENCES]
        if wanted and (row := await _first(work, column, wanted)) is not None:
            return _as_answered(row)
    return None


async def sent(work: AsyncConnection, mail_id: str) -> AnsweredLetter | None:
    """The letter of this id."""
    row = (await work.execute(select(outbox).where(outbox.c.id == mail_id))).first()
    return None if row is None else _as_answered(row)[0]


async def latest_receipt(
    work: AsyncConnection, address: Address
) -> tuple[AnsweredLetter, str, tuple[Wish, ...]] | None:
    """The last receipt that changed something for this person: what "undo" means that answers nothing."""
    receipts = (
        select(outbox)
        .where(outbox.c.recipient == str(address), outbox.c.letter == "receipt", outbox.c.in_reply_to != "")
        .order_by(outbox.c.first_due_at.desc(), outbox.c.id)
    )
    rows = (await work.execute(receipts.limit(_LATE_RECEIPTS))).all()
    return next((_as_answered(row) for row in rows if row.undo), None)


def _as_answered(row: Row[Any]) -> tuple[AnsweredLetter, str, tuple[Wish, ...]]:
    letter = AnsweredLetter(
        letter=row.letter,
        sent_to=address_of(row.recipient),
        sent_at=row.settled_at or row.first_due_at,
        message_id=row.message_id,
        lists=tuple(row.about_lists),
        sessions=tuple(row.about_sessions),
        language=row.language,
        publication=row.publication_id,
    )
    return letter, row.token_hash, tuple(wish_from_json(each) for each in row.undo)


async def answers_since(
    work: AsyncConnection, address: Address, late: datetime, early: datetime
) -> tuple[int, int]:
    """How many answers were written to this address, since the late time and since the early one.

    What the mails of others bring does not count: who floods the secretariat would silence it.
    """
    wanted = {"of_address": str(address), "late": late, "early": early}
    [(of_late, of_early)] = (await _ANSWERS_SINCE.carry_out(work, wanted)).rows
    return of_late, of_early


async def _first(work: AsyncConnection, column: Column[str], keys: tuple[str, ...]) -> Row[Any] | None:
    found = select(outbox).where(column.in_(keys)).order_by(outbox.c.first_due_at.desc(), outbox.c.id)
    rows = (await work.execute(found)).all()
    return min(rows, key=lambda row: keys.index(row._mapping[column.name]), default=None)


def _claimed(row: Sequence[Any], until: datetime) -> OutgoingMail:
    _, place, _, mail_id, message_id, recipient, token, reverse_path, once, attempts, *of_many = row
    return OutgoingMail(
        id=mail_id,
        message_id=message_id,
        recipient=address_of(recipient),
        token=token,
        reverse_path=reverse_path,
        once=once or "",
        place=place,
        attempts=attempts,
        leased_until=until,
        **_shared(*of_many),
    )


@lru_cache(_AT_HAND)
def _shared(first_due_at: Any, letter: str, language: Language, values: str, *more: Any) -> dict[str, Any]:
    """What the letters of one publication have in common, as fields of a mail. Nobody changes it."""
    reply_to, in_reply_to, attach_spooled, about_lists, about_sessions, undo, lane, caused_by, publication = (
        more
    )
    return {
        "due_at": stored_time(first_due_at),
        "letter": letter,
        "language": language,
        "values": json.loads(values),
        "reply_to": reply_to,
        "in_reply_to": in_reply_to,
        "attach_spooled": attach_spooled,
        "about_lists": tuple(json.loads(about_lists)),
        "about_sessions": tuple(json.loads(about_sessions)),
        "undo": tuple(wish_from_json(each) for each in json.loads(undo)),
        "lane": lane,
        "caused_by": caused_by,
        "publication": publication,
    }
