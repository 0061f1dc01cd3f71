"""A connection has one mail in doubt: taken by the smarthost, its result not yet stored (ADR 12)."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import pytest

from mailservice.delivery.smarthost import Smarthosts
from mailservice.domain.errors import DeliveryFailed
from mailservice.flow.sending_ports import Handover
from tests.unit.delivery.handing import handed_over
from tests.unit.delivery.test_smarthost import MAIL, Handler, real, smarthost_for
from tests.waiting import HANG_S, StandingClock, all_that_can_happen, until


@dataclass
class Counting(Handler):
    """Counts envelopes."""

    envelopes: int = 0

    async def handle_MAIL(  # noqa: N802 - the name aiosmtpd looks for
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        self.envelopes += 1
        envelope.mail_from = address
        return "250 OK"


@dataclass
class Slow(Counting):
    """Thinks about the content until it is told to go on."""

    asked: asyncio.Event = field(default_factory=asyncio.Event)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.asked.set()
        await self.go_on.wait()
        return await super().handle_DATA(server, session, envelope)


def hand_over(smarthost: Smarthosts, mail_id: str) -> "asyncio.Task[Handover]":
    return asyncio.create_task(handed_over(smarthost, MAIL, mail_id=mail_id))


async def test_the_next_content_waits_until_the_result_of_the_one_before_is_stored() -> None:
    handler = Counting()
    async with smarthost_for(real(handler)) as smarthost:
        smarthost.connections = 1
        first, second, third = (hand_over(smarthost, each) for each in "abc")
        handover = await first
        await until(lambda: handler.envelopes == 2)
        await all_that_can_happen()
        assert (len(handler.received), handler.envelopes) == (1, 2)  # its envelope is there, its content not
        handover.noted()
        (await second).noted()
        (await third).noted()
    assert len(handler.received) == 3
    assert handler.connections == 1


async def test_who_is_cancelled_or_refused_holds_nothing_up() -> None:
    handler = Slow(at_data=["250 2.0.0 Queued as 1", "550 5.7.1 No"])
    async with smarthost_for(real(handler)) as smarthost:
        smarthost.connections = 1
        first, second, third = (hand_over(smarthost, each) for each in "abc")
        await asyncio.wait_for(handler.asked.wait(), timeout=HANG_S)
        first.cancel()  # its content is under way
        handler.go_on.set()
        with pytest.raises(DeliveryFailed):
            await asyncio.wait_for(second, timeout=HANG_S)
        (await asyncio.wait_for(third, timeout=HANG_S)).noted()
    assert handler.connections == 1


async def test_a_mail_that_waited_goes_over_another_connection_where_its_own_is_lost() -> None:
    handler = Counting()
    servers: list[Any] = []

    def remembered() -> Any:
        servers.append(real(handler)())
        return servers[-1]

    async with smarthost_for(remembered) as smarthost:
        smarthost.connections = 1
        first, second = (hand_over(smarthost, each) for each in "ab")
        handover = await first
        await until(lambda: handler.envelopes == 2)
        await all_that_can_happen()
        servers[0].transport.close()
        (await asyncio.wait_for(second, timeout=HANG_S)).noted()
        handover.noted()  # its connection is long gone
    assert len(handler.received) == 2
    assert handler.connections == 2


async def test_a_slow_disk_is_no_silence_of_the_smarthost(clock: StandingClock) -> None:
    handler = Counting()
    async with smarthost_for(real(handler), timeout_s=10) as smarthost:
        smarthost.connections = 1
        first, second, third = (hand_over(smarthost, each) for each in "abc")
        handover = await first
        await until(lambda: handler.envelopes == 2)
        await all_that_can_happen()
        for _ in range(4):
            clock.move(10)
            await all_that_can_happen()
        handover.noted()
        (await second).noted()
        (await third).noted()
    assert handler.connections == 1
