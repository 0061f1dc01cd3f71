"""Durable intake: a server in a process of its own, and the client that hands over as fast as it is taken."""

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.bench.postfix import installed, smtp_source


@dataclass(frozen=True, slots=True)
class Measured:
    """One server in one round. rate: accepted mails a second; peak_rss_mb: of the server."""

    server: str
    size_bytes: int
    rate: float
    peak_rss_mb: float


@dataclass(frozen=True, slots=True)
class Load:
    """What is handed over: so many mails of that size, over so many connections."""

    size_bytes: int
    mails: int
    connections: int


def measure(server: str, load: Load, *, as_others: bool = False) -> Measured:
    """Start a server, hand that over, stop it.

    as_others   with the client of `measure_elsewhere`
    Raises      RuntimeError where a mail is missing
    """
    with tempfile.TemporaryDirectory(prefix="mailservice-bench-") as folder:
        command = [sys.executable, "-m", "tests.bench.servers", server, folder]
        with (
            (Path(folder) / "log").open("w") as log,
            subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True
            ) as process,
        ):
            assert process.stdin is not None
            assert process.stdout is not None
            port = int(process.stdout.readline())
            rate = measure_elsewhere(port, load) if as_others else _pipelined(port, load)
            process.stdin.close()
            kept = json.loads(process.stdout.read())
    if kept["stored"] != load.mails:
        raise RuntimeError(f"{server} kept {kept['stored']} of {load.mails} mails")
    return Measured(server, load.size_bytes, rate, kept["peak_rss_kb"] / 1024)


def measure_elsewhere(port: int, load: Load) -> float:
    """Mails a second that whoever listens there takes from smtp-source; from our client without it."""
    if program := installed("smtp-source"):
        return smtp_source(
            program, port, load.mails, connections=load.connections, size_bytes=load.size_bytes
        )
    return _pipelined(port, load)


def _pipelined(port: int, load: Load) -> float:
    command = [sys.executable, "-m", "tests.bench.load", str(port), "--size", str(load.size_bytes)]
    command += ["--mails", str(load.mails), "--connections", str(load.connections)]
    sent = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return float(load.mails / sent["seconds"])
