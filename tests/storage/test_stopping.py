"""A stop in the middle of a send, small: `python -m tests.stopping` plays it with 10,000."""

import pytest

from mailservice.storage.engine import Engines
from tests.stopping.play import AT_ONCE, stop_in_the_middle


@pytest.mark.parametrize("digests", [False, True])
async def test_what_left_is_what_the_report_says(engines: Engines, digests: bool) -> None:
    people = 150 if digests else 300
    seen = await stop_in_the_middle(
        engines, people=people, stop_after=40, takes_s=0, waits_after=people // 2, digests=digests
    )
    assert len(seen.others) == (people if digests else 0)  # what else is in a digest reaches everybody
    assert seen.exact
    assert 40 <= len(seen.received) < people
    assert seen.after_stop <= AT_ONCE  # what each sender had just taken into its hands
