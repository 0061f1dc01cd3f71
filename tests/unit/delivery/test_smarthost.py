"""The smarthost as it behaves, and as it misbehaves, over real sockets."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP

from mailservice.delivery.replies import plain_line
from mailservice.delivery.smarthost import Relay, Smarthosts
from mailservice.domain.addresses import Address
from mailservice.domain.errors import DeliveryFailed, SmarthostUnreachable
from mailservice.message.form import Content
from tests.unit.delivery.handing import ANNA, handed_over
from tests.waiting import HANG_S, StandingClock, all_that_can_happen, until

MAIL = b"From: <forum@example.se>\r\nSubject: Hej\r\n\r\n.dot\r\nHej\r\n"
OSA = Address.of("åsa@example.org")


@dataclass
class Handler:
    """An aiosmtpd handler that answers as it is told, and remembers."""

    at_rcpt: list[str] = field(default_factory=list)
    at_data: list[str] = field(default_factory=list)
    received: list[tuple[str, list[str], bytes]] = field(default_factory=list)
    connections: int = 0

    async def handle_EHLO(  # noqa: N802 - the name aiosmtpd looks for
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.connections += 1
        return responses

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self.at_rcpt:
            return self.at_rcpt.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.at_data:
            return self.at_data.pop(0)
        self.received.append((envelope.mail_from, envelope.rcpt_tos, envelope.original_content))
        return "250 2.0.0 Queued as 42"


@asynccontextmanager
async def smarthost_for(
    factory: Callable[[], asyncio.Protocol],
    *,
    starttls: Any = "none",
    timeout_s: float = HANG_S,
    **login: Any,
) -> AsyncIterator[Smarthosts]:
    server = await asyncio.get_running_loop().create_server(factory, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    smarthost = Smarthosts([Relay("127.0.0.1", port, starttls=starttls, timeout_s=timeout_s, **login)])
    try:
        yield smarthost
    finally:
        await smarthost.close()
        server.close()


def real(handler: Handler, **options: Any) -> Callable[[], asyncio.Protocol]:
    return lambda: SMTP(handler, **options)


class Scripted(asyncio.Protocol):
    """Says these lines, one for each command or, after 354, for the end of the data; "" hangs up."""

    def __init__(self, *lines: str, endless: bool = False) -> None:
        self._lines = [f"{line}\r\n".encode("latin-1") if line else b"" for line in lines]
        self._endless = endless
        self.said = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._next()

    def data_received(self, data: bytes) -> None:
        self._next()

    def _next(self) -> None:
        if self._lines and self._lines[0]:
            self._transport.write(self._lines.pop(0))
            self.said += 1
        elif self._endless:
            self._transport.write(b"250-" + b"x" * 100_000)
        else:
            self._transport.close()


FALLS_SILENT = ("220 hi", "250 me", "250 me", "250-")


async def send(smarthost: Smarthosts, recipient: Address = ANNA, mail: bytes = MAIL) -> str:
    handover = await handed_over(smarthost, mail, recipient=recipient)
    handover.noted()
    assert handover.outcome == "sent"
    return handover.reply


async def test_one_connection_carries_many_mails() -> None:
    handler = Handler()
    async with smarthost_for(real(handler)) as smarthost:
        assert await send(smarthost) == "2.0.0 Queued as 42"
        (await handed_over(smarthost, MAIL, reverse_path="")).noted()
    assert handler.received == [
        ("forum+b-x@example.se", ["anna@example.org"], MAIL),
        ("<>", ["anna@example.org"], MAIL),
    ]
    assert handler.connections == 1


@pytest.mark.parametrize(
    ("reply", "permanent"), [("451 4.7.1 Greylisted", False), ("550 5.1.1 No such user", True)]
)
@pytest.mark.parametrize("stage", ["at_rcpt", "at_data"])
async def test_a_refusal_concerns_one_mail(reply: str, permanent: bool, stage: str) -> None:
    handler = Handler(**{stage: [reply]})  # type: ignore[arg-type]
    async with smarthost_for(real(handler)) as smarthost:
        with pytest.raises(DeliveryFailed) as refused:
            await send(smarthost)
        assert (refused.value.code, refused.value.text) == (int(reply[:3]), reply[4:])
        assert refused.value.permanent is permanent
        await send(smarthost)
    assert len(handler.received) == 1
    assert handler.connections == 1


async def test_421_closes_the_connection_and_the_next_mail_opens_another() -> None:
    handler = Handler(at_rcpt=["421 4.3.2 Closing"])
    async with smarthost_for(real(handler)) as smarthost:
        with pytest.raises(DeliveryFailed) as refused:
            await send(smarthost)
        assert not refused.value.permanent
        await send(smarthost)
    assert handler.connections == 2


@pytest.mark.parametrize(
    "lines",
    [
        ("220 hi", "250 me", "250 me", "250 ok", "250 ok", ""),  # at DATA
        ("220 hi", "250 me", "250 me", "250 ok", "250 ok", "354 go", ""),  # in the data
        ("220 hi", "250 me", "250 me", "250 ok", "what?"),  # not a reply
        ("220 hi", "250 me", "250 me", "250 ok", "250 ok", "354 go", "399 what"),  # not one of SMTP's
    ],
)
async def test_a_conversation_that_breaks_off_is_tried_again_later(lines: tuple[str, ...]) -> None:
    async with smarthost_for(lambda: Scripted(*lines)) as smarthost:
        with pytest.raises(DeliveryFailed) as refused:
            await send(smarthost)
        assert refused.value.code == 451


async def test_an_endless_reply_ends() -> None:
    async with smarthost_for(lambda: Scripted("220 hi", "250 me", "250 me", endless=True)) as smarthost:
        with pytest.raises(DeliveryFailed):
            await send(smarthost)


async def test_silence_in_a_conversation_ends(clock: StandingClock) -> None:
    silent: list[Scripted] = []

    def factory() -> Scripted:
        silent.append(Scripted(*FALLS_SILENT))
        return silent[-1]

    async with smarthost_for(factory, timeout_s=10) as smarthost:
        sending = asyncio.create_task(send(smarthost))
        for _ in range(2):  # it is begun again on another connection, once
            await until(lambda: [each.said for each in silent] == [4])
            silent.clear()
            clock.move(9)
            await all_that_can_happen()
            assert not sending.done()
            clock.move(1)
        with pytest.raises(DeliveryFailed):
            await asyncio.wait_for(sending, HANG_S)


@pytest.mark.parametrize(
    "lines",
    [("421 4.3.2 Not\x1b[31m now",), ("554 no",), ("",), ("HTTP/1.1 400 Bad Request",), ("220 hi", "")],
)
async def test_without_a_greeting_nothing_can_go(lines: tuple[str, ...]) -> None:
    async with smarthost_for(lambda: Scripted(*lines)) as smarthost:
        with pytest.raises(SmarthostUnreachable) as unreachable:
            await send(smarthost)
        assert str(unreachable.value).isprintable()


async def test_nobody_there() -> None:
    smarthost = Smarthosts([Relay("127.0.0.1", 1, starttls="none")])
    with pytest.raises(SmarthostUnreachable):
        await send(smarthost)
    await smarthost.close()


async def test_starttls_is_demanded() -> None:
    async with smarthost_for(real(Handler()), starttls="required") as smarthost:
        with pytest.raises(SmarthostUnreachable):
            await send(smarthost)


async def test_a_login_that_is_not_offered() -> None:
    async with smarthost_for(real(Handler()), username="forum", password="secret") as smarthost:
        with pytest.raises(SmarthostUnreachable) as unreachable:
            await send(smarthost)
        assert "secret" not in str(unreachable.value)


async def test_a_connection_closed_while_idle_is_replaced() -> None:
    handler = Handler()
    made: list[SMTP] = []

    def factory() -> SMTP:
        made.append(SMTP(handler))
        return made[-1]

    async with smarthost_for(factory) as smarthost:
        await send(smarthost)
        assert made[0].transport is not None
        made[0].transport.close()
        await send(smarthost)
        await asyncio.sleep(0)
    assert len(handler.received) == 2


async def test_addresses_beyond_ascii_go_only_where_they_are_taken() -> None:
    handler = Handler()
    utf8 = MAIL.replace(b"Subject", "To: <åsa@example.org>\r\nSubject".encode())
    async with smarthost_for(real(handler, enable_SMTPUTF8=True)) as smarthost:
        await send(smarthost, OSA, utf8)
    assert handler.received[0][1] == ["åsa@example.org"]
    async with smarthost_for(real(handler)) as smarthost:
        with pytest.raises(DeliveryFailed) as refused:
            await send(smarthost, OSA, utf8)
        assert refused.value.code == 553
        await send(smarthost)


async def test_a_cancelled_conversation_leaves_no_connection_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mailservice.delivery.smarthost._GOODBYE_S", 0)
    silent = Scripted(*FALLS_SILENT)
    async with smarthost_for(lambda: silent) as smarthost:
        many = smarthost.send_to_all(
            reverse_path="", recipients=("a@x.se",), content=Content(MAIL), mail_id="x"
        )
        sending = asyncio.create_task(many)
        await until(lambda: silent.said == 4)
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
        await asyncio.sleep(0)
        assert smarthost.next_job() is None


def test_a_hostile_reply_is_one_short_plain_line() -> None:
    assert plain_line("a\r\nMAIL FROM:<x>\x1b[31m\0 \udcff b" + "x" * 9000) == (
        "a MAIL FROM:<x> [31m b" + "x" * 178
    )
