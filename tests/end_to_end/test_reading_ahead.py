"""The next group of mails is read while one is carried out: what stays in hand, and whose fault it is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from mailservice.domain.errors import ReaderUnavailable
from mailservice.flow import process
from mailservice.flow.process import BATCH
from mailservice.flow.reading import LookUp, Read
from mailservice.flow.rows import SpooledMail
from tests.end_to_end.house import House

ANNA = "anna@region.example"


async def ask(house: House, number: int) -> str:
    """Somebody asks for help."""
    who = f"p{number}@kommun.example"
    raw = f"From: {who}\r\nMessage-ID: <{who}>\r\nSubject: help\r\n\r\nhelp\r\n".encode()
    await house.deliver_raw(who, raw)
    return who


async def test_a_mail_that_comes_after_the_last_full_group_is_seen_at_once(house: House) -> None:
    people = [await ask(house, number) for number in range(BATCH)]
    assert await house.service.processor().process_waiting() == BATCH
    late = await ask(house, BATCH)
    assert await house.service.processor().process_waiting() == 1
    await house.service.settle()
    assert [house.letters(each) for each in (*people, late)] == [["receipt"]] * (BATCH + 1)


async def test_large_mails_are_not_claimed_ahead(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "BESIDE_MAX_BYTES", 100)
    for number in range(BATCH + 1):
        await ask(house, number)
    processor = house.service.processor()
    assert await processor.process_waiting() == BATCH
    await processor.finish()  # nothing is in hand
    assert await processor.process_waiting() == 1


@dataclass(frozen=True)
class Nobody:
    """A reader that cannot be had."""

    async def prepare(self) -> None:
        raise ReaderUnavailable

    async def read(self, mails: Sequence[SpooledMail], look_up: LookUp) -> list[Read]:
        raise ReaderUnavailable

    async def close(self) -> None:
        """Nothing is held."""


async def test_where_no_reader_can_be_had_no_attempt_counts(house_on_each: House) -> None:
    house = house_on_each
    healthy = house.service.processor
    house.service.processor = lambda: replace(healthy(), reader=Nobody())
    people = [await ask(house, number) for number in range(2)]
    for _ in range(5):
        await house.service.settle()
        house.clock.move_to(house.clock.now() + timedelta(minutes=6))
    house.service.processor = healthy
    await house.service.settle()
    assert [house.letters(each) for each in people] == [["receipt"], ["receipt"]]


async def test_a_stop_goes_on_where_what_is_in_hand_cannot_be_finished(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(_self: Any) -> None:
        raise KeyError(ANNA)

    monkeypatch.setattr(process.Processor, "finish", fails)
    house.service._prepared = True
    with capture_logs() as logged:
        await house.service._finish_in_hand()
    assert [each["event"] for each in logged] == ["step.failed"]
    assert ANNA not in str(logged)
