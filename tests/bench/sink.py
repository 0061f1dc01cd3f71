"""A smarthost that takes mail faster than anybody sends it, and counts: `python -m tests.bench.sink`.

Speaks SMTP with PIPELINING, looks for the final dot with one search, and keeps nothing but counts.
Prints its port as the first line; when its standard input closes it prints one JSON object: mails,
recipients, distinct pairs of sender and recipient, octets, the times of the first and the last mail. To the
command XCOUNT it answers how many mails have come. With --acknowledge-at-once no segment waits 40 ms for its
acknowledgement, as it does where a client writes a mail in small pieces without TCP_NODELAY.
"""

import asyncio
import json
import socket
import sys
import time
from dataclasses import dataclass, field
from typing import cast

from tests.bench.loops import run

_SAID = {
    b"EHLO": b"250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE 104857600\r\n",
    b"DATA": b"354 go\r\n",
    b"QUIT": b"221 bye\r\n",
}


@dataclass
class Counted:
    """What came."""

    mails: int = 0
    recipients: int = 0
    octets: int = 0
    first: float = 0.0
    last: float = 0.0
    pairs: set[int] = field(default_factory=set)

    def take(self, sender: bytes, recipients: list[bytes], size: int) -> None:
        """One mail."""
        self.last = time.time()
        self.first = self.first or self.last
        self.mails += 1
        self.recipients += len(recipients)
        self.octets += size
        self.pairs.update(hash((sender, each)) for each in recipients)


class Session(asyncio.Protocol):
    """One client."""

    acknowledges_at_once = False

    def __init__(self, counted: Counted) -> None:
        self._counted = counted
        self._buffer = bytearray()
        self._in_data = False
        self._looked_to = 0
        self._sender = b""
        self._recipients: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is one in all but its class
        self._transport.write(b"220 sink ESMTP\r\n")

    def data_received(self, data: bytes) -> None:
        if self.acknowledges_at_once:  # Linux forgets it
            connection = self._transport.get_extra_info("socket")
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        self._buffer += data
        said: list[bytes] = []
        while self._content(said) if self._in_data else self._command(said):
            pass
        if said:
            self._transport.write(b"".join(said))

    def _content(self, said: list[bytes]) -> bool:
        end = self._buffer.find(b"\r\n.\r\n", self._looked_to)
        if end < 0:
            self._looked_to = max(0, len(self._buffer) - 4)
            return False
        self._counted.take(self._sender, self._recipients, end)
        del self._buffer[: end + 5]
        self._in_data, self._looked_to, self._recipients = False, 0, []
        said.append(b"250 2.0.0 taken\r\n")
        return True

    def _command(self, said: list[bytes]) -> bool:
        end = self._buffer.find(b"\r\n")
        if end < 0:
            return False
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 2]
        verb = line[:4].upper()
        if verb == b"MAIL":
            self._sender = line
        elif verb == b"RCPT":
            self._recipients.append(line)
        self._in_data = verb == b"DATA"
        count = b"250 %d\r\n" % self._counted.mails if verb == b"XCOU" else b"250 2.0.0 ok\r\n"
        said.append(_SAID.get(verb, count))
        return True


async def serve() -> None:
    """Until standard input closes."""
    counted = Counted()
    server = await asyncio.get_running_loop().create_server(lambda: Session(counted), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)
    server.close()
    found = {name: getattr(counted, name) for name in ("mails", "recipients", "octets", "first", "last")}
    print(json.dumps({**found, "pairs": len(counted.pairs)}), flush=True)


if __name__ == "__main__":
    Session.acknowledges_at_once = "--acknowledge-at-once" in sys.argv
    run(serve())
