"""`make bench`: how fast mail comes in, is acted on and goes out, as ratios to yardsticks of the same run.

Each server, client and sink is a process of its own, on loopback. Absolute rates drift with the machine;
the ratio to what ran beside them does not, so ratios are what counts. smtp-source of Postfix is a yardstick
where it is installed, into our sink and into its own, smtp-sink; a bare pipelined client with ready mails
always is. That one waits for one reply a mail where smtp-source waits for four, and takes twice as many:
half of that is more than F2 asks. Rates of Mailman 3, mlmmj and Postfix are those of one day on a machine
with two cores: they say roughly, not in the same run, how far ahead this is.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress, TaskID
from rich.table import Table

from tests.bench.commands import measure_commands
from tests.bench.fan_out import FanOut, bare_pipelined, measure_fan_out, postgresql_if_any
from tests.bench.intake import measure
from tests.bench.postfix import PostfixSink, installed, smtp_source
from tests.bench.processes import Sink
from tests.bench.signing import measure_signing

# Of a machine with two cores, where these were measured for peers: Mailman 3 personalised, mlmmj and Postfix.
MAILMAN_COMMANDS, MLMMJ_COMMANDS, MAILMAN_FAN_OUT, POSTFIX_FAN_OUT = 3.2, 62.0, 32.0, 1_131.0


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table: what, how much, its ratio to a yardstick, the ratio wanted (0 for none)."""

    what: str
    rate: str
    ratio: float
    to: str
    wanted: float = 0.0
    at_most: bool = False

    @property
    def met(self) -> bool:
        """Whether the target is reached; true where there is none."""
        if not self.wanted:
            return True
        return self.ratio <= self.wanted if self.at_most else self.ratio >= self.wanted


class Bench:
    """Runs what it is asked for, with a bar, and gathers lines."""

    def __init__(self, *, scale: float, rounds: int, bar: Progress, task: TaskID) -> None:
        self.lines: list[Line] = []
        self.figures: dict[str, Any] = {}
        self._scale, self._rounds, self._bar, self._task = scale, rounds, bar, task

    def _now(self, what: str) -> None:
        self._bar.update(self._task, description=what, advance=1)

    def _of(self, number: int) -> int:
        return max(100, int(number * self._scale))

    def signing(self) -> None:
        """Signatures alone."""
        self._now("signing")
        found = measure_signing(1.0 * min(1.0, self._scale))
        self.figures["signing"] = asdict(found)
        bare = f"bare RSA-2048, {found.bare_rsa:,.0f}/s"
        self.lines += [
            Line(
                "sign 20 kB, RSA-2048, one thread",
                f"{found.rsa:,.0f}/s",
                found.rsa / found.bare_rsa,
                bare,
                0.9,
            ),
            Line(
                "the same, two threads",
                f"{found.rsa_two_threads:,.0f}/s",
                found.rsa_two_threads / found.bare_rsa,
                bare,
            ),
            Line("sign 20 kB, Ed25519", f"{found.ed25519:,.0f}/s", found.ed25519 / found.bare_rsa, bare),
        ]

    def intake(self) -> None:
        """I1, I2: beside aiosmtpd that stores nothing, round by round. I4: one connection."""
        for size, mails, wanted in ((2_000, 3_000, 4.0), (20_000, 2_000, 4.0)):
            ratios, rates = [], []
            for _ in range(self._rounds):
                self._now(f"intake, {size // 1000} kB")
                pair = [
                    measure(server, size_bytes=size, mails=self._of(mails), connections=50)
                    for server in ("bare", "durable")
                ]
                self.figures.setdefault("intake", []).extend(map(asdict, pair))
                rates.append(pair[1].rate)
                ratios.append(pair[1].rate / pair[0].rate)
            name = "I1" if size == 2_000 else "I2"
            shown = f"{statistics.median(rates):,.0f}/s"
            to = "bare aiosmtpd, stores nothing"
            self.lines.append(
                Line(
                    f"{name} durable intake, {size // 1000} kB, 50 connections",
                    shown,
                    statistics.median(ratios),
                    to,
                    wanted,
                )
            )
        self._now("intake, one connection")
        alone = [
            measure(server, size_bytes=2_000, mails=self._of(500), connections=1).rate
            for server in ("bare", "durable")
        ]
        self.lines.append(
            Line(
                "I4 durable intake, 2 kB, 1 connection",
                f"{alone[1]:,.0f}/s",
                alone[1] / alone[0],
                "bare aiosmtpd",
            )
        )

    def fan_out(self, postgresql: str) -> None:
        """F1 to F6."""
        self._now("yardstick: a bare pipelined client")
        yardsticks = {"bare pipelined client": bare_pipelined(self._of(10_000))}
        if program := installed("smtp-source"):
            self._now("yardstick: smtp-source")
            with Sink() as sink:
                yardsticks["smtp-source"] = smtp_source(program, sink.port, self._of(10_000))
        self.figures["yardsticks"] = yardsticks
        many = {signed: self._fan(10_000, signed=signed) for signed in ("no", "ed25519", "rsa")}
        for signed, wanted in (("no", 0.5), ("ed25519", 0.5), ("rsa", 0.0)):
            found = many[signed]
            for name, rate in yardsticks.items():
                self._line(f"F2 fan-out, 20 kB, signed: {signed}", found, rate, name, wanted)
        if (program := installed("smtp-source")) and (taker := installed("smtp-sink")):
            self._into_smtp_sink(program, taker)
        rsa = self.figures.get("signing", {}).get("bare_rsa")
        if rsa:
            self._line(
                "F3 fan-out, RSA-2048, 1 process", many["rsa"], rsa, "bare RSA signatures, one core", 0.75
            )
        self._line(
            "F1 fan-out, Ed25519", many["ed25519"], MAILMAN_FAN_OUT, "Mailman 3 (32/s, measured before)", 100
        )
        self._line(
            "F1 fan-out, Ed25519",
            many["ed25519"],
            POSTFIX_FAN_OUT,
            "Postfix, 1 a transaction (1,131/s, before)",
            3,
        )
        self._line(
            "F3 fan-out, RSA-2048", many["rsa"], MAILMAN_FAN_OUT, "Mailman 3 without DKIM (before)", 25
        )
        self._growth(many["no"])
        if postgresql:
            self._workers(postgresql)

    def _into_smtp_sink(self, program: str, taker: str) -> None:
        """F2 as it is meant: ours and smtp-source, one after the other, into Postfix's own sink."""
        for signed, wanted in (("no", 1.0), ("ed25519", 1.0), ("rsa", 0.0)):
            self._now("yardstick: smtp-source into smtp-sink")
            with PostfixSink(taker) as sink:
                rate = smtp_source(program, sink.port, self._of(10_000))
            self.figures["yardsticks"][f"smtp-source into smtp-sink, beside {signed}"] = rate
            found = self._fan(10_000, signed=signed, smtp_sink=taker)
            name = f"smtp-source, {rate:,.0f}/s, both into smtp-sink"
            self._line(f"F2 fan-out, 20 kB, signed: {signed}", found, rate, name, wanted)

    def _growth(self, middle: FanOut) -> None:
        few = self._fan(1_000)
        most = self._fan(100_000, answer_after_s=2.0)
        for found in (few, middle, most):
            self.lines.append(
                Line(
                    f"growth: {found.people:,} recipients, rows written",
                    f"{found.rows:,.0f}/s",
                    found.rows / middle.rows,
                    f"{middle.people:,} recipients",
                )
            )
            self._line(
                f"growth: {found.people:,} recipients, on the wire", found, middle.wire, f"{middle.people:,}"
            )
        memory = most.peak_rss_mb / few.peak_rss_mb
        self.lines += [
            Line(
                "F6 memory of a sending process, most",
                f"{most.peak_rss_mb:.0f} MB",
                memory,
                "that at 1,000",
                1.1,
                at_most=True,
            ),
            Line(
                "F6 the same, absolute",
                f"{most.peak_rss_mb:.0f} MB",
                most.peak_rss_mb / 80,
                "80 MB",
                1.0,
                at_most=True,
            ),
            Line(
                "an answer while the news go out",
                f"{1000 * most.answer_s:,.0f} ms",
                most.answer_s,
                "1 s",
                1.0,
                at_most=True,
            ),
        ]

    def _workers(self, postgresql: str) -> None:
        alone = None
        for workers in (1, 2, 4):
            found = self._fan(5_000, signed="rsa", workers=workers, postgresql=postgresql)
            alone = alone or found
            self._line(f"PostgreSQL, RSA-2048, {workers} sending processes", found, alone.wire, "one process")

    def _fan(self, people: int, **how: Any) -> FanOut:
        self._now(
            f"fan-out to {self._of(people):,} {' '.join(f'{key} {value}' for key, value in how.items())}"
        )
        found = measure_fan_out(self._of(people), **how)
        self.figures.setdefault("fan-out", []).append(asdict(found))
        return found

    def _line(self, what: str, found: FanOut, rate: float, name: str, wanted: float = 0.0) -> None:
        shown = f"{found.wire:,.0f}/s"
        self.lines.append(Line(what, shown, found.wire / rate, name, wanted))

    def commands(self) -> None:
        """C1, S1."""
        self._now("commands end to end")
        with tempfile.TemporaryDirectory(prefix="mailservice-bench-") as folder:
            found = measure_commands(Path(folder), self._of(1_000))
        self.figures["commands"] = asdict(found)
        if found.missing:
            raise RuntimeError(f"{found.missing} mail commands have no answer")
        shown = f"{found.rate:,.0f}/s"
        self.lines += [
            Line(
                "C1 mail command end to end",
                shown,
                found.rate / MAILMAN_COMMANDS,
                "Mailman 3 (3.2/s, before)",
                100,
            ),
            Line("C1 the same", shown, found.rate / MLMMJ_COMMANDS, "mlmmj (62/s, before)", 5),
            Line("S1 service ready", f"{found.ready_s:.2f} s", found.ready_s, "1 s", 1.0, at_most=True),
        ]
        self._now("start-up")
        began = time.perf_counter()
        subprocess.run([sys.executable, "-m", "mailservice", "--help"], check=True, stdout=subprocess.DEVNULL)
        took = time.perf_counter() - began
        self.lines.append(
            Line("S1 command line", f"{1000 * took:.0f} ms", took / 0.25, "250 ms", 1.0, at_most=True)
        )


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    options.add_argument(
        "parts", nargs="*", metavar="PART", help="signing, intake, fan-out, commands; all where none is named"
    )
    options.add_argument("--scale", type=float, default=1.0, help="of all numbers of mails")
    options.add_argument("--rounds", type=int, default=3, help="of intake")
    options.add_argument("--json", action="store_true", help="every measurement as JSON")
    given = options.parse_args()
    console = Console(stderr=given.json, width=None if sys.stdout.isatty() else 150)
    parts = given.parts or ["signing", "intake", "fan-out", "commands"]
    with Progress(console=console, transient=True) as bar, postgresql_if_any() as postgresql:
        bench = Bench(scale=given.scale, rounds=given.rounds, bar=bar, task=bar.add_task("", total=34))
        steps: dict[str, Callable[[], None]] = {
            "signing": bench.signing,
            "intake": bench.intake,
            "fan-out": lambda: bench.fan_out(postgresql),
            "commands": bench.commands,
        }
        for part in parts:
            steps[part]()
    if given.json:
        json.dump(bench.figures, sys.stdout)
    else:
        console.print(table_of(bench.lines))


def table_of(lines: list[Line]) -> Table:
    """A row for each line."""
    table = Table("what", "measured", "ratio", "to", "wanted", "")
    for line in lines:
        sign = "≤" if line.at_most else "≥"
        wanted = f"{sign} {line.wanted:g}" if line.wanted else ""
        table.add_row(
            line.what,
            line.rate,
            f"{line.ratio:,.2f}",
            line.to,
            wanted,
            "" if not line.wanted else "reached" if line.met else "not reached",
        )
    return table


if __name__ == "__main__":
    main()
