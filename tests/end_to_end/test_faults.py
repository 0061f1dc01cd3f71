"""What goes wrong inside: a poisonous mail is set aside, a stopped service takes up where it was."""

from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from mailservice.decisions.decide import decide
from mailservice.domain.errors import StorageUnavailable
from mailservice.flow import process
from mailservice.flow.process import BATCH, LEASE, MOST_DEATHS, MOST_FAILURES, RETRY_AFTER
from tests.end_to_end.house import House

ANNA, BO, CI = "anna@region.example", "bo@kommun.example", "ci@lansstyrelsen.example"
OFFICE = "kansliet@tillvaxtverket.se"


async def test_a_poisonous_mail_is_set_aside_after_three_attempts(house_on_each: House) -> None:
    house = house_on_each
    broken: Any = None
    healthy = house.service.processor
    house.service.processor = lambda: replace(healthy(), reader=broken)
    await house.write(ANNA, "Hjälp")
    for _ in range(3):
        house.clock.move_to(house.clock.now() + timedelta(minutes=6))
        await house.service.settle()
    house.service.processor = healthy
    house.clock.move_to(house.clock.now() + timedelta(minutes=6))
    await house.write(BO, "Hjälp")
    assert house.letters(ANNA) == []  # stuck, kept, and not tried for ever
    assert house.letters(OFFICE) == ["for_secretariat"]  # a person sees it
    assert any(part.get_filename() == "original.eml" for part in house.latest(OFFICE).message.walk())
    assert house.letters(BO) == ["receipt"]  # the next one got its turn


async def test_one_poisonous_mail_costs_those_that_came_with_it_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    healthy = decide

    def poisoned(reading: Any, facts: Any, **more: Any) -> Any:
        if str(facts.sender) == ANNA:
            raise RuntimeError
        return healthy(reading, facts, **more)

    monkeypatch.setattr(process, "decide", poisoned)
    for who in (BO, ANNA, CI):
        await house.deliver_raw(who, f"From: {who}\r\nSubject: help\r\n\r\nhelp\r\n".encode())
    await house.service.settle()
    assert [house.letters(each) for each in (BO, ANNA, CI)] == [["receipt"], [], ["receipt"]]
    monkeypatch.setattr(process, "decide", healthy)
    house.clock.move_to(house.clock.now() + timedelta(minutes=6))
    await house.service.settle()
    assert [house.letters(each) for each in (BO, ANNA, CI)] == [["receipt"]] * 3


async def _died(house: House, times: int) -> None:
    """The service was killed so often with one mail in hand: who is killed says nothing."""
    await house.deliver_raw(ANNA, f"From: {ANNA}\r\nSubject: help\r\n\r\nhelp\r\n".encode())
    for _ in range(times):
        [mail] = await house.service.store.claim_spooled(now=house.clock.now(), lease=LEASE, limit=9)
        house.clock.move_to(house.clock.now() + LEASE)
    assert mail.attempts == times
    await house.service.settle()
    await house.service.settle()


async def test_a_mail_with_which_the_service_died_again_and_again_is_set_aside_unread(house: House) -> None:
    await _died(house, MOST_DEATHS)
    assert (house.letters(ANNA), house.letters(OFFICE)) == ([], ["for_secretariat"])


async def test_a_machine_that_is_killed_over_and_over_is_no_mails_fault(house: House) -> None:
    await _died(house, MOST_DEATHS - 1)
    assert (house.letters(ANNA), house.letters(OFFICE)) == (["receipt"], [])


async def test_deaths_of_the_service_are_no_failures_of_the_mail(house_on_each: House) -> None:
    house = house_on_each
    broken: Any = None
    healthy = house.service.processor
    house.service.processor = lambda: replace(healthy(), reader=broken)
    await _died(house, MOST_FAILURES)
    for _ in range(MOST_FAILURES - 2):
        house.clock.move_to(house.clock.now() + RETRY_AFTER)
        await house.service.settle()
    house.service.processor = healthy
    house.clock.move_to(house.clock.now() + RETRY_AFTER)
    await house.service.settle()
    assert (house.letters(ANNA), house.letters(OFFICE)) == (["receipt"], [])


async def test_a_mail_is_taken_up_again_after_a_passing_fault(house: House) -> None:
    broken: Any = None
    healthy = house.service.processor
    house.service.processor = lambda: replace(healthy(), reader=broken)
    await house.write(ANNA, "Hjälp")
    house.service.processor = healthy
    house.clock.move_to(house.clock.now() + timedelta(minutes=6))
    await house.service.settle()
    assert house.letters(ANNA) == ["receipt"]


async def test_a_database_that_is_away_is_not_the_mails_fault(
    house_on_each: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = house_on_each
    raw = f"From: {ANNA}\r\nMessage-ID: <a@x>\r\nSubject: help\r\n\r\nhelp\r\n".encode()
    await house.deliver_raw(ANNA, raw)
    store = house.service.processor().store

    def away() -> Any:
        raise StorageUnavailable("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(type(store), "transaction", lambda _self: away())
        for _ in range(5):
            await house.service.processor().process_waiting()
            house.clock.move_to(house.clock.now() + timedelta(minutes=6))
        patch.setattr(type(store), "spool_postponed", lambda *_args, **_named: away())
        with pytest.raises(StorageUnavailable):
            await house.service.processor().process_waiting()
    house.clock.move_to(house.clock.now() + timedelta(minutes=6))
    await house.service.settle()
    assert house.letters(ANNA) == ["receipt"]


async def test_who_stops_finishes_the_group_that_is_read_ahead(house_on_each: House) -> None:
    house, processor = house_on_each, house_on_each.service.processor()
    people = await _many(house)
    assert await processor.process_waiting() == BATCH
    await processor.finish()
    await processor.finish()  # nothing is in hand any more
    await house.service.deliverer().deliver_due()
    assert [house.letters(each) for each in people] == [["receipt"] for _ in people]


async def test_a_database_that_goes_away_keeps_back_no_group_that_is_in_hand(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    processor, store = house.service.processor(), house.service.processor().store
    people = await _many(house)
    claim, claims = type(store).claim_spooled, count()

    async def away(*_: Any, **__: Any) -> Any:
        raise StorageUnavailable("disk full")

    with monkeypatch.context() as patch:  # away when the second group is claimed
        patch.setattr(
            type(store), "claim_spooled", lambda *a, **k: (away if next(claims) else claim)(*a, **k)
        )
        assert await processor.process_waiting() == BATCH
        with pytest.raises(StorageUnavailable):
            await processor.process_waiting()
    assert await processor.process_waiting() == len(people) - BATCH
    await house.service.settle()
    assert [house.letters(each) for each in people] == [["receipt"] for _ in people]


async def test_a_group_that_cannot_be_finished_before_a_stop_is_taken_up_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    processor, people = house.service.processor(), await _many(house)
    await processor.process_waiting()

    def away(*_: Any, **__: Any) -> Any:
        raise StorageUnavailable("disk full")

    with monkeypatch.context() as patch:
        for name in ("transaction", "snapshot", "spool_postponed"):
            patch.setattr(type(processor.store), name, away)
        await processor.finish()
    house.clock.move_to(house.clock.now() + LEASE)
    await house.service.settle()
    assert [house.letters(each) for each in people] == [["receipt"] for _ in people]


async def _many(house: House) -> list[str]:
    """More people than one group takes have asked for help."""
    people = [f"p{number}@kommun.example" for number in range(BATCH + 3)]
    for each in people:
        raw = f"From: {each}\r\nMessage-ID: <{each}>\r\nSubject: help\r\n\r\nhelp\r\n".encode()
        await house.deliver_raw(each, raw)
    return people


async def test_mail_to_the_postmaster_is_for_people(house: House) -> None:
    raw = f"From: {ANNA}\r\nMessage-ID: <p@x>\r\nSubject: TLS\r\n\r\nDitt certifikat gick ut.\r\n".encode()
    await house.deliver_raw(ANNA, raw, to="postmaster@tillvaxtverket.se")
    await house.service.settle()
    assert house.letters(ANNA) == ["handed_over"]


async def test_a_mail_from_two_people_is_looked_at(house: House) -> None:
    raw = f"From: {ANNA}, {BO}\r\nMessage-ID: <2@x>\r\nSubject: Vi\r\n\r\nAvsluta allt\r\n".encode()
    await house.deliver_raw(ANNA, raw)
    await house.service.settle()
    assert house.letters("kansliet@tillvaxtverket.se") == ["for_secretariat"]
    assert house.letters(ANNA) == house.letters(BO) == []
