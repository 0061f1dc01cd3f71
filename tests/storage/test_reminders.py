"""Reminders: planned once, due in order, settled once."""

from datetime import timedelta

from mailservice.decisions.facts import DueReminder
from mailservice.domain.addresses import Address
from mailservice.domain.briefings import SeatState
from mailservice.domain.effects import ChooseLanguage, ErasePerson, MoveAddress
from mailservice.storage.store import Database
from tests.given import ANNA, BO, MAY_24, MAY_26, NOW
from tests.storage.rows import MINUTE, change, save_world, sits


async def plan(store: Database, address: Address, briefing_id: str, *, kind: str = "day-before") -> None:
    """A reminder that is due now."""
    async with store.transaction() as work:
        await work.plan_reminder(address, briefing_id, kind=kind, sequence=0, due_at=NOW)


async def settle(store: Database, address: Address, briefing_id: str, outcome: str) -> None:
    """Settle the reminder of the day before."""
    async with store.transaction() as work:
        await work.settle_reminder(
            address, briefing_id, kind="day-before", sequence=0, outcome=outcome, at=NOW
        )


async def due(store: Database, *, after: timedelta = timedelta(0), limit: int = 9) -> list[DueReminder]:
    """What is due."""
    async with store.transaction() as work:
        return await work.due_reminders(now=NOW + after, limit=limit)


async def test_a_due_reminder_tells_what_is_true_now(store: Database) -> None:
    await save_world(store)
    await change(store, sits(ANNA, MAY_24.id, SeatState.TENTATIVE), ChooseLanguage(ANNA, "en"))
    await plan(store, ANNA, MAY_24.id)
    await plan(store, ANNA, MAY_24.id)  # the same again
    assert await due(store, after=-MINUTE) == []
    expected = DueReminder(ANNA, "en", MAY_24, "day-before", 0, NOW, SeatState.TENTATIVE, None)
    assert await due(store) == [expected]


async def test_the_next_briefing_comes_first(store: Database) -> None:
    await save_world(store)
    await plan(store, ANNA, MAY_26.id)
    await plan(store, BO, MAY_24.id)
    assert [(each.address, each.seat) for each in await due(store)] == [(BO, None), (ANNA, None)]
    assert len(await due(store, limit=1)) == 1


async def test_the_latest_word_to_the_person_is_known(store: Database) -> None:
    await save_world(store)
    await change(store, sits(ANNA, MAY_24.id), sits(ANNA, MAY_26.id))
    async with store.transaction() as work:
        await work.note_invited(ANNA, MAY_24.id, sequence=0, at=NOW - MINUTE)
    await plan(store, ANNA, MAY_24.id)
    await plan(store, ANNA, MAY_24.id, kind="last-hour")
    await settle(store, ANNA, MAY_24.id, "too-late")
    assert [each.last_told_at for each in await due(store)] == [NOW - MINUTE]  # skipped is not told


async def test_what_was_sent_was_told(store: Database) -> None:
    await save_world(store)
    await plan(store, ANNA, MAY_24.id)
    await plan(store, ANNA, MAY_24.id, kind="last-hour")
    await settle(store, ANNA, MAY_24.id, "sent")
    await settle(store, ANNA, MAY_24.id, "too-late")  # settled already
    assert [(each.kind, each.last_told_at) for each in await due(store)] == [("last-hour", NOW)]


async def test_reminders_move_and_go_with_their_person(store: Database) -> None:
    await save_world(store)
    await plan(store, ANNA, MAY_24.id)
    await plan(store, ANNA, MAY_26.id)
    await plan(store, BO, MAY_24.id)
    await change(store, MoveAddress(ANNA, BO))
    assert [(each.address, each.briefing) for each in await due(store)] == [(BO, MAY_24), (BO, MAY_26)]
    await change(store, ErasePerson(BO))
    assert await due(store) == []
