"""A stop in the middle of a send, small: `python -m tests.stopping` plays it with 10,000."""

import pytest

from mailservice.storage.engine import Engines
from tests.stopping.play import stop_in_the_middle


@pytest.mark.parametrize("people", [300])
async def test_what_left_is_what_the_report_says(engines: Engines, people: int) -> None:
    seen = await stop_in_the_middle(engines, people=people, stop_after=40, takes_s=0.01)
    assert seen.exact
    assert 40 <= len(seen.received) < people
    assert seen.late_s < 1  # a letter in a relay's hands cannot be taken back; nothing is begun for long
