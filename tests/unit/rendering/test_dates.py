"""Days and times as people read them."""

from datetime import UTC, date, datetime

import pytest

from mailservice.domain.lists import Language
from mailservice.rendering.dates import clock, day, day_and_time

SUMMER = datetime(2027, 5, 24, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("when", "language", "shown"),
    [
        (SUMMER, "sv", "måndag 24 maj"),
        (SUMMER, "en", "Monday 24 May"),
        (date(2027, 8, 9), "sv", "måndag 9 augusti"),
        ("2027-08-09", "en", "Monday 9 August"),
        ("2027-05-24T07:00:00+00:00", "sv", "måndag 24 maj"),
        ("2027-05-24T22:30:00Z", "sv", "tisdag 25 maj"),  # past midnight in Stockholm
        ("2027-12-31T23:00:00+00:00", "en", "Saturday 1 January"),
        ("2027-01-01T00:30+01:00", "sv", "fredag 1 januari"),
    ],
)
def test_day(when: datetime | date | str, language: Language, shown: str) -> None:
    assert day(when, language) == shown


@pytest.mark.parametrize(
    ("today", "shown"),
    [
        (None, "måndag 24 maj"),
        (date(2027, 1, 1), "måndag 24 maj"),
        (date(2026, 12, 31), "måndag 24 maj 2027"),
        ("2026-11-23", "måndag 24 maj 2027"),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), "måndag 24 maj"),  # New Year already, in Stockholm
    ],
)
def test_the_year_is_told_where_it_is_another(today: datetime | date | str | None, shown: str) -> None:
    assert day(SUMMER, "sv", today=today) == shown
    assert day_and_time(SUMMER, "sv", today=today) == f"{shown} kl. 09.00"


@pytest.mark.parametrize(
    ("when", "swedish", "english"),
    [
        (SUMMER, "kl. 09.00", "09:00"),
        (datetime(2027, 11, 24, 8, 5, tzinfo=UTC), "kl. 09.05", "09:05"),
        ("2027-05-24T07:00:00+00:00", "kl. 09.00", "09:00"),
        ("2027-03-28T00:59:00Z", "kl. 01.59", "01:59"),  # summer time begins a minute later
        ("2027-03-28T01:00:00Z", "kl. 03.00", "03:00"),
        ("2027-10-31T00:59:00Z", "kl. 02.59", "02:59"),  # and ends
        ("2027-10-31T01:00:00Z", "kl. 02.00", "02:00"),
    ],
)
def test_clock(when: datetime | str, swedish: str, english: str) -> None:
    assert clock(when, "sv") == swedish
    assert clock(when, "en") == english


def test_day_and_time() -> None:
    assert day_and_time(SUMMER, "sv") == "måndag 24 maj kl. 09.00"
    assert day_and_time("2027-05-24T07:00:00+00:00", "en") == "Monday 24 May at 09:00"


@pytest.mark.parametrize(
    "when",
    [
        "",
        "måndag",
        "2027-02-30",
        "2027-05-24T25:00:00Z",
        "2027-05-24T07:00:00",
        datetime(2027, 5, 24, 7, 0),  # noqa: DTZ001 - the fault itself
    ],
)
def test_what_is_no_time_is_told(when: datetime | str) -> None:
    with pytest.raises(ValueError):
        day_and_time(when, "sv")
