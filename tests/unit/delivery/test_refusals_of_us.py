"""A smarthost that refuses us before it knows whom a mail is to: another is asked, and nobody pays for it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from mailservice.delivery.smarthost import Relay, Smarthosts
from mailservice.domain.errors import DeliveryFailed, SmarthostUnreachable
from tests.unit.delivery.handing import handed_over
from tests.unit.delivery.test_smarthost import MAIL, OSA, Handler, real, send
from tests.waiting import HANG_S, StandingClock, all_that_can_happen


@dataclass
class Choosy(Handler):
    """Refuses MAIL so, for as long as it has such answers; `for_good`, with its last one."""

    at_mail: list[str] = field(default_factory=list)
    for_good: bool = False
    refused: int = 0

    async def handle_MAIL(  # noqa: N802 - the name aiosmtpd looks for
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self.at_mail:
            self.refused += 1
            return self.at_mail[0] if self.for_good else self.at_mail.pop(0)
        envelope.mail_from = address
        return "250 OK"


@asynccontextmanager
async def smarthosts(*handlers: Handler, timeout_s: float = HANG_S) -> AsyncIterator[Smarthosts]:
    loop = asyncio.get_running_loop()
    servers = [await loop.create_server(real(each), "127.0.0.1", 0) for each in handlers]
    ports = [each.sockets[0].getsockname()[1] for each in servers]
    smarthost = Smarthosts(
        [Relay("127.0.0.1", port, starttls="none", timeout_s=timeout_s) for port in ports], connections=1
    )
    try:
        yield smarthost
    finally:
        await smarthost.close()
        for each in servers:
            each.close()


REFUSALS = [
    "421 4.3.2 Shutting down",
    "452 4.3.1 Insufficient system storage",
    "530 5.7.0 Authentication required",
    "554 5.7.1 Relay access denied",
]


@pytest.mark.parametrize("refusal", REFUSALS)
async def test_another_smarthost_is_asked_at_once(refusal: str) -> None:
    first, second = Choosy(at_mail=[refusal], for_good=True), Choosy()
    async with smarthosts(first, second) as smarthost:
        for _ in range(5):
            await asyncio.wait_for(send(smarthost), timeout=HANG_S)
    assert (first.refused, len(second.received)) == (1, 5)


async def test_the_first_is_asked_again_after_a_while(clock: StandingClock) -> None:
    first, second = Choosy(at_mail=[REFUSALS[0]]), Choosy()
    async with smarthosts(first, second, timeout_s=10) as smarthost:
        await send(smarthost)
        for _ in range(4):  # meanwhile the connection to the second is given back
            clock.move(10)
            await all_that_can_happen()
        await send(smarthost)
    assert (len(first.received), len(second.received)) == (1, 1)


async def test_an_idle_connection_to_who_refuses_us_is_given_back() -> None:
    first, second = Choosy(), Choosy()
    async with smarthosts(first, second) as smarthost:
        smarthost.connections = 2
        both = [asyncio.create_task(send(smarthost)) for _ in range(2)]
        await asyncio.gather(*both)
        first.at_mail, first.for_good = [REFUSALS[2]], True
        for _ in range(3):
            await asyncio.wait_for(send(smarthost), timeout=HANG_S)
    assert first.refused <= 2  # on a connection that was being opened, perhaps
    assert len(second.received) == 3


@pytest.mark.parametrize("refusal", REFUSALS)
async def test_with_no_other_one_mail_waits_and_several_mean_that_nobody_is_there(refusal: str) -> None:
    alone = Choosy(at_mail=[refusal] * 3)
    async with smarthosts(alone) as smarthost:
        for _ in range(2):
            with pytest.raises(DeliveryFailed) as refused:
                await asyncio.wait_for(send(smarthost), timeout=HANG_S)
            assert (refused.value.of_us, refused.value.permanent) == (True, False)
        with pytest.raises(SmarthostUnreachable, match=r"refuses our mail|ends every conversation"):
            await asyncio.wait_for(send(smarthost), timeout=HANG_S)
        await asyncio.wait_for(send(smarthost), timeout=HANG_S)
    assert alone.refused == 3


async def test_a_mail_taken_between_makes_it_a_fault_of_one_mail() -> None:
    alone = Choosy()
    async with smarthosts(alone) as smarthost:
        for _ in range(4):
            alone.at_mail = ["451 4.3.0 Try again"]
            with pytest.raises(DeliveryFailed):
                await send(smarthost)
            await send(smarthost)


@pytest.mark.parametrize("refusal", ["552 5.3.4 Too big", "550 5.6.7 No SMTPUTF8", "501 5.5.4 Syntax"])
async def test_what_is_said_of_the_mail_itself_is_final(refusal: str) -> None:
    first, second = Choosy(at_mail=[refusal]), Choosy()
    async with smarthosts(first, second) as smarthost:
        with pytest.raises(DeliveryFailed) as refused:
            await send(smarthost)
        assert refused.value.permanent
    assert second.received == []


async def test_a_limit_of_mails_for_each_connection_costs_no_mail_anything() -> None:
    handler = Choosy()
    async with smarthosts(handler) as smarthost:
        for number in range(12):
            if number % 3 == 2:
                handler.at_mail = ["421 4.7.0 Too many messages in this session"]
            (await asyncio.wait_for(handed_over(smarthost, MAIL), timeout=HANG_S)).noted()
    assert (len(handler.received), handler.connections) == (12, 5)


async def test_what_one_smarthost_cannot_take_another_may_later() -> None:
    utf8 = MAIL.replace(b"Subject", "To: <åsa@example.org>\r\nSubject".encode())
    async with smarthosts(Choosy(), Choosy()) as smarthost:
        with pytest.raises(DeliveryFailed) as refused:
            await send(smarthost, OSA, utf8)
        assert not refused.value.permanent


@pytest.mark.parametrize("connections", [2, 3, 4])
@pytest.mark.parametrize("refusal", REFUSALS[:2])
async def test_another_is_asked_however_many_connections_there_were(connections: int, refusal: str) -> None:
    first, second = Choosy(at_mail=[refusal], for_good=True), Choosy()
    async with smarthosts(first, second) as smarthost:
        smarthost.connections = connections
        many = [asyncio.create_task(send(smarthost)) for _ in range(20)]
        await asyncio.wait_for(asyncio.gather(*many), timeout=HANG_S)
    assert len(second.received) == 20


class Closing(asyncio.Protocol):
    """Refuses the first letter, and says 421 to this command behind it."""

    def __init__(self, to: bytes) -> None:
        self._to, self._refused = to, False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(b"220 hi\r\n")

    def data_received(self, data: bytes) -> None:
        for line in data.split(b"\r\n")[:-1]:
            if self._refused and line.startswith(self._to):
                self._transport.write(b"421 4.7.0 too many errors\r\n")
                self._transport.close()
                return
            self._transport.write(self._answer(line))

    def _answer(self, line: bytes) -> bytes:
        if line.startswith(b"EHLO"):
            return b"250-me\r\n250 PIPELINING\r\n"
        if line.startswith(b"RCPT") and not self._refused:
            self._refused = True
            return b"550 5.1.1 nobody\r\n"
        return b"503 no\r\n" if line.startswith(b"DATA") else b"250 ok\r\n"


async def test_a_goodbye_after_a_refused_letter_is_not_the_next_ones_fault() -> None:
    made: list[Closing] = []

    def factory() -> Closing:
        made.append(Closing(b"RSET"))
        return made[-1]

    server = await asyncio.get_running_loop().create_server(factory, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    smarthost = Smarthosts([Relay("127.0.0.1", port, starttls="none", timeout_s=HANG_S)], connections=1)
    with pytest.raises(DeliveryFailed) as first:
        await send(smarthost)
    with pytest.raises(DeliveryFailed) as second:
        await send(smarthost)
    assert (first.value.code, first.value.of_us) == (550, False)
    assert (second.value.code, second.value.of_us) == (421, True)
    await smarthost.close()
    server.close()


async def test_a_goodbye_to_data_behind_a_refused_mail_ends_no_letter_twice() -> None:
    class Refusing(Closing):
        def _answer(self, line: bytes) -> bytes:
            if line.startswith(b"MAIL"):
                self._refused = True
                return b"451 4.3.0 not now\r\n"
            return super()._answer(line)

    second = Choosy()
    loop = asyncio.get_running_loop()
    servers = [
        await loop.create_server(lambda: Refusing(b"DATA"), "127.0.0.1", 0),
        await loop.create_server(real(second), "127.0.0.1", 0),
    ]
    ports = [each.sockets[0].getsockname()[1] for each in servers]
    smarthost = Smarthosts([Relay("127.0.0.1", each, starttls="none", timeout_s=HANG_S) for each in ports])
    for _ in range(3):
        await asyncio.wait_for(send(smarthost), timeout=HANG_S)
    assert len(second.received) == 3
    await smarthost.close()
    for each in servers:
        each.close()
