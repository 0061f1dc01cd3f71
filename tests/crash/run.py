"""One run: start, send, kill, start again …, let it settle, audit."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from mailservice.flow.clocks import SystemClock
from mailservice.flow.process import LEASE
from mailservice.storage.engine import Engines, open_database
from tests.crash.audit import Findings, audit, until_settled
from tests.crash.house import House
from tests.crash.senders import Ledger, keep_sending
from tests.crash.sink import takes

SENDERS = 10
LONGEST_LIFE_S = 1.0
# Each life begins later than the one before: leases of the dead have run out, what waits for the smarthost
# is due again. One in twenty begins an hour earlier: a clock that jumps.
BETWEEN_LIVES = LEASE + timedelta(minutes=1)
AFTER_ALL = timedelta(hours=2)


async def run(
    folder: Path,
    *,
    kills: int,
    seed: int,
    most_mails: int = 20_000,
    database: str | None = None,
    killed: Callable[[int], None] = lambda _: None,
) -> Findings:
    """Send so many SIGKILLs to the service, its reader and its smarthost while mail comes in.

    seed      fixes who is killed and when, not what the machine does between
    database  an address for another database than a file in the folder
    killed    is told how many have been sent
    """
    chance = random.Random(seed)
    house, ledger, enough = House(folder), Ledger(), asyncio.Event()
    async with house.open(database=database):
        await house.start_sink()
        await house.start(clock=SystemClock().now())
        async with asyncio.TaskGroup() as tasks:
            for _ in range(SENDERS):
                tasks.create_task(
                    keep_sending(house.port, ledger, chance=chance, enough=enough, most=most_mails)
                )
            sent = service_kills = 0
            while sent < kills:
                await _live_a_little(house, chance)
                if chance.random() < 0.3:
                    sent += house.kill_reader()
                    await asyncio.sleep(chance.uniform(0, 0.3))  # the service goes on with another
                both = chance.random()
                if both > 0.3:
                    service_kills += 1
                    await house.kill()
                if both < 0.5:
                    await house.kill_sink()
                    await asyncio.sleep(chance.uniform(0, 0.1))
                    await house.start_sink()
                sent += (both > 0.3) + (both < 0.5)
                if both > 0.3:
                    await house.start(clock=_clock(service_kills, chance))
                killed(min(sent, kills))
            await house.kill()
            await house.start(clock=_clock(service_kills, chance, last=True))
            await house.until_ready()
            enough.set()
        return await settled(
            house,
            lambda engines: audit(engines, ledger, takes(house.taken), kills=sent + 1),
            database=database,
        )


def _clock(lives: int, chance: random.Random, *, last: bool = False) -> datetime:
    """Where the clock of the next life begins."""
    now = SystemClock().now() + lives * BETWEEN_LIVES
    if last:
        return now + AFTER_ALL
    return now - timedelta(hours=1) if chance.random() < 0.05 else now


async def settled(
    house: House, audited: Callable[[Engines], Awaitable[Findings]], *, database: str | None
) -> Findings:
    """Let the last life come to rest, audit, stop it. Raises TimeoutError where nothing moves any more."""
    engines = open_database(_with_driver(database or f"sqlite:///{house.folder}/crash.db"), checkpoints=False)
    try:
        await until_settled(engines)
        findings = await audited(engines)
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
        await asyncio.sleep(chance.uniform(0, 0.3))
    else:
        await house.until_ready()
        await asyncio.sleep(chance.uniform(0, LONGEST_LIFE_S))


def _with_driver(url: str) -> str:
    return url.replace("sqlite:", "sqlite+aiosqlite:", 1).replace("postgresql:", "postgresql+psycopg:", 1)
