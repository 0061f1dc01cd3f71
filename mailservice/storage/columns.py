"""Column types that behave alike on SQLite and PostgreSQL.

Each hands out its conversions itself: `process_bind_param`, as SQLAlchemy advises, would be three calls for
each value where this is one, and a mail on its way binds some hundred. It advises so for the sake of types
within, and these convert nothing, on either database.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import DateTime, Dialect, String, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

_TIMES = 64
_DATE_AND_TIME = len("2027-05-03T08:00:00.000000")  # behind them the offset: of UTC, 0
_as_json = json.JSONEncoder(separators=(",", ":")).encode  # `json.dumps` makes one each time


class UtcTime(TypeDecorator[datetime]):
    """An aware time. SQLite keeps `2027-05-03T08:00:00.000000Z`, whose order is that of time.

    Raises    ValueError for a time without a zone: it would be right only by chance.
    """

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Text of 27 characters on SQLite, timestamptz on PostgreSQL."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(27))
        return dialect.type_descriptor(DateTime(timezone=True))

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any]:
        """The time as the database keeps it."""
        return _as_text if dialect.name == "sqlite" else _in_utc

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None]:
        """The time, aware, UTC."""
        return _stored_time_if_any


class PlainText(TypeDecorator[str]):
    """Text that both databases take.

    PostgreSQL refuses NUL, and neither takes half a surrogate pair: both become U+FFFD, on both
    databases, so that a search for the same text finds it.
    """

    impl = Text
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[str | None], str | None]:
        """The text without what a database refuses."""
        return _storable_if_any


class JsonText(TypeDecorator[Any]):
    """JSON as ASCII text: NUL and lone surrogates are escaped, and come back as they were."""

    impl = Text
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], str]:
        """The value as JSON, its keys in their order."""
        return _as_json

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[str | None], Any]:
        """The value that was stored; None for a row that an outer join did not find."""
        return _of_json


def _of_json(value: str | None) -> Any:
    if value == "[]":  # most are, four in each letter
        return []
    return None if value is None else json.loads(value)


@lru_cache(_TIMES)
def _as_text(value: datetime | None) -> str | None:
    """What is stored together bears the same time."""
    at = _in_utc(value)
    return None if at is None else f"{at.isoformat(timespec='microseconds')[:_DATE_AND_TIME]}Z"


def _in_utc(value: datetime | None) -> datetime | None:
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError("a stored time has a zone")
    return value.astimezone(UTC)


def _stored_time_if_any(value: Any) -> datetime | None:
    return None if value is None else stored_time(value)


def _storable_if_any(value: str | None) -> str | None:
    return None if value is None else storable(value)


def stored_time(value: str | datetime) -> datetime:
    """A time as one of the databases keeps it."""
    read = datetime.fromisoformat(value) if isinstance(value, str) else value
    return read.astimezone(UTC)


def storable(text: str) -> str:
    """The text with U+FFFD for NUL and for each lone surrogate."""
    if text.isprintable():
        return text
    return "".join("\ufffd" if c == "\0" or "\ud800" <= c <= "\udfff" else c for c in text)
