"""The same mails by SMTP and LMTP, on SQLite and PostgreSQL: the same rows, the same letters."""

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from mailservice.storage.store import Database
from mailservice.storage.tables import metadata, person
from tests.databases import fresh_sqlite
from tests.end_to_end.house import House, open_house

ANNA, BO = "anna@region.example", "bo@kommun.example"
_TOKEN = re.compile(r"[a-z2-7]{26}")
_ID = re.compile(r"[0-9a-f]{32,64}")
_CHECK = re.compile(r"(?<=b-…-)[a-z2-7]{16}")


def plain(text: str) -> str:
    """Without what each installation derives from its own key."""
    return _CHECK.sub("…", _TOKEN.sub("…", _ID.sub("…", text)))


async def converse(house: House, door: str) -> None:
    """A dialogue that touches lists, seats, confirmations and the secretariat."""
    await house.write(
        ANNA, "Hej! Jag vill gärna prenumerera på information och delta den 24 maj kl 09.00", by=door
    )
    await house.write(BO, "Anmäl mig till den 26 maj", subject="Anmälan", by=door, vouched=False)
    await house.write(BO, "Ja", answers=house.latest(BO), by=door, vouched=False)
    await house.write(ANNA, "Finns det underlag från förra mötet?", subject="Fråga", by=door)
    await house.write(BO, "Jag kan tyvärr inte komma den 26 maj, avanmäl mig", subject="Avanmälan", by=door)


async def rows_of(house: House) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table but the received mail itself, without ids and instants of the run."""
    store = house.service.store
    assert isinstance(store, Database)
    found: dict[str, list[dict[str, Any]]] = {}
    async with store.engines.reading() as view:
        found_people = (await view.execute(select(person.c.id, person.c.address))).all()
        people = {each.id: each.address for each in found_people}
        for table in metadata.sorted_tables:
            if table.name == "spool":
                continue
            rows = [
                {
                    name: people[value] if name == "person_id" else plain(str(value))
                    for name, value in row.items()
                    if name != "id"  # counted by the database, or derived from the run's own key
                }
                for row in (await view.execute(select(table))).mappings()
            ]
            found[table.name] = sorted(rows, key=str)
    return found


async def one_run(folder: Path, url: str, door: str) -> tuple[Any, Any]:
    async with open_house(folder, database=url.replace("+aiosqlite", "").replace("+psycopg", "")) as house:
        await converse(house, door)
        letters = sorted(
            (taken.recipients, plain(str(taken.message["Subject"])), plain(taken.text))
            for taken in house.mailbox.taken
        )
        return await rows_of(house), letters


@pytest.fixture(scope="module")
def by_smtp_on_sqlite(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> tuple[Any, Any]:
    """What each of the others is held against."""
    folder = tmp_path_factory.mktemp("expected")
    return asyncio.run(one_run(folder, fresh_sqlite(folder, sqlite_template), "smtp"))


@pytest.mark.parametrize("door", ["smtp", "lmtp"])
async def test_every_door_and_database_gives_the_same(
    tmp_path: Path, by_smtp_on_sqlite: tuple[Any, Any], database_url: str, door: str
) -> None:
    expected_rows, expected_letters = by_smtp_on_sqlite
    rows, letters = await one_run(tmp_path, database_url, door)
    assert letters == expected_letters
    assert rows.keys() == expected_rows.keys()
    for table, content in rows.items():
        assert content == expected_rows[table], table
    assert len(rows["seat"]) == 2
    assert len(rows["journal"]) >= 6
