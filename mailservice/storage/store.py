"""The database as the flow sees it: `Store` and `Work` of the flow, over the repository modules."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mailservice.decisions.facts import Awaited, DueReminder, Publication, SkippedReminders, WaitingNews
from mailservice.domain.addresses import Address
from mailservice.domain.briefings import Briefing, SeatState
from mailservice.domain.effects import (
    Change,
    ChooseDelivery,
    ChooseLanguage,
    PauseUntil,
    SetSeat,
    SetSubscription,
    SettleNews,
)
from mailservice.domain.errors import StorageUnavailable
from mailservice.domain.lists import DeliveryMode
from mailservice.domain.people import Person
from mailservice.domain.readings import AnsweredLetter
from mailservice.domain.wishes import Wish
from mailservice.domain.world import World
from mailservice.flow.rows import OutgoingMail, Settlement, SpooledMail
from mailservice.storage import (
    archive,
    awaited,
    briefings,
    extract,
    followers,
    journal,
    lists,
    materials,
    news,
    outbox,
    participants,
    people,
    reminders,
    seats,
    spooled,
    subscriptions,
    waiting_line,
)
from mailservice.storage.bounces import BounceBook
from mailservice.storage.changes import carry_out
from mailservice.storage.digest_orders import DigestOrderRows
from mailservice.storage.engine import Engines
from mailservice.storage.publications import PublicationRows
from mailservice.storage.settling import Settling

_ABOUT_ONE_PERSON = (SetSubscription, SetSeat, ChooseDelivery, ChooseLanguage, PauseUntil)


@dataclass(frozen=True, slots=True)
class Transaction:
    """`Work`: what is done through it happens together, or not at all.

    locking   what is read for a decision is locked, so that two nodes do not decide the same thing
              at once; False in a snapshot, through which nothing is written
    """

    work: AsyncConnection
    address: str
    secretariat: tuple[str, ...]
    locking: bool
    _known: dict[str, World] = field(default_factory=dict, init=False, repr=False)

    @property
    def bounces(self) -> BounceBook:
        """Letters that came back."""
        return BounceBook(self.work)

    @property
    def publications(self) -> PublicationRows:
        """Publications on their way."""
        return PublicationRows(self.work, self.locking)

    async def world(self) -> World:
        """The lists and briefings there are; read once, until this transaction changes or locks them."""
        if "" not in self._known:
            known_lists = await lists.all_lists(self.work)
            known_briefings = await briefings.all_briefings(self.work)
            self._known[""] = World(self.address, self.secretariat, known_lists, known_briefings)
        return self._known[""]

    async def person(self, address: Address) -> Person | None:
        """What we know of this person; locked."""
        if self.locking:
            await people.lock(self.work, address)
        return await people.find(self.work, address)

    async def people(self, *, list_id: str) -> list[Person]:
        """The active subscribers of a list, by address."""
        return await subscriptions.subscribers(self.work, list_id)

    async def holders(self, briefing_id: str) -> list[tuple[Person, SeatState]]:
        """Who holds a seat or waits for one, in the order in which they came."""
        return await seats.holders(self.work, briefing_id)

    async def audience(self, briefing_id: str) -> list[Person]:
        """Whom a change of this briefing concerns, in the order in which they came."""
        return await seats.audience(self.work, briefing_id)

    async def participants(self, briefing_id: str) -> list[dict[str, Any]]:
        """Who has a place at a briefing, for the secretariat."""
        return await participants.rows(self.work, briefing_id)

    async def seats_taken(self, briefing_ids: Sequence[str]) -> Mapping[str, int]:
        """Seats held for each of these briefings, which are locked."""
        if self.locking:
            await self.lock_briefings(briefing_ids)
        return await seats.taken(self.work, briefing_ids)

    async def lock_briefings(self, briefing_ids: Sequence[str]) -> None:
        """Let nobody else change these and their seats until this transaction ends."""
        self._known.clear()  # another node may have changed them while we waited
        await briefings.lock(self.work, briefing_ids)

    async def lock_people(self, addresses: Sequence[Address]) -> None:
        """Let no other transaction decide about these people until this one ends."""
        for address in sorted(set(addresses), key=str):
            await people.lock(self.work, address)

    async def movable_lines(self, *, now: datetime) -> list[str]:
        """Briefings whose waiting line may move now."""
        return await waiting_line.movable(self.work, now=now)

    async def followers(self, list_ids: Sequence[str]) -> list[Person]:
        """Who signs up for each new briefing of these lists, the longest first."""
        return await followers.of_lists(self.work, list_ids)

    async def places_in_line(self, address: Address) -> Mapping[str, int]:
        """This person's place in each line that they stand in, from 1."""
        return await seats.places_in_line(self.work, address)

    async def awaited(self, token_hash: str) -> Awaited | None:
        """What a yes to the letter with this token would mean; locked."""
        return await awaited.find(self.work, token_hash, locking=self.locking)

    async def answered_letter(
        self, message_ids: Sequence[str], token_hashes: Sequence[str]
    ) -> tuple[AnsweredLetter, str, tuple[Wish, ...]] | None:
        """The first letter of ours among these, its token's hash and its undo."""
        return await outbox.answered(self.work, message_ids, token_hashes)

    async def sent_letter(self, mail_id: str) -> AnsweredLetter | None:
        """A letter of ours by its own id."""
        return await outbox.sent(self.work, mail_id)

    async def latest_receipt(self, address: Address) -> tuple[AnsweredLetter, str, tuple[Wish, ...]] | None:
        """The last receipt that this person's own mail brought."""
        return await outbox.latest_receipt(self.work, address)

    async def answers_since(self, address: Address, late: datetime, early: datetime) -> tuple[int, int]:
        """How many letters mails have caused to this address since each of these times."""
        return await outbox.answers_since(self.work, address, late, early)

    async def stored_about(self, address: Address) -> Mapping[str, Any]:
        """The register extract."""
        return await extract.stored_about(self.work, address)

    async def change(self, change: Change, *, at: datetime, caused_by: str, by: str, who: str = "") -> None:
        """Carry one change out and journal it."""
        if not isinstance(change, _ABOUT_ONE_PERSON):
            self._known.clear()
        await carry_out(self.work, change, at=at, caused_by=caused_by, by=by, who=who)

    async def await_answer(self, awaited_answer: Awaited) -> None:
        """Remember what a yes would mean."""
        await awaited.put(self.work, awaited_answer)

    async def close_awaited(self, token_hash: str, *, outcome: str, at: datetime) -> None:
        """The answer has come."""
        await awaited.close(self.work, token_hash, outcome=outcome, at=at)

    async def add_outgoing(self, mail: OutgoingMail) -> bool:
        """Put a letter into the outbox, once."""
        return await outbox.add(self.work, mail)

    async def add_all_outgoing(self, mails: Sequence[OutgoingMail]) -> None:
        """Put letters into the outbox, each once."""
        await outbox.add_all(self.work, mails)

    async def note_invited(self, address: Address, briefing_id: str, *, sequence: int, at: datetime) -> None:
        """Remember the calendar SEQUENCE that this person was sent."""
        await seats.note_invited(self.work, address, briefing_id, sequence=sequence, at=at)

    async def plan_reminder(
        self, address: Address, briefing_id: str, *, kind: str, sequence: int, due_at: datetime
    ) -> None:
        """Plan one reminder, once."""
        await reminders.plan(self.work, address, briefing_id, kind=kind, sequence=sequence, due_at=due_at)

    async def due_reminders(self, *, now: datetime, limit: int) -> list[DueReminder]:
        """Unsettled reminders whose time has come, locked."""
        return await reminders.due(self.work, now=now, limit=limit)

    async def briefings_without_materials_sent(self, *, now: datetime) -> list[Briefing]:
        """Briefings that are over, whose materials somebody is still to get."""
        waiting = await materials.unplanned(self.work, now=now)
        known = await briefings.all_briefings(self.work) if waiting else ()
        return [each for each in known if each.id in waiting and each.end <= now]

    async def plan_materials(self, briefing_id: str, *, due_at: datetime) -> None:
        """A row for whoever is to get the materials."""
        await materials.plan(self.work, briefing_id, due_at=due_at)

    async def untold_skips(self) -> list[SkippedReminders]:
        """Reminders that came too late, and of which nobody has been told."""
        return await reminders.untold_skips(self.work)

    async def skips_told(self) -> None:
        """All of them are told."""
        await reminders.skips_told(self.work)

    async def settle_reminder(
        self, address: Address, briefing_id: str, *, kind: str, sequence: int, outcome: str, at: datetime
    ) -> None:
        """A reminder was sent or skipped."""
        await reminders.settle(
            self.work, address, briefing_id, kind=kind, sequence=sequence, outcome=outcome, at=at
        )

    async def publish(self, publication: Publication, *, by: str) -> int:
        """Store a publication and a row for each subscriber, once."""
        readers, new = await news.publish(self.work, publication, by=by)
        if new:
            detail = {"id": publication.id, "lists": list(publication.lists), "readers": readers}
            at = publication.published_at
            await journal.note(self.work, "Publish", address="", detail=detail, at=at, caused_by="", by=by)
        return readers

    async def unsent_news(
        self, *, modes: Sequence[DeliveryMode], now: datetime, limit: int, after: Address | None = None
    ) -> list[WaitingNews]:
        """People with news waiting who are to have them now."""
        return await news.unsent(self.work, modes=modes, now=now, limit=limit, after=after)

    async def returning(self, *, now: datetime, limit: int) -> list[WaitingNews]:
        """People whose pause is over, with what came meanwhile."""
        return await news.returning(self.work, now=now, limit=limit)

    async def published_texts(self, ids: Sequence[str]) -> Mapping[str, Publication]:
        """The publications of these ids, by id."""
        return await archive.texts(self.work, ids)

    async def settle_news(
        self,
        address: Address,
        publications: Sequence[str],
        *,
        outcome: str,
        at: datetime,
        letter_id: str = "",
    ) -> None:
        """These publications wait no longer for this person."""
        await news.settle(self.work, address, publications, outcome=outcome, at=at, letter_id=letter_id)

    @property
    def digest_orders(self) -> DigestOrderRows:
        """Digests that the secretariat has ordered."""
        return DigestOrderRows(self.work)

    async def settle_all_news(self, settled: Sequence[tuple[SettleNews, str]], *, at: datetime) -> None:
        """These publications wait no longer for these people."""
        await news.settle_all(self.work, settled, at=at)

    async def period_done(self, key: str) -> bool:
        """Whether that period has been finished."""
        return await news.period_done(self.work, key)

    async def finish_period(self, key: str, *, at: datetime) -> None:
        """Everybody's digest of that period is in the outbox."""
        await news.finish_period(self.work, key, at=at)

    async def set_aside(self, spool_id: str, *, because: str) -> None:
        """The mail is stuck: a person has to look at it."""
        await spooled.failed(self.work, spool_id, cause=because, retry_at=None)

    async def finish_spooled(self, spool_id: str, *, because: str, at: datetime) -> None:
        """The mail is done.

        Raises StorageUnavailable, which undoes this transaction, where another node was faster.
        """
        if not await spooled.finish(self.work, spool_id, because=because, at=at):
            raise StorageUnavailable("another node has finished this mail; nothing is done twice")


@dataclass(slots=True)
class Database:
    """`Store`, for one service address and its secretariat."""

    engines: Engines
    address: str
    secretariat: tuple[str, ...]
    _settling: Settling = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._settling = Settling(self.engines)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """All of what follows, or none of it. Raises StorageUnavailable on entering, inside or leaving."""
        async with self.engines.writing() as work:
            yield Transaction(work, self.address, self.secretariat, locking=True)

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Transaction]:
        """One consistent state to read; nobody is kept from writing. Raises StorageUnavailable."""
        async with self.engines.reading() as view:
            yield Transaction(view, self.address, self.secretariat, locking=False)

    async def release_leases(self) -> None:
        """End every lease: for the only process on a database, when it starts."""
        async with self.engines.writing() as work:
            await spooled.release(work)
            await outbox.release(work)

    async def claim_spooled(self, *, now: datetime, lease: timedelta, limit: int) -> list[SpooledMail]:
        """Take the oldest waiting mails for this node."""
        return await self.engines.take(spooled.claiming(now=now, lease=lease, limit=limit))

    async def spool_failed(self, spool_id: str, *, cause: str, retry_at: datetime | None) -> None:
        """A mail could not be processed."""
        async with self.engines.writing() as work:
            await spooled.failed(work, spool_id, cause=cause, retry_at=retry_at)

    async def spool_postponed(self, spool_id: str, *, retry_at: datetime) -> None:
        """The database could not do it; the mail was not to blame."""
        async with self.engines.writing() as work:
            await spooled.postponed(work, spool_id, retry_at=retry_at)

    async def retry_spooled(self, spool_id: str, *, now: datetime) -> bool:
        """Give a stuck mail all attempts anew. False where none of that id is stuck."""
        async with self.engines.writing() as work:
            return await spooled.again(work, spool_id, now=now)

    async def spooled_raw(self, spool_id: str) -> bytes:
        """The mail as it came. Raises KeyError where there is none of that id."""
        return await spooled.raw(self.engines, spool_id)

    async def claim_outgoing(
        self, *, now: datetime, lease: timedelta, limit: int, but_to: Sequence[str] = ()
    ) -> list[OutgoingMail]:
        """Take due letters for this node, but those to these domains."""
        return await self.engines.take(outbox.claiming(now=now, lease=lease, limit=limit, but_to=but_to))

    async def settle_outgoing(self, settlements: Sequence[Settlement]) -> bool:
        """Note what became of letters. True where one had been stopped."""
        return await self._settling.settle(settlements)

    async def flush_outgoing(self) -> None:
        """What was settled is on the disk when this returns."""
        await self._settling.flush()

    async def put_back_outgoing(
        self, mails: Sequence[OutgoingMail], *, due_at: datetime | None, reply: str
    ) -> None:
        """Letters that were claimed and not tried are free again, or wait for that time."""
        async with self.engines.writing() as work:
            await outbox.put_back(work, mails, due_at=due_at, reply=reply)

    async def stopped_outgoing(self, mail_ids: Sequence[str]) -> set[str]:
        """Which of these claimed letters are not to be sent any more."""
        async with self.engines.reading() as view:
            return await outbox.no_longer_pending(view, mail_ids)

    async def clock_off_s(self, now: datetime) -> float:
        """How far this time is ahead of the database server's; 0 on SQLite, whose clock is this machine's."""
        if self.engines.reader.dialect.name == "sqlite":
            return 0.0
        async with self.engines.reading() as view:
            server: datetime = (await view.execute(select(func.clock_timestamp()))).scalar_one()
        return (now - server).total_seconds()

    async def next_due(self) -> datetime | None:
        """When the next letter is due that nobody holds a lease on."""
        async with self.engines.reading() as view:
            return await outbox.next_due(view)
