"""Materials, skipped reminders, the list of participants and its history: on both databases."""

from dataclasses import replace
from datetime import timedelta

from mailservice.domain.addresses import Address
from mailservice.domain.briefings import BriefingState, SeatState
from mailservice.domain.effects import NoteComment, SaveBriefing
from mailservice.storage.participants import history
from mailservice.storage.store import Database
from tests.given import ANNA, BO, MAY_24, MAY_26, NOW
from tests.storage.rows import change, save_world, sits

CIA, DAN = Address.of("cia@region.example"), Address.of("dan@region.example")
PAST = replace(MAY_24, start=NOW - timedelta(hours=2), materials=("https://a.example/1",))


async def over(store: Database, *, at: timedelta = timedelta(0)) -> list[str]:
    async with store.snapshot() as seen:
        return [each.id for each in await seen.briefings_without_materials_sent(now=NOW + at)]


async def test_everybody_gets_one_row_for_the_materials(store: Database) -> None:
    await save_world(store)
    await change(store, SaveBriefing(PAST), sits(ANNA, PAST.id), sits(BO, PAST.id, SeatState.MATERIALS))
    await change(store, sits(CIA, PAST.id, SeatState.GIVEN_UP), sits(DAN, MAY_26.id))
    assert await over(store) == [PAST.id]
    for _ in range(2):
        async with store.transaction() as work:
            await work.plan_materials(PAST.id, due_at=NOW)
    assert await over(store) == []
    async with store.transaction() as work:
        due = await work.due_reminders(now=NOW, limit=9)
    assert [(each.address, each.kind, each.sequence) for each in due] == [
        (ANNA, "materials", 0),
        (BO, "materials", 0),
    ]
    await change(store, sits(CIA, PAST.id, SeatState.MATERIALS))  # who wishes it later gets it later
    assert await over(store) == [PAST.id]


async def test_no_materials_before_the_end_nor_for_ever_nor_of_what_was_not(store: Database) -> None:
    await save_world(store)
    await change(store, SaveBriefing(PAST), sits(ANNA, PAST.id))
    assert await over(store, at=timedelta(minutes=-90)) == []
    assert await over(store, at=timedelta(days=40)) == []
    await change(store, SaveBriefing(replace(PAST, materials=())))
    assert await over(store) == []
    await change(store, SaveBriefing(replace(PAST, state=BriefingState.CALLED_OFF)))
    assert await over(store) == []


async def test_what_came_too_late_is_told_once(store: Database) -> None:
    await save_world(store)
    for address in (ANNA, BO):
        async with store.transaction() as work:
            await work.plan_reminder(address, MAY_24.id, kind="day-before", sequence=0, due_at=NOW)
            await work.settle_reminder(
                address, MAY_24.id, kind="day-before", sequence=0, outcome="too-late", at=NOW
            )
    async with store.transaction() as work:
        [skipped] = await work.untold_skips()
        assert (skipped.briefing_id, skipped.kind, skipped.number) == (MAY_24.id, "day-before", 2)
        await work.skips_told()
    async with store.snapshot() as seen:
        assert await seen.untold_skips() == []


async def test_the_list_of_participants(store: Database) -> None:
    await save_world(store)
    await change(
        store,
        sits(DAN, MAY_24.id, SeatState.GIVEN_UP),
        sits(CIA, MAY_24.id, SeatState.WAITING),
        sits(BO, MAY_24.id, SeatState.WAITING),
        sits(ANNA, MAY_24.id),
        NoteComment(ANNA, MAY_24.id, "Kommer sent"),
    )
    async with store.snapshot() as seen:
        rows = await seen.participants(MAY_24.id)
        assert [each.address for each in await seen.audience(MAY_24.id)] == [CIA, BO, ANNA]
        told = await history(seen.work, MAY_24.id)
    assert (rows[0]["by"], rows[0]["who"], rows[0]["why"]) == ("mail", "", "")
    assert [(each["address"], each["state"], each["place"]) for each in rows] == [
        (str(ANNA), "taken", None),
        (str(CIA), "waiting", 1),
        (str(BO), "waiting", 2),
        (str(DAN), "given-up", None),
    ]
    assert rows[0]["comment"] == "Kommer sent"
    assert rows[0]["answered_at"] == NOW.isoformat()
    assert [(each["event"], each["address"]) for each in told] == [
        ("SaveBriefing", ""),
        ("SetSeat", str(DAN)),
        ("SetSeat", str(CIA)),
        ("SetSeat", str(BO)),
        ("SetSeat", str(ANNA)),
        ("NoteComment", str(ANNA)),
    ]
