"""Publications on their way: versions, approval, stop, and what became of their letters (`Publications`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, assert_never

from sqlalchemy import Row, and_, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mailservice.decisions.audience import Audience
from mailservice.decisions.publication_ends import Ending
from mailservice.domain.addresses import Address
from mailservice.domain.effects import ApprovePublication, EndPublication, SaveProof, StopPublication
from mailservice.domain.lists import Language
from mailservice.domain.publications import PublicationFile, PublicationState, Segment, Version
from mailservice.flow.publishing_ports import PublicationChange
from mailservice.storage import journal, publication_letters, readers
from mailservice.storage.people import address_of
from mailservice.storage.tables import person, publication, publication_file

_WAITING = (PublicationState.PROOF, PublicationState.HELD)
_OUT = (PublicationState.SENDING, PublicationState.SENT)
_UNDER_WAY = (*_WAITING, PublicationState.SENDING, PublicationState.STOPPING)
_FROM = {  # the states from which each may be reached: what comes too late changes nothing
    PublicationState.WITHDRAWN: _WAITING,
    PublicationState.STOPPING: _OUT,
    PublicationState.SENT: (PublicationState.SENDING,),
    PublicationState.STOPPED: (PublicationState.STOPPING,),
}


@dataclass(frozen=True, slots=True)
class PublicationRows:
    """Publications within one transaction. locking: False in a snapshot."""

    work: AsyncConnection
    locking: bool

    async def find(self, publication_id: str) -> Version | None:
        """The version of that id; locked."""
        wanted = select(publication).where(publication.c.id == publication_id)
        row = (await self.work.execute(wanted.with_for_update() if self.locking else wanted)).first()
        return None if row is None else _version(row)

    async def files(self, publication_id: str) -> tuple[PublicationFile, ...]:
        """What goes along with it, in order."""
        wanted = select(publication_file).where(publication_file.c.publication_id == publication_id)
        rows = await self.work.execute(wanted.order_by(publication_file.c.position))
        return tuple(PublicationFile(row.kind, row.name, row.content_type, row.content) for row in rows)

    async def versions(self, origin: str) -> int:
        """How many versions of a text there are."""
        newest = select(func.max(publication.c.version)).where(publication.c.origin == origin)
        return (await self.work.execute(newest)).scalar_one() or 0

    async def under_way(self) -> tuple[Version, ...]:
        """What waits for approval or for its time, goes out or is being stopped; the oldest first."""
        return await under_way(self.work)

    async def audience(self, segment: Segment, *, now: datetime) -> Audience:
        """Whom a text would reach now."""
        return await readers.audience(self.work, segment, now=now)

    async def change(self, change: PublicationChange, *, at: datetime, caused_by: str, by: str) -> None:
        """Carry one change out and journal it. One that comes too late for its state changes nothing."""
        match change:
            case SaveProof(version, files):
                done = await self._save(version, files)
                detail = {"id": version.id, "version": version.number, "origin": version.origin}
            case ApprovePublication(publication_id, approver, due_at):
                done = await self._move(
                    publication_id,
                    _WAITING,
                    {
                        "state": PublicationState.HELD,
                        "approver": str(approver),
                        "approved_at": at,
                        "due_at": due_at,
                    },
                )
                detail = {"id": publication_id, "due_at": due_at.isoformat()}
            case StopPublication(publication_id, who, state):
                values = {"state": state, "stopped_by": str(who), "finished_at": at}
                done = await self._move(publication_id, _FROM[state], values)
                if done:
                    await publication_letters.keep_back(self.work, publication_id, at=at)
                detail = {"id": publication_id, "state": str(state)}
            case EndPublication(publication_id, state):
                done = await self._move(publication_id, _FROM[state], {"state": state, "finished_at": at})
                if done and state is PublicationState.STOPPED:
                    await publication_letters.go_on_without(self.work, publication_id, at=at)
                detail = {"id": publication_id, "state": str(state)}
            case _:
                assert_never(change)
        if done:
            event = type(change).__name__
            await journal.note(self.work, event, address="", detail=detail, at=at, caused_by=caused_by, by=by)

    async def start_due(self, *, now: datetime) -> int:
        """Fix the readers of each approved text whose time has come. Returns how many texts."""
        due = (publication.c.state == PublicationState.HELD) & (publication.c.due_at <= now)
        started = (
            update(publication)
            .where(due)
            .values(state=PublicationState.SENDING, published_at=now)
            .returning(publication)
        )
        rows = (await self.work.execute(started)).all()
        for row in rows:
            await readers.fix(self.work, row.id, _segment(row))
            await journal.note(
                self.work,
                "StartPublication",
                address="",
                detail={"id": row.id, "readers": await readers.count(self.work, row.id)},
                at=now,
                caused_by="",
                by="system",
            )
        return len(rows)

    async def ended(self, *, now: datetime) -> list[Ending]:
        """The texts of which no letter is on its way any more and nobody has been told."""
        over = or_(
            and_(
                publication.c.state == PublicationState.SENDING,
                ~publication_letters.pending(),
                ~readers.waiting_for_own_letter(now),
            ),
            and_(
                publication.c.state == PublicationState.STOPPING,
                ~publication_letters.pending(),
                ~publication_letters.in_hand(now),
            ),
        )
        rows = (await self.work.execute(select(publication).where(over).order_by(publication.c.id))).all()
        return [await self._ending(row) for row in rows]

    async def _save(self, version: Version, files: tuple[PublicationFile, ...]) -> bool:
        replaced = update(publication).where(
            publication.c.origin == version.origin, publication.c.state.in_(_WAITING)
        )
        await self.work.execute(replaced.values(state=PublicationState.REPLACED))
        await self.work.execute(insert(publication).values(_row(version)))
        for position, file in enumerate(files):
            values = {
                "publication_id": version.id,
                "position": position,
                "kind": file.kind,
                "name": file.name,
                "content_type": file.content_type[:128],
                "content": file.content,
            }
            await self.work.execute(insert(publication_file).values(values))
        return True

    async def _move(
        self, publication_id: str, states: Sequence[PublicationState], values: dict[str, Any]
    ) -> bool:
        wanted = (publication.c.id == publication_id) & publication.c.state.in_(states)
        moved = await self.work.execute(update(publication).where(wanted).values(values))
        return moved.rowcount > 0

    async def _ending(self, row: Row[Any]) -> Ending:
        return Ending(
            version=_version(row),
            stopped_by=address_of(row.stopped_by) if row.stopped_by else None,
            deliveries=await publication_letters.deliveries(self.work, row.id),
            told=await self._told(row),
        )

    async def _told(self, row: Row[Any]) -> tuple[tuple[Address, Language], ...]:
        """Who wrote, approved or stopped it. What was published from the shell is seen there."""
        if not row.spool_id:
            return ()
        names = dict.fromkeys(each for each in (row.author, row.approver, row.stopped_by) if each)
        known = select(person.c.address, person.c.language).where(person.c.address.in_(names))
        languages = {each.address: each.language for each in await self.work.execute(known)}
        return tuple((address_of(each), languages.get(each, "sv")) for each in names)


async def under_way(view: AsyncConnection) -> tuple[Version, ...]:
    """As `PublicationRows.under_way`."""
    wanted = select(publication).where(publication.c.state.in_(_UNDER_WAY))
    rows = await view.execute(wanted.order_by(publication.c.written_at, publication.c.id))
    return tuple(_version(row) for row in rows)


def _segment(row: Row[Any]) -> Segment:
    return Segment(tuple(row.lists), tuple(row.briefings), tuple(row.domains))


def _version(row: Row[Any]) -> Version:
    return Version(
        id=row.id,
        origin=row.origin,
        number=row.version,
        segment=_segment(row),
        subject=row.subject,
        markdown=row.markdown,
        language=row.language,
        state=PublicationState(row.state),
        author=address_of(row.author),
        written_at=row.written_at or row.published_at,
        approver=address_of(row.approver) if row.approver else None,
        approved_at=row.approved_at,
        due_at=row.due_at,
        spool_id=row.spool_id,
    )


def _row(version: Version) -> dict[str, Any]:
    return {
        "id": version.id,
        "lists": list(version.segment.lists),
        "briefings": list(version.segment.briefings),
        "domains": list(version.segment.domains),
        "subject": version.subject,
        "markdown": version.markdown,
        "language": version.language,
        "published_at": version.written_at,
        "written_at": version.written_at,
        "state": version.state,
        "origin": version.origin,
        "version": version.number,
        "author": str(version.author),
        "spool_id": version.spool_id,
    }
