"""Every n of every kind: `python -m tests.faults`, or `make crash`. 0 or 1 as exit code."""

import argparse
import asyncio
import logging
import sys
import tempfile
from pathlib import Path

import structlog

from tests.databases import chosen
from tests.end_to_end.house import open_house
from tests.faults.fan_out import every_failure_of_a_fan_out
from tests.faults.injectors import INJECTORS
from tests.faults.scenario import every_failure


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    options.add_argument("--database", help="such as postgresql://user@host/empty; a SQLite file if left out")
    options.add_argument(
        "--postgresql", action="store_true", help="on a fresh database of the server at hand"
    )
    given = options.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with (
        tempfile.TemporaryDirectory(prefix="mailservice-faults-") as folder,
        chosen(postgresql=given.postgresql, otherwise=given.database) as database,
    ):
        return asyncio.run(_run(Path(folder), database or f"sqlite:///{folder}/faults.db"))


async def _run(folder: Path, database: str) -> int:
    wrong = 0
    async with open_house(folder, database=database) as house:
        for way, every in (("a mail", every_failure), ("a letter to many", every_failure_of_a_fan_out)):
            for kind in INJECTORS:
                outcomes = [each async for each in every(house, kind)]
                faults = [fault for each in outcomes for fault in each.faults]
                wrong += len(faults)
                told = f"{way}, {kind}: each of {len(outcomes) - 1} failed once, {len(faults)} faults"
                print(told, flush=True)
                for fault in faults:
                    print(f"  {fault}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
