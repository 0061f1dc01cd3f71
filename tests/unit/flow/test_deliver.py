"""The way out: what a smarthost says decides what becomes of a letter."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from mailservice.delivery.dkim import NoSignature
from mailservice.domain.addresses import Address
from mailservice.domain.errors import DeliveryFailed, SmarthostUnreachable
from mailservice.domain.world import World
from mailservice.flow.clocks import SteppedClock
from mailservice.flow.deliver import Deliverer
from mailservice.flow.ports import Handover, OutgoingMail
from tests.given import ANNA, NOW, WORLD

LETTER = OutgoingMail("id", "id.0.receipt@forum.example", "receipt", ANNA, "sv", {}, NOW, attempts=1)


class Rows:
    """The part of a store that delivery needs, in memory."""

    def __init__(self, *waiting: OutgoingMail) -> None:
        self.waiting = list(waiting)
        self.settled: list[tuple[str, str, datetime | None]] = []

    async def claim_outgoing(self, *, now: datetime, lease: timedelta, limit: int) -> list[OutgoingMail]:
        taken, self.waiting = self.waiting[:limit], self.waiting[limit:]
        return taken

    async def settle_outgoing(
        self, mail_id: str, *, outcome: str, reply: str, at: datetime, retry_at: datetime | None = None
    ) -> None:
        self.settled.append((mail_id, outcome, retry_at))

    async def spooled_raw(self, spool_id: str) -> bytes:
        return b"original of " + spool_id.encode()

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator["Rows"]:
        yield self

    async def world(self) -> World:
        return WORLD


class Plain:
    """Renders the least there is; a letter named "broken" cannot be written."""

    def render(self, mail: OutgoingMail, *, world: World, attached: bytes | None, sent_at: datetime) -> bytes:
        if mail.letter == "broken":
            raise KeyError("broken")
        return b"Subject: x\r\n\r\n" + (attached or b"")


class Relay:
    """Answers each mail with the next of these."""

    def __init__(self, *answers: Handover | Exception) -> None:
        self.answers, self.sent = list(answers), []  # type: ignore[var-annotated]

    async def send(self, *, reverse_path: str, recipient: Address, mail: bytes, mail_id: str) -> Handover:
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        self.sent.append(mail)
        return answer


def deliverer(rows: Rows, relay: Relay) -> Deliverer:
    store: Any = rows
    return Deliverer(store, SteppedClock(NOW), Plain(), NoSignature(), relay)


async def test_a_letter_is_sent_with_what_it_encloses() -> None:
    rows, relay = Rows(replace(LETTER, attach_spooled="s1")), Relay(Handover("sent", "250 ok"))
    assert await deliverer(rows, relay).deliver_due() == 1
    assert rows.settled == [("id", "sent", None)]
    assert relay.sent[0].endswith(b"original of s1")


@pytest.mark.parametrize(
    ("error", "first_due", "outcome", "again"),
    [
        (DeliveryFailed(451, "later"), NOW, "retry", True),
        (DeliveryFailed(550, "never"), NOW, "given-up", False),
        (DeliveryFailed(451, "later"), NOW - timedelta(days=6), "given-up", False),
    ],
)
async def test_a_refusal_for_now_or_for_good(
    error: DeliveryFailed, first_due: datetime, outcome: str, again: bool
) -> None:
    rows = Rows(replace(LETTER, due_at=first_due))
    await deliverer(rows, Relay(error)).deliver_due()
    [(_, settled, retry_at)] = rows.settled
    assert settled == outcome
    assert (retry_at is not None) is again


async def test_a_smarthost_that_is_away_is_noticed_once_and_all_waits() -> None:
    rows = Rows(*(replace(LETTER, id=f"{number}") for number in range(3)))
    relay = Relay(Handover("sent", "250"), SmarthostUnreachable("no route"))
    assert await deliverer(rows, relay).deliver_due() == 1
    assert rows.settled == [
        ("0", "sent", None),
        ("1", "retry", NOW + timedelta(minutes=1)),
        ("2", "retry", NOW + timedelta(minutes=1)),
    ]


async def test_a_letter_that_cannot_be_written_does_not_hold_up_the_next() -> None:
    rows = Rows(replace(LETTER, letter="broken"), LETTER)
    assert await deliverer(rows, Relay(Handover("kept", "file"))).deliver_due() == 2
    assert [outcome for _, outcome, _ in rows.settled] == ["given-up", "kept"]
