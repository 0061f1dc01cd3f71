"""One run: start, send, kill, start again …, let it settle, audit."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from mailservice.flow.clocks import SystemClock
from mailservice.flow.process import LEASE
from mailservice.storage.engine import open_database
from tests.crash.audit import Findings, audit, until_settled
from tests.crash.house import House, Sink, free_port, smarthost
from tests.crash.senders import Ledger, keep_sending

SENDERS = 10
LONGEST_LIFE_S = 4.0  # the dictionaries take one or two of them; after that mails are under way
AFTER_LEASES = 2 * LEASE  # the last life begins when the leases of the dead have run out


async def run(
    folder: Path,
    *,
    kills: int,
    seed: int,
    most_mails: int = 20_000,
    database: str | None = None,
    killed: Callable[[int], None] = lambda _: None,
) -> Findings:
    """Kill the service so many times while mail comes in.

    seed      fixes the moments of the kills, not what the machine does between them
    database  an address for another database than a file in the folder
    killed    is told the number of each kill
    """
    chance = random.Random(seed)
    house, ledger, enough = House(folder, free_port()), Ledger(), asyncio.Event()
    async with smarthost() as (sink, sink_port):
        house.furnish(smarthost=sink_port, database=database)
        await house.start()
        try:
            async with asyncio.TaskGroup() as tasks:
                for _ in range(SENDERS):
                    tasks.create_task(
                        keep_sending(house.port, ledger, chance=chance, enough=enough, most=most_mails)
                    )
                for number in range(1, kills + 1):
                    await _live_a_little(house, chance)
                    await house.kill()
                    killed(number)
                    last = number == kills
                    await house.start(clock=SystemClock().now() + AFTER_LEASES if last else None)
                await house.until_ready()
                enough.set()
            return await _settled(house, ledger, sink, kills=kills, database=database)
        finally:
            await house.kill()


async def _settled(house: House, ledger: Ledger, sink: Sink, *, kills: int, database: str | None) -> Findings:
    engines = open_database(_with_driver(database or f"sqlite:///{house.folder}/crash.db"), checkpoints=False)
    try:
        await until_settled(engines)
        findings = await audit(engines, ledger, sink, kills=kills)
    finally:
        await engines.close()
    code = await house.stop()
    return (
        findings
        if code == 0
        else replace(findings, faults=(*findings.faults, f"exit code {code} at the end"))
    )


async def _live_a_little(house: House, chance: random.Random) -> None:
    """Mostly until some mails are under way; one life in ten ends before it began."""
    if chance.random() < 0.1:
        await asyncio.sleep(chance.uniform(0, 1))
    else:
        await house.until_ready()
        await asyncio.sleep(chance.uniform(0, LONGEST_LIFE_S))


def _with_driver(url: str) -> str:
    return url.replace("sqlite:", "sqlite+aiosqlite:", 1).replace("postgresql:", "postgresql+psycopg:", 1)
