"""Which digests are due when: across red days, short months and both changes of the clock."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mailservice.decisions.periods import digest_due, next_digests
from mailservice.domain.lists import DeliveryMode


def utc(text: str) -> datetime:
    """ "2027-05-24 07:00" as UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


WEEKLY = (1, 7, 0)  # Monday 07.00
MONTHLY = (1, 7, 0)
GRACE = timedelta(days=2)


def keys(now: str, **changed: Any) -> list[str]:
    """The periods that are due then."""
    given: dict[str, Any] = {"weekly": WEEKLY, "monthly": MONTHLY, "grace": GRACE, **changed}
    return [key for _mode, key, _due in digest_due(utc(now), **given)]


@pytest.mark.parametrize(
    ("now", "due_now"),
    [
        ("2027-05-17 04:59", []),
        ("2027-05-17 05:00", ["weekly:2027-W20"]),
        ("2027-05-19 05:00", ["weekly:2027-W20"]),  # late, still worth sending
        ("2027-05-19 05:01", []),
        ("2027-03-01 06:00", ["monthly:2027-03", "weekly:2027-W09"]),
        ("2027-03-29 05:00", ["weekly:2027-W13"]),  # the Monday after summer time began
        ("2027-03-29 04:59", []),
        ("2027-11-01 06:00", ["monthly:2027-11", "weekly:2027-W44"]),  # the Monday after it ended
        ("2027-11-01 05:00", []),
        ("2027-01-04 06:00", ["monthly:2027-01", "weekly:2027-W01"]),  # 1 January is a Friday off
        ("2026-12-28 06:00", ["weekly:2026-W53"]),
        ("2027-05-03 05:00", ["monthly:2027-05", "weekly:2027-W18"]),  # 1 May is a Saturday
    ],
)
def test_digests_due(now: str, due_now: list[str]) -> None:
    assert keys(now) == due_now


def test_a_late_digest_is_found_in_the_next_week_and_month() -> None:
    sunday = (7, 18, 0)
    assert keys("2027-05-17 12:00", weekly=sunday) == ["weekly:2027-W19"]
    assert keys("2027-06-01 12:00", monthly=(31, 7, 0)) == ["monthly:2027-05", "weekly:2027-W22"]
    weeks = ["weekly:2027-W18", "weekly:2027-W19"]
    assert keys("2027-05-10 12:00", grace=timedelta(days=8)) == ["monthly:2027-05", *weeks]


def test_a_short_month_counts_from_its_last_day() -> None:
    [(mode, key, at)] = digest_due(
        utc("2027-03-01 06:30"), weekly=(5, 7, 0), monthly=(31, 7, 0), grace=timedelta(days=1)
    )
    assert (mode, key) == (DeliveryMode.MONTHLY, "monthly:2027-02")  # 28 February is a Sunday
    assert at == utc("2027-03-01 06:00")


@pytest.mark.parametrize(
    ("day", "at"),
    [
        ("2027-03-28 12:00", "2027-03-28 01:30"),  # 02.30 does not exist: 03.30 instead
        ("2027-10-31 12:00", "2027-10-31 00:30"),  # 02.30 comes twice: the first
    ],
)
def test_a_digest_in_the_night_of_a_clock_change(day: str, at: str) -> None:
    [(_mode, _key, due_at)] = digest_due(
        utc(day), weekly=(7, 2, 30), monthly=(10, 7, 0), grace=timedelta(days=1)
    )
    assert due_at == utc(at)


def test_every_week_of_ten_years_has_one_digest() -> None:
    now, seen = utc("2027-01-04 12:00"), set()
    for _ in range(522):
        [key] = [each for each in keys(now.isoformat(" ")[:16]) if each.startswith("weekly")]
        seen.add(key)
        now += timedelta(days=7)
    assert len(seen) == 522


@pytest.mark.parametrize(
    ("now", "weekly_at", "monthly_at"),
    [
        ("2027-05-17 04:59", "2027-05-17 05:00", "2027-06-01 05:00"),
        ("2027-05-17 05:00", "2027-05-24 05:00", "2027-06-01 05:00"),
        ("2027-05-01 05:00", "2027-05-03 05:00", "2027-05-03 05:00"),  # the first is a Saturday
        ("2027-12-31 12:00", "2028-01-03 06:00", "2028-01-03 06:00"),
    ],
)
def test_the_next_digests(now: str, weekly_at: str, monthly_at: str) -> None:
    coming = dict(next_digests(utc(now), weekly=WEEKLY, monthly=MONTHLY))
    assert coming == {DeliveryMode.WEEKLY: utc(weekly_at), DeliveryMode.MONTHLY: utc(monthly_at)}
