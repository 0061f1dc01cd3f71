"""The real service and its smarthost as processes that can be killed, forked by one mother."""

import asyncio
import contextlib
import itertools
import os
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from tests.waiting import HANG_S

CONFIG = """
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
    """One configuration and one smarthost, started and killed many times over."""

    folder: Path
    port: int = field(default_factory=free_port)
    sink_port: int = field(default_factory=free_port)
    _mother: Process | None = None
    _service: int = 0
    _sink: int = 0

    @property
    def taken(self) -> Path:
        """Where the smarthost notes what it took."""
        return self.folder / "taken.txt"

    @property
    def config(self) -> Path:
        """The configuration, once it is open."""
        return self.folder / "crash.toml"

    @property
    def _log(self) -> Path:
        return self.folder / "crash.log"

    @contextlib.asynccontextmanager
    async def open(self, *, database: str | None = None) -> AsyncIterator[None]:
        """Furnish it, with the mother at home. database   an address; a file in the folder where None."""
        url = database or f"sqlite:///{self.folder}/crash.db"
        text = CONFIG.format(folder=self.folder, database=url, port=self.port, smarthost=self.sink_port)
        self.config.write_text(text, encoding="utf-8")
        self.taken.touch()
        command = [
            sys.executable,
            "-m",
            "tests.crash.mother",
            *map(str, (self.config, self._log, self.taken)),
        ]
        with self._log.open("ab") as log:
            self._mother = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, stderr=log)
        try:
            async with asyncio.timeout(HANG_S):
                await self._answer()
            yield
        finally:
            await self.kill()
            await self.kill_sink()
            self._mother.kill()
            await self._mother.wait()

    async def start(self, *, clock: datetime) -> None:
        """Start the service with its clock at that instant; it need not be ready."""
        self._service = await self._order(f"service {clock.isoformat()}")

    async def start_sink(self) -> None:
        """Start the smarthost, which is there in a moment."""
        self._sink = await self._order(f"sink {self.sink_port}")

    async def until_ready(self) -> None:
        """Wait until the service takes connections. Raises TimeoutError."""
        async with asyncio.timeout(HANG_S):
            for pause_s in itertools.repeat(0.01):
                if await self._answers():
                    return
                await asyncio.sleep(pause_s)

    async def kill(self) -> None:
        """SIGKILL to the service: no time to tidy up."""
        self._service, service = 0, self._service
        await self._end(service, signal.SIGKILL)

    async def kill_sink(self) -> None:
        """SIGKILL to the smarthost."""
        self._sink, sink = 0, self._sink
        await self._end(sink, signal.SIGKILL)

    def kill_reader(self) -> int:
        """SIGKILL to the process that reads the service's mail. Returns how many there were: one or none."""
        children = Path(f"/proc/{self._service}/task/{self._service}/children")
        with contextlib.suppress(OSError, ValueError):  # the service has not got so far yet
            [child] = children.read_text().split()
            os.kill(int(child), signal.SIGKILL)
            return 1
        return 0

    async def stop(self) -> int:
        """SIGTERM to the service; returns the exit code."""
        self._service, service = 0, self._service
        return await self._end(service, signal.SIGTERM)

    async def _end(self, process: int, by: signal.Signals) -> int:
        if not process:
            return 0
        os.kill(process, by)  # its mother has not waited for it yet: the id is still its own
        return await self._order(f"wait {process}")

    async def _order(self, order: str) -> int:
        assert self._mother is not None
        assert self._mother.stdin is not None
        self._mother.stdin.write(f"{order}\n".encode())
        return int(await self._answer())

    async def _answer(self) -> str:
        assert self._mother is not None
        assert self._mother.stdout is not None
        answer = await self._mother.stdout.readline()
        if not answer:
            raise RuntimeError(f"the mother of the processes has died; see {self._log}")
        return answer.decode().strip()

    async def _answers(self) -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            return False
        writer.transport.abort()
        return True
