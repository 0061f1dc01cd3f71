"""Durable intake: a server in a process of its own, and the client that hands over as fast as it is taken."""

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Measured:
    """One server in one round. rate: accepted mails a second; peak_rss_mb: of the server."""

    server: str
    size_bytes: int
    rate: float
    peak_rss_mb: float


def measure(server: str, *, size_bytes: int, mails: int, connections: int) -> Measured:
    """Start a server, hand it that many mails, stop it. Raises RuntimeError where one is missing."""
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
            port = process.stdout.readline().strip()
            load = [sys.executable, "-m", "tests.bench.load", port, "--size", str(size_bytes)]
            load += ["--mails", str(mails), "--connections", str(connections)]
            sent = json.loads(subprocess.run(load, check=True, capture_output=True, text=True).stdout)
            process.stdin.close()
            kept = json.loads(process.stdout.read())
    if kept["stored"] != mails:
        raise RuntimeError(f"{server} kept {kept['stored']} of {mails} mails")
    return Measured(server, size_bytes, mails / sent["seconds"], kept["peak_rss_kb"] / 1024)
