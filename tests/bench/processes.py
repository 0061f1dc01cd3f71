"""What a bench starts beside itself, and the configuration that it writes for it."""

import json
import os
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any

_CONFIG = """
[service]
address = "forum@tillvaxtverket.se"
secretariat = ["kansliet@tillvaxtverket.se"]
secret_file = "{folder}/secret.key"

[database]
url = "{database}"

[listener]
smtp = "127.0.0.1:{smtp}"

[smarthost]
host = "127.0.0.1"
port = {smarthost}
starttls = "none"
connections = {connections}

[trust]
authserv_id = "bench.mx"
relays = ["127.0.0.0/8"]

[limits]
vouched_answers_per_hour = 1000
vouched_answers_per_day = 1000

[[lists]]
id = "nyheter"
name = {{ sv = "Nyheter", en = "News" }}
{more}
"""


def write_config(
    folder: Path, *, smarthost: int, smtp: int = 0, database: str = "", connections: int = 8, more: str = ""
) -> Path:
    """A configuration in this folder. database   a file in it where left out"""
    url = database or f"sqlite:///{folder}/bench.db"
    file = folder / "bench.toml"
    file.write_text(
        _CONFIG.format(
            folder=folder, database=url, smtp=smtp, smarthost=smarthost, connections=connections, more=more
        ),
        encoding="utf-8",
    )
    return file


class Sink:
    """A sink in a process of its own, for as long as the `with` lasts. Then `counted` holds what came.

    acknowledges_at_once  each segment, for clients that write a mail in small pieces and wait between them
    """

    def __init__(self, *, acknowledges_at_once: bool = False) -> None:
        self.counted: dict[str, Any] = {}
        self._options = ["--acknowledge-at-once"] if acknowledges_at_once else []

    def __enter__(self) -> "Sink":
        command = [sys.executable, "-m", "tests.bench.sink", *self._options]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.port = int(self._process.stdout.readline())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        said, _ = self._process.communicate("")
        self.counted = json.loads(said)

    def until(self, mails: int, *, limit_s: float) -> int:
        """Wait until so many have come, or the time is up. Returns how many have."""
        end = time.monotonic() + limit_s
        with socket.create_connection(("127.0.0.1", self.port)) as connection:
            replies = connection.makefile("rb")
            replies.readline()
            while True:
                connection.sendall(b"XCOUNT\r\n")
                count = int(replies.readline().split()[1])
                if count >= mails or time.monotonic() > end:
                    return count
                time.sleep(0.01)


class Opened:
    """What a peer has opened, is closed when its `with` ends."""

    _opened: ExitStack

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._opened.close()


class Serving:
    """`mailservice serve` in a process of its own, for as long as the `with` lasts.

    ready_s        from its start until its doors were open
    peak_rss_mb, cpu_s   of it and of its reader together, their start included; known when it has ended
    """

    def __init__(self, config: Path, port: int) -> None:
        self._config, self._port = config, port
        self.peak_rss_mb = self.cpu_s = 0.0

    def __enter__(self) -> "Serving":
        command = [sys.executable, "-m", "mailservice", "serve", "--config", str(self._config)]
        began = time.perf_counter()
        with (self._config.parent / "serve.log").open("a") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log)
        until_open(self._port)
        self.ready_s = time.perf_counter() - began
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pid = self._process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        self.peak_rss_mb = sum(map(_peak_mb, [str(pid), *children]))
        self._process.terminate()
        _, _, used = os.wait4(pid, 0)
        self._process.returncode = 0
        self.cpu_s = used.ru_utime + used.ru_stime  # and of its children, which it waits for


def _peak_mb(pid: str) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until_open(port: int, *, limit_s: float = 60.0) -> None:
    """Wait until somebody listens there. Raises TimeoutError."""
    end = time.monotonic() + limit_s
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.005)
        else:
            return
    raise TimeoutError(f"nobody listens on port {port}")
