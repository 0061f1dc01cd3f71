"""A mail command the whole way: SMTP in, understood, carried out, its answer at the sink; all of it durable.

Service, sender and sink are processes of their own. The first mail is not counted: it waits for dictionaries.
"""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tests.bench.processes import Sink, free_port, until_open, write_config

CONNECTIONS = 10


@dataclass(frozen=True, slots=True)
class Commands:
    """rate: answered mails a second; missing: mails without an answer; ready_s: until the doors were
    open; cpu_s: of the service's processor, its start included."""

    rate: float
    missing: int
    peak_rss_mb: float
    ready_s: float
    cpu_s: float


def measure_commands(folder: Path, mails: int, *, limit_s: float = 120.0) -> Commands:
    """Hand so many in, wait for as many answers."""
    port = free_port()
    with Sink() as sink:
        config = write_config(folder, smarthost=sink.port, smtp=port)
        began = time.perf_counter()
        with (folder / "serve.log").open("w") as log:
            command = [sys.executable, "-m", "mailservice", "serve", "--config", str(config)]
            service = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            until_open(port)
            ready_s = time.perf_counter() - began
            _hand_in(port, 1, connections=1)
            sink.until(1, limit_s=60)
            began = time.perf_counter()
            _hand_in(port, mails, connections=CONNECTIONS)
            answered = (
                sink.until(mails, limit_s=limit_s) - 1
            )  # the first is known again, and not answered twice
            seconds = time.perf_counter() - began
        finally:
            service.terminate()
            _, _, used = os.wait4(service.pid, 0)
            service.returncode = 0
    return Commands(
        answered / seconds,
        mails - 1 - answered,
        used.ru_maxrss / 1024,
        ready_s,
        used.ru_utime + used.ru_stime,
    )


def _hand_in(port: int, mails: int, *, connections: int) -> None:
    command = [sys.executable, "-m", "tests.bench.load", str(port), "--commands"]
    command += ["--mails", str(mails), "--connections", str(connections)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=300)
