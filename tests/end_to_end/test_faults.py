"""What goes wrong inside: a poisonous mail is set aside, a stopped service takes up where it was."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from mailservice.decisions.decide import decide
from mailservice.domain.errors import StorageUnavailable
from mailservice.flow import process
from mailservice.flow.process import LEASE
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


async def test_a_mail_that_takes_its_reader_down_is_set_aside_unread(house: House) -> None:
    await house.deliver_raw(ANNA, f"From: {ANNA}\r\nSubject: poison\r\n\r\nHej\r\n".encode())
    for _ in range(3):  # a reader that is killed says nothing
        [mail] = await house.service.store.claim_spooled(now=house.clock.now(), lease=LEASE, limit=9)
        house.clock.move_to(house.clock.now() + LEASE)
    await house.service.settle()
    await house.service.settle()
    assert (mail.attempts, house.letters(ANNA), house.letters(OFFICE)) == (3, [], ["for_secretariat"])


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
