"""Answers that we wait for: what a yes to a letter of ours would mean."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mailservice.decisions.facts import Awaited
from mailservice.domain.wishes import wish_from_json, wish_to_json
from mailservice.storage.inserts import insert_new
from mailservice.storage.people import address_of
from mailservice.storage.tables import awaited


async def put(work: AsyncConnection, wanted: Awaited) -> None:
    """Wait for this answer; the same again changes nothing."""
    values = {
        "token_hash": wanted.token_hash,
        "purpose": wanted.purpose,
        "asked": [str(each) for each in wanted.asked],
        "about_person": str(wanted.about_person),
        "wishes": [wish_to_json(each) for each in wanted.wishes],
        "language": wanted.language,
        "valid_until": wanted.valid_until,
        "outcome": wanted.outcome,
    }
    await insert_new(work, awaited, values)


async def find(work: AsyncConnection, token_hash: str, *, locking: bool) -> Awaited | None:
    """What this token waits for. `locking`: a second yes at the same time waits for this one."""
    found = select(awaited).where(awaited.c.token_hash == token_hash)
    row = (await work.execute(found.with_for_update() if locking else found)).one_or_none()
    if row is None:
        return None
    return Awaited(
        token_hash=row.token_hash,
        purpose=row.purpose,
        asked=tuple(address_of(each) for each in row.asked),
        about_person=address_of(row.about_person),
        wishes=tuple(wish_from_json(each) for each in row.wishes),
        language=row.language,
        valid_until=row.valid_until,
        outcome=row.outcome,
    )


async def close(work: AsyncConnection, token_hash: str, *, outcome: str, at: datetime) -> None:
    """The answer has come; the first one counts."""
    unanswered = (awaited.c.token_hash == token_hash) & (awaited.c.outcome == "")
    await work.execute(update(awaited).where(unanswered).values(outcome=outcome, closed_at=at))
