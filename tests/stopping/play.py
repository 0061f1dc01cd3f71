"""The send and its stop, played through the real flow and a real database."""

import asyncio
import csv
import email
import io
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from email.message import EmailMessage
from email.policy import default

from mailservice.decisions.decide import decide
from mailservice.decisions.policy import Policy
from mailservice.delivery.unsigned import NoSignature
from mailservice.domain.digest_orders import DigestOrder
from mailservice.domain.effects import ApprovePublication, SaveProof
from mailservice.domain.errors import StorageUnavailable
from mailservice.domain.lists import DeliveryMode
from mailservice.domain.publications import PublicationState, Segment, Version
from mailservice.domain.readings import AnsweredLetter, PublishWord
from mailservice.flow.apply import Cause, Stationery, apply
from mailservice.flow.bounces import BounceWork
from mailservice.flow.clocks import SteppedClock
from mailservice.flow.deliver import Deliverer
from mailservice.flow.digests import Digests, DigestTimes
from mailservice.flow.due import DueWork
from mailservice.flow.publishing import publishing_facts
from mailservice.flow.rows import OutgoingMail
from mailservice.flow.sending_ports import Handover, Told
from mailservice.message.form import Content
from mailservice.parts import templates_folder
from mailservice.rendering.letters import Letters
from mailservice.storage.engine import Engines
from mailservice.storage.store import Database
from mailservice.storage.tables import person, subscription
from tests.given import NOW, OFFICIALS, SECRETARIAT, WORLD, facts
from tests.storage.rows import save_world

STATIONERY = Stationery(WORLD.address, b"a key for the stop")
_TIMES = DigestTimes(weekly=(5, 8, 0), monthly=(1, 8, 0), grace=timedelta(days=3), max_bytes=80_000)
AT_ONCE = 8
_STOPPED, _OTHER = b"Det som stoppas.", b"Det som alla ska ha."


@dataclass(slots=True)
class Relay:
    """Takes every letter; after a number of them somebody says stop.

    waits_after  so many with the stopped text it takes before the stop is stored, and no more
    handovers   to whom each with the stopped text was begun, and when (seconds that only grow)
    others      who has had the other text
    """

    stop_after: int
    takes_s: float
    waits_after: int
    is_stopped: asyncio.Event = field(default_factory=asyncio.Event)
    stop: Callable[[], None] = lambda: None
    handovers: list[tuple[str, float]] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    reports: list[EmailMessage] = field(default_factory=list)
    at_once = AT_ONCE
    longest_s = 60.0

    def hand_over(self, mail: OutgoingMail, content: Content, told: Told) -> None:
        """As a relay does: it takes its time, and cannot give a letter back."""
        recipient = str(mail.recipient)
        if mail.recipient == SECRETARIAT:
            read = email.message_from_bytes(content.mail, policy=default)
            assert isinstance(read, EmailMessage)
            self.reports.append(read)
        elif _OTHER in content.mail:
            self.others.append(recipient)
        if _STOPPED in content.mail:
            self.handovers.append((recipient, time.perf_counter()))
            if len(self.handovers) == self.stop_after:
                self.stop()
        waits = len(self.handovers) >= self.waits_after and mail.recipient != SECRETARIAT
        asyncio.create_task(self._take(mail, told, waits=waits))  # noqa: RUF006 - `told` ends the test

    async def _take(self, mail: OutgoingMail, told: Told, *, waits: bool) -> None:
        if waits:
            await self.is_stopped.wait()
        await asyncio.sleep(self.takes_s)
        told(mail, Handover("sent", "250 2.0.0 ok"))

    def withdraw(self, *, begun: bool = True) -> None:
        """A relay cannot give a letter back."""

    async def close(self) -> None:
        """Nothing is held open."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was seen.

    reported, not_sent   what the report says of whom
    others               who has had the other text of the digest
    after_stop, late_s   letters begun when the stop was stored already, and how long after, at most
    """

    people: int
    received: list[str]
    reported: list[str]
    not_sent: list[str]
    after_stop: int
    late_s: float
    others: list[str]

    @property
    def exact(self) -> bool:
        """The report says what happened, of everybody, and nobody got it twice, nor the other text."""
        once = len(set(self.received)) == len(self.received) and len(set(self.others)) == len(self.others)
        everybody = len(self.reported) + len(self.not_sent) == self.people
        return once and everybody and sorted(self.received) == sorted(self.reported)


async def stop_in_the_middle(
    engines: Engines,
    *,
    people: int,
    stop_after: int,
    takes_s: float = 0.002,
    waits_after: int = sys.maxsize,
    digests: bool = False,
) -> Outcome:
    """Publish to so many, and stop when so many letters have been begun.

    takes_s, waits_after   of the relay
    digests   everybody gets digests: with this text, and with another that stays
    """
    store, clock = Database(engines, WORLD.address, WORLD.secretariat), SteppedClock(NOW)
    await save_world(store)
    await _fill(engines, people, mode="weekly" if digests else "each")
    await _approve(store, "v1", _STOPPED)
    if digests:
        await _approve(store, "v2", _OTHER)
        async with store.transaction() as work:
            order = DigestOrder("now", (DeliveryMode.WEEKLY,), None, "", "sv", NOW)
            await work.digest_orders.put(order)
    relay = Relay(stop_after, takes_s, waits_after)
    letters = Letters(templates_folder(), address=WORLD.address, names={"sv": "Forum", "en": "Forum"})
    deliverer = Deliverer(store, clock, letters, NoSignature(), relay)
    due = DueWork(
        store,
        clock,
        STATIONERY,
        Digests(store, clock, STATIONERY, _TIMES),
        BounceWork(store, clock, STATIONERY),
    )
    stopped: list[float] = []
    tasks: list[asyncio.Task[None]] = []
    relay.stop = lambda: tasks.append(asyncio.create_task(_stopping(store, clock, relay, stopped)))
    await due.do_due()
    while await deliverer.deliver_due():
        pass
    await asyncio.gather(*tasks)
    await due.do_due()
    while await deliverer.deliver_due():
        pass
    return _seen(relay, people, stopped[0])


async def _fill(engines: Engines, people: int, *, mode: str) -> None:
    async with engines.writing() as work:
        rows = [
            {"id": n, "address": f"p{n}@kommun.example", "language": "sv", "mode": mode}
            for n in range(1, people + 1)
        ]
        await work.execute(person.insert(), rows)
        on = [{"person_id": each["id"], "list_id": OFFICIALS.id, "state": "active"} for each in rows]
        await work.execute(subscription.insert(), on)


async def _approve(store: Database, key: str, text: bytes) -> None:
    segment, state = Segment((OFFICIALS.id,)), PublicationState.PROOF
    version = Version(
        key, key, 1, segment, "Nytt", text.decode(), "sv", state, SECRETARIAT, NOW, spool_id="m1"
    )
    async with store.transaction() as work:
        for change in (SaveProof(version, ()), ApprovePublication(key, SECRETARIAT, NOW)):
            await work.publications.change(change, at=NOW, caused_by="m1", by="mail")


async def _stopping(store: Database, clock: SteppedClock, relay: Relay, stopped: list[float]) -> None:
    """Stop; again, as the service does, where PostgreSQL gave the results of letters the right of way."""
    while not stopped:
        with suppress(StorageUnavailable):
            await _stop(store, clock)
            stopped.append(time.perf_counter())
    relay.is_stopped.set()


async def _stop(store: Database, clock: SteppedClock) -> None:
    """ "stopp", as a mail of the secretariat brings it."""
    reading = PublishWord("stop", "sv")
    answered = AnsweredLetter("proof", SECRETARIAT, NOW, "p@forum.example", publication="v1")
    async with store.transaction() as work:
        known = await publishing_facts(reading, answered, work, clock.now())
        decision = decide(reading, facts(sender=SECRETARIAT, **known), now=clock.now(), policy=Policy())
        cause = Cause("stop", "mail", clock.now(), spool_id="m2")
        await apply(decision.effects, work, cause=cause, stationery=STATIONERY)


def _seen(relay: Relay, people: int, stopped_at: float) -> Outcome:
    report = next(each for each in relay.reports if "rapport" in each["Subject"])
    [table] = [part for part in report.walk() if part.get_filename() == "mottagare.csv"]
    content = table.get_payload(decode=True)
    assert isinstance(content, bytes)
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))[1:]
    late = [at - stopped_at for _who, at in relay.handovers if at > stopped_at]
    return Outcome(
        people=people,
        received=[who for who, _at in relay.handovers],
        reported=[who for who, outcome, _at in rows if outcome in {"skickat", "skickat i sammandrag"}],
        not_sent=[who for who, outcome, _at in rows if outcome == "inte skickat"],
        after_stop=len(late),
        late_s=max(late, default=0.0),
        others=relay.others,
    )
