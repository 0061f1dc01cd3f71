"""Fixtures that many rooms share: databases, fresh for each test; phrases and templates, read once."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import hypothesis
import pytest

from mailservice import app, reader
from mailservice.cli import examining
from mailservice.config.sections import Config
from mailservice.parts import letters_of
from mailservice.rendering.letters import Letters
from mailservice.storage.engine import Engines, open_database
from mailservice.storage.schema import upgrade
from mailservice.storage.store import Database
from tests.databases import emptied, fresh_postgresql, fresh_sqlite, hurried, postgresql_server
from tests.given import WORLD
from tests.unit.understanding.corpus import lexicon
from tests.waiting import StandingClock

# How long an example takes, or its making, says more of the machine than of the code. What every change must
# pass draws the same examples each time; `make thorough` draws others.
_patient = hypothesis.settings(deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.register_profile("any-machine", _patient, max_examples=50, derandomize=True)
hypothesis.settings.register_profile("thorough", _patient, max_examples=1000)
hypothesis.settings.load_profile("any-machine")


# Begun last, one of these leaves a worker alone with it.
_LONGEST = ("test_crash.py", "test_understanding.py", "test_demo.py", "test_corpus.py", "test_attacks.py")

_written: dict[tuple[str, str, str, bool], Letters] = {}


def pytest_addoption(parser: pytest.Parser) -> None:
    """What the whole flow does is shown on SQLite; with this, on PostgreSQL too."""
    parser.addoption("--both-databases", action="store_true", help="everyday tests on PostgreSQL too")
    parser.addoption(
        "--older-batches", action="store_true", help="all blind batches of mails, not the newest"
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """The databases of tests whose subject is not the database."""
    if "everyday_url" in metafunc.fixturenames:
        kinds = ["sqlite", "postgresql"] if metafunc.config.getoption("both_databases") else ["sqlite"]
        metafunc.parametrize("everyday_url", kinds, indirect=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The longest first, each file still in its own order; older batches of mails only where asked for."""
    if not config.getoption("older_batches"):
        older = [each for each in items if each.get_closest_marker("older")]
        config.hook.pytest_deselected(items=older)
        items[:] = [each for each in items if each not in older]
    ranks = {name: rank for rank, name in enumerate(_LONGEST)}
    items.sort(key=lambda item: ranks.get(item.path.name, len(ranks)))


def _compiled(config: Config) -> Letters:
    """Each template is compiled once for all services of the same name."""
    service, attachment = config.service, config.calendar.attachment
    key = (service.address, service.name.sv, service.name.en, attachment)
    return _written.get(key) or _written.setdefault(key, letters_of(config))


@pytest.fixture(scope="session", autouse=True)
def _read_once() -> Iterator[None]:
    """Phrases and templates do not change while the tests run; a service reads them at each start."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (reader, examining):
            patch.setattr(module, "read_lexicon", lexicon)
        patch.setattr(app, "letters_of", _compiled)
        yield


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
        hurried(url)
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
def everyday_url(request: pytest.FixtureRequest) -> str:
    """A fresh SQLite database; one of each kind with --both-databases."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
async def engines(database_url: str) -> AsyncIterator[Engines]:
    """A fresh database of each kind, open."""
    opened = open_database(database_url)
    yield opened
    await opened.close()


@pytest.fixture
async def clock(monkeypatch: pytest.MonkeyPatch) -> StandingClock:
    """The clock of this test's event loop: it stands, and the test moves it."""
    loop = asyncio.get_running_loop()
    standing = StandingClock(loop.time)
    monkeypatch.setattr(loop, "time", standing)
    return standing


@pytest.fixture
def store(engines: Engines) -> Database:
    """The store of a fresh database of each kind."""
    return Database(engines, WORLD.address, WORLD.secretariat)
