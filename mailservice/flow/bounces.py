"""Failures judged: what came back and what the smarthost refused goes the same way, once for each letter."""

from dataclasses import dataclass

from mailservice.decisions.bounces import ONE_SEND, Failure, FailureFacts, decide_failure
from mailservice.flow.apply import Cause, Stationery, apply
from mailservice.flow.ports import Clock, Store
from mailservice.flow.work_ports import Work
from mailservice.observability import mail_log

BATCH = 50


@dataclass(frozen=True, slots=True)
class BounceWork:
    """Judges the failures that nobody has judged yet. May run on every node."""

    store: Store
    clock: Clock
    stationery: Stationery

    async def judge_waiting(self) -> int:
        """Returns how many were judged. Each batch is one transaction and may be repeated."""
        async with self.store.snapshot() as seen:
            if not await seen.bounces.anything_new(now=self.clock.now()):
                return 0  # the usual case costs no turn of the writer
        done = 0
        while True:
            async with self.store.transaction() as work:
                await work.bounces.note_refusals(now=self.clock.now())
                waiting = await work.bounces.unjudged(limit=BATCH)
                share = await work.bounces.share(now=self.clock.now()) if waiting else (0, 0)
                for failure in waiting:
                    await self._judge(failure, share, work)
            done += len(waiting)
            if len(waiting) < BATCH:
                return done

    async def _judge(self, failure: Failure, share: tuple[int, int], work: Work) -> None:
        """share   people written to in the last day, and those of them whose letters came back"""
        now, (sent, bounced) = self.clock.now(), share
        facts = FailureFacts(
            person=await work.person(failure.address),
            world=await work.world(),
            days=await work.bounces.points(failure.address, now=now),
            same_mail=await work.bounces.has_counted(failure.delivery),
            sent=sent,
            bounced=bounced,
            retired=await work.bounces.retired_since(now - ONE_SEND),
        )
        decision = decide_failure(failure, facts, now=now)
        cause = Cause(f"bounce {failure.id}", "time", now)
        await apply(decision.effects, work, cause=cause, stationery=self.stationery)
        mail_log.failure_judged(
            failure.delivery,
            failure.letter,
            kind=failure.kind,
            status=failure.status,
            because=decision.because,
        )
