"""A clock that jumps to and fro sends nothing twice; two nodes on one database share the work."""

import asyncio
from collections import Counter
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select

from mailservice.app import build
from mailservice.decisions.facts import Publication
from mailservice.storage.tables import journal
from tests.end_to_end.house import House, open_house
from tests.faults.scenario import engines_of

ANNA, BO = "anna@region.example", "bo@kommun.example"
PEOPLE = 16
HOUR, DAY, YEAR = timedelta(hours=1), timedelta(days=1), timedelta(days=365)


async def jump(house: House, by: timedelta) -> None:
    """The clock is set, forward or back, and what seems due then is done."""
    house.clock._now += by
    await house.service.settle()


async def test_a_clock_that_jumps_sends_nothing_twice(house: House) -> None:
    await house.write(ANNA, "Jag vill prenumerera på Tjänstemannaforum och delta den 24 maj kl 09.00")
    await house.write(ANNA, "Jag vill ha veckosammandrag")
    await house.write(BO, "Jag vill prenumerera på Tjänstemannaforum")
    text = Publication("p1", ("tjanstemannaforum",), "Nytt", "Hej!", "sv", house.clock.now())
    await house.service.publish(text, by="secretariat")
    for by in (HOUR, -HOUR, -HOUR, DAY, -DAY, -DAY, 5 * DAY, YEAR, -YEAR, -YEAR, YEAR):
        await jump(house, by)
    for _ in range(16):
        await jump(house, DAY)
    sent = Counter((each.recipients, str(each.message["Message-ID"])) for each in house.mailbox.taken)
    assert set(sent.values()) == {1}
    assert Counter(house.letters(BO)) == {"receipt": 1, "news": 1}
    counts = Counter(house.letters(ANNA))
    assert counts["digest"] == 1
    assert counts["invitation"] == 1
    assert counts["reminder"] <= 2  # the day before, the last hour


async def test_two_nodes_at_once_do_each_thing_once(tmp_path: Path, postgresql_url: str) -> None:
    async with open_house(tmp_path, database=postgresql_url.replace("+psycopg", "")) as house:
        other = await build(house.config, clock=house.clock)
        try:
            for number in range(PEOPLE):
                sender = f"person.{number}@region.example"
                raw = (
                    "Authentication-Results: demo.mx; dmarc=pass header.from=region.example\r\n"
                    f"From: {sender}\r\nMessage-ID: <{number}@x>\r\nSubject: Hej\r\n\r\n"
                    "Jag vill prenumerera på Tjänstemannaforum\r\n"
                )
                await house.deliver_raw(sender, raw.encode())
            for _ in range(3):
                await asyncio.gather(house.service.settle(), other.settle())
        finally:
            await other.close()
        async with engines_of(house).reading() as view:
            acts = select(journal.c.address, func.count()).where(journal.c.event == "SetSubscription")
            done = {row[0]: row[1] for row in await view.execute(acts.group_by(journal.c.address))}
    taken = Counter(each.recipients[0] for each in house.mailbox.taken)
    everybody = {f"person.{number}@region.example": 1 for number in range(PEOPLE)}
    assert done == everybody
    assert dict(taken) == everybody
