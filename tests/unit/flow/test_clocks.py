"""Clocks give aware UTC and never run back."""

from datetime import UTC, datetime, timedelta

from mailservice.flow.clocks import SteppedClock, SystemClock
from tests.given import NOW


def test_the_machines_clock_and_one_that_starts_elsewhere() -> None:
    assert abs(SystemClock().now() - datetime.now(UTC)) < timedelta(seconds=5)
    shifted = SystemClock(NOW).now()
    assert timedelta() <= shifted - NOW < timedelta(seconds=5)
    assert shifted.tzinfo is UTC


def test_a_stepped_clock_only_goes_forward() -> None:
    clock = SteppedClock(NOW)
    clock.move_to(NOW + timedelta(hours=1))
    clock.move_to(NOW)
    assert clock.now() == NOW + timedelta(hours=1)
