"""A connection has one mail in doubt: taken by the smarthost, its result not yet stored (ADR 12)."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import pytest

from mailservice.delivery.conversation import CONTENT_S, Conversation
from mailservice.delivery.job import Job
from mailservice.delivery.offers import Offers
from mailservice.delivery.pace import Pace
from mailservice.delivery.smarthost import Smarthosts
from mailservice.domain.errors import DeliveryFailed, NotBegun
from mailservice.flow.sending_ports import Handover
from mailservice.message.form import Content
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


async def test_a_taken_mail_is_taken_whatever_the_number_of_its_yes_is() -> None:
    handler = Counting(at_data=["251 2.0.0 Queued as 1"])  # the first digit decides (RFC 5321 section 4.2.1)
    async with smarthost_for(real(handler)) as smarthost:
        smarthost.connections = 1
        first, second = (hand_over(smarthost, each) for each in "ab")
        (await asyncio.wait_for(first, timeout=HANG_S)).noted()
        (await asyncio.wait_for(second, timeout=HANG_S)).noted()
    assert handler.connections == 1


async def test_the_answer_to_a_content_may_take_minutes(clock: StandingClock) -> None:
    handler = Slow()
    async with smarthost_for(real(handler, timeout=10_000.0), timeout_s=10) as smarthost:
        smarthost.connections = 1
        slow = hand_over(smarthost, "a")
        await asyncio.wait_for(handler.asked.wait(), timeout=HANG_S)
        for _ in range(59):
            clock.move(10)
            await all_that_can_happen()
        assert not slow.done()
        handler.go_on.set()
        (await slow).noted()
        handler.go_on.clear()
        handler.asked.clear()
        never = hand_over(smarthost, "b")
        await asyncio.wait_for(handler.asked.wait(), timeout=HANG_S)
        for _ in range(62):
            clock.move(10)
            await all_that_can_happen()
        with pytest.raises(DeliveryFailed, match="broke off"):
            await never
        handler.go_on.set()


class Line(asyncio.Transport):
    """A socket that takes what is written as slowly as it is told to."""

    waiting = 0
    aborted = False

    def write(self, data: Any) -> None:
        self.waiting += len(data)

    def get_write_buffer_size(self) -> int:
        return self.waiting

    def is_closing(self) -> bool:
        return self.aborted

    def abort(self) -> None:
        self.aborted = True


async def test_who_takes_a_long_content_slowly_is_not_silent(clock: StandingClock) -> None:
    line, smarthost = Line(), Smarthosts([])
    conversation = Conversation(smarthost, Offers(pipelining=True), timeout_s=10, idle_s=20)
    conversation.connection_made(line)
    conversation.take(Job("x", "a@x.se", ("b@x.se",), Content(b"x" * 9_000), lambda *_: None))
    line.waiting = 0
    conversation.data_received(b"250 ok\r\n250 ok\r\n354 go\r\n")
    assert line.waiting > 9_000
    for _ in range(30):
        line.waiting -= 300
        clock.move(CONTENT_S - 20)
        await all_that_can_happen()
    assert not line.is_closing()
    for _ in range(65):  # it takes no more
        clock.move(10)
        await all_that_can_happen()
    assert line.is_closing()
    conversation.connection_lost(None)


async def test_a_content_that_waits_too_long_for_our_disk_is_given_back(clock: StandingClock) -> None:
    handler = Counting()
    async with smarthost_for(real(handler), timeout_s=10) as smarthost:
        smarthost.connections = 1
        first, second = (hand_over(smarthost, each) for each in "ab")
        handover = await first
        await until(lambda: handler.envelopes == 2)
        await all_that_can_happen()
        for _ in range(13):
            clock.move(10)
            await all_that_can_happen()
        with pytest.raises(NotBegun):
            await second
        handover.noted()
    assert len(handler.received) == 1


async def test_what_is_withdrawn_is_given_back_unless_its_content_has_gone() -> None:
    handler = Slow()
    async with smarthost_for(real(handler)) as smarthost:
        smarthost.connections, smarthost.per_second = 1, 0.0
        first, second, third = (hand_over(smarthost, each) for each in "abc")
        await asyncio.wait_for(handler.asked.wait(), timeout=HANG_S)
        smarthost.withdraw()
        for each in (second, third):
            with pytest.raises(NotBegun):
                await each
        handler.go_on.set()
        (await first).noted()
        handover = await hand_over(smarthost, "d")
        waiting = hand_over(smarthost, "e")
        await until(lambda: handler.envelopes >= 3)
        await all_that_can_happen()
        smarthost.withdraw()  # its envelope is there, its content waits for the result of the one before
        with pytest.raises(NotBegun):
            await waiting
        handover.noted()
        (await hand_over(smarthost, "f")).noted()
    assert len(handler.received) == 3


async def test_what_waits_for_its_turn_or_too_long_is_given_back(clock: StandingClock) -> None:
    handler = Counting()
    async with smarthost_for(real(handler), timeout_s=10) as smarthost:
        smarthost.connections = 1
        smarthost._pace = Pace(0.1)
        first, second = (hand_over(smarthost, each) for each in "ab")
        (await first).noted()
        await all_that_can_happen()
        smarthost.withdraw()
        with pytest.raises(NotBegun):
            await second
        smarthost._pace = Pace(0.001)
        (await hand_over(smarthost, "c")).noted()
        late = hand_over(smarthost, "d")
        await all_that_can_happen()
        clock.move(1001)
        with pytest.raises(NotBegun):
            await late
    assert len(handler.received) == 2


async def test_turns_that_were_not_used_are_given_back(clock: StandingClock) -> None:
    handler = Counting()
    async with smarthost_for(real(handler)) as smarthost:
        smarthost._pace = Pace(0.1)
        for _ in range(3):  # as at the end of each run
            tasks = [hand_over(smarthost, each) for each in "abcd"]
            await all_that_can_happen()
            smarthost.withdraw(begun=False)
            for each in await asyncio.gather(*tasks, return_exceptions=True):
                if isinstance(each, Handover):
                    each.noted()
            clock.move(10)
        (await asyncio.wait_for(hand_over(smarthost, "e"), timeout=HANG_S)).noted()
    assert handler.received


async def test_what_has_been_begun_is_withdrawn_only_where_that_is_wanted() -> None:
    class Late(Counting):
        async def handle_MAIL(  # noqa: N802
            self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
        ) -> str:
            asked.set()
            await go_on.wait()
            return await super().handle_MAIL(server, session, envelope, address, options)

    asked, go_on = asyncio.Event(), asyncio.Event()
    async with smarthost_for(real(Late())) as smarthost:
        slow = hand_over(smarthost, "a")
        await asyncio.wait_for(asked.wait(), timeout=HANG_S)
        smarthost.withdraw(begun=False)
        go_on.set()
        (await asyncio.wait_for(slow, timeout=HANG_S)).noted()
