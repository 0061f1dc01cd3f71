"""`make bench`: how fast mail is accepted durably, beside aiosmtpd that stores nothing; and answered.

Rounds A B A B … in one run, each server and the client in processes of their own, on loopback.
Absolute rates drift with the machine; the ratio of a round does not, so the ratio is what counts.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from tests.bench.servers import SERVERS

PEER = "bare"
SIZES = (2_000, 20_000)


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


@dataclass(frozen=True, slots=True)
class Commands:
    """Mail commands the whole way. rate: answered mails a second, client and sink in the same process."""

    rate: float
    peak_rss_mb: float


def measure_commands(mails: int) -> Commands:
    """Mails in by SMTP, understood, carried out, answered; all of it durable."""
    with tempfile.TemporaryDirectory(prefix="mailservice-bench-") as folder:
        command = [sys.executable, "-m", "tests.bench.commands", str(mails), folder]
        got = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return Commands(got["mails"] / got["seconds"], got["peak_rss_kb"] / 1024)


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--mails", type=int, default=3_000, help="for each server and round")
    options.add_argument("--commands", type=int, default=500, help="mail commands the whole way")
    options.add_argument("--connections", type=int, default=50)
    options.add_argument("--json", action="store_true", help="every measurement as JSON")
    given = options.parse_args()
    console = Console(stderr=given.json)
    measured: list[Measured] = []
    with Progress(console=console, transient=True) as bar:
        task = bar.add_task("rounds", total=given.rounds * len(SIZES) * len(SERVERS))
        for size in SIZES:
            for _ in range(given.rounds):
                for server in SERVERS:
                    measured.append(
                        measure(server, size_bytes=size, mails=given.mails, connections=given.connections)
                    )
                    bar.advance(task)
    commands = measure_commands(given.commands)
    if given.json:
        figures = {"intake": [asdict(each) for each in measured], "commands": asdict(commands)}
        json.dump(figures, sys.stdout)
        return
    console.print(table_of(measured, connections=given.connections))
    console.print(
        f"A mail command, from SMTP in to its answer at the sink: {commands.rate:,.0f} a second, "
        f"peak RSS {commands.peak_rss_mb:.0f} MB (sender and sink included)."
    )


def table_of(measured: list[Measured], *, connections: int) -> Table:
    """A row for each size and server: medians, spread, and the median of the rounds' ratios to the peer."""
    table = Table(
        "size",
        "server",
        "mails/s",
        "(min..max)",
        "ratio to bare",
        "peak RSS",
        title=f"{connections} connections",
    )
    for size in SIZES:
        peer = [each.rate for each in measured if (each.server, each.size_bytes) == (PEER, size)]
        for server in SERVERS:
            rounds = [each for each in measured if (each.server, each.size_bytes) == (server, size)]
            rates = [each.rate for each in rounds]
            ratio = statistics.median(rate / other for rate, other in zip(rates, peer, strict=True))
            table.add_row(
                f"{size // 1000} kB",
                server,
                f"{statistics.median(rates):,.0f}",
                f"{min(rates):,.0f}..{max(rates):,.0f}",
                f"{ratio:.2f}",
                f"{max(each.peak_rss_mb for each in rounds):.0f} MB",
            )
    return table


if __name__ == "__main__":
    main()
