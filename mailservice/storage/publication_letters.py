"""The letters that carry a publication, alone or in a digest: what became of each, and keeping them back.

A stop keeps back every letter that nobody has handed over. Digests go on without the text as soon as nobody
has one of them in hand: until then one of them may still leave as it was, and the report waits for that.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mailservice.decisions.publication_ends import Delivery
from mailservice.domain.publications import PublicationState
from mailservice.storage.tables import outbox, person, publication, publication_reader

_OUTCOMES = {"sent": "sent", "kept": "sent", "given-up": "refused"}
_FATE = (  # the columns of the outbox that tell what became of a letter
    *(outbox.c.recipient, outbox.c.state, outbox.c.settled_at),
    *(outbox.c.attempts, outbox.c.reply, outbox.c.lease_until),
)
_BULK = 1  # the lane of news
_AT_A_TIME = 500
NOT_SENT = "stopped"  # the reply of a letter that was dropped before anybody tried it
DROPPED = "dropped: "  # what the reply begins with where an operator did it
_LATER = ("pending", "held")  # digests that may still bring it


def pending() -> ColumnElement[bool]:
    """Whether a letter that carries `publication` alone waits to be handed over.

    Asked again and again while it is sent: so it is looked for among the news that wait, in the order of
    claiming, and not among its letters, most of which have gone. No index knows `publication_id || ''`.
    """
    waits = (outbox.c.state == "pending") & (outbox.c.lane == _BULK)
    return exists().where(outbox.c.publication_id.concat("") == publication.c.id, _alone(), waits)


def in_hand(now: datetime) -> ColumnElement[bool]:
    """Whether somebody has a letter in hand that a stop of `publication` keeps back."""
    kept_back = and_(outbox.c.state == "stopped", outbox.c.lease_until > now)
    of_it = publication_reader.c.publication_id == publication.c.id
    return or_(
        exists().where(outbox.c.publication_id == publication.c.id, _alone(), kept_back),
        exists().where(of_it, publication_reader.c.letter_id == outbox.c.id, _digest(), kept_back),
    )


def carries_stopped_text() -> ColumnElement[bool]:
    """Whether a row of the outbox is the letter of a text that somebody has stopped: it never goes again."""
    return _alone() & outbox.c.publication_id.in_(_stopped())


async def keep_back(work: AsyncConnection, publication_id: str, *, at: datetime) -> None:
    """Nobody takes them any more; who has some in hand learns it from the next result (`flow/sending.py`)."""
    alone = (outbox.c.publication_id == publication_id) & _alone() & outbox.c.state.in_(_LATER)
    await work.execute(update(outbox).where(alone).values(state="stopped", token=""))
    digests = await _digests(work, publication_id, outbox.c.id, states=("pending",))
    if digests:
        kept = update(outbox).where(outbox.c.id == bindparam("key"), outbox.c.state == "pending")
        await work.execute(kept.values(state="stopped"), [{"key": each.id} for each in digests])
    await _leave_out(work, publication_id, states=("held", "given-up"), at=at)
    waiting = (publication_reader.c.publication_id == publication_id) & (
        publication_reader.c.state == "waiting"
    )
    await work.execute(update(publication_reader).where(waiting).values(state="stopped", settled_at=at))


async def go_on_without(work: AsyncConnection, publication_id: str, *, at: datetime) -> None:
    """Nobody has one in hand any more: who had none has not had the text, and digests leave without it."""
    kept = select(outbox.c.recipient).where(
        outbox.c.publication_id == publication_id, _alone(), outbox.c.state == "stopped"
    )
    theirs = publication_reader.c.person_id.in_(select(person.c.id).where(person.c.address.in_(kept)))
    await work.execute(
        update(publication_reader)
        .where(publication_reader.c.publication_id == publication_id, theirs)
        .values(state="stopped", settled_at=at)
    )
    await _leave_out(work, publication_id, states=("stopped",), at=at)


async def deliveries(work: AsyncConnection, publication_id: str) -> tuple[Delivery, ...]:
    """What became of it for everybody, letters of its own first."""
    alone = (outbox.c.publication_id == publication_id) & _alone()
    own = list[Row[Any]](await work.execute(select(*_FATE).where(alone).order_by(outbox.c.recipient)))
    gathered = await _digests(work, publication_id, *_FATE)
    without = (
        select(person.c.address, publication_reader.c.state)
        .join(publication_reader, publication_reader.c.person_id == person.c.id)
        .where(publication_reader.c.publication_id == publication_id, publication_reader.c.letter_id == "")
        .where(publication_reader.c.state.in_(("waiting", "stopped")))
        .order_by(person.c.address)
    )
    had_own = {each.recipient for each in own}
    rest = [each for each in await work.execute(without) if each.address not in had_own]
    return (
        *(Delivery(each.recipient, _outcome(each), each.settled_at, "news") for each in own),
        *(
            Delivery(each.recipient, _in_digest(each), each.settled_at, "digest")
            for each in sorted(gathered, key=lambda row: row.recipient)
        ),
        *(Delivery(each.address, each.state, None) for each in rest),
    )


async def _leave_out(
    work: AsyncConnection, publication_id: str, *, states: Sequence[str], at: datetime
) -> None:
    """Take what is stopped out of the digests in these states that hold this one; an empty one never goes."""
    columns = (outbox.c.id, outbox.c.state, outbox.c["values"])
    found = await _digests(work, publication_id, *columns, states=states)
    if not found:
        return
    gone = {row.id for row in await work.execute(_stopped())}
    letters = {each.id for each in found}
    holding = select(publication_reader.c.publication_id, publication_reader.c.person_id)
    holding = holding.add_columns(publication_reader.c.letter_id).where(
        publication_reader.c.publication_id.in_(_named(found) & gone), publication_reader.c.letter_id != ""
    )
    rows = [
        {"text": each.publication_id, "reader": each.person_id}
        for each in await work.execute(holding)
        if each.letter_id in letters
    ]
    without = update(publication_reader).where(
        publication_reader.c.publication_id == bindparam("text"),
        publication_reader.c.person_id == bindparam("reader"),
    )
    await work.execute(without.values(state="stopped", settled_at=at, letter_id=""), rows)
    left = update(outbox).where(outbox.c.id == bindparam("key"))
    left = left.values(values=bindparam("left"), state=bindparam("next_state"), lease_until=None)
    await work.execute(left, [_without(each, gone) for each in found])


def _named(digests: Sequence[Row[Any]]) -> set[str]:
    """The texts that these digests hold."""
    return {item["id"] for each in digests for item in each._mapping["values"]["items"]}


def _without(digest: Row[Any], gone: set[str]) -> dict[str, Any]:
    values = digest._mapping["values"]
    items = [each for each in values["items"] if each["id"] not in gone]
    goes_on = "pending" if digest.state == "stopped" else digest.state
    return {
        "key": digest.id,
        "left": {**values, "items": items},
        "next_state": goes_on if items else "stopped",
    }


def _stopped() -> Select[tuple[str]]:
    return select(publication.c.id).where(
        publication.c.state.in_((PublicationState.STOPPING, PublicationState.STOPPED))
    )


async def _digests(
    work: AsyncConnection, publication_id: str, *columns: ColumnElement[Any], states: Sequence[str] = ()
) -> list[Row[Any]]:
    """These columns of the digests that hold a text: in these states, where any are named.

    They are fetched by their keys. A database that has not counted its rows since they came would join two
    tables by comparing each row with each.
    """
    named = select(publication_reader.c.letter_id).where(
        publication_reader.c.publication_id == publication_id, publication_reader.c.letter_id != ""
    )
    keys = list(set((await work.execute(named)).scalars()))
    found: list[Row[Any]] = []
    for place in range(0, len(keys), _AT_A_TIME):
        wanted = select(*columns).where(outbox.c.id.in_(keys[place : place + _AT_A_TIME]), _digest())
        found += await work.execute(wanted.where(outbox.c.state.in_(states)) if states else wanted)
    return found


def _alone() -> ColumnElement[bool]:
    """The letters that carry a publication alone, without the test letters that the secretariat asks for."""
    return (outbox.c.letter == "news") & (outbox.c.caused_by == "")


def _digest() -> ColumnElement[bool]:
    return outbox.c.letter == "digest"


def _in_digest(row: Row[Any]) -> str:
    return "waiting" if row.state in _LATER else _outcome(row)


def _outcome(row: Row[Any]) -> str:
    """What became of one letter. One whose node died with it in hand, nobody can know of."""
    if row.state == "dropped" and row.settled_at is not None:  # if not settled, it was in somebody's hands
        return "stopped" if row.reply == NOT_SENT or row.reply.startswith(DROPPED) else "refused"
    held = row.attempts > 0 and (row.reply == "" or row.lease_until is not None)
    return _OUTCOMES.get(row.state, "unknown" if held else "stopped")
