"""Seats, the line of those who wait, and the lists and briefings themselves."""

from dataclasses import replace
from datetime import timedelta

from mailservice.domain.addresses import Address
from mailservice.domain.briefings import BriefingState, SeatState
from mailservice.domain.effects import SaveBriefing, SaveList
from mailservice.domain.lists import Bilingual
from mailservice.storage.store import Database
from tests.given import ANNA, BO, MAY_24, MAY_26, NOW, OFFICIALS, WORLD
from tests.storage.rows import change, person, save_world, sits

CIA = Address.of("cia@region.example")


async def test_the_world_comes_back_as_it_was_saved(store: Database) -> None:
    await save_world(store)
    async with store.snapshot() as seen:
        assert await seen.world() == WORLD


async def test_saving_again_changes_and_keeps_the_order(store: Database) -> None:
    await save_world(store)
    renamed = replace(OFFICIALS, name=Bilingual("Nytt namn", "New name"))
    later = replace(
        MAY_24,
        start=MAY_26.start + timedelta(days=1),
        lists=("politikerforum", "tjanstemannaforum"),
        capacity=3,
        sequence=1,
        state=BriefingState.CALLED_OFF,
    )
    await change(store, SaveList(renamed), SaveBriefing(later))
    async with store.snapshot() as seen:
        world = await seen.world()
    assert world.lists == (renamed, *WORLD.lists[1:])
    assert world.briefings == (MAY_26, later)


async def test_who_comes_first_stands_first(store: Database) -> None:
    await save_world(store)
    await change(
        store,
        sits(CIA, MAY_24.id),
        sits(BO, MAY_24.id, SeatState.WAITING),
        sits(ANNA, MAY_24.id, SeatState.WAITING),
        sits(ANNA, MAY_26.id, SeatState.WAITING),
    )
    async with store.snapshot() as seen:
        assert [(each.address, state) for each, state in await seen.holders(MAY_24.id)] == [
            (CIA, SeatState.TAKEN),
            (BO, SeatState.WAITING),
            (ANNA, SeatState.WAITING),
        ]
        assert await seen.places_in_line(ANNA) == {MAY_24.id: 2, MAY_26.id: 1}
        assert await seen.places_in_line(CIA) == {}


async def test_who_gives_up_and_comes_back_stands_last(store: Database) -> None:
    await save_world(store)
    await change(store, sits(BO, MAY_24.id, SeatState.WAITING), sits(ANNA, MAY_24.id, SeatState.WAITING))
    await change(store, sits(BO, MAY_24.id, SeatState.GIVEN_UP), sits(BO, MAY_24.id, SeatState.WAITING))
    async with store.snapshot() as seen:
        assert await seen.places_in_line(BO) == {MAY_24.id: 2}
    await change(store, sits(ANNA, MAY_24.id, SeatState.TAKEN))  # who moves up keeps their place
    async with store.snapshot() as seen:
        assert [each.address for each, _ in await seen.holders(MAY_24.id)] == [ANNA, BO]
        assert await seen.places_in_line(BO) == {MAY_24.id: 1}


async def test_a_maybe_holds_a_seat_and_a_place_in_line_does_not(store: Database) -> None:
    await save_world(store)
    await change(
        store,
        sits(ANNA, MAY_24.id, SeatState.TENTATIVE),
        sits(BO, MAY_24.id, SeatState.TAKEN),
        sits(CIA, MAY_24.id, SeatState.WAITING),
        sits(CIA, MAY_26.id, SeatState.GIVEN_UP),
    )
    async with store.transaction() as work:
        assert await work.seats_taken([MAY_24.id, MAY_26.id]) == {MAY_24.id: 2, MAY_26.id: 0}
        assert await work.seats_taken([]) == {}
    async with store.snapshot() as seen:
        assert await seen.seats_taken([MAY_24.id]) == {MAY_24.id: 2}


async def test_invitation_is_noted_on_the_seat(store: Database) -> None:
    await save_world(store)
    await change(store, sits(ANNA, MAY_24.id))
    async with store.transaction() as work:
        await work.note_invited(ANNA, MAY_24.id, sequence=4, at=NOW)
        await work.note_invited(BO, MAY_24.id, sequence=4, at=NOW)  # who has no seat is passed over
    anna = await person(store, ANNA)
    assert anna is not None
    assert [seat.invited_sequence for seat in anna.seats] == [4]
    assert await person(store, BO) is None
