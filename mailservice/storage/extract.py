"""The register extract: everything that is kept about one person (GDPR article 15)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mailservice.domain.addresses import Address
from mailservice.storage.tables import (
    awaited,
    follower,
    journal,
    outbox,
    person,
    publication_reader,
    reminder,
    seat,
    spool,
    subscription,
)


async def stored_about(work: AsyncConnection, address: Address) -> Mapping[str, Any]:
    """Everything kept about a person, as JSON; empty lists where there is nothing.

    Returns    "person", "subscriptions", "seats", "follows", "reminders", "news", "letters", "awaited",
               "received", "journal": each a list of objects, oldest first. Times are ISO 8601, UTC.
    """
    name = str(address)
    theirs = select(person.c.id).where(person.c.address == name).scalar_subquery()
    asked = {
        "person": select(
            person.c.address, person.c.language, person.c.mode, person.c.paused_until, person.c.retired_at
        ).where(person.c.address == name),
        "subscriptions": select(subscription.c.list_id, subscription.c.state)
        .where(subscription.c.person_id == theirs)
        .order_by(subscription.c.list_id),
        "seats": select(
            seat.c.briefing_id,
            seat.c.state,
            seat.c.answered_at,
            seat.c.invited_at,
            seat.c.offered_until,
            seat.c.comment,
            seat.c.came,
        )
        .where(seat.c.person_id == theirs)
        .order_by(seat.c.briefing_id),
        "follows": select(follower.c.list_id, follower.c.since)
        .where(follower.c.person_id == theirs)
        .order_by(follower.c.list_id),
        "reminders": select(reminder.c.briefing_id, reminder.c.kind, reminder.c.due_at, reminder.c.outcome)
        .where(reminder.c.person_id == theirs)
        .order_by(reminder.c.due_at),
        "news": select(
            publication_reader.c.publication_id, publication_reader.c.state, publication_reader.c.settled_at
        )
        .where(publication_reader.c.person_id == theirs)
        .order_by(publication_reader.c.publication_id),
        **_correspondence(name),
    }
    return {heading: await _rows(work, query) for heading, query in asked.items()}


def _correspondence(name: str) -> dict[str, Select[Any]]:
    """What was written to, about and by this address."""
    return {
        "letters": select(outbox.c.letter, outbox.c.first_due_at, outbox.c.state, outbox.c.settled_at)
        .where(outbox.c.recipient == name)
        .order_by(outbox.c.first_due_at, outbox.c.id),
        "awaited": select(awaited.c.purpose, awaited.c.wishes, awaited.c.valid_until, awaited.c.outcome)
        .where(awaited.c.about_person == name)
        .order_by(awaited.c.valid_until, awaited.c.token_hash),
        "received": select(spool.c.id, spool.c.received_at, spool.c.state, spool.c.because)
        .where(func.lower(spool.c.reverse_path) == name)
        .order_by(spool.c.received_at, spool.c.id),
        "journal": select(journal.c.at, journal.c.event, journal.c.detail, journal.c.by)
        .where((journal.c.address == name) | (journal.c.who == name))
        .order_by(journal.c.id),
    }


async def _rows(work: AsyncConnection, query: Select[Any]) -> list[dict[str, Any]]:
    return [
        {name: value.isoformat() if isinstance(value, datetime) else value for name, value in row.items()}
        for row in (await work.execute(query)).mappings()
    ]
