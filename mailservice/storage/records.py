"""Records of what was published: read from the tables that the sending itself wrote."""

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Text, cast, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mailservice.domain.archive import Archived
from mailservice.domain.records import Receipt, Record, VersionNote
from mailservice.storage.archive import archived
from mailservice.storage.tables import journal, outbox, person, publication, publication_reader, spool

_STARTED = ("Publish", "StartPublication")


async def records(
    view: AsyncConnection, *, since: datetime | None = None, until: datetime | None = None, begins: str = ""
) -> tuple[Record, ...]:
    """Of each text that went out (see `archive.archived`), the oldest first."""
    texts = await archived(view, since=since, until=until, begins=begins)
    return tuple([await _record(view, each) for each in texts])


async def received_mail(view: AsyncConnection, spool_id: str) -> bytes | None:
    """The mail that a text came in, octet for octet; None where it was no mail."""
    raw: bytes | None = (
        await view.execute(select(spool.c.raw).where(spool.c.id == spool_id))
    ).scalar_one_or_none()
    return raw


async def _record(view: AsyncConnection, text: Archived) -> Record:
    row = (await view.execute(select(publication).where(publication.c.id == text.id))).one()
    recipients = await _recipients(view, text.id)
    return Record(
        text,
        author=row.author,
        approver=row.approver,
        stopped_by=row.stopped_by,
        written_at=row.written_at,
        approved_at=row.approved_at,
        due_at=row.due_at,
        finished_at=row.finished_at,
        spool_id=row.spool_id,
        readers=await _readers(view, text.id, at_least=len(recipients)),
        versions=await _versions(view, row),
        recipients=recipients,
    )


async def _recipients(view: AsyncConnection, publication_id: str) -> tuple[Receipt, ...]:
    wanted = (
        select(
            person.c.address,
            publication_reader.c.state.label("reading"),
            outbox.c.letter,
            outbox.c.message_id,
            outbox.c.state,
            outbox.c.settled_at,
            outbox.c.reply,
        )
        .select_from(publication_reader)
        .join(person, person.c.id == publication_reader.c.person_id)
        .outerjoin(outbox, outbox.c.id == publication_reader.c.letter_id)
        .where(publication_reader.c.publication_id == publication_id)
        .order_by(person.c.address)
    )
    return tuple(
        Receipt(
            row.address,
            row.reading,
            row.letter or "",
            row.message_id or "",
            row.state or "",
            row.settled_at,
            row.reply or "",
        )
        for row in await view.execute(wanted)
    )


async def _readers(view: AsyncConnection, publication_id: str, *, at_least: int) -> int:
    """How many the journal says that it was for; texts from before that was noted: those who are known."""
    named = cast(journal.c.detail, Text).contains(f'"id":"{publication_id}"', autoescape=True)
    started = select(journal.c.detail).where(journal.c.event.in_(_STARTED), named)
    counted = [int(detail.get("readers", 0)) for detail in (await view.execute(started)).scalars()]
    return max([at_least, *counted])


async def _versions(view: AsyncConnection, row: Row[Any]) -> tuple[VersionNote, ...]:
    same = publication.c.origin == row.origin if row.origin else publication.c.id == row.id
    rows = await view.execute(select(publication).where(same).order_by(publication.c.version))
    return tuple(
        VersionNote(
            each.id,
            each.version,
            each.state,
            each.written_at or each.published_at,
            hashlib.sha256(each.markdown.encode("utf-8")).hexdigest(),
        )
        for each in rows
    )
