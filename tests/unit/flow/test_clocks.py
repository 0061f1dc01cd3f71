"""Clocks give aware UTC and never run back."""

from datetime import UTC, datetime, timedelta

import time_machine

from mailservice.flow.clocks import SteppedClock, SystemClock
from tests.given import NOW


def test_the_machines_clock_and_one_that_starts_elsewhere() -> None:
    before, now, after = datetime.now(UTC), SystemClock().now(), datetime.now(UTC)
    assert before <= now <= after
    with time_machine.travel(before, tick=False):
        elsewhere = SystemClock(NOW)
    with time_machine.travel(before + timedelta(hours=1), tick=False):
        shifted = elsewhere.now()
    assert (shifted, shifted.tzinfo) == (NOW + timedelta(hours=1), UTC)


def test_a_stepped_clock_only_goes_forward() -> None:
    clock = SteppedClock(NOW)
    clock.move_to(NOW + timedelta(hours=1))
    clock.move_to(NOW)
    assert clock.now() == NOW + timedelta(hours=1)
