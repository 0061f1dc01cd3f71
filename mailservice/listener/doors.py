"""The doors of the house: where SMTP and LMTP are listened to."""

import asyncio
import socket
from asyncio import Server
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from mailservice.listener.conversation import Conversation
from mailservice.listener.dialects import LMTP, SMTP, Dialect
from mailservice.listener.guests import Guests
from mailservice.listener.terms import Terms


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where to listen: host and port of each (port 0: any that is free), and the Unix socket of LMTP."""

    smtp: Sequence[tuple[str, int]] = ()
    lmtp: Sequence[tuple[str, int]] = ()
    lmtp_socket: Path | None = None


@dataclass(slots=True)
class Doors:
    """All listeners of one process. `start` and `stop` run on the loop of the service; no threads."""

    terms: Terms
    addresses: Addresses
    _servers: list[tuple[Dialect, Server]] = field(default_factory=list)
    _guests: Guests = field(init=False)

    def __post_init__(self) -> None:
        self._guests = Guests(self.terms.limits)

    async def start(self) -> None:
        """Open every door. Raises OSError where an address cannot be had; then none is open."""
        self._guests.closing = False
        try:
            for host, port in self.addresses.smtp:
                await self._open_tcp(SMTP, host, port)
            for host, port in self.addresses.lmtp:
                await self._open_tcp(LMTP, host, port)
            if self.addresses.lmtp_socket is not None:
                await self._open_socket(self.addresses.lmtp_socket)
        except OSError:
            self._shut()
            raise

    async def stop(self, grace_s: float = 30.0) -> None:
        """Shut the doors, let the mails under way be finished within `grace_s`, say 421 to the rest."""
        self._shut()
        await self._guests.see_off(grace_s=grace_s)

    @property
    def smtp_ports(self) -> tuple[int, ...]:
        """The TCP ports that SMTP listens on now."""
        return self._ports(SMTP)

    @property
    def lmtp_ports(self) -> tuple[int, ...]:
        """The TCP ports that LMTP listens on now."""
        return self._ports(LMTP)

    @property
    def sessions(self) -> int:
        """Conversations under way."""
        return len(self._guests)

    async def _open_tcp(self, dialect: Dialect, host: str, port: int) -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(self._newcomer(dialect), host, port, backlog=512)
        self._servers.append((dialect, server))

    async def _open_socket(self, path: Path) -> None:
        loop = asyncio.get_running_loop()
        server: Server = await loop.create_unix_server(self._newcomer(LMTP), sock=_bound(path), backlog=512)
        self._servers.append((LMTP, server))

    def _newcomer(self, dialect: Dialect) -> partial[Conversation]:
        return partial(Conversation, self.terms, dialect, self._guests)

    def _shut(self) -> None:
        for _, server in self._servers:
            server.close()
        self._servers.clear()
        if self.addresses.lmtp_socket is not None:
            self.addresses.lmtp_socket.unlink(missing_ok=True)

    def _ports(self, dialect: Dialect) -> tuple[int, ...]:
        names = [
            s.getsockname() for spoken, server in self._servers if spoken is dialect for s in server.sockets
        ]
        return tuple(name[1] for name in names if isinstance(name, tuple))


def _bound(path: Path) -> socket.socket:
    """A Unix socket for owner and group. One left behind by a killed process is replaced."""
    if path.is_socket():
        path.unlink()
    sock = socket.socket(socket.AF_UNIX)
    try:
        sock.bind(str(path))
        path.chmod(0o660)
    except OSError:
        sock.close()
        raise
    return sock
