"""One run of sending: letters are claimed in batches and carried, each by one of a fixed number of senders.

A sender has one letter at a time, from writing it to having stored what became of it, and a connection takes
the next content only then. So after a crash at most one letter for each connection is in doubt, memory is
flat however many wait, and a slow disk or smarthost slows claiming down by itself. Senders that finish at
the same moment share a commit.
"""

import asyncio
import random
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from mailservice.decisions.retry import next_attempt
from mailservice.decisions.throttle import Throttle
from mailservice.domain.addresses import Address
from mailservice.domain.errors import DeliveryFailed, SmarthostUnreachable, StorageUnavailable
from mailservice.domain.world import World
from mailservice.flow.ports import Clock, Store
from mailservice.flow.published import PublishedTexts
from mailservice.flow.rows import OutgoingMail, form_key
from mailservice.flow.sending_ports import Renderer, Signer, Smarthost
from mailservice.message.form import Form
from mailservice.observability import mail_log

ANSWERS = 0  # the lane of answers and reminders
LEASE = timedelta(minutes=15)  # longer than a batch takes when each mail runs into the relay's time limit
SMARTHOST_AWAY = timedelta(minutes=1)
RUN_S = 5.0  # then the loop looks whether it is to stop, and the world is read anew
BATCHES = (16, 512)  # letters claimed at a time: the fewest, the most
BATCH_S = (0.1, 0.5)  # so long a batch should last: an answer waits for one at most
LOOK_S = 0.25  # so often it is asked whether a letter in hand has been stopped; see _leave_out_stopped
FORMS = 64
SETTLE_AGAIN_S = (0.05, 0.5, 2.0, 5.0)  # what was sent is known to us alone: the database is asked again


@dataclass(slots=True, eq=False)
class Sending:
    """From the first claim until nothing is due, the smarthost is away or the time is up."""

    store: Store
    clock: Clock
    renderer: Renderer
    signer: Signer
    smarthost: Smarthost
    throttle: Throttle
    texts: PublishedTexts
    stopwatch: Callable[[], float]
    away_until: datetime | None = None
    _waiting: deque[OutgoingMail] = field(default_factory=deque)
    _in_hand: dict[Address, deque[OutgoingMail]] = field(default_factory=dict)  # to whom; what follows
    _back: dict[datetime, list[str]] = field(default_factory=dict)  # not tried, for then
    _senders: asyncio.TaskGroup = field(default_factory=asyncio.TaskGroup)
    _employed: int = 0
    _settled: int = 0
    _told: Counter[tuple[str, str]] = field(default_factory=Counter)  # letter and outcome, not yet in the log
    _over: bool = False
    _broken: StorageUnavailable | None = None
    _batch: int = BATCHES[0]
    _claimed_at: float = 0.0
    _looked_at: float = 0.0
    _began: float = 0.0
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _forms: dict[str, Form] = field(default_factory=dict)
    _forming: asyncio.Lock = field(default_factory=asyncio.Lock)
    _world: World | None = None

    async def run(self) -> int:
        """Returns how many letters were settled. Raises StorageUnavailable where the database went away."""
        self._began = self.stopwatch()
        self._batch = self._fewest
        async with asyncio.TaskGroup() as self._senders:
            await self._fill()
        self._tell()
        if self._broken is not None:
            raise self._broken  # the leases of what was claimed run out
        await self._put_back()
        await self.store.flush_outgoing()
        return self._settled

    @property
    def _fewest(self) -> int:
        """Letters to claim at least: something for each sender."""
        return max(BATCHES[0], self.smarthost.at_once)

    async def _carry_all(self) -> None:
        while (mail := await self._next()) is not None:
            while mail is not None:
                await self._try(mail)
                mail = self._following(mail.recipient)

    async def _try(self, mail: OutgoingMail) -> None:
        try:
            await self._carry(mail)
        except SmarthostUnreachable as error:
            self._nobody_there(mail, error)
        except StorageUnavailable as error:  # the others finish what they have in hand
            self._over, self._broken = True, error

    async def _next(self) -> OutgoingMail | None:
        """The next letter, to somebody to whom none is on its way: one person's letters keep their order."""
        async with self._turn:
            while True:
                await self._fill()
                await self._leave_out_stopped()
                if self._over or not self._waiting:
                    return None
                mail = self._waiting.popleft()
                if mail.recipient not in self._in_hand:
                    self._in_hand[mail.recipient] = deque()
                    return mail
                self._in_hand[mail.recipient].append(mail)

    def _following(self, recipient: Address) -> OutgoingMail | None:
        """The letter that has waited for the one before it; None where nobody's else is."""
        if self._in_hand[recipient] and not self._over:
            return self._in_hand[recipient].popleft()
        self._waiting.extendleft(reversed(self._in_hand.pop(recipient)))
        return None

    async def _fill(self) -> None:
        while not self._waiting and not self._over:
            await self._claim()
            self._employ()

    def _employ(self) -> None:
        """A sender for each letter at hand, up to what the smarthost takes: an answer alone needs one."""
        while self._employed < min(self.smarthost.at_once, len(self._waiting)):
            self._employed += 1
            self._senders.create_task(self._carry_all())

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
        try:
            claimed = await self.store.claim_outgoing(now=self.clock.now(), lease=LEASE, limit=self._batch)
        except StorageUnavailable as error:
            self._over, self._broken = True, error
            return
        self._over = not claimed
        self._waiting.extend(mail for mail in claimed if not self._must_wait(mail))

    def _must_wait(self, mail: OutgoingMail) -> bool:
        until = self.throttle.wait_until(mail.recipient.domain, self.clock.now())
        if until is not None:
            self._back.setdefault(until, []).append(mail.id)
        return until is not None

    async def _leave_out_stopped(self) -> None:
        """Somebody may have stopped a publication while its letters were in our hands.

        The first of them whose result is stored tells that, whichever process did it, and then we look at
        once. To look now and then is for a publication of which none is on its way yet.
        """
        now_s = self.stopwatch()
        if not self._waiting or now_s - self._looked_at < LOOK_S:
            return
        self._looked_at = now_s
        stopped = await self.store.stopped_outgoing([mail.id for mail in self._waiting])
        if stopped:
            self._waiting = deque(mail for mail in self._waiting if mail.id not in stopped)
            self._back.setdefault(self.clock.now(), []).extend(stopped)  # not tried: the report says so

    async def _carry(self, mail: OutgoingMail) -> None:
        try:
            signed = await self._written(mail)
        except StorageUnavailable:
            raise
        except Exception as error:
            mail_log.letter_not_written(mail.id, mail.letter, type(error).__name__)
            await self._settle(mail, "given-up", f"could not be written: {type(error).__name__}: {error}")
            return
        try:
            handover = await self.smarthost.send(
                reverse_path=mail.reverse_path, recipient=mail.recipient, mail=signed, mail_id=mail.id
            )
        except DeliveryFailed as error:
            await self._refused(mail, error)
            return
        self.throttle.took(mail.recipient.domain)
        try:
            await self._settle(mail, handover.outcome, handover.reply)
        finally:
            handover.noted()

    async def _written(self, mail: OutgoingMail) -> bytes:
        form = await self._form_of(mail)
        # The date of the letter is when it was due first, so that a second attempt sends the same bytes.
        filled = self.renderer.fill(form, mail, sent_at=mail.due_at)
        signer = self.signer
        return await asyncio.to_thread(signer.sign, filled) if signer.takes_long else signer.sign(filled)

    async def _form_of(self, mail: OutgoingMail) -> Form:
        """The form of this letter: made for the first of a publication, and kept for the others."""
        key = form_key(mail)
        if key in self._forms:
            return self._forms[key]
        async with self._forming:  # else all senders would make it at the same time
            if key is not None and key in self._forms:
                return self._forms[key]
            form = await self._made(mail)
            if key is not None:
                if len(self._forms) >= FORMS:
                    self._forms.clear()
                self._forms[key] = form
            return form

    async def _made(self, mail: OutgoingMail) -> Form:
        async with self.store.snapshot() as seen:
            self._world = world = self._world or await seen.world()
            whole = replace(mail, values=await self.texts.put_into(mail.values, seen))
            files = await self.texts.files(mail, seen)
        attached = await self.store.spooled_raw(mail.attach_spooled) if mail.attach_spooled else None
        return self.renderer.form(whole, world=world, attached=attached, sent_at=mail.due_at, files=files)

    async def _refused(self, mail: OutgoingMail, error: DeliveryFailed) -> None:
        now = self.clock.now()
        retry_at = None
        if not error.permanent:
            self.throttle.refused(mail.recipient.domain, error.text, now)
            retry_at = next_attempt(mail.attempts, first_due=mail.due_at, now=now, jitter=_jitter())
        mail_log.delivery_refused(mail.id, mail.letter, error.code, again=retry_at is not None)
        outcome = "given-up" if retry_at is None else "retry"
        await self._settle(mail, outcome, str(error), retry_at=retry_at, quietly=True)

    async def _settle(
        self,
        mail: OutgoingMail,
        outcome: str,
        reply: str,
        *,
        retry_at: datetime | None = None,
        quietly: bool = False,
    ) -> None:
        for pause_s in (*SETTLE_AGAIN_S, None):
            try:
                if await self.store.settle_outgoing(
                    mail.id, outcome=outcome, reply=reply, at=self.clock.now(), retry_at=retry_at
                ):
                    self._looked_at = float("-inf")  # somebody stops letters: look before the next
                break
            except StorageUnavailable:
                if pause_s is None:
                    raise
                await asyncio.sleep(pause_s)
        self._settled += 1
        if mail.lane == ANSWERS and not quietly:
            mail_log.delivered(mail.id, mail.letter, outcome)
        elif not quietly:
            self._told[mail.letter, outcome] += 1

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
        if self._waiting:
            until = self.away_until or self.clock.now()
            self._back.setdefault(until, []).extend(mail.id for mail in self._waiting)
        for due_at, mail_ids in self._back.items():
            why = (
                "the smarthost was away"
                if due_at == self.away_until
                else "its domain is left alone for a while"
            )
            await self.store.put_back_outgoing(mail_ids, due_at=due_at, reply=why)


def _jitter() -> float:
    return random.random()  # noqa: S311 - spreads load, guards nothing
