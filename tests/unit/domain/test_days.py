"""When the day that a letter names is over."""

from datetime import UTC, datetime

import pytest

from mailservice.domain.days import end_of_day


@pytest.mark.parametrize(
    ("moment", "end"),
    [
        (datetime(2027, 5, 17, 6, 30, tzinfo=UTC), datetime(2027, 5, 17, 21, 59, 59, tzinfo=UTC)),
        (datetime(2027, 5, 17, 21, 59, 59, tzinfo=UTC), datetime(2027, 5, 17, 21, 59, 59, tzinfo=UTC)),
        (datetime(2027, 5, 17, 22, 0, tzinfo=UTC), datetime(2027, 5, 18, 21, 59, 59, tzinfo=UTC)),
        (datetime(2027, 3, 27, 23, 30, tzinfo=UTC), datetime(2027, 3, 28, 21, 59, 59, tzinfo=UTC)),  # 23 h
        (datetime(2027, 10, 31, 12, 0, tzinfo=UTC), datetime(2027, 10, 31, 22, 59, 59, tzinfo=UTC)),  # 25 h
        (datetime(2027, 12, 31, 12, 0, tzinfo=UTC), datetime(2027, 12, 31, 22, 59, 59, tzinfo=UTC)),
    ],
)
def test_a_day_ends_at_midnight_in_stockholm(moment: datetime, end: datetime) -> None:
    assert end_of_day(moment) == end
