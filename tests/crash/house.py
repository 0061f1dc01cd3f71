"""The real service as a process that can be killed, and the smarthost that it sends to."""

import asyncio
import contextlib
import signal
import socket
import sys
from asyncio.subprocess import Process
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

START_LIMIT_S = 30.0
_CONFIG = """
[service]
address = "forum@tillvaxtverket.se"
name = {{ sv = "Forum", en = "Forum" }}
secretariat = ["kansliet@tillvaxtverket.se"]
secret_file = "{folder}/secret.key"

[database]
url = "{database}"

[listener]
smtp = "127.0.0.1:{port}"

[smarthost]
host = "127.0.0.1"
port = {smarthost}
starttls = "none"

[trust]
authserv_id = "crash.mx"
relays = ["127.0.0.0/8"]

[[lists]]
id = "tjanstemannaforum"
name = {{ sv = "Tjänstemannaforum", en = "Forum for senior officials" }}
about = {{ sv = "Information från Tjänstemannaforum", en = "News from the forum for senior officials" }}
"""


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody listens on now."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


@dataclass
class House:
    """One configuration, started and killed many times over."""

    folder: Path
    port: int
    _process: Process | None = None

    @property
    def config(self) -> Path:
        return self.folder / "crash.toml"

    def furnish(self, *, smarthost: int, database: str | None = None) -> None:
        """Write the configuration. database   an address; a file in the folder where None."""
        url = database or f"sqlite:///{self.folder}/crash.db"
        text = _CONFIG.format(folder=self.folder, database=url, port=self.port, smarthost=smarthost)
        self.config.write_text(text, encoding="utf-8")

    async def start(self, *, clock: datetime | None = None) -> None:
        """Start the service, perhaps with its clock at that instant; it need not be ready."""
        command = [sys.executable, "-m", "mailservice", "serve", "--config", str(self.config)]
        command += ["--clock", clock.isoformat()] if clock else []
        with (self.folder / "crash.log").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(*command, stdout=log, stderr=log)

    async def until_ready(self) -> None:
        """Wait until it takes connections. Raises TimeoutError, or RuntimeError where it has ended."""
        async with asyncio.timeout(START_LIMIT_S):
            while not await self._answers():
                if self._process is None or self._process.returncode is not None:
                    raise RuntimeError(f"the service did not start; see {self.folder / 'crash.log'}")
                await asyncio.sleep(0.02)

    async def kill(self) -> None:
        """SIGKILL: no time to tidy up."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> int:
        """SIGTERM; returns the exit code."""
        return await self._end(signal.SIGTERM)

    async def _end(self, by: signal.Signals) -> int:
        assert self._process is not None
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(by)
        return await self._process.wait()

    async def _answers(self) -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            return False
        writer.transport.abort()
        return True


@dataclass
class Sink:
    """A smarthost that counts how often it took each Message-ID for each recipient."""

    taken: Counter[tuple[str, str]] = field(default_factory=Counter)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        message_id = str(message_from_bytes(envelope.original_content or b"")["Message-ID"])
        self.taken.update((message_id, recipient) for recipient in envelope.rcpt_tos)
        return "250 OK"


@contextlib.asynccontextmanager
async def smarthost() -> AsyncIterator[tuple[Sink, int]]:
    """A sink on a free port, in this process: it survives every kill."""
    sink, loop = Sink(), asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(sink, hostname="sink", loop=loop), "127.0.0.1", 0)
    try:
        yield sink, server.sockets[0].getsockname()[1]
    finally:
        server.close()
