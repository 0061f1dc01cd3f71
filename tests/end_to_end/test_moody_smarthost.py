"""A smarthost with moods: nothing is lost, nothing comes twice under two names, and all of it ends."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, cast

import pytest
from sqlalchemy import select

from mailservice.delivery.smarthost import Relay, Smarthosts
from mailservice.delivery.unsigned import NoSignature
from mailservice.domain.addresses import Address
from mailservice.flow.clocks import SteppedClock
from mailservice.flow.deliver import Deliverer
from mailservice.message.form import Content
from mailservice.parts import templates_folder
from mailservice.rendering.letters import Letters
from mailservice.storage.engine import open_database
from mailservice.storage.store import Database
from mailservice.storage.tables import outbox
from tests.given import NOW
from tests.storage.rows import add, letter
from tests.waiting import HANG_S, StandingClock, all_that_can_happen

PEOPLE = 12
HOURS = 30  # that the clock moves on, so that every retry comes


@dataclass
class Moods:
    """What the smarthost does, and what it took: (Message-ID, recipient) and how often.

    at_rcpt    the reply to a recipient, None for the usual
    at_end     the reply to content, None for the usual; "" hangs up; b"" as bytes are written as they are
    """

    at_rcpt: Callable[["Moods", str], bytes | None] = lambda _moods, _to: None
    at_content: Callable[["Moods", int], bytes | None] = lambda _moods, _size: None
    dies_in_data: int = 0
    pipelining: bool = True
    asked: Counter[str] = field(default_factory=Counter)
    taken: Counter[tuple[bytes, str]] = field(default_factory=Counter)
    commands: list[str] = field(default_factory=list)
    connections: int = 0


class Moody(asyncio.Protocol):
    """One conversation."""

    def __init__(self, moods: Moods) -> None:
        self._moods, self._buffer, self._in_data, self._to = moods, b"", False, ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._moods.connections += 1
        self._transport.write(b"220 moody ESMTP\r\n")

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while not self._transport.is_closing():
            end = b"\r\n.\r\n" if self._in_data else b"\r\n"
            if self._in_data and self._moods.dies_in_data and len(self._buffer) > 100:
                self._moods.dies_in_data -= 1
                self._transport.abort()
                return
            one, found, rest = self._buffer.partition(end)
            if not found:
                return
            self._buffer = rest
            reply = self._content(one) if self._in_data else self._command(one.decode())
            if reply:
                self._transport.write(reply)
            else:
                self._transport.abort()

    def _command(self, line: str) -> bytes:
        moods = self._moods
        moods.commands.append(line)
        if line.startswith("EHLO"):
            return (
                b"250-moody\r\n250-DSN\r\n" + b"250-PIPELINING\r\n" * moods.pipelining + b"250 SIZE 99999\r\n"
            )
        if line.startswith("MAIL"):
            self._to = ""
        if line.startswith("RCPT"):
            to = line.partition("<")[2].partition(">")[0]
            moods.asked[to] += 1
            reply = moods.at_rcpt(moods, to)
            self._to = self._to if reply else to
            return reply or b"250 ok\r\n"
        if line.startswith("DATA"):
            self._in_data = bool(self._to)
            return b"354 go\r\n" if self._to else b"503 no recipient\r\n"
        return b"250 ok\r\n"

    def _content(self, mail: bytes) -> bytes:
        self._in_data = False
        reply = self._moods.at_content(self._moods, len(mail))
        if reply is not None:
            return reply
        message_id = mail.partition(b"Message-ID: ")[2].partition(b"\r\n")[0]
        self._moods.taken[message_id, self._to] += 1
        return b"250 taken\r\n"


@dataclass
class Send:
    """Letters to some people, a clock, and whom they go to."""

    store: Database
    clock: SteppedClock
    deliverer: Deliverer
    smarthost: Smarthosts

    async def deliver(self, *, hours: int = HOURS) -> None:
        """Deliver, and let the clock run until nothing waits, or so long."""
        for _ in range(hours * 2):
            while await self.deliverer.deliver_due():
                pass
            if "pending" not in await self.states():
                return
            self.clock.move_to(self.clock.now() + timedelta(minutes=30))

    async def states(self) -> Counter[str]:
        """How many letters are in which state."""
        async with self.store.engines.reading() as view:
            return Counter((await view.execute(select(outbox.c.state))).scalars())


@asynccontextmanager
async def sending(url: str, moods: Moods, *, port: int = 0) -> AsyncIterator[Send]:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Moody(moods), "127.0.0.1", port)
    engines, clock = open_database(url), SteppedClock(NOW)
    store = Database(engines, address="forum@forum.example", secretariat=())
    relay = Relay("127.0.0.1", server.sockets[0].getsockname()[1], starttls="none", timeout_s=HANG_S)
    smarthost = Smarthosts([relay], connections=2)
    letters = Letters(templates_folder(), address="forum@forum.example", names={"sv": "F", "en": "F"})
    people = [Address(f"p{number}", f"d{number}.example") for number in range(PEOPLE)]
    await add(
        store,
        *(
            letter(f"m{n}", to, letter="handed_over", values={"subject": "Hej"}, reverse_path=f"b{n}@x.se")
            for n, to in enumerate(people)
        ),
    )
    try:
        yield Send(store, clock, Deliverer(store, clock, letters, NoSignature(), smarthost), smarthost)
    finally:
        await smarthost.close()
        await engines.close()
        server.close()


def greylists(moods: Moods, to: str) -> bytes | None:
    return b"451 4.7.1 Greylisted, come back\r\n" if moods.asked[to] == 1 else None


def refuses_every_third(moods: Moods, to: str) -> bytes | None:
    return b"550 5.1.1 no such user\r\n" if int(to[1:].partition("@")[0]) % 3 == 0 else None


def too_many_in_all(moods: Moods, _to: str) -> bytes | None:
    return b"452 4.5.3 Too many recipients\r\n" if sum(moods.asked.values()) in {3, 4, 5} else None


def nonsense(moods: Moods, _to: str) -> bytes | None:
    return b"\x1b[31mbanana\x00\xff\r\n" if sum(moods.asked.values()) <= 4 else None


def endless_line(moods: Moods, _to: str) -> bytes | None:
    return b"250-" + b"x" * 100_000 if sum(moods.asked.values()) <= 3 else None


def endless_reply(moods: Moods, _to: str) -> bytes | None:
    return b"250-more\r\n" * 5_000 if sum(moods.asked.values()) <= 3 else None


def says_too_much(moods: Moods, _to: str) -> bytes | None:
    return b"250 ok\r\n" * 9 if sum(moods.asked.values()) <= 2 else None


def closes_with_421(moods: Moods, _to: str) -> bytes | None:
    return b"421 4.3.2 going down\r\n" if sum(moods.asked.values()) <= 5 else None


def never_content_first(moods: Moods, _size: int) -> bytes | None:
    return b"452 4.3.1 disk full\r\n" if sum(moods.asked.values()) <= 6 else None


@pytest.mark.parametrize("pipelining", [True, False])
@pytest.mark.parametrize(
    "moods",
    [
        {},
        {"at_rcpt": greylists},
        {"at_rcpt": too_many_in_all},
        {"at_rcpt": nonsense},
        {"at_rcpt": endless_line},
        {"at_rcpt": endless_reply},
        {"at_rcpt": says_too_much},
        {"at_rcpt": closes_with_421},
        {"at_content": never_content_first},
        {"dies_in_data": 5},
    ],
    ids=lambda moods: next((getattr(v, "__name__", k) for k, v in moods.items()), "takes all"),
)
async def test_in_the_end_everybody_has_the_letter_once(
    sqlite_url: str, moods: dict[str, Any], pipelining: bool
) -> None:
    mood = Moods(**moods, pipelining=pipelining)
    async with sending(sqlite_url, mood) as send:
        await send.deliver()
        assert await send.states() == {"sent": PEOPLE}
    assert len(mood.taken) == PEOPLE
    assert set(mood.taken.values()) == {1}


async def test_who_is_refused_for_good_is_given_up_and_all_others_are_served(sqlite_url: str) -> None:
    mood = Moods(at_rcpt=refuses_every_third)
    async with sending(sqlite_url, mood) as send:
        await send.deliver()
        assert await send.states() == {"sent": PEOPLE - PEOPLE // 3, "given-up": PEOPLE // 3}
    assert max(mood.asked.values()) == 1
    assert mood.connections <= 2  # a refusal costs no connection


async def test_a_smarthost_that_is_away_for_a_day_gets_everything_when_it_is_back(sqlite_url: str) -> None:
    mood = Moods()
    async with sending(sqlite_url, mood) as send:
        port = send.smarthost.relays[0].port
        send.smarthost.relays = [Relay("127.0.0.1", 1, starttls="none", timeout_s=HANG_S)]
        await send.deliver(hours=24)
        assert await send.states() == {"pending": PEOPLE}
        send.smarthost.relays = [Relay("127.0.0.1", port, starttls="none", timeout_s=HANG_S)]
        await send.deliver()
        assert await send.states() == {"sent": PEOPLE}
    assert set(mood.taken.values()) == {1}


async def test_the_second_smarthost_is_asked_while_the_first_is_away(sqlite_url: str) -> None:
    mood = Moods()
    async with sending(sqlite_url, mood) as send:
        away = Relay("127.0.0.1", 1, starttls="none", timeout_s=HANG_S)
        send.smarthost.relays = [away, *send.smarthost.relays]
        assert await send.deliverer.deliver_due() == PEOPLE


async def test_what_goes_over_the_wire_is_one_round_trip_a_mail_with_dsn_and_size(sqlite_url: str) -> None:
    mood = Moods()
    async with sending(sqlite_url, mood) as send:
        await send.deliver()
    mails = [each for each in mood.commands if each.startswith("MAIL")]
    assert len(mails) == PEOPLE
    assert all(" SIZE=" in each and " RET=HDRS ENVID=m" in each for each in mails)
    assert "RCPT TO:<p0@d0.example> NOTIFY=FAILURE ORCPT=rfc822;p0@d0.example" in mood.commands


async def test_a_mail_that_is_too_large_for_it_is_not_begun(sqlite_url: str) -> None:
    mood = Moods()
    async with sending(sqlite_url, mood) as send:
        too_large = b"Subject: x\r\n\r\n" + b"x" * 100_000
        replies = await send.smarthost.send_to_all(
            reverse_path="", recipients=("a@x.se",), content=Content(too_large), mail_id="m"
        )
        assert [reply.code for reply in replies] == [552]
        [reply] = await send.smarthost.send_to_all(
            reverse_path="", recipients=("a@x.se>\r\nRSET",), content=Content(b"x"), mail_id="m"
        )
        assert reply.code == 553
    assert not [each for each in mood.commands if each.startswith(("MAIL", "RSET"))]


async def test_some_recipients_of_one_mail_are_refused_and_the_others_get_it(sqlite_url: str) -> None:
    mood = Moods(at_rcpt=refuses_every_third)
    async with sending(sqlite_url, mood) as send:
        replies = await send.smarthost.send_to_all(
            reverse_path="b@x.se",
            recipients=("p3@x.se", "p4@x.se"),
            content=Content(b"Subject: x\r\n\r\nx"),
            mail_id="m",
        )
        assert [reply.code for reply in replies] == [550, 250]


@pytest.mark.parametrize("pipelining", [True, False])
async def test_who_is_one_too_many_is_told_to_wait_and_the_others_get_it(
    sqlite_url: str, pipelining: bool
) -> None:
    """452 4.5.3: the rest in another transaction, on the same connection (RFC 5321 section 4.5.3.1.10)."""
    mood = Moods(at_rcpt=too_many_in_all, pipelining=pipelining)
    people = [f"p{number}@x.se" for number in range(5)]
    mail = b"Message-ID: <m>\r\nSubject: x\r\n\r\nx"
    async with sending(sqlite_url, mood) as send:
        first, second = [
            await send.smarthost.send_to_all(
                reverse_path="b@x.se", recipients=tuple(to), content=Content(mail), mail_id="m"
            )
            for to in (people, people[2:])
        ]
    assert [reply.code for reply in first] == [250, 250, 452, 452, 452]
    assert {reply.text for reply in first[2:]} == {"4.5.3 Too many recipients"}
    assert [reply.code for reply in second] == [250, 250, 250]
    assert sum(mood.taken.values()) == 2
    assert mood.connections == 1


async def test_not_faster_than_agreed(sqlite_url: str, clock: StandingClock) -> None:
    mood = Moods()
    async with sending(sqlite_url, mood) as send:
        slow = Smarthosts(send.smarthost.relays, connections=2, per_second=4)
        mail = b"Subject: x\r\n\r\nx\r\n"
        sent = [
            asyncio.create_task(
                slow.send_to_all(
                    reverse_path="", recipients=(f"a{n}@x.se",), content=Content(mail), mail_id="m"
                )
            )
            for n in range(4)
        ]
        for number, each in enumerate(sent, start=1):
            await each
            await all_that_can_happen()
            assert sum(mood.taken.values()) == number
            clock.move(1 / 4)
        await slow.close()
