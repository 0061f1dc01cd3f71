"""What holds for the times of every briefing, and for digests through a year of outages."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from mailservice.decisions.periods import digest_due
from mailservice.decisions.schedule import is_working_day, reminder_times
from mailservice.domain.lists import DeliveryMode
from tests.given import MAY_24

STOCKHOLM = ZoneInfo("Europe/Stockholm")
YEARS = st.datetimes(datetime(2026, 6, 1), datetime(2040, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone


@given(YEARS)
def test_a_reminder_comes_on_a_working_afternoon_and_one_before_the_start(start: datetime) -> None:
    briefing = replace(MAY_24, start=start)
    times = dict(reminder_times(briefing, now=start - timedelta(days=30)))
    afternoon = times["day-before"].astimezone(STOCKHOLM)
    assert (afternoon.hour, afternoon.minute) == (15, 0)
    assert is_working_day(afternoon.date())
    first_day_between = afternoon.date() + timedelta(days=1)
    days_between = (start.astimezone(STOCKHOLM).date() - first_day_between).days
    assert not any(is_working_day(first_day_between + timedelta(days=n)) for n in range(days_between))
    assert start - times["last-hour"] == timedelta(minutes=45)


@given(st.lists(st.tuples(st.integers(0, 360), st.integers(1, 30)), max_size=6))
@settings(max_examples=20)
def test_each_period_gets_one_digest_unless_the_service_was_away_too_long(
    outages: list[tuple[int, int]],
) -> None:
    """Looked at every six hours through 2027; `done` is what the database remembers."""
    grace = timedelta(days=2)
    begin = datetime(2027, 1, 1, tzinfo=UTC)
    looked = [
        begin + timedelta(hours=hours)
        for hours in range(0, 365 * 24, 6)
        if not any(day * 24 <= hours < (day + length) * 24 for day, length in outages)
    ]
    done: dict[str, datetime] = {}
    for now in looked:
        for _mode, key, due_at in digest_due(now, weekly=(1, 7, 0), monthly=(1, 7, 0), grace=grace):
            assert due_at <= now <= due_at + grace
            done.setdefault(key, due_at)
    for week in range(1, 52):
        due_at = datetime.combine(date.fromisocalendar(2027, week, 1), datetime.min.time(), STOCKHOLM)
        due_at = due_at.replace(hour=7).astimezone(UTC)
        could = any(due_at <= now <= due_at + grace for now in looked)
        assert (f"{DeliveryMode.WEEKLY}:2027-W{week:02}" in done) is could
