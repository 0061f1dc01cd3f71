"""Domains that want to be left alone, and those that get only so much."""

from datetime import timedelta

from mailservice.decisions.throttle import FIRST_REST, LONGEST_REST, Throttle
from tests.given import NOW

MINUTE = timedelta(minutes=1)


def test_a_domain_rests_after_three_refusals_and_longer_each_time() -> None:
    throttle = Throttle()
    for _ in range(2):
        throttle.refused("x.se", "4.7.1 too much", NOW)
    assert throttle.wait_until("x.se", NOW) is None
    throttle.refused("x.se", "4.7.1 too much", NOW)
    assert throttle.wait_until("x.se", NOW) == NOW + FIRST_REST
    assert throttle.wait_until("y.se", NOW) is None
    assert throttle.wait_until("x.se", NOW + FIRST_REST) is None
    for _ in range(20):
        throttle.refused("x.se", "4.7.1 too much", NOW)
    assert throttle.wait_until("x.se", NOW) == NOW + LONGEST_REST
    throttle.took("x.se")
    assert throttle.wait_until("x.se", NOW) is None


def test_a_full_mailbox_says_nothing_about_its_domain() -> None:
    throttle = Throttle()
    for _ in range(9):
        throttle.refused("x.se", "4.2.2 mailbox full", NOW)
    assert throttle.wait_until("x.se", NOW) is None


def test_so_many_a_minute_and_domain() -> None:
    throttle = Throttle(per_minute=2)
    assert [throttle.wait_until("x.se", NOW) for _ in range(3)] == [None, None, NOW + MINUTE]
    assert throttle.wait_until("y.se", NOW) is None
    assert throttle.wait_until("x.se", NOW + MINUTE) is None
