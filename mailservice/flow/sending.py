"""One run of sending: letters are claimed in batches, written a few at a time, their results stored together.

Two tasks meet at the smarthost. One claims and writes, as far as there is room: so many letters as the
smarthost likes to have at once are in hand, each from its writing until it is stored what became of it. The
other stores what the smarthost told of meanwhile, all of it in one commit, and only then a connection takes
its next content. So after a crash at most one letter for each connection is in doubt, memory is flat however
many wait, and a slow disk or smarthost slows claiming down by itself. Nothing is done for one letter alone
that can be done for those beside it: a task or a future for each would take as long as to write it.

Where something breaks, nothing more is begun, what has not gone is given back, and what has gone is heard of.
What cannot be stored is kept for the next run, which stores it before it claims anything.
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
from mailservice.domain.errors import DeliveryFailed, NotBegun, SmarthostUnreachable, StorageUnavailable
from mailservice.flow.lines import Lines
from mailservice.flow.ports import Clock, Store
from mailservice.flow.rows import OutgoingMail, Settlement
from mailservice.flow.sending_ports import Answer, Handover, Smarthost
from mailservice.flow.writing import NotWritten, Writing
from mailservice.observability import mail_log

ANSWERS = 0  # the lane of answers and reminders
SMARTHOST_AWAY = timedelta(minutes=1)
RUN_S = 5.0  # then the loop looks whether it is to stop, and the world is read anew
IN_LINE_S = 5.0  # after its claim a letter waits no longer for its turn: then it is given back
LINGER_S = 0.5  # so much longer a run lasts at most: what has not been begun by then is given back
LOOK_AGAIN_S = 0.5  # so often it is asked whether more is due, while something is under way
STOPPING_S = 25.0  # so long what has gone is waited for where the service stops
LEASE_SPARE = timedelta(minutes=2)  # for what is written and stored, on a slow machine
CLOCK_JUMP_S = 60.0  # a clock that gains or loses so much while a run lasts is not to be claimed by
BATCHES = (16, 500)  # letters claimed at a time: the fewest, the most
BATCH_S = (0.1, 0.5)  # so long a batch should last: an answer waits for one at most
WRITTEN_TOGETHER = (
    8  # letters: while they are written nobody listens to the smarthost; one hop where threads sign
)
LOOK_S = 0.25  # so often it is asked whether a letter in hand has been stopped; see _leave_out_stopped
_AWAY, _RESTS = "the smarthost was away", "its domain is left alone for a while"
SETTLE_AGAIN_S = (0.05, 0.5, 2.0, 5.0)  # what was sent is known to us alone: the database is asked again


@dataclass(slots=True)
class Left:
    """What could not be told to the database: what became of letters, and which are not to be tried now.

    handovers   of those that were taken: their connections wait until that is stored
    back        letters that were not tried, by when they are due and why they were not
    """

    settlements: list[Settlement] = field(default_factory=list)
    handovers: list[Handover] = field(default_factory=list)
    back: dict[tuple[datetime | None, str], list[OutgoingMail]] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Sending:
    """Runs, one after the other. Each goes from its first claim until nothing is due, the smarthost is away,
    or its time is up; what has gone and is not answered by then, the next run hears of.
    """

    store: Store
    clock: Clock
    smarthost: Smarthost
    throttle: Throttle
    stopwatch: Callable[[], float]
    away_until: datetime | None = None
    left: Left = field(default_factory=Left)
    _writing: Writing = field(init=False)
    _lines: Lines = field(default_factory=Lines)
    _answers: list[tuple[OutgoingMail, Answer]] = field(default_factory=list)  # not yet stored
    _answered: asyncio.Event = field(default_factory=asyncio.Event)
    _room: asyncio.Event = field(default_factory=asyncio.Event)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _told: Counter[tuple[str, str]] = field(default_factory=Counter)  # letter and outcome, not yet in the log
    _settled: int = 0
    _dry: bool = False  # nothing more is due
    _over: bool = False  # nothing more is begun
    _all_written: bool = False
    _time_is_up: bool = False
    _broken: Exception | None = None
    _batch: int = BATCHES[0]
    _claimed_at: float = 0.0
    _looked_at: float = 0.0
    _began: float = 0.0
    _began_at: datetime = field(init=False)
    _alarm: asyncio.TimerHandle | None = None

    @property
    def in_hand(self) -> int:
        """Letters that are under way, whatever becomes of them."""
        return self._lines.under_way

    @property
    def has_left(self) -> bool:
        """Whether something is under way, or could not be stored."""
        return bool(self.in_hand or self.left.settlements or self.left.back)

    async def run(self, writing: Writing, *, claims: bool = True) -> int:
        """Returns how many letters were settled. Raises what broke it, StorageUnavailable for one.

        writing   what the world is at the moment, for what is written now
        claims    whether anything more is begun; else only what has gone is heard of
        """
        self._begin(writing)
        self._over = self._over or not claims
        await self._store_what_was_left()
        self._ring_in(RUN_S + LINGER_S)
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._store_answers())
                async with asyncio.TaskGroup() as writers:
                    for _ in range(self._writers):
                        writers.create_task(self._write_letters())
                self._all_written = True
                self._answered.set()
        finally:
            self._ring_in(None)
        self._tell()
        await self._end()
        return self._settled

    def stop(self) -> None:
        """Begin nothing more, give back what has not gone, and wait a little longer for what has."""
        self._over = True
        self._room.set()
        self.smarthost.withdraw()
        if self._alarm is not None:
            self._ring_in(STOPPING_S)

    def _begin(self, writing: Writing) -> None:
        self._writing = writing
        jumped = bool(self.in_hand) and self._clock_has_jumped()
        if not jumped:
            self._began, self._began_at = self.stopwatch(), self.clock.now()
        self._settled, self._batch, self._claimed_at, self._looked_at = 0, self._fewest, 0.0, 0.0
        self._over = jumped or self._is_away()
        self._dry = self._all_written = self._time_is_up = False
        self._broken = None
        self._answered.set()  # of those before, perhaps

    def _ring_in(self, seconds: float | None) -> None:
        """The alarm that ends the run, whatever is still under way; None for no alarm."""
        if self._alarm is not None:
            self._alarm.cancel()
        loop = asyncio.get_running_loop()
        self._alarm = None if seconds is None else loop.call_later(seconds, self._end_now)

    def _end_now(self) -> None:
        self._over = self._time_is_up = True
        self._room.set()
        self._answered.set()
        self.smarthost.withdraw(begun=False)

    async def _end(self) -> None:
        """What was not tried is anybody's again; what broke the run is raised."""
        if waiting := self._lines.waiting():
            self._lines.leave_out({mail.id for mail in waiting})
            self._give_back(waiting, why=_AWAY if self._is_away() else "")
        if not isinstance(self._broken, StorageUnavailable):
            await self._put_back()
        if self._broken is not None:
            raise self._broken
        await self.store.flush_outgoing()

    async def _store_what_was_left(self) -> None:
        """By the run before. Raises StorageUnavailable; then it is still left."""
        left = self.left
        if left.settlements:
            await self.store.settle_outgoing(left.settlements)
            self._settled += len(left.settlements)
            for handover in left.handovers:
                handover.noted()
            left.settlements, left.handovers = [], []
        await self._put_back()

    def _break(self, error: Exception) -> None:
        """Begin nothing more. The first cause is the one that is told."""
        self._broken = self._broken or error
        self.stop()

    @property
    def _writers(self) -> int:
        """Tasks that write: where threads sign, one for each core."""
        return (os.cpu_count() or 1) if self._writing.signer.takes_long else 1

    @property
    def _together(self) -> int:
        """Letters to write at a time, and so many at least: a quarter of those that can be under way."""
        return max(1, min(WRITTEN_TOGETHER, self.smarthost.at_once // 4))

    @property
    def _most_in_hand(self) -> int:
        """What the smarthost likes to have, and where threads sign what they have: it goes on meanwhile."""
        signed = self._writers * self._together if self._writing.signer.takes_long else 0
        return self.smarthost.at_once + signed

    @property
    def _fewest(self) -> int:
        """Letters to claim at least: as many as are in hand at once."""
        return max(BATCHES[0], self._most_in_hand)

    # Claiming and writing

    async def _write_letters(self) -> None:
        while mails := await self._next():
            handed = 0
            try:
                for content in await self._writing.written(mails):
                    mail = mails[handed]
                    if isinstance(content, NotWritten):
                        self._tell_of(mail, content)
                    else:
                        self.smarthost.hand_over(mail, content, self._tell_of)
                    handed += 1
            except Exception as error:  # those in hand are heard of; it is raised in the end
                for mail in mails[handed:]:
                    self._tell_of(mail, error)
                return

    async def _next(self) -> list[OutgoingMail]:
        """The next letters to write, as soon as there is room; none where the run is over."""
        async with self._turn:
            try:
                return await self._found()
            except Exception as error:  # as above
                self._break(error)
                return []

    async def _found(self) -> list[OutgoingMail]:
        while self._goes_on():
            await self._leave_out_stopped()
            if not self._goes_on():
                break
            together = self._together
            has_room = self._most_in_hand - self._lines.under_way >= together
            if has_room and self._claimed_at and self.stopwatch() - self._claimed_at > IN_LINE_S:
                self._over = True  # a slow smarthost: what waits is to be claimed anew
            elif has_room and (mails := self._lines.take(together)):
                return mails
            elif has_room and not self._dry:
                await self._claim()
            elif self._lines.under_way:
                await self._room_or_time()
            else:
                break
        return []

    def _goes_on(self) -> bool:
        return not self._over

    async def _room_or_time(self) -> None:
        """Wait for room; a content that is slow holds up nothing that comes to be due."""
        self._room.clear()
        try:
            async with asyncio.timeout(LOOK_AGAIN_S):
                await self._room.wait()
        except TimeoutError:
            self._dry = False

    async def _claim(self) -> None:
        """The next batch, larger or smaller so that one lasts a moment: then answers pass the news."""
        now_s, now = self.stopwatch(), self.clock.now()
        if now_s - self._began > RUN_S or self._clock_has_jumped():
            self._over = True
            return
        if self._claimed_at:
            shortest, longest = BATCH_S
            lasted = now_s - self._claimed_at
            factor = 2.0 if lasted < shortest else 0.5 if lasted > longest else 1.0
            self._batch = int(max(self._fewest, min(self._batch * factor, BATCHES[1])))
        self._claimed_at = self._looked_at = now_s
        self._tell()
        resting = self.throttle.resting(now)
        claimed = await self.store.claim_outgoing(
            now=now, lease=self._lease, limit=self._batch, but_to=resting
        )
        self._dry = not claimed
        self._lines.add(mail for mail in claimed if not self._must_wait(mail, now))

    def _is_away(self) -> bool:
        return self.away_until is not None and self.clock.now() < self.away_until

    def _clock_has_jumped(self) -> bool:
        """Since the run began: then the leases of what we have in hand may seem to have run out."""
        lasted_s = (self.clock.now() - self._began_at).total_seconds()
        return abs(lasted_s - (self.stopwatch() - self._began)) > CLOCK_JUMP_S

    def _must_wait(self, mail: OutgoingMail, now: datetime) -> bool:
        until = self.throttle.wait_until(mail.recipient.domain, now)
        if until is not None:
            self._give_back([mail], until, why=_RESTS)
        return until is not None

    @property
    def _lease(self) -> timedelta:
        """Nobody else may claim a letter that we still may hear of."""
        return timedelta(seconds=IN_LINE_S + self.smarthost.longest_s) + LEASE_SPARE

    def _give_back(self, mails: list[OutgoingMail], until: datetime | None = None, *, why: str = "") -> None:
        """These were not tried. until   where they are to wait for longer than they have to"""
        self.left.back.setdefault((until, why), []).extend(mails)

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
            self._give_back([mail for mail in waiting if mail.id in stopped])  # the stop's report says so

    # What became of them

    def _tell_of(self, mail: OutgoingMail, answer: Answer) -> None:
        self._answers.append((mail, answer))
        self._answered.set()

    async def _store_answers(self) -> None:
        while not self._all_written or (self._lines.under_way and (self._answers or not self._time_is_up)):
            await self._answered.wait()
            await asyncio.sleep(0)  # one look at the other connections: half of what is answered came since
            self._answered.clear()
            answers, self._answers = self._answers, []
            try:
                await self._store(answers)
            except Exception as error:  # as above
                self._break(error)
            for mail, _ in answers:
                self._lines.settled(mail.recipient)
            self._room.set()

    async def _store(self, answers: list[tuple[OutgoingMail, Answer]]) -> None:
        now = self.clock.now()
        settlements = [each for each in (self._settlement(*one, now) for one in answers) if each is not None]
        handovers = [answer for _, answer in answers if isinstance(answer, Handover)]
        if not settlements:
            return
        if not await self._settled_together(settlements):
            self.left.settlements += settlements
            self.left.handovers += handovers
            return
        self._settled += len(settlements)
        for mail, answer in answers:
            if isinstance(answer, Handover):
                answer.noted()
                if mail.lane == ANSWERS:
                    mail_log.delivered(mail.id, mail.letter, answer.outcome)
                else:
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
            case NotBegun():
                self._give_back([mail])
            case _:
                self._give_back([mail])
                self._break(answer)
        return None

    def _refused(self, mail: OutgoingMail, error: DeliveryFailed, now: datetime) -> Settlement:
        retry_at = None
        if not error.permanent:
            if not error.of_us:
                self.throttle.refused(mail.recipient.domain, error.text, now, jitter=_jitter())
            first_due = now if error.of_us else mail.due_at  # for what is said of us nothing is given up
            retry_at = next_attempt(mail.attempts, first_due=first_due, now=now, jitter=_jitter())
        mail_log.delivery_refused(mail.id, mail.letter, error.code, again=retry_at is not None)
        outcome = "given-up" if retry_at is None else "retry"
        return Settlement(mail.id, outcome, str(error), now, retry_at, mail.leased_until)

    async def _settled_together(self, settlements: list[Settlement]) -> bool:
        """One commit for all. What cannot be stored is told again and again until the database listens.

        False where it does not: then what has gone is still heard of, and kept for the next run.
        """
        pauses_s = (None,) if self._broken is not None else (*SETTLE_AGAIN_S, None)
        for pause_s in pauses_s:
            try:
                if await self.store.settle_outgoing(settlements):
                    self._looked_at = float("-inf")  # somebody stops letters: look before the next
            except StorageUnavailable as error:
                if pause_s is None:
                    self._break(error)
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
        if not self._is_away():
            mail_log.smarthost_unreachable(str(error))
            self.away_until = self.clock.now() + SMARTHOST_AWAY * (1 + 0.2 * _jitter())
            self._over = True
        self._give_back([mail], why=_AWAY)

    async def _put_back(self) -> None:
        """What was claimed and not tried is anybody's again, in the order that it had."""
        while self.left.back:
            (due_at, why), mails = next(iter(self.left.back.items()))
            await self.store.put_back_outgoing(mails, due_at=due_at, reply=why)
            del self.left.back[due_at, why]


def _jitter() -> float:
    return random.random()  # noqa: S311 - spreads load, guards nothing
