"""Who shall have a seat that its holder has passed on: kept, ended, moved and forgotten."""

from datetime import timedelta

from mailservice.domain.addresses import Address
from mailservice.domain.briefings import Seat, SeatState
from mailservice.domain.effects import ErasePerson, MoveAddress, PassOn
from mailservice.storage.engine import Engines
from mailservice.storage.store import Database
from mailservice.storage.tables import journal
from tests.given import ANNA, BO, MAY_24, NOW
from tests.storage.rows import change, person, save_world, sits

CIA = Address.of("cia@region.example")
LATER = NOW + timedelta(hours=1)
PASSED_ON = PassOn(ANNA, MAY_24.id, BO, LATER)


async def seat_of_anna(store: Database) -> Seat:
    anna = await person(store, ANNA)
    assert anna is not None
    [seat] = anna.seats
    return seat


async def test_it_is_kept_until_the_next_word(store: Database, engines: Engines) -> None:
    await save_world(store)
    await change(store, sits(ANNA, MAY_24.id), PASSED_ON)
    assert await seat_of_anna(store) == Seat(MAY_24.id, SeatState.TAKEN, None, LATER, None, BO)
    await change(store, PassOn(ANNA, MAY_24.id, None, LATER))
    assert (await seat_of_anna(store)).delegated_to is None
    await change(store, PASSED_ON, sits(ANNA, MAY_24.id))
    assert (await seat_of_anna(store)).delegated_to is None
    async with engines.reading() as seen:
        rows = (await seen.execute(journal.select().where(journal.c.event == "PassOn"))).mappings().all()
    assert [row["detail"]["passed_on"] for row in rows] == [True, False, True]
    assert all(str(BO) not in str(row["detail"]) for row in rows)


async def test_the_others_new_address_and_their_leaving(store: Database) -> None:
    await save_world(store)
    await change(store, sits(ANNA, MAY_24.id), PASSED_ON, MoveAddress(BO, CIA))
    assert (await seat_of_anna(store)).delegated_to == CIA
    await change(store, ErasePerson(CIA))
    assert (await seat_of_anna(store)).delegated_to is None
