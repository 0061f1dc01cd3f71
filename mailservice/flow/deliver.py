"""The way out: due letters are rendered, signed and handed to the smarthost, one by one."""

import random
from dataclasses import dataclass, field, replace
from datetime import timedelta

from mailservice.decisions.retry import next_attempt
from mailservice.domain.errors import DeliveryFailed, SmarthostUnreachable
from mailservice.flow.ports import Clock, OutgoingMail, Renderer, Signer, Smarthost, Store
from mailservice.flow.published import PublishedTexts
from mailservice.observability import mail_log

BATCH = 20
LEASE = timedelta(minutes=15)  # longer than a batch takes when each mail runs into the relay's time limit
SMARTHOST_AWAY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Deliverer:
    """Empties the outbox."""

    store: Store
    clock: Clock
    renderer: Renderer
    signer: Signer
    smarthost: Smarthost
    texts: PublishedTexts = field(default_factory=PublishedTexts)

    async def deliver_due(self) -> int:
        """Send what is due, answers before news. Returns how many letters were settled.

        A smarthost that is away is noticed once: what was claimed waits a minute, nothing counts as failed.
        """
        claimed = await self.store.claim_outgoing(now=self.clock.now(), lease=LEASE, limit=BATCH)
        for number, mail in enumerate(claimed):
            try:
                await self._deliver(mail)
            except SmarthostUnreachable as error:
                mail_log.smarthost_unreachable(str(error))
                await self._wait_for_smarthost(claimed[number:], str(error))
                return number
        return len(claimed)

    async def _deliver(self, mail: OutgoingMail) -> None:
        try:
            signed = await self._written(mail)
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
        await self._settle(mail, handover.outcome, handover.reply)

    async def _written(self, mail: OutgoingMail) -> bytes:
        async with self.store.snapshot() as seen:
            world = await seen.world()
            mail = replace(mail, values=await self.texts.put_into(mail.values, seen))
        attached = await self.store.spooled_raw(mail.attach_spooled) if mail.attach_spooled else None
        # The date of the letter is when it was due first, so that a second attempt sends the same bytes.
        rendered = self.renderer.render(mail, world=world, attached=attached, sent_at=mail.due_at)
        return self.signer.sign(rendered)

    async def _refused(self, mail: OutgoingMail, error: DeliveryFailed) -> None:
        now = self.clock.now()
        retry_at = None
        if not error.permanent:
            retry_at = next_attempt(
                mail.attempts,
                first_due=mail.due_at,
                now=now,
                jitter=random.random(),  # noqa: S311 - spreads load, guards nothing
            )
        mail_log.delivery_refused(mail.id, mail.letter, error.code, again=retry_at is not None)
        outcome = "given-up" if retry_at is None else "retry"
        await self.store.settle_outgoing(
            mail.id, outcome=outcome, reply=str(error), at=now, retry_at=retry_at
        )

    async def _settle(self, mail: OutgoingMail, outcome: str, reply: str) -> None:
        await self.store.settle_outgoing(mail.id, outcome=outcome, reply=reply, at=self.clock.now())
        mail_log.delivered(mail.id, mail.letter, outcome)

    async def _wait_for_smarthost(self, waiting: list[OutgoingMail], cause: str) -> None:
        now = self.clock.now()
        for mail in waiting:
            await self.store.settle_outgoing(
                mail.id, outcome="retry", reply=cause, at=now, retry_at=now + SMARTHOST_AWAY
            )
