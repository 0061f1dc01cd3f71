"""One run of sending: letters are claimed in batches, written a few at a time, their results stored together.

Two tasks meet at the smarthost. One claims and writes, as far as there is room: so many letters as the
smarthost likes to have at once are in hand, each from its writing until it is stored what became of it. The
other stores what the smarthost told of meanwhile, all of it in one commit, and only then a connection takes
its next content. So after a crash at most one letter for each connection is in doubt, memory is flat however
many wait, and a slow disk or smarthost slows claiming down by itself. Nothing is done for one letter alone
that can be done for those beside it: a task or a future for each would take as long as to write it.
"""

import asyncio
import os
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from mailservice.decisions.retry import next_attempt
from mailservice.decisions.throttle import Throttle
from mailservice.domain.errors import DeliveryFailed, SmarthostUnreachable, StorageUnavailable
from mailservice.flow.lines import Lines
from mailservice.flow.ports import Clock, Store
from mailservice.flow.rows import OutgoingMail, Settlement
from mailservice.flow.sending_ports import Answer, Handover, Smarthost
from mailservice.flow.writing import NotWritten, Writing
from mailservice.observability import mail_log

ANSWERS = 0  # the lane of answers and reminders
LEASE = timedelta(minutes=15)  # longer than a batch takes when each mail runs into the relay's time limit
SMARTHOST_AWAY = timedelta(minutes=1)
RUN_S = 5.0  # then the loop looks whether it is to stop, and the world is read anew
BATCHES = (16, 500)  # letters claimed at a time: the fewest, the most
BATCH_S = (0.1, 0.5)  # so long a batch should last: an answer waits for one at most
WRITTEN_TOGETHER = (
    8  # letters: while they are written nobody listens to the smarthost; one hop where threads sign
)
LOOK_S = 0.25  # so often it is asked whether a letter in hand has been stopped; see _leave_out_stopped
SETTLE_AGAIN_S = (0.05, 0.5, 2.0, 5.0)  # what was sent is known to us alone: the database is asked again


@dataclass(slots=True, eq=False)
class Sending:
    """From the first claim until nothing is due, the smarthost is away or the time is up."""

    store: Store
    clock: Clock
    writing: Writing
    smarthost: Smarthost
    throttle: Throttle
    stopwatch: Callable[[], float]
    away_until: datetime | None = None
    _lines: Lines = field(default_factory=Lines)
    _answers: list[tuple[OutgoingMail, Answer]] = field(default_factory=list)  # not yet stored
    _back: dict[datetime, list[str]] = field(default_factory=dict)  # not tried, for then
    _answered: asyncio.Event = field(default_factory=asyncio.Event)
    _room: asyncio.Event = field(default_factory=asyncio.Event)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _settled: int = 0
    _told: Counter[tuple[str, str]] = field(default_factory=Counter)  # letter and outcome, not yet in the log
    _dry: bool = False  # nothing more is due
    _over: bool = False  # nothing more is begun
    _all_written: bool = False
    _broken: Exception | None = None
    _batch: int = BATCHES[0]
    _claimed_at: float = 0.0
    _looked_at: float = 0.0
    _began: float = 0.0

    async def run(self) -> int:
        """Returns how many letters were settled. Raises StorageUnavailable where the database went away."""
        self._began = self.stopwatch()
        self._batch = self._fewest
        writers = self._writers
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._store_answers())
            async with asyncio.TaskGroup() as writing:
                for _ in range(writers):
                    writing.create_task(self._write_letters())
            self._all_written = True
            self._answered.set()
        self._tell()
        if self._broken is not None:
            raise self._broken  # the leases of what was claimed run out
        await self._put_back()
        await self.store.flush_outgoing()
        return self._settled

    @property
    def _writers(self) -> int:
        """Tasks that write: where threads sign, one for each core."""
        return (os.cpu_count() or 1) if self.writing.signer.takes_long else 1

    @property
    def _together(self) -> int:
        """Letters to write at a time, and so many at least: a quarter of those that can be under way."""
        return max(1, min(WRITTEN_TOGETHER, self.smarthost.at_once // 4))

    @property
    def _most_in_hand(self) -> int:
        """What the smarthost likes to have, and where threads sign what they have: it goes on meanwhile."""
        signed = self._writers * self._together if self.writing.signer.takes_long else 0
        return self.smarthost.at_once + signed

    @property
    def _fewest(self) -> int:
        """Letters to claim at least: as many as are in hand at once."""
        return max(BATCHES[0], self._most_in_hand)

    # Claiming and writing

    async def _write_letters(self) -> None:
        while mails := await self._next():
            try:
                written = await self.writing.written(mails)
            except StorageUnavailable as error:
                for mail in mails:
                    self._tell_of(mail, error)
                return
            for mail, content in zip(mails, written, strict=True):
                if isinstance(content, NotWritten):
                    self._tell_of(mail, content)
                else:
                    self.smarthost.hand_over(mail, content, self._tell_of)

    async def _next(self) -> list[OutgoingMail]:
        """The next letters to write, as soon as there is room; none where the run is over."""
        async with self._turn:
            while not self._over:
                await self._leave_out_stopped()
                together = self._together
                has_room = self._most_in_hand - self._lines.under_way >= together
                if has_room and (mails := self._lines.take(together)):
                    return mails
                if has_room and not self._dry:
                    await self._claim()
                elif self._lines.under_way:
                    self._room.clear()
                    await self._room.wait()
                else:
                    break
        return []

    async def _claim(self) -> None:
        """The next batch, larger or smaller so that one lasts a moment: then answers pass the news."""
        now_s = self.stopwatch()
        if now_s - self._began > RUN_S:
            self._over = True
            return
        if self._claimed_at:
            shortest, longest = BATCH_S
            lasted = now_s - self._claimed_at
            factor = 2.0 if lasted < shortest else 0.5 if lasted > longest else 1.0
            self._batch = int(max(self._fewest, min(self._batch * factor, BATCHES[1])))
        self._claimed_at = self._looked_at = now_s
        self._tell()
        now = self.clock.now()
        try:
            claimed = await self.store.claim_outgoing(now=now, lease=LEASE, limit=self._batch)
        except StorageUnavailable as error:
            self._over, self._broken = True, error
            return
        self._dry = not claimed
        self._lines.add(mail for mail in claimed if not self._must_wait(mail, now))

    def _must_wait(self, mail: OutgoingMail, now: datetime) -> bool:
        until = self.throttle.wait_until(mail.recipient.domain, now)
        if until is not None:
            self._back.setdefault(until, []).append(mail.id)
        return until is not None

    async def _leave_out_stopped(self) -> None:
        """Somebody may have stopped a publication while its letters were in our hands.

        The first of them whose result is stored tells that, whichever process did it, and then we look at
        once. To look now and then is for a publication of which none is on its way yet.
        """
        now_s = self.stopwatch()
        if now_s - self._looked_at < LOOK_S or not (waiting := self._lines.waiting()):
            return
        self._looked_at = now_s
        stopped = await self.store.stopped_outgoing([mail.id for mail in waiting])
        if stopped:
            self._lines.leave_out(stopped)
            self._back.setdefault(self.clock.now(), []).extend(stopped)  # not tried: the report says so

    # What became of them

    def _tell_of(self, mail: OutgoingMail, answer: Answer) -> None:
        self._answers.append((mail, answer))
        self._answered.set()

    async def _store_answers(self) -> None:
        while self._lines.under_way or not self._all_written:
            await self._answered.wait()
            await asyncio.sleep(0)  # one look at the other connections: half of what is answered came since
            self._answered.clear()
            answers, self._answers = self._answers, []
            await self._store(answers)
            for mail, answer in answers:
                if isinstance(answer, Handover):
                    answer.noted()
                self._lines.settled(mail.recipient)
            self._room.set()

    async def _store(self, answers: list[tuple[OutgoingMail, Answer]]) -> None:
        now = self.clock.now()
        settlements = [each for each in (self._settlement(*one, now) for one in answers) if each is not None]
        if not settlements or not await self._settled_together(settlements):
            return
        self._settled += len(settlements)
        for mail, answer in answers:
            if isinstance(answer, Handover) and mail.lane == ANSWERS:
                mail_log.delivered(mail.id, mail.letter, answer.outcome)
            elif isinstance(answer, Handover):
                self._told[mail.letter, answer.outcome] += 1

    def _settlement(self, mail: OutgoingMail, answer: Answer, now: datetime) -> Settlement | None:
        """What is to be stored; None where the letter was not tried."""
        match answer:
            case Handover():
                self.throttle.took(mail.recipient.domain)
                return Settlement(mail.id, answer.outcome, answer.reply, now)
            case DeliveryFailed():
                return self._refused(mail, answer, now)
            case NotWritten():
                mail_log.letter_not_written(mail.id, mail.letter, answer.kind)
                return Settlement(mail.id, "given-up", str(answer), now)
            case SmarthostUnreachable():
                self._nobody_there(mail, answer)
            case _:
                self._over, self._broken = True, answer
        return None

    def _refused(self, mail: OutgoingMail, error: DeliveryFailed, now: datetime) -> Settlement:
        retry_at = None
        if not error.permanent:
            self.throttle.refused(mail.recipient.domain, error.text, now)
            retry_at = next_attempt(mail.attempts, first_due=mail.due_at, now=now, jitter=_jitter())
        mail_log.delivery_refused(mail.id, mail.letter, error.code, again=retry_at is not None)
        return Settlement(mail.id, "given-up" if retry_at is None else "retry", str(error), now, retry_at)

    async def _settled_together(self, settlements: list[Settlement]) -> bool:
        """One commit for all. What cannot be stored is told again and again until the database listens.

        False where it does not: then the others finish what they have in hand.
        """
        for pause_s in (*SETTLE_AGAIN_S, None):
            try:
                if await self.store.settle_outgoing(settlements):
                    self._looked_at = float("-inf")  # somebody stops letters: look before the next
            except StorageUnavailable as error:
                if pause_s is None:
                    self._over, self._broken = True, error
                    break
                await asyncio.sleep(pause_s)
            else:
                return True
        return False

    def _tell(self) -> None:
        """One line for the news of a batch: to write one for each would take as long as to send it."""
        for (letter, outcome), letters in self._told.items():
            mail_log.many_delivered(letter, outcome, letters=letters)
        self._told.clear()

    def _nobody_there(self, mail: OutgoingMail, error: SmarthostUnreachable) -> None:
        if self.away_until is None:
            mail_log.smarthost_unreachable(str(error))
            self.away_until = self.clock.now() + SMARTHOST_AWAY * (1 + 0.2 * _jitter())
            self._over = True
        self._back.setdefault(self.away_until, []).append(mail.id)

    async def _put_back(self) -> None:
        """What was claimed and not tried is anybody's again."""
        if waiting := self._lines.waiting():
            until = self.away_until or self.clock.now()
            self._back.setdefault(until, []).extend(mail.id for mail in waiting)
        for due_at, mail_ids in self._back.items():
            why = (
                "the smarthost was away"
                if due_at == self.away_until
                else "its domain is left alone for a while"
            )
            await self.store.put_back_outgoing(mail_ids, due_at=due_at, reply=why)


def _jitter() -> float:
    return random.random()  # noqa: S311 - spreads load, guards nothing
