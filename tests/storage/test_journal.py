"""The journal, the register extract, and what moving and erasing leave."""

import json
from typing import Any

from sqlalchemy import Table, select

from mailservice.decisions.facts import Awaited, Publication
from mailservice.domain.addresses import Address
from mailservice.domain.briefings import SeatState
from mailservice.domain.effects import (
    ChooseLanguage,
    ErasePerson,
    MoveAddress,
    PauseUntil,
    SaveBriefing,
    SetSeat,
)
from mailservice.domain.wishes import Register
from mailservice.flow.rows import Settlement
from mailservice.storage.engine import Engines
from mailservice.storage.store import Database
from mailservice.storage.tables import awaited, journal, metadata, outbox
from tests.given import ANNA, BO, MAY_24, NOW, OFFICIALS, SECRETARIAT
from tests.storage.rows import add, change, joins, letter, save_world, sits, spooled


async def rows(engines: Engines, table: Table) -> list[dict[str, Any]]:
    """All rows of a table, by its key."""
    async with engines.reading() as view:
        found = await view.execute(select(table).order_by(*table.primary_key.columns))
        return [dict(row) for row in found.mappings()]


async def everything(engines: Engines) -> str:
    """The whole database as text, received mail apart."""
    tables = [table for table in metadata.sorted_tables if table.name != "spool"]
    return json.dumps({table.name: await rows(engines, table) for table in tables}, default=str)


def awaits(token_hash: str, asked: Address, about: Address) -> Awaited:
    """A confirmation that waits."""
    return Awaited(token_hash, "confirm", (asked,), about, (Register((MAY_24.id,)),), "sv", NOW)


async def test_each_change_is_journalled_without_addresses(store: Database, engines: Engines) -> None:
    await save_world(store)
    await change(store, joins(ANNA, OFFICIALS.id), caused_by="spool-1", by="mail")
    await change(store, sits(ANNA, MAY_24.id), PauseUntil(ANNA, NOW), by="calendar")
    written = await rows(engines, journal)
    assert [row["event"] for row in written] == ["SaveList"] * 3 + ["SaveBriefing"] * 2 + [
        "SetSubscription",
        "SetSeat",
        "PauseUntil",
    ]
    joined, seated, paused = written[-3:]
    assert (joined["address"], joined["caused_by"], joined["by"]) == (str(ANNA), "spool-1", "mail")
    assert joined["detail"] == {"list_id": "tjanstemannaforum", "state": "active"}
    assert seated["detail"] == {
        "briefing_id": "2027-05-24",
        "state": "taken",
        "answered_at": "2027-05-10T06:30:00+00:00",
        "offered_until": None,
        "why": "",
    }
    assert (paused["detail"], paused["at"]) == ({"until": "2027-05-10T06:30:00+00:00"}, NOW)
    assert (joined["who"], seated["who"]) == ("", "")
    briefing = written[3]
    assert (briefing["address"], briefing["by"]) == ("", "file")
    assert briefing["detail"]["briefing"]["title"]["en"] == "The latest from the officials"
    assert briefing["detail"]["briefing"]["lists"] == ["tjanstemannaforum"]


async def test_who_did_it_stands_beside_whose_seat_it_is(store: Database, engines: Engines) -> None:
    await save_world(store)
    given = SetSeat(ANNA, MAY_24.id, SeatState.TAKEN, NOW, why="secretariat")
    offered = SetSeat(BO, MAY_24.id, SeatState.OFFERED, NOW, why="offer")
    await change(store, given, offered, SaveBriefing(MAY_24), who=str(SECRETARIAT))
    await change(store, sits(ANNA, MAY_24.id), who=str(ANNA))  # the row says so already
    told = [(row["address"], row["who"]) for row in (await rows(engines, journal))[-4:]]
    assert told == [(str(ANNA), str(SECRETARIAT)), (str(BO), ""), ("", str(SECRETARIAT)), (str(ANNA), "")]
    async with store.snapshot() as seen:
        kept = (await seen.stored_about(SECRETARIAT))["journal"]
    assert [each["event"] for each in kept] == ["SetSeat", "SaveBriefing"]
    assert str(ANNA) not in json.dumps(kept)


async def test_who_did_it_moves_and_is_forgotten_with_the_person(store: Database, engines: Engines) -> None:
    await save_world(store)
    await change(store, sits(BO, MAY_24.id), sits(ANNA, MAY_24.id), who=str(ANNA))
    cia = Address.of("cia@region.example")
    await change(store, MoveAddress(ANNA, cia), who=str(cia))
    assert (await rows(engines, journal))[-3]["who"] == str(cia)
    await change(store, ErasePerson(cia), who=str(cia))
    assert (await rows(engines, journal))[-4]["who"] == "erased"
    assert str(cia) not in await everything(engines)


async def test_a_publication_is_journalled_once(store: Database, engines: Engines) -> None:
    text = Publication("n1", (), "Nytt", "Hej", "sv", NOW)
    for _ in range(2):
        async with store.transaction() as work:
            assert await work.publish(text, by="secretariat") == 0
    [row] = await rows(engines, journal)
    assert (row["event"], row["detail"]) == ("Publish", {"id": "n1", "lists": [], "readers": 0})


async def test_moving_readdresses_what_waits_and_the_journal(store: Database, engines: Engines) -> None:
    await change(store, ChooseLanguage(ANNA, "en"))
    await add(store, letter("1", ANNA, caused_by="spool-1"), letter("2", ANNA, caused_by="spool-2"))
    await add(store, letter("3", ANNA))
    await store.settle_outgoing([Settlement("3", "sent", "250", NOW)])
    async with store.transaction() as work:
        await work.await_answer(awaits("a", ANNA, ANNA))
    await change(store, MoveAddress(ANNA, BO), caused_by="spool-2")
    letters = [(row["id"], row["recipient"]) for row in await rows(engines, outbox)]
    assert letters == [("1", str(BO)), ("2", str(ANNA)), ("3", str(ANNA))]  # 2 tells the old address
    assert [row["about_person"] for row in await rows(engines, awaited)] == [str(BO)]
    assert {row["address"] for row in await rows(engines, journal)} == {str(BO)}


async def test_moving_without_a_mail_readdresses_every_letter_that_waits(
    store: Database, engines: Engines
) -> None:
    await add(store, letter("1", ANNA))
    await change(store, MoveAddress(ANNA, BO), by="secretariat")
    assert [row["recipient"] for row in await rows(engines, outbox)] == [str(BO)]


async def _fill(store: Database) -> None:
    """Anna in every table; Bo beside her."""
    await save_world(store)
    await change(store, joins(ANNA, OFFICIALS.id), sits(ANNA, MAY_24.id), joins(BO, OFFICIALS.id))
    about_anna = {"from": f"Anna <{ANNA}>", "lines": [str(BO)]}
    await add(
        store,
        letter("1", ANNA),
        letter("2", ANNA),
        letter("3", SECRETARIAT, values=about_anna, caused_by="spool-1"),
        letter("4", SECRETARIAT, values={"from": str(BO)}, caused_by="spool-1"),
        letter("5", ANNA, caused_by="spool-9"),
    )
    async with store.transaction() as work:
        await work.await_answer(awaits("a", ANNA, ANNA))
        await work.await_answer(awaits("b", ANNA, BO))
        await work.await_answer(awaits("c", SECRETARIAT, BO))
        await work.plan_reminder(ANNA, MAY_24.id, kind="day-before", sequence=0, due_at=NOW)
        await work.publish(Publication("n1", (OFFICIALS.id,), "Nytt", "Hej", "sv", NOW), by="secretariat")
    for mail_id in ("2", "3", "4"):
        await store.settle_outgoing([Settlement(mail_id, "sent", "250", NOW)])


async def test_nothing_names_an_erased_person_but_the_receipt(store: Database, engines: Engines) -> None:
    await _fill(store)
    await change(store, ErasePerson(ANNA), caused_by="spool-9")
    letters = {row["id"]: row for row in await rows(engines, outbox)}
    assert letters.keys() == {"3", "4", "5"}
    assert (letters["3"]["values"], letters["4"]["values"]) == ({}, {"from": str(BO)})
    assert [row["token_hash"] for row in await rows(engines, awaited)] == ["c"]
    await store.settle_outgoing([Settlement("5", "sent", "250", NOW)])
    await change(store, ErasePerson(ANNA))
    assert str(ANNA) not in await everything(engines)
    assert str(BO) in await everything(engines)
    assert (await rows(engines, journal))[-1]["address"] == "erased"


async def test_the_extract_shows_all_that_is_kept_and_nothing_of_others(
    store: Database, engines: Engines
) -> None:
    await _fill(store)
    await spooled(engines, "spool-1", reverse_path="Anna@Region.example")
    await spooled(engines, "spool-2", reverse_path="bo@kommun.example")
    async with store.snapshot() as seen:
        kept = await seen.stored_about(ANNA)
        nobody = await seen.stored_about(Address.of("nobody@x.example"))
    assert json.loads(json.dumps(kept)) == kept
    assert {heading: len(found) for heading, found in kept.items()} == {
        "person": 1,
        "subscriptions": 1,
        "seats": 1,
        "follows": 0,
        "reminders": 1,
        "news": 1,
        "letters": 3,
        "awaited": 1,
        "received": 1,
        "journal": 2,
    }
    assert kept["person"][0] == {
        "address": str(ANNA),
        "language": "sv",
        "mode": "each",
        "paused_until": None,
        "retired_at": None,
    }
    assert kept["received"][0]["received_at"] == "2027-05-10T06:30:00+00:00"
    assert set(nobody) == set(kept)
    assert not any(nobody.values())


async def test_the_journal_keeps_a_briefing_without_limits(store: Database, engines: Engines) -> None:
    await save_world(store)
    await change(store, SaveBriefing(MAY_24))
    assert (await rows(engines, journal))[-1]["detail"]["briefing"]["capacity"] is None
