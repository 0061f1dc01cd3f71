from datetime import UTC, datetime, timedelta

import pytest

from mailservice.decisions.retry import next_attempt

DUE = datetime(2027, 5, 10, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("attempts", "wait_s"),
    [(1, 300), (2, 600), (3, 1200), (4, 2400), (5, 4000), (6, 4000), (10_000, 4000)],
)
def test_the_wait_doubles_up_to_its_longest(attempts: int, wait_s: int) -> None:
    now = DUE + timedelta(hours=1)
    assert next_attempt(attempts, first_due=DUE, now=now, jitter=0.0) == now + timedelta(seconds=wait_s)


def test_jitter_makes_it_up_to_a_fifth_longer() -> None:
    assert next_attempt(1, first_due=DUE, now=DUE, jitter=0.5) == DUE + timedelta(seconds=330)


def test_it_gives_up_after_five_days() -> None:
    last = DUE + timedelta(days=5)
    assert next_attempt(99, first_due=DUE, now=last - timedelta(seconds=1), jitter=0.0) is not None
    assert next_attempt(99, first_due=DUE, now=last, jitter=0.0) is None


def test_what_was_held_for_long_is_not_given_up_at_its_first_refusal() -> None:
    now = DUE + timedelta(days=30)
    assert next_attempt(1, first_due=DUE, now=now, jitter=0.0) == now + timedelta(minutes=5)
    assert next_attempt(11, first_due=DUE, now=now, jitter=0.0) is not None
    assert next_attempt(12, first_due=DUE, now=now, jitter=0.0) is None
