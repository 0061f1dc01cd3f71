"""What an operator does to single mails and letters, and to sending as a whole."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from mailservice.flow.rows import Settlement
from mailservice.storage.engine import Engines
from mailservice.storage.overview import queue
from mailservice.storage.queue_work import Act, act, item, to_domain
from mailservice.storage.sending import Send, Sending, pause, resume, sending
from mailservice.storage.store import Database
from mailservice.storage.tables import journal
from tests.given import ANNA, BO, NOW
from tests.storage.rows import MINUTE, add, letter, spooled

LEASE = timedelta(minutes=5)


async def done(engines: Engines, what: Act, item_id: str) -> bool:
    return await act(engines, item_id, what, because="a reason", at=NOW)


async def claimed(store: Database) -> list[str]:
    letters = await store.claim_outgoing(now=NOW, lease=LEASE, limit=9)
    return [each.id for each in letters]


async def state(engines: Engines, item_id: str) -> str:
    found = await item(engines, item_id)
    return "" if found is None else f"{found.what} {found.state}: {found.trace}"


async def test_what_is_held_waits_until_it_is_released(store: Database, engines: Engines) -> None:
    await add(store, letter("x", ANNA), letter("y", BO))
    await spooled(engines, "m")
    assert [await done(engines, "hold", each) for each in ("x", "m", "z")] == [True, True, False]
    assert (await state(engines, "x"), await state(engines, "m")) == (
        "letter held: a reason",
        "received held: a reason",
    )
    assert await claimed(store) == ["y"]
    assert await store.claim_spooled(now=NOW, lease=LEASE, limit=9) == []
    seen = await queue(engines)
    assert [(each.id, each.state, each.next_at) for each in seen.received] == [("m", "held", None)]
    assert [await done(engines, "release", each) for each in ("x", "m", "x")] == [True, True, False]
    assert await claimed(store) == ["x"]
    assert len(await store.claim_spooled(now=NOW, lease=LEASE, limit=9)) == 1


async def test_what_is_in_hand_is_left_alone(store: Database, engines: Engines) -> None:
    await add(store, letter("x", ANNA))
    assert await claimed(store) == ["x"]
    for what in ("hold", "retry", "drop"):
        assert not await done(engines, what, "x")
    assert await act(engines, "x", "hold", because="", at=NOW + LEASE)  # the lease has run out


async def test_what_was_given_up_is_tried_again_with_its_token(store: Database, engines: Engines) -> None:
    token = "abcdefghijklmnopqrstuvwxyz"
    await add(
        store, letter("x", ANNA, token=token, message_id=f"{token}.0.confirm@forum.example"), letter("y", BO)
    )
    await claimed(store)
    await store.settle_outgoing([Settlement("x", "given-up", "550 5.1.1", NOW)])
    await store.settle_outgoing([Settlement("y", "sent", "250", NOW)])
    assert await done(engines, "retry", "x")
    assert not await done(engines, "retry", "y")
    [again] = await store.claim_outgoing(now=NOW, lease=LEASE, limit=9)
    assert (again.id, again.token, again.attempts, again.due_at) == ("x", token, 1, NOW)


async def test_a_stuck_mail_is_tried_again_or_dropped(store: Database, engines: Engines) -> None:
    await spooled(engines, "m")
    await store.claim_spooled(now=NOW, lease=LEASE, limit=9)
    await store.spool_failed("m", cause="KeyError", retry_at=NOW)
    await store.claim_spooled(now=NOW, lease=LEASE, limit=9)
    await store.spool_failed("m", cause="Traceback\nKeyError", retry_at=None)
    assert await state(engines, "m") == "received stuck: Traceback\nKeyError"
    assert await done(engines, "retry", "m")
    [again] = await store.claim_spooled(now=NOW, lease=LEASE, limit=9)
    assert (again.attempts, again.failures) == (1, 0)
    await store.spool_failed("m", cause="KeyError", retry_at=None)
    assert await done(engines, "drop", "m")
    assert await state(engines, "m") == "received done: dropped: a reason"
    assert await store.claim_spooled(now=NOW, lease=LEASE, limit=9) == []
    async with engines.reading() as view:
        rows = (await view.execute(select(journal.c.event, journal.c.detail, journal.c.by))).all()
    assert [tuple(row) for row in rows] == [
        ("RetryQueued", {"id": "m", "because": "a reason"}, "operator"),
        ("DropQueued", {"id": "m", "because": "a reason"}, "operator"),
    ]


async def test_a_letter_is_dropped_for_good(store: Database, engines: Engines) -> None:
    await add(store, letter("x", ANNA))
    assert await done(engines, "drop", "x")
    assert await state(engines, "x") == "letter dropped: dropped: a reason"
    assert await claimed(store) == []
    assert not await done(engines, "retry", "x")
    assert await item(engines, "nothing") is None


async def test_letters_to_a_domain(store: Database, engines: Engines) -> None:
    await add(store, letter("x", ANNA), letter("y", BO), letter("z", ANNA, due_at=NOW - MINUTE))
    await done(engines, "hold", "x")
    assert await to_domain(engines, ANNA.domain.upper()) == ["z", "x"]
    assert await to_domain(engines, ANNA.domain[1:]) == []


async def test_nothing_is_claimed_while_sending_is_paused(store: Database, engines: Engines) -> None:
    await add(store, letter("x", ANNA))
    assert await pause(engines, because="the relay moves", at=NOW)
    assert not await pause(engines, because="again", at=NOW)
    assert await claimed(store) == []
    assert await sending(engines, now=NOW) == Sending(NOW, "the relay moves")
    assert await resume(engines, at=NOW)
    assert not await resume(engines, at=NOW)
    assert await claimed(store) == ["x"]
    assert await sending(engines, now=NOW) == Sending()


async def test_how_fast_news_go_and_how_long_they_take(store: Database, engines: Engines) -> None:
    news = {"lane": 1, "letter": "news"}
    await add(store, *(letter(f"n{number}", ANNA, **news) for number in range(10)))
    await add(store, letter("answer", BO))
    for number in range(4):
        await store.settle_outgoing([Settlement(f"n{number}", "sent", "250", NOW)])
    found = await sending(engines, now=NOW)
    assert found == Sending(sends=(Send("news", "", 4, 6),), per_minute=4, left_s=90)
    await pause(engines, because="x", at=NOW)
    assert (await sending(engines, now=NOW)).left_s is None


@pytest.mark.parametrize("hours", [13, 24 * 7])
async def test_a_send_that_was_paused_tells_its_rate_when_it_goes_on(
    store: Database, engines: Engines, hours: int
) -> None:
    await add(store, *(letter(f"n{number}", ANNA, lane=1, letter="news") for number in range(10)))
    await store.settle_outgoing([Settlement("n0", "sent", "250", NOW)])
    await pause(engines, because="x", at=NOW)
    later = NOW + timedelta(hours=hours)
    await resume(engines, at=later)
    for number in range(1, 4):
        await store.settle_outgoing([Settlement(f"n{number}", "sent", "250", later)])
    found = await sending(engines, now=later)
    assert found == Sending(sends=(Send("news", "", 4, 6),), per_minute=3, left_s=120)


async def test_an_answer_passes_news_that_wait(store: Database, engines: Engines) -> None:
    await add(store, *(letter(f"n{number}", ANNA, lane=1) for number in range(30)))
    first = await store.claim_outgoing(now=NOW, lease=LEASE, limit=5)
    assert {each.lane for each in first} == {1}
    await add(store, letter("answer", BO, due_at=NOW))
    assert (await claimed(store))[0] == "answer"
