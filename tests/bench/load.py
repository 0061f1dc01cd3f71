"""A client that hands over mail as fast as it is taken: one round trip a mail (RFC 2920).

As a program: `python -m tests.bench.load PORT --connections 50 --mails 5000 --size 2000`
prints one JSON object: seconds, began (by the clock that all processes share), mails, peak_rss_kb.
"""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Callable, Iterator
from typing import cast

from tests.bench.loops import run
from tests.bench.memory import peak_rss_kb

RECIPIENT, NETWORK = b"forum@tillvaxtverket.se", b"natverk@tillvaxtverket.se"
COMMAND = "Hej! Jag vill gärna prenumerera på nyheter.\r\n\r\nHälsningar\r\nPerson"
POST = """Hej alla!

Vi har nu läst remissen om den regionala handlingsplanen. I stort är den bra, men avsnittet om
kompetensförsörjning är tunt. Företagen i våra dalar söker svetsare och undersköterskor, och ungdomarna
flyttar till kusten för att utbilda sig. Hur har ni andra gjort? I Dalarna finns ett lärcenter i varje
kommun, och i Jämtland kör man kurser på distans med träffar varannan vecka.

Siffrorna från förra året visar att sysselsättningen ökade i tre kommuner och minskade i fyra. Störst var
nedgången i skogsbruket. Turismen växer däremot, särskilt på hösten, och det märks på bussarna. Vi tror att
planen borde säga mer om resor till arbetet. En halvtimme längre med buss är för många skillnaden mellan att
bo kvar och att flytta. Länstrafiken har räknat på två nya linjer, som vi gärna berättar om.

Sedan är det frågan om vem som ska betala. Kommunerna säger att de har gjort sitt, regionen att pengarna är
bundna till nästa budget, och de statliga medlen räcker inte för allt som står i planen. Någon måste välja,
och det vore bra om planen sade hur. Vårt förslag är att börja med utbildningarna, för där är behovet störst
och resultatet syns först. Bredband och vägar kan komma i nästa steg.

Till sist en fråga om kartan på sidan tolv. Är det där den gamla indelningen eller den nya? Våra siffror
stämmer bara med den gamla. Det är möjligt att felet är vårt.

Hälsningar
Karin
"""
_LINE = b"Jag vill prenumerera och delta den 24 maj kl 09.00, tack pa forhand.\r\n"


def mails(connection: int, *, count: int, size_bytes: int) -> Iterator[bytes]:
    """Different mails of that size, each with its end mark."""
    filling = _LINE * (size_bytes // len(_LINE) + 1)
    for number in range(count):
        head = (
            b"From: Anna <anna@example.org>\r\nTo: forum@tillvaxtverket.se\r\n"
            b"Subject: Prenumerera\r\nDate: Mon, 10 May 2027 08:00:00 +0200\r\n"
            b"Message-ID: <%d.%d@load.example>\r\n\r\n" % (connection, number)
        )
        yield head + filling[: max(size_bytes - len(head), 0)] + b"\r\n.\r\n"


def commands(connection: int, *, count: int, size_bytes: int) -> Iterator[bytes]:
    """Mails that each subscribe another person, for whom the border MTA vouches, of whatever size."""
    for number in range(count):
        sender = b"person%d.%d@region.example" % (connection, number)
        yield (
            b"Authentication-Results: bench.mx; dmarc=pass header.from=region.example\r\n"
            b"From: " + sender + b"\r\nTo: " + RECIPIENT + b"\r\nMessage-ID: <" + sender + b">\r\n"
            b"Subject: Hej\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
            b"Content-Transfer-Encoding: 8bit\r\n\r\n" + COMMAND.encode() + b"\r\n.\r\n"
        )


def posts(connection: int, *, count: int, size_bytes: int) -> Iterator[bytes]:
    """Mails of some 2 kB that each another person writes to a network, for whom the border MTA vouches."""
    for number in range(count):
        sender = b"person%d.%d@region.example" % (connection, number)
        yield (
            b"Authentication-Results: bench.mx; dmarc=pass header.from=region.example\r\n"
            b"From: " + sender + b"\r\nTo: " + NETWORK + b"\r\nMessage-ID: <" + sender + b">\r\n"
            b"Subject: Handlingsplanen\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
            b"Content-Transfer-Encoding: 8bit\r\n\r\n" + POST.replace("\n", "\r\n").encode() + b"\r\n.\r\n"
        )


class Sender(asyncio.Protocol):
    """One connection. `done` is set when its last mail was answered 250."""

    def __init__(self, contents: Iterator[bytes], recipient: bytes) -> None:
        self._envelope = b"MAIL FROM:<anna@example.org>\r\nRCPT TO:<" + recipient + b">\r\nDATA\r\n"
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._contents = contents
        self._next = next(contents, None)
        self._awaited = 1  # replies until the next thing is said
        self._said_hello = False
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is one in all but its class

    def data_received(self, data: bytes) -> None:
        *lines, self._buffer = (self._buffer + data).split(b"\r\n")
        for line in lines:
            if line[:1] not in b"23":
                self._fail(RuntimeError(f"refused: {line.decode(errors='replace')}"))
            elif line[3:4] == b" ":
                self._awaited -= 1
        if self._awaited == 0:
            self._say_next()

    def connection_lost(self, error: Exception | None) -> None:
        self._fail(error or ConnectionError("the server hung up"))

    def _say_next(self) -> None:
        if not self._said_hello:
            self._said_hello, self._awaited = True, 4
            self._transport.write(b"EHLO load.example\r\n" + self._envelope)
            return
        content, self._next = self._next, next(self._contents, None)
        if content is None:
            if not self.done.done():
                self.done.set_result(None)
            self._transport.close()
        elif self._next is None:
            self._awaited = 1
            self._transport.write(content)
        else:
            self._awaited = 4
            self._transport.write(content + self._envelope)

    def _fail(self, error: Exception) -> None:
        if not self.done.done():
            self.done.set_exception(error)


KINDS: dict[str, Callable[..., Iterator[bytes]]] = {"mails": mails, "commands": commands, "posts": posts}


async def hand_over(
    port: int, *, connections: int, count: int, size_bytes: int, kind: str = "mails"
) -> tuple[float, float]:
    """Send `count` mails of that size in all; returns when it began, and the seconds to the last 250."""
    loop = asyncio.get_running_loop()
    began = time.perf_counter()
    recipient = NETWORK if kind == "posts" else RECIPIENT
    senders = []
    for number in range(connections):
        share = count // connections + (number < count % connections)
        contents = KINDS[kind](number, count=share, size_bytes=size_bytes)
        _, sender = await loop.create_connection(lambda c=contents: Sender(c, recipient), "127.0.0.1", port)  # type: ignore[misc]
        senders.append(sender.done)
    await asyncio.gather(*senders)
    return began, time.perf_counter() - began


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m tests.bench.load")
    options.add_argument("port", type=int)
    options.add_argument("--connections", type=int, default=50)
    options.add_argument("--mails", type=int, default=5_000)
    options.add_argument("--size", type=int, default=2_000)
    options.add_argument("--kind", choices=KINDS, default="mails", help="commands want something")
    given = options.parse_args()
    began, seconds = run(
        hand_over(
            given.port,
            connections=given.connections,
            count=given.mails,
            size_bytes=given.size,
            kind=given.kind,
        )
    )
    peak = peak_rss_kb()
    sent = {"seconds": seconds, "began": began, "mails": given.mails, "peak_rss_kb": peak}
    json.dump(sent, sys.stdout)


if __name__ == "__main__":
    main()
