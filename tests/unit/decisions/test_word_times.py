"""When a word was said: the time that a mail bears, where it can be right."""

from datetime import datetime, timedelta

import pytest

from mailservice.decisions.word_times import written_at
from tests.given import NOW

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("date", "answers", "written"),
    [
        (NOW - HOUR, None, NOW - HOUR),  # an hour on the way
        (NOW - timedelta(days=5), None, NOW - timedelta(days=5)),
        (None, None, NOW),
        (NOW + HOUR, None, NOW),  # a clock that is ahead
        (NOW - timedelta(days=5, seconds=1), None, NOW),  # no mail is on the way so long
        (NOW - HOUR, NOW - 2 * HOUR, NOW - HOUR),
        (NOW - HOUR, NOW - timedelta(minutes=30), NOW),  # written before the letter that it answers
        (NOW - HOUR, NOW - HOUR + timedelta(microseconds=7), NOW - HOUR),  # in the same second
    ],
)
def test_a_mail_in_words(date: datetime | None, answers: datetime | None, written: datetime) -> None:
    assert written_at(date, arrived=NOW, answers=answers) == written
