"""People, subscriptions and what they choose."""

import asyncio
from datetime import UTC, datetime

import pytest

from mailservice.domain.addresses import Address
from mailservice.domain.briefings import Seat, SeatState
from mailservice.domain.effects import (
    ChooseDelivery,
    ChooseLanguage,
    ErasePerson,
    MoveAddress,
    PauseUntil,
    SetSubscription,
)
from mailservice.domain.lists import DeliveryMode
from mailservice.domain.people import Person, Subscription, SubscriptionState
from mailservice.storage.store import Database
from tests.given import ANNA, BO, NETWORK, NOW, OFFICIALS, POLITICIANS
from tests.storage.rows import change, joins, person, save_world, sits

UNTIL = datetime(2027, 8, 9, 22, 0, tzinfo=UTC)


async def test_stranger_is_nobody(store: Database) -> None:
    assert await person(store, ANNA) is None


async def test_two_nodes_that_meet_the_same_stranger_at_once(store: Database) -> None:
    await asyncio.gather(*(change(store, ChooseLanguage(ANNA, "en")) for _ in range(4)))
    known = await person(store, ANNA)
    assert known is not None
    assert known.language == "en"


async def test_everything_chosen_is_remembered(store: Database) -> None:
    await save_world(store)
    await change(
        store,
        joins(ANNA, OFFICIALS.id),
        SetSubscription(ANNA, NETWORK.id, SubscriptionState.REQUESTED),
        sits(ANNA, "2027-05-24", SeatState.TENTATIVE),
        ChooseDelivery(ANNA, DeliveryMode.WEEKLY),
        ChooseLanguage(ANNA, "en"),
        PauseUntil(ANNA, UNTIL),
    )
    assert await person(store, ANNA) == Person(
        ANNA,
        "en",
        DeliveryMode.WEEKLY,
        UNTIL,
        (
            Subscription("natverk-kompetens", SubscriptionState.REQUESTED),
            Subscription("tjanstemannaforum", SubscriptionState.ACTIVE),
        ),
        (Seat("2027-05-24", SeatState.TENTATIVE, None, NOW),),
    )
    await change(store, PauseUntil(ANNA, None), SetSubscription(ANNA, OFFICIALS.id, SubscriptionState.ENDED))
    changed = await person(store, ANNA)
    assert changed is not None
    assert changed.paused_until is None
    assert changed.subscription_to(OFFICIALS.id) is SubscriptionState.ENDED


@pytest.mark.parametrize("change_", [ChooseLanguage(ANNA, "en"), ChooseDelivery(ANNA, DeliveryMode.MONTHLY)])
async def test_a_choice_makes_a_stranger_known(
    store: Database, change_: ChooseLanguage | ChooseDelivery
) -> None:
    await change(store, change_)
    assert await person(store, ANNA) is not None


@pytest.mark.parametrize("text", ["åsa@växjö.example", "o'brien@example.org", "%_@example.org"])
async def test_unusual_addresses_are_found_again(store: Database, text: str) -> None:
    address = Address.of(text)
    await change(store, ChooseLanguage(address, "en"))
    found = await person(store, address)
    assert found is not None
    assert found.address == address


async def test_subscribers_of_a_list_are_the_active_ones(store: Database) -> None:
    await save_world(store)
    await change(
        store,
        joins(BO, OFFICIALS.id),
        joins(ANNA, OFFICIALS.id),
        joins(ANNA, POLITICIANS.id),
        SetSubscription(Address.of("cia@x.example"), OFFICIALS.id, SubscriptionState.ENDED),
        SetSubscription(Address.of("dag@x.example"), OFFICIALS.id, SubscriptionState.REQUESTED),
    )
    async with store.snapshot() as seen:
        assert [each.address for each in await seen.people(list_id=OFFICIALS.id)] == [ANNA, BO]
        assert await seen.people(list_id="no-such-list") == []


async def _change_and_fail(store: Database) -> None:
    async with store.transaction() as work:
        await work.change(ChooseLanguage(ANNA, "en"), at=NOW, caused_by="", by="mail")
        raise RuntimeError("stop")


async def test_what_fails_leaves_nothing(store: Database) -> None:
    with pytest.raises(RuntimeError, match="stop"):
        await _change_and_fail(store)
    assert await person(store, ANNA) is None


async def test_move_to_an_unknown_address_takes_all_along(store: Database) -> None:
    await save_world(store)
    await change(store, joins(ANNA, OFFICIALS.id), sits(ANNA, "2027-05-24"), ChooseLanguage(ANNA, "en"))
    before = await person(store, ANNA)
    assert before is not None
    await change(store, MoveAddress(ANNA, BO))
    assert await person(store, ANNA) is None
    assert await person(store, BO) == Person(BO, "en", before.mode, None, before.subscriptions, before.seats)


async def test_move_merges_and_the_better_state_wins(store: Database) -> None:
    await save_world(store)
    await change(
        store,
        joins(ANNA, OFFICIALS.id),
        joins(ANNA, POLITICIANS.id),
        SetSubscription(BO, OFFICIALS.id, SubscriptionState.ENDED),
        joins(BO, NETWORK.id),
        sits(ANNA, "2027-05-24", SeatState.TAKEN),
        sits(BO, "2027-05-24", SeatState.GIVEN_UP),
        sits(ANNA, "2027-05-26", SeatState.WAITING),
        ChooseLanguage(BO, "en"),
    )
    await change(store, MoveAddress(ANNA, BO))
    merged = await person(store, BO)
    assert merged is not None
    assert merged.language == "en"
    assert {each.list_id for each in merged.subscriptions if each.state is SubscriptionState.ACTIVE} == {
        OFFICIALS.id,
        POLITICIANS.id,
        NETWORK.id,
    }
    assert [each.state for each in merged.seats] == [SeatState.TAKEN, SeatState.WAITING]
    assert await person(store, ANNA) is None


async def test_move_to_the_same_address_changes_nothing(store: Database) -> None:
    await change(store, ChooseLanguage(ANNA, "en"), MoveAddress(ANNA, ANNA))
    assert await person(store, ANNA) == Person(ANNA, "en")


async def test_move_of_a_stranger_changes_nothing(store: Database) -> None:
    await change(store, MoveAddress(ANNA, BO))
    assert await person(store, BO) is None


async def test_erased_person_is_a_stranger_again(store: Database) -> None:
    await save_world(store)
    await change(store, joins(ANNA, OFFICIALS.id), sits(ANNA, "2027-05-24"), joins(BO, OFFICIALS.id))
    await change(store, ErasePerson(ANNA))
    assert await person(store, ANNA) is None
    async with store.snapshot() as seen:
        assert [each.address for each in await seen.people(list_id=OFFICIALS.id)] == [BO]
        assert await seen.holders("2027-05-24") == []
