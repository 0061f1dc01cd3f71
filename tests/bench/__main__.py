"""`make bench`: how fast mail comes in, is acted on and goes out, as ratios to yardsticks of the same run.

Each server, client and sink is a process of its own, on loopback. Absolute rates drift with the machine;
the ratio to what ran beside them does not, so ratios are what counts. smtp-source of Postfix is a yardstick
where it is installed, into our sink and into its own, smtp-sink; a bare pipelined client with ready mails
always is. That one waits for one reply a mail where smtp-source waits for four, and takes twice as many:
half of that is more than F2 asks. Peers run beside us too where they are there: Postfix where it is
installed and the bench is root's, mlmmj where it is installed, Mailman 3 where MAILMAN or the PATH leads to
its command (`mailman.py` says how to get it). Of a peer that is not there, the table shows the rate of one
day on a machine with two cores, and says so. Nothing else should be running: peers and service share the
processors.
"""

import argparse
import json
import sys
from collections.abc import Callable

from rich.console import Console
from rich.progress import Progress

from tests.bench.fan_out import postgresql_if_any
from tests.bench.parts.answering import commands
from tests.bench.parts.digesting import digests
from tests.bench.parts.fanning_out import fan_out
from tests.bench.parts.signatures import signatures
from tests.bench.parts.taking_in import intake
from tests.bench.parts.waiting import waits
from tests.bench.run import Run
from tests.bench.table import table_of

PARTS: dict[str, Callable[[Run], None]] = {
    "signing": signatures,
    "intake": intake,
    "fan-out": fan_out,
    "digests": digests,
    "commands": commands,
    "waits": waits,
}


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    options.add_argument(
        "parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)}; all where none is named"
    )
    options.add_argument("--scale", type=float, default=1.0, help="of all numbers of mails")
    options.add_argument("--rounds", type=int, default=3, help="of intake and digests")
    options.add_argument("--json", action="store_true", help="every measurement as JSON")
    given = options.parse_args()
    console = Console(stderr=given.json, width=None if sys.stdout.isatty() else 150)
    parts = given.parts or list(PARTS)
    with Progress(console=console, transient=True) as bar, postgresql_if_any() as postgresql:
        task = bar.add_task("", total=len(parts))
        run = Run(given.scale, given.rounds, postgresql, lambda what: bar.update(task, description=what))
        for part in parts:
            PARTS[part](run)
            bar.advance(task)
    if given.json:
        json.dump(run.figures, sys.stdout)
    else:
        console.print(table_of(run.lines))
    for note in run.notes:
        console.print(f"Left out: {note}.")


if __name__ == "__main__":
    main()
