"""Digests that the secretariat orders go out at once, each once, and it is told."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from mailservice.decisions.digests import Occasion
from mailservice.domain.digest_orders import DigestOrder
from mailservice.domain.effects import ChooseDelivery, PauseUntil
from mailservice.domain.lists import DeliveryMode
from mailservice.flow.apply import Stationery
from mailservice.flow.clocks import SteppedClock
from mailservice.flow.digests import Digests, DigestTimes
from mailservice.storage.engine import Engines
from mailservice.storage.store import Database
from mailservice.storage.tables import outbox, publication_reader
from mailservice.storage.waiting import people_waiting
from tests.given import ANNA, BO, NOW, OFFICIALS, SECRETARIAT, WORLD
from tests.storage.rows import MINUTE, change, joins, save_world
from tests.storage.test_news import TEXT, publish

WEEKLY, MONTHLY, EACH = DeliveryMode.WEEKLY, DeliveryMode.MONTHLY, DeliveryMode.EACH
TIMES = DigestTimes(weekly=(5, 8, 0), monthly=(1, 8, 0), grace=timedelta(days=0), max_bytes=80_000)
ORDER = DigestOrder("mail-1", (WEEKLY, MONTHLY), SECRETARIAT, "m1@forum.example", "sv", NOW)


def digests(store: Database) -> Digests:
    return Digests(store, SteppedClock(NOW), Stationery(WORLD.address, b"key"), TIMES)


async def order(store: Database, ordered: DigestOrder = ORDER) -> bool:
    async with store.transaction() as work:
        return await work.digest_orders.put(ordered)


async def letters(engines: Engines) -> list[tuple[str, str, str]]:
    columns = (outbox.c.letter, outbox.c.recipient, outbox.c.id)
    async with engines.reading() as view:
        return [tuple(row) for row in await view.execute(select(*columns).order_by(*columns))]


async def test_each_gets_theirs_once_and_who_ordered_is_told(store: Database, engines: Engines) -> None:
    await save_world(store)
    await change(store, joins(ANNA, OFFICIALS.id), ChooseDelivery(ANNA, WEEKLY), joins(BO, OFFICIALS.id))
    await publish(store)
    assert await order(store)
    assert not await order(store)
    assert await digests(store).send_due() == 2
    assert await digests(store).send_due() == 0
    [digest, told] = await letters(engines)
    assert digest[:2] == ("digest", str(ANNA))
    assert told[:2] == ("digests_sent", str(SECRETARIAT))
    async with engines.reading() as view:
        rows = await view.execute(select(publication_reader.c.state, publication_reader.c.letter_id))
        assert {tuple(row) for row in rows} == {("sent", digest[2]), ("waiting", "")}  # Bo wants each at once


@pytest.mark.parametrize("at", ["order", "period", "return"])
async def test_what_must_not_wait_is_done_between_people(
    store: Database, engines: Engines, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    """A digest to ten thousand takes a while to write; a reminder comes due meanwhile."""
    monkeypatch.setattr("mailservice.flow.digests.BATCH", 1)
    await save_world(store)
    for person in (ANNA, BO):
        await change(store, joins(person, OFFICIALS.id), ChooseDelivery(person, WEEKLY))
        if at == "return":
            await change(store, PauseUntil(person, NOW - timedelta(days=1)))
    await publish(store)
    if at == "order":
        await order(store)
    written: list[int] = []

    async def meanwhile() -> int:
        written.append(len([each for each in await letters(engines) if each[0] == "digest"]))
        return 0

    friday = SteppedClock(NOW + timedelta(days=4, hours=1)) if at == "period" else SteppedClock(NOW)
    times = replace(TIMES, grace=timedelta(days=2))
    await Digests(store, friday, Stationery(WORLD.address, b"key"), times).send_due(meanwhile)
    assert written[:2] == [1, 2]


async def test_what_is_published_while_an_occasion_lasts_is_not_lost(
    store: Database, engines: Engines
) -> None:
    """The service dies between two people; until it is back, another text comes."""
    await save_world(store)
    await change(store, joins(ANNA, OFFICIALS.id), ChooseDelivery(ANNA, WEEKLY))
    occasion = Occasion("weekly", "weekly:2027-W19", 80_000)
    for text in (TEXT, replace(TEXT, id="n2")):
        await publish(store, text)
        assert await digests(store)._batch(occasion) == 1
    assert [each[0] for each in await letters(engines)] == ["digest", "digest"]


async def test_nobody_waits_for_anything(store: Database, engines: Engines) -> None:
    await save_world(store)
    await order(store, DigestOrder("shell", (WEEKLY,), None, "", "en", NOW))
    assert await digests(store).send_due() == 1
    assert await letters(engines) == []


async def test_the_oldest_order_first_and_each_done_once(store: Database) -> None:
    later = DigestOrder("later", (MONTHLY,), None, "", "en", NOW + MINUTE)
    await order(store, later)
    await order(store)
    async with store.transaction() as work:
        assert await work.digest_orders.next() == ORDER
        assert await work.digest_orders.finish("mail-1", at=NOW)
        assert not await work.digest_orders.finish("mail-1", at=NOW)
        assert await work.digest_orders.next() == later


async def test_how_many_wait(store: Database, engines: Engines) -> None:
    await save_world(store)
    await change(store, joins(ANNA, OFFICIALS.id), ChooseDelivery(ANNA, WEEKLY), joins(BO, OFFICIALS.id))
    await publish(store)
    async with engines.reading() as view:
        assert await people_waiting(view) == {WEEKLY: 1, EACH: 1}
    await change(store, PauseUntil(ANNA, NOW))
    async with engines.reading() as view:
        assert await people_waiting(view) == {EACH: 1}
