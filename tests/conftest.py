"""Fixtures that many rooms share: databases, fresh for each test."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import hypothesis
import pytest

from mailservice.storage.engine import Engines, open_database
from mailservice.storage.schema import upgrade
from mailservice.storage.store import Database
from tests.databases import emptied, fresh_postgresql, fresh_sqlite, postgresql_server
from tests.given import WORLD

# How long an example takes says more of the machine than of the code; the tests of time measure it.
hypothesis.settings.register_profile("any-machine", deadline=None)
hypothesis.settings.load_profile("any-machine")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the newest schema, to copy."""
    file = tmp_path_factory.mktemp("template") / "template.db"
    upgrade(f"sqlite+aiosqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a PostgreSQL server; without one the test is skipped, and says why."""
    with postgresql_server() as server:
        yield server


@pytest.fixture(scope="session")
def postgresql_database(postgresql: str) -> Iterator[str]:
    """A database with the newest schema, for the whole run: making one takes half a second."""
    with fresh_postgresql(postgresql) as url:
        upgrade(url)
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: Path) -> str:
    """A fresh SQLite database with the newest schema."""
    return fresh_sqlite(tmp_path, sqlite_template)


@pytest.fixture
def postgresql_url(postgresql_database: str) -> str:
    """A PostgreSQL database with the newest schema and no row."""
    emptied(postgresql_database)
    return postgresql_database


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Each test that asks for this runs twice, on a fresh database of each kind."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
async def engines(database_url: str) -> AsyncIterator[Engines]:
    """A fresh database of each kind, open."""
    opened = open_database(database_url)
    yield opened
    await opened.close()


@pytest.fixture
def store(engines: Engines) -> Database:
    """The store of a fresh database of each kind."""
    return Database(engines, WORLD.address, WORLD.secretariat)
