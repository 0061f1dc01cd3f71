"""`make crash`: the run with a progress bar, the figures as a table, 0 or 1 as exit code."""

import argparse
import asyncio
import json
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TimeElapsedColumn
from rich.table import Table

from tests.crash.audit import Findings
from tests.crash.fan_out import run_fan_out
from tests.crash.run import run
from tests.databases import chosen


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    options.add_argument("--kills", type=int, default=500)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--minutes", type=float, default=30, help="give up after so many")
    options.add_argument(
        "--fan-out",
        type=int,
        metavar="PEOPLE",
        help="kill the service while one letter leaves to so many, such as 2500; mail comes in if left out",
    )
    options.add_argument("--database", help="such as postgresql://user@host/empty; a SQLite file if left out")
    options.add_argument(
        "--postgresql", action="store_true", help="on a fresh database of the server at hand"
    )
    options.add_argument("--keep", type=Path, help="folder for database and log; a temporary one if left out")
    options.add_argument("--json", action="store_true", help="figures and faults as JSON, no bar")
    given = options.parse_args()
    console = Console(stderr=given.json)
    with tempfile.TemporaryDirectory(prefix="mailservice-crash-") as temporary:
        folder = given.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        with chosen(postgresql=given.postgresql, otherwise=given.database) as given.database:
            findings = asyncio.run(_watched(given, folder, console))
    if given.json:
        json.dump({"figures": findings.figures, "faults": findings.faults}, sys.stdout)
    else:
        _show(findings, console)
    return 1 if findings.faults else 0


async def _watched(given: argparse.Namespace, folder: Path, console: Console) -> Findings:
    bar = Progress(
        *Progress.get_default_columns(), MofNCompleteColumn(), TimeElapsedColumn(), console=console
    )
    with bar:
        task = bar.add_task("kills", total=given.kills)
        async with asyncio.timeout(given.minutes * 60):
            how = {
                "kills": given.kills,
                "seed": given.seed,
                "database": given.database,
                "killed": lambda number: bar.update(task, completed=number),
            }
            if given.fan_out:
                return await run_fan_out(folder, people=given.fan_out, **how)
            return await run(folder, **how)


def _show(findings: Findings, console: Console) -> None:
    table = Table("figure", "count")
    for name, count in findings.figures.items():
        table.add_row(name, f"{count:,}")
    console.print(table)
    for fault in findings.faults:
        console.print(f"[red]fault[/red] {fault}")
    if not findings.faults:
        console.print("[green]nothing lost, nothing done twice[/green]")


if __name__ == "__main__":
    sys.exit(main())
