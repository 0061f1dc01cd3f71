"""A house for each test, on a fresh database of each kind."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.end_to_end.house import House, open_house


@pytest.fixture
async def house(tmp_path: Path, database_url: str) -> AsyncIterator[House]:
    """The whole service with the demo's world; it is Monday 10 May 2027, 08.30."""
    url = database_url.replace("+aiosqlite", "").replace("+psycopg", "")
    async with open_house(tmp_path, database=url) as opened:
        yield opened
