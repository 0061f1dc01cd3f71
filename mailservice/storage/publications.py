"""Publications on their way: versions, approval, stop, and what became of their letters (`Publications`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, assert_never

from sqlalchemy import Row, and_, exists, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mailservice.decisions.audience import Audience
from mailservice.decisions.publication_ends import Delivery, Ending
from mailservice.domain.addresses import Address
from mailservice.domain.effects import ApprovePublication, EndPublication, SaveProof, StopPublication
from mailservice.domain.lists import Language
from mailservice.domain.publications import PublicationFile, PublicationState, Segment, Version
from mailservice.flow.publishing_ports import PublicationChange
from mailservice.storage import journal, readers
from mailservice.storage.people import address_of
from mailservice.storage.tables import outbox, person, publication, publication_file, publication_reader

_WAITING = (PublicationState.PROOF, PublicationState.HELD)
_OUT = (PublicationState.SENDING, PublicationState.SENT)
_FROM = {  # the states from which each may be reached: what comes too late changes nothing
    PublicationState.WITHDRAWN: _WAITING,
    PublicationState.STOPPING: _OUT,
    PublicationState.SENT: (PublicationState.SENDING,),
    PublicationState.STOPPED: (PublicationState.STOPPING,),
}
_OUTCOMES = {"sent": "sent", "kept": "sent", "given-up": "refused"}


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
                    await self._keep_letters(publication_id, at)
                detail = {"id": publication_id, "state": str(state)}
            case EndPublication(publication_id, state):
                done = await self._move(publication_id, _FROM[state], {"state": state, "finished_at": at})
                await self._settle_readers(publication_id, at)
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
        of_it = outbox.c.publication_id == publication.c.id
        pending = exists().where(of_it, _own_letter(), outbox.c.state == "pending")
        in_hand = exists().where(
            of_it, _own_letter(), outbox.c.state == "stopped", outbox.c.lease_until > now
        )
        over = or_(
            and_(
                publication.c.state == PublicationState.SENDING,
                ~pending,
                ~readers.waiting_for_own_letter(now),
            ),
            and_(publication.c.state == PublicationState.STOPPING, ~pending, ~in_hand),
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

    async def _keep_letters(self, publication_id: str, at: datetime) -> None:
        """Nobody takes them any more; who has one in hand looks here once more before handing it over."""
        own = (outbox.c.publication_id == publication_id) & _own_letter() & (outbox.c.state == "pending")
        await self.work.execute(update(outbox).where(own).values(state="stopped", token=""))
        waiting = (publication_reader.c.publication_id == publication_id) & (
            publication_reader.c.state == "waiting"
        )
        stopped = update(publication_reader).where(waiting).values(state="stopped", settled_at=at)
        await self.work.execute(stopped)

    async def _settle_readers(self, publication_id: str, at: datetime) -> None:
        """Whose letter was stopped has not had it."""
        kept = select(outbox.c.recipient).where(
            outbox.c.publication_id == publication_id, _own_letter(), outbox.c.state == "stopped"
        )
        theirs = publication_reader.c.person_id.in_(select(person.c.id).where(person.c.address.in_(kept)))
        await self.work.execute(
            update(publication_reader)
            .where(publication_reader.c.publication_id == publication_id, theirs)
            .values(state="stopped", settled_at=at)
        )

    async def _ending(self, row: Row[Any]) -> Ending:
        letters = select(outbox).where(outbox.c.publication_id == row.id, _own_letter())
        found = (await self.work.execute(letters.order_by(outbox.c.recipient))).all()
        return Ending(
            version=_version(row),
            stopped_by=address_of(row.stopped_by) if row.stopped_by else None,
            deliveries=tuple(_delivery(each) for each in found),
            in_digests=await readers.in_digests(self.work, row.id),
            waiting=await readers.count(self.work, row.id, state="waiting"),
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


def _own_letter() -> Any:
    """The letters that carry a publication alone, without the test letters that the secretariat asks for."""
    return (outbox.c.letter == "news") & (outbox.c.caused_by == "")


def _delivery(row: Row[Any]) -> Delivery:
    """What became of one letter. One whose node died with it in hand, nobody can know of."""
    in_hand = row.attempts > 0 and (row.reply == "" or row.lease_until is not None)
    unsettled = "unknown" if in_hand else "stopped"
    return Delivery(row.recipient, _OUTCOMES.get(row.state, unsettled), row.settled_at)


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
