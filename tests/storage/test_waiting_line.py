"""Capacity under real concurrency, offers that run out, followers: on both databases."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from mailservice.domain.addresses import Address
from mailservice.domain.briefings import BriefingState, Seat, SeatState
from mailservice.domain.effects import (
    ErasePerson,
    FollowBriefings,
    MoveAddress,
    NoteAttendance,
    NoteComment,
    RestoreAddress,
    RetireAddress,
    SaveBriefing,
    SetSeat,
)
from mailservice.domain.errors import StorageUnavailable
from mailservice.storage.store import Database
from tests.given import ANNA, BO, MAY_24, MAY_26, NOW
from tests.storage.rows import MINUTE, change, person, save_world, sits

CIA = Address.of("cia@region.example")
SMALL = replace(MAY_24, capacity=2)


async def movable(store: Database, *, after: timedelta = timedelta(0)) -> list[str]:
    async with store.snapshot() as seen:
        return await seen.movable_lines(now=NOW + after)


async def test_the_last_seat_cannot_be_had_twice(store: Database) -> None:
    await save_world(store)
    await change(store, SaveBriefing(SMALL), sits(ANNA, SMALL.id), sits(BO, SMALL.id, SeatState.TENTATIVE))
    with pytest.raises(StorageUnavailable, match="decided again"):
        await change(store, sits(CIA, SMALL.id))
    await change(store, sits(BO, SMALL.id))  # who has one may say another word
    await change(store, sits(BO, SMALL.id, SeatState.GIVEN_UP), sits(CIA, SMALL.id))


async def test_many_at_once_never_take_more_than_there_are(store: Database) -> None:
    """Forty connections grasp for five seats at the same moment, without looking first."""
    await save_world(store)
    await change(store, SaveBriefing(replace(MAY_24, capacity=5)))

    async def grasp(number: int) -> bool:
        try:
            await change(store, sits(Address.of(f"p{number}@region.example"), MAY_24.id))
        except StorageUnavailable:
            return False
        return True

    had = await asyncio.gather(*(grasp(number) for number in range(40)))
    assert sum(had) == 5
    async with store.snapshot() as seen:
        assert (await seen.seats_taken([MAY_24.id]))[MAY_24.id] == 5


async def test_who_cannot_be_reached_holds_up_no_line(store: Database) -> None:
    await save_world(store)
    await change(
        store,
        SaveBriefing(SMALL),
        sits(ANNA, SMALL.id, SeatState.WAITING),
        sits(BO, SMALL.id, SeatState.WAITING),
        RetireAddress(ANNA, "5.1.1"),
    )
    async with store.snapshot() as seen:
        assert await seen.places_in_line(BO) == {SMALL.id: 1}
    await change(store, sits(BO, SMALL.id, SeatState.GIVEN_UP))
    assert await movable(store) == []
    await change(store, RestoreAddress(ANNA))
    assert await movable(store) == [SMALL.id]


@pytest.mark.parametrize("gone", [ErasePerson(ANNA), MoveAddress(ANNA, BO), MoveAddress(ANNA, CIA)])
async def test_who_joins_under_a_forgotten_address_begins_above_what_its_calendar_has_seen(
    store: Database, gone: ErasePerson | MoveAddress
) -> None:
    await save_world(store)
    await change(store, sits(ANNA, MAY_24.id), sits(ANNA, MAY_26.id), sits(BO, MAY_24.id))
    async with store.transaction() as work:
        await work.note_invited(ANNA, MAY_24.id, sequence=3, at=NOW)
    await change(store, gone)
    await change(store, SaveBriefing(replace(MAY_24, minutes=30)))  # which keeps it
    async with store.snapshot() as seen:
        world = await seen.world()
    first, second = (world.briefing(each.id) for each in (MAY_24, MAY_26))
    assert first is not None
    assert second is not None
    assert (first.next_sequence(None), first.next_sequence(0)) == (4, 1)
    assert (second.next_sequence(None), second.next_sequence(7)) == (0, 8)


async def test_which_lines_may_move(store: Database) -> None:
    await save_world(store)
    offered = SetSeat(BO, SMALL.id, SeatState.OFFERED, NOW, NOW + MINUTE, why="offer")
    await change(store, SaveBriefing(SMALL), sits(ANNA, SMALL.id), offered)
    assert await movable(store) == []
    assert await movable(store, after=MINUTE) == [SMALL.id]
    await change(store, sits(BO, SMALL.id), sits(CIA, SMALL.id, SeatState.WAITING))
    assert await movable(store, after=MINUTE) == []  # the yes has come, and all is full
    await change(store, SaveBriefing(replace(SMALL, capacity=3)))
    assert await movable(store) == [SMALL.id]
    await change(store, SaveBriefing(replace(SMALL, capacity=None)))
    assert await movable(store) == [SMALL.id]
    await change(store, SaveBriefing(replace(SMALL, capacity=3, state=BriefingState.CALLED_OFF)))
    assert await movable(store) == []


async def test_an_offer_and_the_life_of_a_briefing_come_back(store: Database) -> None:
    await save_world(store)
    until = NOW + MINUTE
    full_of_it = replace(MAY_24, deadline=NOW, materials=("https://a.example/1",), entry="mark")
    await change(store, SaveBriefing(full_of_it), SetSeat(ANNA, MAY_24.id, SeatState.OFFERED, NOW, until))
    anna = await person(store, ANNA)
    assert anna is not None
    assert anna.seats == (Seat(MAY_24.id, SeatState.OFFERED, None, NOW, until),)
    async with store.snapshot() as seen:
        kept = (await seen.world()).briefing(MAY_24.id)
    assert kept == full_of_it
    assert kept is not None
    assert kept.entry == "mark"
    await change(store, sits(ANNA, MAY_24.id))
    anna = await person(store, ANNA)
    assert anna is not None
    assert anna.seats[0].offered_until is None


async def test_materials_alone_and_back_again_is_the_end_of_the_line(store: Database) -> None:
    await save_world(store)
    await change(store, sits(ANNA, MAY_24.id, SeatState.WAITING), sits(BO, MAY_24.id, SeatState.WAITING))
    await change(store, sits(ANNA, MAY_24.id, SeatState.MATERIALS))
    await change(store, sits(ANNA, MAY_24.id, SeatState.WAITING))
    async with store.snapshot() as seen:
        assert await seen.places_in_line(ANNA) == {MAY_24.id: 2}


async def test_followers_in_the_order_in_which_they_came(store: Database) -> None:
    await save_world(store)
    await change(store, FollowBriefings(BO, "tjanstemannaforum", follows=True))
    await change(
        store,
        FollowBriefings(ANNA, "tjanstemannaforum", follows=True),
        FollowBriefings(ANNA, "politikerforum", follows=True),
        FollowBriefings(BO, "tjanstemannaforum", follows=True),  # again: the place is kept
        FollowBriefings(CIA, "politikerforum", follows=True),
        FollowBriefings(CIA, "politikerforum", follows=False),
    )
    async with store.snapshot() as seen:
        both = await seen.followers(["tjanstemannaforum", "politikerforum"])
        assert [each.address for each in both] == [BO, ANNA]
        assert both[1].follows == ("politikerforum", "tjanstemannaforum")
        assert (await seen.stored_about(BO))["follows"][0]["list_id"] == "tjanstemannaforum"
    await change(store, MoveAddress(ANNA, BO))
    bo = await person(store, BO)
    assert bo is not None
    assert bo.follows == ("politikerforum", "tjanstemannaforum")


async def test_comments_and_attendance_are_kept_on_the_seat(store: Database) -> None:
    await save_world(store)
    await change(store, sits(ANNA, MAY_24.id), sits(BO, MAY_24.id), sits(ANNA, MAY_26.id))
    await change(
        store, NoteComment(ANNA, MAY_24.id, "Kommer fem minuter sent"), NoteAttendance(MAY_24.id, (BO,))
    )
    async with store.snapshot() as seen:
        [first, other] = (await seen.stored_about(ANNA))["seats"]
        assert (first["comment"], first["came"]) == ("Kommer fem minuter sent", False)
        assert (other["comment"], other["came"]) == ("", None)
        assert (await seen.stored_about(BO))["seats"][0]["came"] is True
        noted = [each["detail"] for each in (await seen.stored_about(ANNA))["journal"]]
    assert {"briefing_id": MAY_24.id} in noted  # the words themselves stand on the seat alone
