"""`python -m tests.year`: a year for a thousand people, with a progress bar; 0 or 1 as exit code."""

import argparse
import asyncio
import logging
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TimeElapsedColumn
from rich.table import Table

from mailservice.storage.engine import open_database
from mailservice.storage.schema import upgrade
from mailservice.storage.store import Database
from tests.given import WORLD
from tests.year.audit import Findings, compare, told
from tests.year.oracle import expected
from tests.year.play import Postbox, new_year
from tests.year.script import Event, a_year, rings

AWAY = ((100, 2), (200, 6))  # days on which the service was down: one digest is late, one is skipped
_SHOWN = 5


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m tests.year", description=__doc__)
    options.add_argument("--people", type=int, default=1000)
    options.add_argument("--publications", type=int, default=100)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--hours", type=int, default=6, help="between two rings of the bell")
    options.add_argument(
        "--database", help="such as postgresql+psycopg://user@host/empty; a file if left out"
    )
    given = options.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    console, begun = Console(), time.perf_counter()
    events = a_year(given.people, given.publications, seed=given.seed)
    bells = rings(every=timedelta(hours=given.hours), away=AWAY)
    with tempfile.TemporaryDirectory(prefix="mailservice-year-") as folder:
        url = given.database or f"sqlite+aiosqlite:///{Path(folder) / 'year.db'}"
        upgrade(url)
        bar = Progress(
            *Progress.get_default_columns(), MofNCompleteColumn(), TimeElapsedColumn(), console=console
        )
        with bar:
            task = bar.add_task("rings", total=len(bells))
            postbox = asyncio.run(
                _played(url, events, bells, lambda number: bar.update(task, completed=number))
            )
    wanted = expected(events, bells)
    found = compare(wanted, postbox.received)
    console.print(_figures(given, events, postbox, found, time.perf_counter() - begun))
    for key in sorted({*found.lost, *found.twice, *found.otherwise, *found.unasked})[:_SHOWN]:
        console.print(told(wanted, postbox.received, key, events), markup=False)
    return 0 if found.right else 1


async def _played(
    url: str, events: list[Event], bells: list[datetime], rung: Callable[[int], None]
) -> Postbox:
    engines = open_database(url)
    try:
        year = await new_year(Database(engines, WORLD.address, WORLD.secretariat))
        await year.play(events, bells, rung=rung)
    finally:
        await engines.close()
    return year.postbox


def _figures(
    given: argparse.Namespace, events: list[Event], postbox: Postbox, found: Findings, seconds: float
) -> Table:
    table = Table("figure", "count")
    rows = {
        "people": given.people,
        "publications": given.publications,
        "things that happened": len(events),
        **{f"letters, {kind}": count for kind, count in sorted(postbox.letters.items())},
        "texts that ought to reach somebody": found.texts,
        "lost": len(found.lost),
        "twice": len(found.twice),
        "at another time, in another way, elsewhere": len(found.otherwise),
        "unasked": len(found.unasked),
        "largest letter, bytes": postbox.largest,
        "seconds": round(seconds),
    }
    for name, count in rows.items():
        table.add_row(name, f"{count:,}")
    return table


if __name__ == "__main__":
    sys.exit(main())
