"""`python -m tests.stopping`: a stop in the middle of a send to 10,000; 0 or 1 as exit code."""

import argparse
import asyncio
import logging
import sys
import tempfile
import time
from pathlib import Path

import structlog
from rich.console import Console
from rich.table import Table

from mailservice.storage.engine import open_database
from mailservice.storage.schema import upgrade
from tests.stopping.play import Outcome, stop_in_the_middle

MOST_LATE_S = 0.25  # a letter in a relay's hands cannot be taken back


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m tests.stopping", description=__doc__)
    options.add_argument("--people", type=int, default=10_000)
    options.add_argument("--stop-after", type=int, default=3_000, help="letters begun")
    options.add_argument(
        "--digests", action="store_true", help="stop it in digests that hold another text too"
    )
    options.add_argument(
        "--database", help="such as postgresql+psycopg://user@host/empty; a file if left out"
    )
    given = options.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="mailservice-stopping-") as folder:
        url = given.database or f"sqlite+aiosqlite:///{Path(folder) / 'stopping.db'}"
        upgrade(url)
        seen = asyncio.run(_played(url, given.people, given.stop_after, digests=given.digests))
    table = Table("figure", "value")
    for name, value in {
        "people": f"{seen.people:,}",
        "letters that left": f"{len(seen.received):,}",
        "the report says": f"{len(seen.reported):,}",
        "who have the other text": f"{len(seen.others):,}",
        "not sent, says the report": f"{len(seen.not_sent):,}",
        "begun after the stop was stored": f"{seen.after_stop:,}",
        "the last of these, seconds after": f"{seen.late_s:.3f}",
        "report exact": str(seen.exact),
        "seconds": f"{time.perf_counter() - begun:.1f}",
    }.items():
        table.add_row(name, value)
    Console().print(table)
    whole = len(seen.others) == (seen.people if given.digests else 0)
    return 0 if whole and seen.exact and seen.late_s < MOST_LATE_S and len(seen.received) < seen.people else 1


async def _played(url: str, people: int, stop_after: int, *, digests: bool) -> Outcome:
    engines = open_database(url)
    try:
        return await stop_in_the_middle(engines, people=people, stop_after=stop_after, digests=digests)
    finally:
        await engines.close()


if __name__ == "__main__":
    sys.exit(main())
