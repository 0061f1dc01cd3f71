"""One mail the whole way: claimed, read, decided, applied, done. Changes and "done" commit together."""

import asyncio
import traceback
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from mailservice.decisions.bounces import revived
from mailservice.decisions.decide import decide
from mailservice.decisions.facts import Awaited, Facts
from mailservice.decisions.handover import decide_stuck, decide_without_sender
from mailservice.decisions.policy import Policy
from mailservice.decisions.word_times import written_at
from mailservice.domain.addresses import Address
from mailservice.domain.effects import Decision
from mailservice.domain.errors import ReaderUnavailable, StorageUnavailable
from mailservice.domain.people import Person
from mailservice.domain.readings import (
    CalendarAnswer,
    Complaint,
    Machine,
    Reading,
    Report,
    Undo,
    Wishes,
    YesNo,
)
from mailservice.domain.wishes import (
    AskExport,
    Move,
    Wish,
)
from mailservice.domain.world import World
from mailservice.flow.answered import Answered, find_answered, latest_receipt
from mailservice.flow.apply import Cause, Stationery, apply
from mailservice.flow.office_facts import office_facts
from mailservice.flow.ports import Clock, Store
from mailservice.flow.publishing import publishing_facts
from mailservice.flow.reading import Known, Opened, Reader
from mailservice.flow.rows import SpooledMail
from mailservice.flow.seat_facts import moves_seats, seat_facts
from mailservice.flow.work_ports import Work
from mailservice.observability import mail_log

LEASE = timedelta(minutes=5)
RETRY_AFTER = timedelta(minutes=1)
MOST_FAILURES = 3
MOST_DEATHS = 10  # of the service with one mail in hand: rather the machine's doing than that mail's
BATCH = 20
BESIDE_MAX_BYTES = 4_000_000  # of a group, for the next to be read beside it


@dataclass(frozen=True, slots=True)
class Taken:
    """A mail that has been read, before anything is done."""

    item: SpooledMail
    opened: Opened
    answered: Answered
    reading: Reading


@dataclass(frozen=True, slots=True)
class Group:
    """Mails that were claimed together.

    taken   what is being made of them; None where each is to be taken alone
    """

    items: Sequence[SpooledMail]
    started: datetime
    taken: "asyncio.Task[list[Taken]] | None" = None

    @property
    def is_full(self) -> bool:
        """Whether more may wait, and there is room in memory for them as well."""
        return len(self.items) == BATCH and sum(len(each.raw) for each in self.items) < BESIDE_MAX_BYTES


@dataclass(slots=True)
class Processor:
    """Takes spooled mail the whole way."""

    store: Store
    clock: Clock
    reader: Reader
    policy: Policy
    stationery: Stationery
    _following: Group | None = field(default=None, init=False)

    async def process_waiting(self) -> int:
        """Process what waits, the oldest first. Returns how many mails were taken.

        Mails that came at the same time share a snapshot, a way to the reader and a commit. Where one of them
        spoils that, nothing of it has happened, and each is taken alone. Where more wait than one group
        takes, the next is read while this one is carried out.

        Raises StorageUnavailable where nothing could be claimed.
        """
        group = self._following or await self._claim()
        self._following = None
        if group.is_full:
            with suppress(StorageUnavailable):  # the next call tells; what is in hand is not left lying
                following = await self._claim()
                self._following = following if following.items else None  # none: look again, one may come
        await self._finish(group)
        return len(group.items)

    async def finish(self) -> None:
        """Process what is in hand already, before a stop. Where the database is away, its lease runs out."""
        if self._following is not None:
            group, self._following = self._following, None
            try:
                await self._finish(group)
            except StorageUnavailable as error:
                mail_log.storage_unavailable("processing", str(error))

    async def _claim(self) -> Group:
        """The next mails that wait, and somebody at work on them where there are several."""
        started = self.clock.now()
        items = await self.store.claim_spooled(now=started, lease=LEASE, limit=BATCH)
        if len(items) > 1 and all(item.attempts == 1 for item in items):
            return Group(items, started, asyncio.create_task(self._read(items)))
        return Group(items, started)

    async def _finish(self, group: Group) -> None:
        if group.taken is not None and await self._all_done(group, group.taken):
            return
        for item in group.items:
            await self._try(item)

    async def _all_done(self, group: Group, taken: "asyncio.Task[list[Taken]]") -> bool:
        try:
            await self._carry_out_all(await taken, group.started)
        except Exception as error:  # whose fault it is, and what becomes of that mail, each tells alone
            mail_log.group_parted(len(group.items), type(error).__name__)
            return False
        return True

    async def _try(self, item: SpooledMail) -> None:
        if item.attempts - 1 - item.failures >= MOST_DEATHS:  # so often nobody lived to tell
            mail_log.processing_failed(item.id, "lease ran out", attempts=item.attempts, stuck=True)
            await self._set_aside(item, f"{MOST_DEATHS} leases ran out")
            return
        try:
            started = self.clock.now()
            await self._carry_out_all(await self._read([item]), started)
        except (StorageUnavailable, ReaderUnavailable) as error:
            mail_log.processing_postponed(item.id, str(error))
            # Where the database is away this raises too. Where it refused this mail, the next gets its turn.
            await self.store.spool_postponed(item.id, retry_at=self.clock.now() + RETRY_AFTER)
        except Exception as error:
            stuck = item.failures + 1 >= MOST_FAILURES
            cause = "".join(traceback.format_exception(error))
            mail_log.processing_failed(item.id, type(error).__name__, attempts=item.attempts, stuck=stuck)
            if stuck:
                await self._set_aside(item, cause)
            else:
                retry_at = self.clock.now() + RETRY_AFTER
                await self.store.spool_failed(item.id, cause=cause, retry_at=retry_at)

    async def _set_aside(self, item: SpooledMail, because: str) -> None:
        """Not lost: the secretariat gets the whole mail, and `mailservice queue` shows it."""
        cause = Cause(f"stuck {item.id}", "time", self.clock.now(), spool_id=item.id)
        async with self.store.transaction() as work:
            decision = decide_stuck(item.id, await work.world())
            await apply(decision.effects, work, cause=cause, stationery=self.stationery)
            await work.set_aside(item.id, because=because)

    async def _read(self, items: Sequence[SpooledMail]) -> list[Taken]:
        """What these mean, and what they answer."""
        answered: list[Answered] = []

        async def look_up(opened: Sequence[Opened]) -> Known:
            async with self.store.snapshot() as seen:  # reading takes its time: nobody waits for it
                answered.extend([await find_answered(each, seen) for each in opened])
                return Known(await seen.world(), [each.letter for each in answered])

        read = await self.reader.read(items, look_up)
        return [
            Taken(item, each.opened, its_letter, each.reading)
            for item, each, its_letter in zip(items, read, answered, strict=True)
        ]

    async def _carry_out_all(self, taken: Sequence[Taken], started: datetime) -> None:
        """What all of these bring, or nothing of it."""
        async with self.store.transaction() as work:
            # First of all, and always in one order: two nodes never wait for each other.
            if any(moves_seats(each.reading) for each in taken):
                await work.lock_briefings([each.id for each in (await work.world()).to_come(started)])
            senders = [each.opened.sender for each in taken]
            await work.lock_people([each for each in senders if each is not None])
            because: list[Decision] = []
            for each in taken:
                if because:
                    await asyncio.sleep(0)  # doors and reader have questions too, and a group takes a while
                because.append(await self._carry_out(each, work, started))
        for each, decision in zip(taken, because, strict=True):
            mail_log.processed(each.item.id, each.reading, decision, took=self.clock.now() - started)

    async def _carry_out(self, taken: Taken, work: Work, started: datetime) -> Decision:
        item, opened, answered, reading = taken.item, taken.opened, taken.answered, taken.reading
        if isinstance(reading, Undo) and answered.letter is None and opened.verdict.vouched:
            answered = await latest_receipt(opened, work)
        decision = await self._decide(item, opened, reading, answered, work)
        by = "calendar" if isinstance(reading, CalendarAnswer) else "mail"
        who = "" if opened.sender is None else str(opened.sender)
        cause = Cause(item.id, by, started, spool_id=item.id, who=who)
        await apply(decision.effects, work, cause=cause, stationery=self.stationery)
        await work.finish_spooled(item.id, because=decision.because, at=started)
        return decision

    async def _decide(
        self, item: SpooledMail, opened: Opened, reading: Reading, answered: Answered, work: Work
    ) -> Decision:
        now, sender, world = self.clock.now(), opened.sender, await work.world()
        if isinstance(reading, Machine | Report | Complaint):
            sender = sender or Address("unknown", "invalid")  # a machine needs no name: RFC 2606
        if sender is None:
            return decide_without_sender(
                item.id, world, sender_text=opened.sender_text, subject=opened.subject
            )
        facts = await self._facts(item, opened, reading, answered, sender, work, world, now)
        decision = decide(reading, facts, now=now, policy=self.policy)
        return revived(decision, facts.person, vouched=facts.vouched)

    async def _facts(
        self,
        item: SpooledMail,
        opened: Opened,
        reading: Reading,
        answered: Answered,
        sender: Address,
        work: Work,
        world: World,
        now: datetime,
    ) -> Facts:
        person = await work.person(sender)
        holds_letter = answered.letter is not None and answered.letter.sent_to == sender
        wishes = _wishes_at_stake(reading, answered)
        in_hour, in_day = await work.answers_since(sender, now - timedelta(hours=1), now - timedelta(days=1))
        return Facts(
            spool_id=item.id,
            sender=sender,
            sender_text=str(sender),
            vouched=opened.verdict.vouched or holds_letter,
            vouched_by_mta=opened.verdict.vouched,
            world=world,
            token=self.stationery.token("mail", item.id),
            message_id=opened.message_id,
            subject=opened.subject,
            said_at=_said_at(item, opened, answered),
            person=person,
            about=await _about(reading, answered, work),
            parties=await _parties(reading, work),
            moving_to=await _moving_to(wishes, work),
            place_in_line=await work.places_in_line(sender) if _stands_in_line(person) else {},
            **await seat_facts(reading, world, work, now),
            **await office_facts(wishes, world, work),
            awaited=await _fresh(answered.awaited, work),
            answered=answered.letter,
            undo=answered.undo,
            answers_in_hour=in_hour,
            answers_in_day=in_day,
            stored=await _stored(wishes, sender, work),
            **await publishing_facts(reading, answered.letter, work, now),
        )


def _said_at(item: SpooledMail, opened: Opened, answered: Answered) -> datetime:
    answers = None if answered.letter is None else answered.letter.sent_at
    return written_at(opened.date, arrived=item.envelope.received_at, answers=answers)


async def _fresh(awaited: Awaited | None, work: Work) -> Awaited | None:
    """Read again in the transaction that closes it: two yeses at once must count once."""
    return None if awaited is None else await work.awaited(awaited.token_hash)


def _wishes_at_stake(reading: Reading, answered: Answered) -> tuple[Wish, ...]:
    if isinstance(reading, Wishes):
        return reading.wishes
    if isinstance(reading, YesNo) and answered.awaited is not None:
        return answered.awaited.wishes
    if isinstance(reading, Undo):
        return answered.undo
    return ()


def _stands_in_line(person: Person | None) -> bool:
    """Most do not, and the place in a line is the dearest thing to ask of the database."""
    return person is not None and any(not each.state.holds_a_seat for each in person.seats)


async def _about(reading: Reading, answered: Answered, work: Work) -> Person | None:
    if isinstance(reading, Complaint):
        return None if answered.letter is None else await work.person(answered.letter.sent_to)
    return None if answered.awaited is None else await work.person(answered.awaited.about_person)


async def _parties(reading: Reading, work: Work) -> Mapping[Address, Person]:
    """Whose calendar answer it is and who goes for whom, where that is somebody we know."""
    if not isinstance(reading, CalendarAnswer):
        return {}
    addresses = {reading.attendee, reading.delegate, reading.goes_for}
    found = [await work.person(each) for each in addresses if each is not None]
    return {each.address: each for each in found if each is not None}


async def _moving_to(wishes: tuple[Wish, ...], work: Work) -> Person | None:
    for wish in wishes:
        if isinstance(wish, Move):
            try:
                return await work.person(Address.of(wish.to))
            except ValueError:
                return None
    return None


async def _stored(wishes: tuple[Wish, ...], sender: Address, work: Work) -> Mapping[str, Any]:
    wanted = any(isinstance(each, AskExport) for each in wishes)
    return await work.stored_about(sender) if wanted else {}
