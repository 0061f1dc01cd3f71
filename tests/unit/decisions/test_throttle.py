"""Domains that want to be left alone, and those that get only so much."""

from datetime import datetime, timedelta

from mailservice.decisions.throttle import FIRST_REST, LONGEST_REST, Throttle
from tests.given import NOW

MINUTE = timedelta(minutes=1)


def test_a_domain_rests_after_three_refusals_and_longer_each_time() -> None:
    throttle, now = Throttle(), NOW
    for _ in range(2):
        refused(throttle, now)
    assert throttle.wait_until("x.se", now) is None
    refused(throttle, now)
    assert throttle.wait_until("x.se", now) == now + FIRST_REST
    assert throttle.resting(now) == ["x.se"]
    assert throttle.wait_until("y.se", now) is None
    for rest in (FIRST_REST, 2 * FIRST_REST, 4 * FIRST_REST, 8 * FIRST_REST, LONGEST_REST, LONGEST_REST):
        assert throttle.wait_until("x.se", now) == now + rest
        now += rest
        assert throttle.wait_until("x.se", now) is None
        refused(throttle, now)
    throttle.took("x.se")
    assert throttle.wait_until("x.se", now) is None


def test_what_was_under_way_when_it_began_makes_no_rest_longer() -> None:
    throttle = Throttle()
    for _ in range(20):
        refused(throttle, NOW)
    assert throttle.wait_until("x.se", NOW) == NOW + FIRST_REST


def test_domains_that_refuse_together_do_not_come_back_together() -> None:
    throttle = Throttle()
    for _ in range(3):
        refused(throttle, NOW, jitter=0.5)
    assert throttle.wait_until("x.se", NOW) == NOW + FIRST_REST * 1.1


def refused(throttle: Throttle, now: datetime, *, jitter: float = 0.0) -> None:
    throttle.refused("x.se", "4.7.1 too much", now, jitter=jitter)


def test_a_full_mailbox_says_nothing_about_its_domain() -> None:
    throttle = Throttle()
    for _ in range(9):
        throttle.refused("x.se", "4.2.2 mailbox full", NOW, jitter=0.0)
    assert throttle.wait_until("x.se", NOW) is None


def test_so_many_a_minute_and_domain() -> None:
    throttle = Throttle(per_minute=2)
    assert [throttle.wait_until("x.se", NOW) for _ in range(3)] == [None, None, NOW + MINUTE]
    assert throttle.resting(NOW) == ["x.se"]
    assert throttle.resting(NOW + MINUTE) == []
    assert throttle.wait_until("y.se", NOW) is None
    assert throttle.wait_until("x.se", NOW + MINUTE) is None
