"""One publication to thousands, and the service killed again and again while its letters leave."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import func, insert, select

from mailservice.config.load import load_config
from mailservice.decisions.facts import Publication
from mailservice.flow.clocks import SystemClock
from mailservice.flow.due import publish
from mailservice.flow.world import apply_world
from mailservice.parts import open_store, stationery_of
from mailservice.storage.engine import Engines
from mailservice.storage.tables import outbox, person, subscription
from tests.crash.audit import IN_DOUBT, Findings, rows
from tests.crash.house import House
from tests.crash.run import settled
from tests.crash.sink import Take, repeated, takes
from tests.waiting import HANG_S

# The next life takes up at once what the one before had in hand.
BETWEEN_LIVES = timedelta(minutes=30)  # the leases of the dead have run out
LONGEST_MOMENT_S = (
    0.05  # from the letter after which a life is to end until it ends: anywhere in a letter's way
)


@dataclass(frozen=True, slots=True)
class Publishing:
    """What was published to whom, and how many kills came while some had it and some had not."""

    readers: frozenset[str]
    kills: int
    in_the_middle: int


async def run_fan_out(
    folder: Path,
    *,
    people: int,
    kills: int,
    seed: int,
    database: str | None = None,
    killed: Callable[[int], None] = lambda _: None,
) -> Findings:
    """Publish to so many people, and send so many SIGKILLs to the service before all have the letter.

    seed      fixes after how many letters each life ends, not what the machine does between
    database  an address for another database than a file in the folder
    killed    is told how many have been sent
    Raises    TimeoutError where a life sends nothing for so long.
    """
    chance, house, in_the_middle = random.Random(seed), House(folder), 0
    async with house.open(database=database):
        readers = await _publish(house, people)
        await house.start_sink()
        for life in range(kills):
            await house.start(clock=SystemClock().now() + life * BETWEEN_LIVES)
            have_it = len(_who_has_it(house))
            await _live(
                house, chance, letters=chance.randint(0, 2 * (people - have_it) // (kills - life + 1))
            )
            await house.kill()
            in_the_middle += 0 < len(_who_has_it(house)) < people
            killed(life + 1)
        await house.start(clock=SystemClock().now() + kills * BETWEEN_LIVES)
        await house.until_ready()
        publishing = Publishing(readers, kills, in_the_middle)
        return await settled(house, partial(_audit, publishing=publishing, house=house), database=database)


async def _publish(house: House, people: int) -> frozenset[str]:
    """The list has so many readers, and a text to send to each. Returns their addresses."""
    config = load_config(house.config, {})
    database = await open_store(config)
    [to] = [each.id for each in config.world().lists]
    readers = [f"reader{number}@kommun{number % 97}.example" for number in range(1, people + 1)]
    await apply_world(database.store, config.world(), clock=SystemClock(), stationery=stationery_of(config))
    async with database.engines.writing() as work:
        known = [
            {"id": n, "address": each, "language": "sv", "mode": "each"} for n, each in enumerate(readers, 1)
        ]
        await work.execute(insert(person), known)
        joined = [{"person_id": each["id"], "list_id": to, "state": "active"} for each in known]
        await work.execute(insert(subscription), joined)
    text = Publication("fan-out", (to,), "Nytt stöd", "Regeringen har beslutat.", "sv", SystemClock().now())
    assert await publish(database.store, text, by="secretariat") == people
    await database.close()
    return frozenset(readers)


async def _live(house: House, chance: random.Random, *, letters: int) -> None:
    """Until the smarthost has taken so many letters more, and a moment. For none: as far as it gets."""
    if letters == 0:
        await asyncio.sleep(chance.uniform(0, 0.5))
        return
    with house.taken.open("rb") as notes:
        notes.seek(0, 2)
        async with asyncio.timeout(None) as limit:
            while letters > 0:
                if more := notes.read().count(b"\n"):
                    letters -= more
                if more or limit.when() is None:  # a slow machine is no fault
                    limit.reschedule(asyncio.get_running_loop().time() + HANG_S)
                await asyncio.sleep(0.002)
    await asyncio.sleep(chance.uniform(0, LONGEST_MOMENT_S))


def _who_has_it(house: House) -> set[str]:
    return {each.recipient for each in takes(house.taken)}


async def _audit(engines: Engines, *, publishing: Publishing, house: House) -> Findings:
    taken = takes(house.taken)
    letters = await rows(
        engines, select(outbox.c.recipient, outbox.c.state, func.count()).group_by("recipient", "state")
    )
    return audit_fan_out(publishing, taken, [(row[0], row[1], row[2]) for row in letters])


def audit_fan_out(
    publishing: Publishing, taken: list[Take], letters: Sequence[tuple[str, str, int]]
) -> Findings:
    """Compare who is to have the letter with the outbox and with what the smarthost took.

    letters   of the outbox: to whom, in which state, how many
    """
    readers, again = publishing.readers, repeated(taken)
    pairs = {(each.message_id, each.recipient) for each in taken}
    ids = Counter(recipient for _, recipient in pairs)
    whose = Counter(message_id for message_id, _ in pairs)
    written = Counter({recipient: 0 for recipient in readers})
    for recipient, _, count in letters:
        written[recipient] += count
    wrong: dict[str, Sequence[object]] = {
        "readers without the letter": sorted(readers - ids.keys()),
        "people who are no readers": sorted(ids.keys() - readers),
        "readers under more than one Message-ID": [each for each, times in ids.items() if times > 1],
        "Message-IDs of more than one reader": [each for each, times in whose.items() if times > 1],
        "readers without exactly one row": [each for each, times in written.items() if times != 1],
        "rows not settled as sent": [row for row in letters if row[1] != "sent"],
        "connections with more letters repeated than it carries at a time": [
            each for each, times in again.items() if times > IN_DOUBT
        ],
    }
    return Findings(
        {
            "readers": len(readers),
            "kills": publishing.kills,
            "kills when some had the letter and some had not": publishing.in_the_middle,
            "letters taken": len(taken),
            "connections": len({each.connection for each in taken}),
            "letters repeated with the same Message-ID": sum(again.values()),
            "of these, the most over one connection": max(again.values(), default=0),
        },
        tuple(f"{len(found)} {name}, such as {found[0]}" for name, found in wrong.items() if found),
    )
