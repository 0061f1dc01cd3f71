"""What the people who run the service look at."""

from datetime import timedelta

from mailservice.domain.briefings import SeatState
from mailservice.domain.effects import ChooseDelivery, SetSubscription
from mailservice.domain.lists import DeliveryMode
from mailservice.domain.people import SubscriptionState
from mailservice.flow.rows import Settlement
from mailservice.storage.engine import Engines
from mailservice.storage.overview import Queue, QueuedLetter, QueuedMail, Status, queue, status
from mailservice.storage.queue_work import act
from mailservice.storage.store import Database
from tests.given import ANNA, BO, MAY_24, NOW, OFFICIALS, POLITICIANS
from tests.storage.rows import MINUTE, add, change, joins, letter, save_world, sits, spooled

DAY = timedelta(days=1)
LEASE = timedelta(minutes=5)


async def test_an_empty_database(store: Database, engines: Engines) -> None:
    assert await status(engines) == Status({}, {}, {}, {}, None, None)
    assert await queue(engines) == Queue((), ())
    assert await store.next_due() is None


async def test_everything_is_counted(store: Database, engines: Engines) -> None:
    await save_world(store)
    await change(
        store,
        joins(ANNA, OFFICIALS.id),
        joins(BO, OFFICIALS.id),
        ChooseDelivery(BO, DeliveryMode.WEEKLY),
        SetSubscription(BO, POLITICIANS.id, SubscriptionState.ENDED),
        sits(ANNA, MAY_24.id, SeatState.WAITING),
        sits(BO, MAY_24.id),
    )
    await spooled(engines, "a")
    await spooled(engines, "b", received_at=NOW - MINUTE)
    await add(store, letter("x", ANNA), letter("y", BO, due_at=NOW + MINUTE))
    await store.settle_outgoing([Settlement("x", "sent", "250", NOW)])
    assert await status(engines) == Status(
        subscribers={"natverk-kompetens": {}, "politikerforum": {}, OFFICIALS.id: {"each": 1, "weekly": 1}},
        seats={MAY_24.id: {"waiting": 1, "taken": 1}, "2027-05-26": {}},
        received={"waiting": 2},
        letters={"sent": 1, "pending": 1},
        oldest_received=NOW - MINUTE,
        oldest_letter=NOW + MINUTE,
    )


async def test_the_queue_tells_why_and_when(store: Database, engines: Engines) -> None:
    for spool_id, minutes in (("a", 3), ("b", 2), ("c", 1)):
        await spooled(engines, spool_id, received_at=NOW - minutes * MINUTE)
    await store.claim_spooled(now=NOW, lease=LEASE, limit=2)
    await store.spool_failed("b", cause="ValueError", retry_at=None)
    await add(store, letter("x", ANNA), letter("y", BO, due_at=NOW + MINUTE), letter("z", BO, due_at=NOW))
    await store.claim_outgoing(now=NOW, lease=LEASE, limit=9)
    await store.settle_outgoing([Settlement("x", "given-up", "550 5.1.1", NOW)])
    seen = await queue(engines)
    assert seen.received == (
        QueuedMail("a", "waiting", NOW - 3 * MINUTE, 1, "", NOW + LEASE),
        QueuedMail("c", "waiting", NOW - MINUTE, 0, "", NOW - MINUTE),
        QueuedMail("b", "stuck", NOW - 2 * MINUTE, 1, "ValueError", None),
    )
    assert seen.letters == (
        QueuedLetter("z", "pending", "receipt", str(BO), 1, "", NOW + LEASE),
        QueuedLetter("y", "pending", "receipt", str(BO), 0, "", NOW + MINUTE),
        QueuedLetter("x", "given-up", "receipt", str(ANNA), 1, "550 5.1.1", None),
    )
    assert (seen.more_received, seen.more_letters) == ({}, {})


async def test_what_was_given_up_last_year_hides_nothing_that_waits(
    store: Database, engines: Engines
) -> None:
    given_up = [f"g{number:03}" for number in range(101)]
    await add(store, *(letter(each, ANNA, due_at=NOW - 365 * DAY) for each in given_up))
    for number, each in enumerate(given_up):
        at = NOW - 365 * DAY + number * MINUTE
        await store.settle_outgoing([Settlement(each, "given-up", "550 5.1.1", at)])
    held = [f"h{number:03}" for number in range(51)]
    await add(store, *(letter(each, BO, due_at=NOW - DAY) for each in held))
    for each in held:
        assert await act(engines, each, "hold", because="", at=NOW)
    await add(store, letter("waits", ANNA))
    await spooled(engines, "m", received_at=NOW)
    seen = await queue(engines)
    assert [each.id for each in seen.letters] == ["waits", *held[:50], *reversed(given_up[-20:])]
    assert seen.more_letters == {"held": 1, "given-up": 81}
    shorter = await queue(engines, limit=0, over=1)
    assert (shorter.received, [each.id for each in shorter.letters]) == ((), ["g100"])
    assert shorter.more_received == {"waiting": 1}
    assert shorter.more_letters == {"pending": 1, "held": 51, "given-up": 100}
