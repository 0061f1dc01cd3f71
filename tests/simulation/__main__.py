"""`make simulation`: the year with a progress bar, the figures as a table, 0 or 1 as exit status."""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from tests.simulation.plan import SMALL, Size
from tests.simulation.run import Findings, simulate


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--small", action="store_true", help="a month, 4 briefings, 30 people")
    options.add_argument("--database", help="such as postgresql://user@host/empty; a SQLite file if left out")
    options.add_argument("--json", action="store_true", help="figures and faults as JSON, no bar")
    given = options.parse_args()
    console = Console(stderr=given.json)
    began = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="mailservice-simulation-") as folder,
        Progress(console=console) as bar,
    ):
        task = bar.add_task("the year", total=None)
        findings = asyncio.run(
            simulate(
                Path(folder),
                database=given.database or f"sqlite:///{folder}/year.db",
                size=SMALL if given.small else Size(),
                seed=given.seed,
                told=lambda done, left: bar.update(task, completed=done, total=done + left),
            )
        )
    seconds = time.monotonic() - began
    if given.json:
        json.dump({"figures": findings.numbers, "faults": findings.faults, "seconds": seconds}, sys.stdout)
    else:
        _show(findings, seconds, console)
    return 1 if findings.faults else 0


def _show(findings: Findings, seconds: float, console: Console) -> None:
    table = Table("figure", "count")
    for name, count in sorted(findings.numbers.items()):
        table.add_row(name, f"{count:,}")
    console.print(table)
    for fault in findings.faults[:40]:
        console.print(f"[red]fault[/red] {fault}", highlight=False)
    if not findings.faults:
        console.print("[green]every calendar is right, every reminder came once, no seat too many[/green]")
    console.print(f"{seconds:.1f} s")


if __name__ == "__main__":
    sys.exit(main())
