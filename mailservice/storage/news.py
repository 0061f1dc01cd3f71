"""Publications, and for each of its readers whether it still waits."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, exists, func, not_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mailservice.decisions.facts import Publication, WaitingNews
from mailservice.domain.addresses import Address
from mailservice.domain.effects import SettleNews
from mailservice.domain.lists import DeliveryMode
from mailservice.domain.publications import PublicationState, Segment
from mailservice.storage import people, readers
from mailservice.storage.archive import kept_files
from mailservice.storage.inserts import insert_new
from mailservice.storage.prepared import Prepared
from mailservice.storage.tables import period, person, publication, publication_reader

_THEIRS = select(person.c.id).where(person.c.address == bindparam("of_address")).scalar_subquery()
_SETTLE = Prepared(
    update(publication_reader)
    .where(
        publication_reader.c.person_id == _THEIRS,
        publication_reader.c.publication_id == bindparam("publication"),
        publication_reader.c.state == "waiting",
    )
    .values(state=bindparam("outcome"), settled_at=bindparam("at"), letter_id=bindparam("letter"))
)


async def publish(work: AsyncConnection, text: Publication, *, by: str) -> tuple[int, bool]:
    """Store a publication that goes out at once, and a row for each of its readers, each person once.

    Returns how many people it is for, and whether it is new: a second time changes nothing.
    """
    values = {
        "id": text.id,
        "lists": list(text.lists),
        "briefings": list(text.briefings),
        "subject": text.subject,
        "markdown": text.markdown,
        "language": text.language,
        "published_at": text.published_at,
        "state": PublicationState.SENDING,
        "origin": text.id,
        "author": by,
        "approver": by,
        "written_at": text.published_at,
        "approved_at": text.published_at,
        "due_at": text.published_at,
    }
    new = await insert_new(work, publication, values)
    if new:
        await readers.fix(work, text.id, Segment(text.lists, text.briefings))
    return await readers.count(work, text.id), new


async def unsent(
    work: AsyncConnection,
    *,
    modes: Sequence[DeliveryMode],
    now: datetime,
    limit: int,
    after: Address | None = None,
) -> list[WaitingNews]:
    """At most `limit` people with news waiting, in these modes and not paused, with what waits.

    Somebody whose pause has just run out comes by `returning` first.

    What is to reach a person at once, whatever their mode, counts for EACH and for no digest.

    after   the last person of the batch before: who came before is not looked at again
    """
    waits = (publication_reader.c.state == "waiting") & (publication_reader.c.person_id == person.c.id)
    chosen = (
        select(person.c.id)
        .where(
            person.c.paused_until.is_(None),
            person.c.retired_at.is_(None),
            exists().where(waits, _is_meant(modes)),
        )
        .order_by(person.c.id)
        .limit(limit)
    )
    if after is not None:
        before = select(person.c.id).where(person.c.address == str(after)).scalar_subquery()
        chosen = chosen.where(person.c.id > func.coalesce(before, 0))  # gone since: all are looked at
    ids = (await work.execute(chosen)).scalars().all()
    loaded = await people.load(work, select(person.c.id).where(person.c.id.in_(ids)))
    texts = await _waiting_texts(work, ids, _is_meant(modes))
    return [WaitingNews(loaded[each], tuple(texts[each])) for each in ids if each in loaded]


async def returning(work: AsyncConnection, *, now: datetime, limit: int) -> list[WaitingNews]:
    """At most `limit` people whose pause is over, with all that came meanwhile, which may be nothing."""
    over = (
        select(person.c.id).where(person.c.paused_until <= now).order_by(person.c.paused_until, person.c.id)
    )
    ids = (await work.execute(over.limit(limit))).scalars().all()
    loaded = await people.load(work, select(person.c.id).where(person.c.id.in_(ids)))
    texts = await _waiting_texts(work, ids, not_(publication_reader.c.at_once))
    return [WaitingNews(loaded[each], tuple(texts[each])) for each in ids if each in loaded]


async def settle(
    work: AsyncConnection,
    address: Address,
    publications: Sequence[str],
    *,
    outcome: str,
    at: datetime,
    letter_id: str,
) -> None:
    """These publications have reached the person ("sent"), or shall no longer ("ended")."""
    theirs = publication_reader.c.person_id.in_(select(person.c.id).where(person.c.address == str(address)))
    meant = publication_reader.c.publication_id.in_(publications)
    await work.execute(
        update(publication_reader)
        .where(theirs, meant, publication_reader.c.state == "waiting")
        .values(state=outcome, settled_at=at, letter_id=letter_id)
    )


async def settle_all(
    work: AsyncConnection, settled: Sequence[tuple[SettleNews, str]], *, at: datetime
) -> None:
    """As `settle` for each, with the letter that it goes in."""
    rows = [
        {
            "of_address": str(each.address),
            "publication": publication_id,
            "outcome": each.outcome,
            "at": at,
            "letter": letter_id,
        }
        for each, letter_id in settled
        for publication_id in each.publications
    ]
    if rows:
        await _SETTLE.carry_out_all(work, rows)


async def period_done(work: AsyncConnection, key: str) -> bool:
    """Whether that period's digest has been finished."""
    return (await work.execute(select(period.c.key).where(period.c.key == key))).first() is not None


async def finish_period(work: AsyncConnection, key: str, *, at: datetime) -> None:
    """Remember that it is finished; twice changes nothing."""
    await insert_new(work, period, {"key": key, "finished_at": at})


def _is_meant(modes: Sequence[DeliveryMode]) -> ColumnElement[bool]:
    """Whether a waiting publication goes out in one of these modes."""
    if DeliveryMode.EACH in modes:
        return or_(person.c.mode.in_(modes), publication_reader.c.at_once)
    return and_(person.c.mode.in_(modes), not_(publication_reader.c.at_once))


async def _waiting_texts(
    work: AsyncConnection, ids: Sequence[int], meant: ColumnElement[bool]
) -> dict[int, list[Publication]]:
    waits = (
        select(publication_reader.c.person_id, publication_reader.c.publication_id)
        .join(person, person.c.id == publication_reader.c.person_id)
        .where(publication_reader.c.state == "waiting", publication_reader.c.person_id.in_(ids), meant)
    )
    readers = defaultdict(list)
    for person_id, publication_id in await work.execute(waits):
        readers[publication_id].append(person_id)
    texts = defaultdict(list)
    for text in await _going_out(work, list(readers)):
        for person_id in readers[text.id]:
            texts[person_id].append(text)
    return texts


async def _going_out(work: AsyncConnection, ids: Sequence[str]) -> list[Publication]:
    """Those of these texts that nobody has stopped, the oldest first. Many read each: it is read once."""
    wanted = (
        select(publication)
        .where(publication.c.id.in_(ids))
        .where(publication.c.state.in_((PublicationState.SENDING, PublicationState.SENT)))
        .order_by(publication.c.published_at, publication.c.id)
        .with_for_update(read=True)  # who stops one waits until the letters of this transaction are there
    )
    rows = (await work.execute(wanted)).all()
    kept = await kept_files(work, [row.id for row in rows])
    return [
        Publication(
            row.id,
            tuple(row.lists),
            row.subject,
            row.markdown,
            row.language,
            row.published_at,
            tuple(row.briefings),
            tuple(kept[row.id]),
        )
        for row in rows
    ]
