"""A month of the simulated year; `make simulation` lives through all of it."""

from collections import Counter
from pathlib import Path

import pytest

from tests.simulation.plan import SMALL, Size, plan
from tests.simulation.reminded import compare
from tests.simulation.run import simulate


async def test_a_month_keeps_every_promise(everyday_url: str, tmp_path: Path) -> None:
    url = everyday_url.replace("+aiosqlite", "").replace("+psycopg", "")
    findings = await simulate(tmp_path, database=url, size=SMALL, seed=1)
    assert findings.faults == ()
    for what in (
        "sent: invitation",
        "sent: cancellation",
        "sent: reminder",
        "sent: materials",
        "reminders due",
    ):
        assert findings.numbers[what] > 0, findings.numbers


@pytest.mark.parametrize("size", [SMALL, Size()])
def test_the_plan_is_the_same_for_the_same_seed(size: Size) -> None:
    assert plan(size, 7) == plan(size, 7)
    assert plan(size, 7) != plan(size, 8)
    starts = [each.start.date() for each in plan(size, 7).briefings]
    assert len(set(starts)) == len(starts) == size.briefings


def test_the_audit_sees_what_is_wrong() -> None:
    """A check that cannot fail is none."""
    start = plan(SMALL, 1).briefings[0].start
    one, other = ("a", "last-hour", "x", start), ("b", "last-hour", "x", start)
    assert compare({one}, Counter({one: 1})) == []
    assert len(compare({one, other}, Counter({one: 2}))) == 2
    assert len(compare(set(), Counter({one: 1}))) == 1
