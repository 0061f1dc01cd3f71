"""Column types that behave alike on SQLite and PostgreSQL."""

import json
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import DateTime, Dialect, String, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

_TIMES = 64
_AS_JSON = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode  # `dumps` makes one each time


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

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """The time as the database keeps it."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored time has a zone")
        return _as_text(value) if dialect.name == "sqlite" else value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """The time, aware, UTC."""
        return None if value is None else stored_time(value)


class PlainText(TypeDecorator[str]):
    """Text that both databases take.

    PostgreSQL refuses NUL, and neither takes half a surrogate pair: both become U+FFFD, on both
    databases, so that a search for the same text finds it.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """The text without what a database refuses."""
        return None if value is None else storable(value)


class JsonText(TypeDecorator[Any]):
    """JSON as ASCII text: NUL and lone surrogates are escaped, and come back as they were."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:
        """The value as JSON, its keys in their order."""
        return _AS_JSON(value) if value != [] else "[]"  # most are empty lists, four in each letter

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """The value that was stored; None for a row that an outer join did not find."""
        if value == "[]":
            return []
        return None if value is None else json.loads(value)


@lru_cache(_TIMES)
def _as_text(value: datetime) -> str:
    """What is stored together bears the same time."""
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def stored_time(value: str | datetime) -> datetime:
    """A time as one of the databases keeps it."""
    read = datetime.fromisoformat(value) if isinstance(value, str) else value
    return read.astimezone(UTC)


def storable(text: str) -> str:
    """The text with U+FFFD for NUL and for each lone surrogate."""
    if text.isprintable():
        return text
    return "".join("\ufffd" if c == "\0" or "\ud800" <= c <= "\udfff" else c for c in text)
