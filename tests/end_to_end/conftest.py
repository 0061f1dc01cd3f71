"""A house for each test: on SQLite where the databases are not what it is about, else on each kind."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from mailservice import parts
from tests.end_to_end.house import House, open_house


@pytest.fixture
async def house(tmp_path: Path, everyday_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    """The whole service with the demo's world; it is Monday 10 May 2027, 08.30."""
    async with _opened(tmp_path, everyday_url, monkeypatch) as opened:
        yield opened


@pytest.fixture
async def house_on_each(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[House]:
    """The same on a fresh database of each kind."""
    async with _opened(tmp_path, database_url, monkeypatch) as opened:
        yield opened


def _opened(folder: Path, url: str, monkeypatch: pytest.MonkeyPatch) -> AbstractAsyncContextManager[House]:
    monkeypatch.setattr(parts, "upgrade", lambda _url: None)  # the test's database has the schema
    return open_house(folder, database=url.replace("+aiosqlite", "").replace("+psycopg", ""))
