"""Column types: what goes in comes out, on both databases."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Dialect
from sqlalchemy.engine import make_url

from mailservice.storage.columns import JsonText, PlainText, UtcTime, storable

SQLITE: Dialect = make_url("sqlite+aiosqlite://").get_dialect()()
POSTGRESQL: Dialect = make_url("postgresql+psycopg://").get_dialect()()
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def test_a_time_is_text_of_fixed_width_on_sqlite() -> None:
    noon = datetime(2027, 5, 3, 12, tzinfo=timezone(timedelta(hours=2)))
    assert UtcTime().bind_processor(SQLITE)(noon) == "2027-05-03T10:00:00.000000Z"
    assert UtcTime().bind_processor(POSTGRESQL)(noon) == noon
    assert UtcTime().bind_processor(SQLITE)(None) is None


@given(st.datetimes(timezones=st.just(UTC)), st.datetimes(timezones=st.just(UTC)))
def test_times_come_back_and_sort_as_text(one: datetime, other: datetime) -> None:
    first, second = (UtcTime().bind_processor(SQLITE)(each) for each in (one, other))
    assert UtcTime().result_processor(SQLITE, None)(first) == one
    assert len(first) == 27
    assert (first < second) == (one < other)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        UtcTime().bind_processor(SQLITE)(datetime(2027, 5, 3))  # noqa: DTZ001 - the fault under test


def test_times_are_given_in_utc_and_nothing_stays_nothing() -> None:
    noon = datetime(2027, 5, 3, 12, tzinfo=timezone(timedelta(hours=2)))
    read = UtcTime().result_processor(POSTGRESQL, None)(noon)
    assert read is not None
    assert (read, read.tzinfo) == (noon, UTC)
    assert UtcTime().result_processor(POSTGRESQL, None)(None) is None


@given(ANY_JSON)
def test_json_comes_back_and_holds_no_nul(value: Any) -> None:
    stored = JsonText().bind_processor(SQLITE)(value)
    assert stored.isascii()
    assert "\0" not in stored
    assert JsonText().result_processor(SQLITE, None)(stored) == value


def test_a_row_that_is_not_there_has_no_json() -> None:
    assert JsonText().result_processor(SQLITE, None)(None) is None


@given(st.text(st.characters(codec=None)))
def test_text_is_storable_and_keeps_its_length(text: str) -> None:
    stored = storable(text)
    assert len(stored) == len(text)
    assert "\0" not in stored
    stored.encode("utf-8")
    assert storable(stored) == stored


@pytest.mark.parametrize("dialect", [SQLITE, POSTGRESQL])
def test_plain_text_is_kept(dialect: Dialect) -> None:
    assert PlainText().bind_processor(dialect)("Åsa\tO'Brien %\n") == "Åsa\tO'Brien %\n"
    assert PlainText().bind_processor(dialect)("a\0b\udcff") == "a\ufffdb\ufffd"
    assert PlainText().bind_processor(dialect)(None) is None
