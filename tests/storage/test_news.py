"""Publications and their readers; periods; delivery reports."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select, update

from mailservice.decisions.facts import Publication, WaitingNews
from mailservice.domain.effects import ChooseDelivery, ErasePerson, MoveAddress, PauseUntil, SetSubscription
from mailservice.domain.lists import DeliveryMode
from mailservice.domain.people import SubscriptionState
from mailservice.storage.engine import Engines
from mailservice.storage.store import Database
from mailservice.storage.tables import delivery_report, publication_reader
from tests.given import ANNA, BO, NOW, OFFICIALS, POLITICIANS
from tests.storage.rows import MINUTE, add, change, joins, letter, person, save_world

TEXT = Publication("n1", (OFFICIALS.id, POLITICIANS.id), "Nytt", "# Hej\n", "sv", NOW)
EACH, WEEKLY = DeliveryMode.EACH, DeliveryMode.WEEKLY


async def publish(store: Database, text: Publication = TEXT) -> int:
    """How many people it is for."""
    async with store.transaction() as work:
        return await work.publish(text, by="secretariat")


async def waiting(store: Database, *modes: DeliveryMode, limit: int = 9) -> list[WaitingNews]:
    """Who has news waiting."""
    async with store.transaction() as work:
        return await work.unsent_news(modes=modes or tuple(DeliveryMode), now=NOW, limit=limit)


async def test_each_subscriber_once_and_each_publication_once(store: Database) -> None:
    await save_world(store)
    ended = SetSubscription(BO, POLITICIANS.id, SubscriptionState.ENDED)
    await change(store, joins(ANNA, OFFICIALS.id), joins(ANNA, POLITICIANS.id), ended)
    assert await publish(store) == 1
    await change(store, joins(BO, OFFICIALS.id))
    assert await publish(store) == 1  # who joins later does not get it
    anna = await person(store, ANNA)
    assert anna is not None
    assert await waiting(store) == [WaitingNews(anna, (TEXT,))]


async def test_news_wait_for_their_mode_and_the_end_of_a_pause(store: Database) -> None:
    await save_world(store)
    await change(store, joins(ANNA, OFFICIALS.id), joins(BO, OFFICIALS.id), ChooseDelivery(BO, WEEKLY))
    second = replace(TEXT, id="n0", published_at=NOW + MINUTE)
    assert await publish(store) == 2
    assert await publish(store, second) == 2
    [to_bo] = await waiting(store, WEEKLY)
    assert (to_bo.person.address, to_bo.publications) == (BO, (TEXT, second))
    await change(store, PauseUntil(ANNA, NOW + MINUTE))
    assert await waiting(store, EACH) == []
    await change(store, PauseUntil(ANNA, NOW))  # the pause is over: what came meanwhile comes first
    assert await waiting(store, EACH) == []
    async with store.transaction() as work:
        [anna] = await work.returning(now=NOW, limit=9)
        assert await work.returning(now=NOW - MINUTE, limit=9) == []
    assert (anna.person.address, anna.publications) == (ANNA, (TEXT, second))
    await change(store, PauseUntil(ANNA, None))
    assert [each.person.address for each in await waiting(store, EACH)] == [ANNA]
    assert len(await waiting(store, limit=1)) == 1


async def test_what_is_to_come_at_once_waits_for_no_digest(store: Database, engines: Engines) -> None:
    await save_world(store)
    await change(store, joins(BO, OFFICIALS.id), ChooseDelivery(BO, WEEKLY))
    await publish(store)
    async with engines.writing() as work:
        await work.execute(update(publication_reader).values(at_once=True))
    assert await waiting(store, WEEKLY) == []
    assert [each.person.address for each in await waiting(store, EACH)] == [BO]


async def test_what_is_settled_waits_no_more(store: Database) -> None:
    await save_world(store)
    await change(store, joins(ANNA, OFFICIALS.id), joins(BO, OFFICIALS.id))
    await publish(store)
    async with store.transaction() as work:
        await work.settle_news(ANNA, ("n1", "n2"), outcome="sent", at=NOW)
    assert [each.person.address for each in await waiting(store)] == [BO]
    await change(store, MoveAddress(BO, ANNA))  # Anna has had it: once is enough
    assert await waiting(store) == []


async def test_what_reached_the_old_address_is_not_sent_to_the_new_one_again(store: Database) -> None:
    await save_world(store)
    await change(store, joins(ANNA, OFFICIALS.id), joins(BO, OFFICIALS.id))
    await publish(store)
    async with store.transaction() as work:
        await work.settle_news(BO, ("n1",), outcome="sent", at=NOW)
    await change(store, MoveAddress(BO, ANNA))
    assert await waiting(store) == []


async def test_of_two_same_letters_that_wait_one_goes_to_the_new_address(store: Database) -> None:
    await save_world(store)
    await change(store, joins(ANNA, OFFICIALS.id), joins(BO, OFFICIALS.id))
    both = [letter(f"m{who}", who, once=f"news n1 {who}") for who in (ANNA, BO)]
    await add(store, *both, letter("other", BO, once=f"news n2 {BO}"), letter("plain", BO))
    await change(store, MoveAddress(BO, ANNA))
    due = await store.claim_outgoing(now=NOW, lease=MINUTE, limit=9)
    assert {each.id: (each.recipient, each.once) for each in due} == {
        f"m{ANNA}": (ANNA, f"news n1 {ANNA}"),
        "other": (ANNA, f"news n2 {ANNA}"),
        "plain": (ANNA, ""),
    }


async def test_erased_people_have_no_news_waiting(store: Database) -> None:
    await save_world(store)
    await change(store, joins(ANNA, OFFICIALS.id))
    await publish(store)
    await change(store, ErasePerson(ANNA))
    assert await waiting(store) == []


async def test_a_period_is_finished_once(store: Database) -> None:
    async with store.transaction() as work:
        assert not await work.period_done("weekly:2027-W20")
        await work.finish_period("weekly:2027-W20", at=NOW)
        await work.finish_period("weekly:2027-W20", at=NOW + timedelta(days=1))
        assert await work.period_done("weekly:2027-W20")
        assert not await work.period_done("weekly:2027-W21")


async def test_delivery_reports_are_kept(store: Database, engines: Engines) -> None:
    async with store.transaction() as work:
        await work.bounces.note(
            delivery_token="t\0", action="failed", status="5.1.1", kind="dead", said="\0", at=NOW
        )
    async with engines.reading() as view:
        [row] = (await view.execute(select(delivery_report))).all()
    assert tuple(row)[1:] == ("t\ufffd", "failed", "5.1.1", NOW, "dead", "\ufffd", "")
