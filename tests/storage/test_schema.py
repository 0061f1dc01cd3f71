"""The steps of the schema, on both databases."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from mailservice.domain.errors import DatabaseUnfit, StorageUnavailable
from mailservice.storage import schema
from mailservice.storage.tables import metadata
from tests.databases import fresh_postgresql

NEWEST = "0012"


@pytest.fixture
def empty_sqlite(tmp_path: Path) -> str:
    """A file that is not there yet."""
    return f"sqlite+aiosqlite:///{tmp_path}/new.db"


@pytest.fixture
def empty_postgresql(postgresql: str) -> Iterator[str]:
    """A database with nothing in it."""
    with fresh_postgresql(postgresql) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest) -> str:
    """An empty database of each kind."""
    return str(request.getfixturevalue(f"empty_{request.param}"))


@pytest.fixture
def plain(empty_url: str) -> Iterator[Engine]:
    """A plain engine for the same database."""
    url = make_url(empty_url)
    backend = url.get_backend_name()
    engine = create_engine(url.set(drivername="sqlite") if backend == "sqlite" else url, poolclass=NullPool)
    yield engine
    engine.dispose()


def test_from_empty_and_once(empty_url: str) -> None:
    assert schema.upgrade(empty_url) == NEWEST
    assert schema.current(empty_url) == NEWEST
    assert schema.upgrade(empty_url) == NEWEST


def by_steps(url: str, to: str = NEWEST) -> None:
    """The way of a database that is as old as the service."""
    with schema._connection(url) as connection:
        schema._upgrade(connection, to)


def seen(plain: Engine) -> dict[str, Any]:
    """All that a database tells of its tables, their columns in order, and what they hold."""
    with plain.connect() as connection:
        look = inspect(connection)
        return {
            name: {
                "columns": [{**each, "type": repr(each["type"])} for each in look.get_columns(name)],
                "primary key": look.get_pk_constraint(name),
                "foreign keys": sorted(look.get_foreign_keys(name), key=str),
                "unique": sorted(look.get_unique_constraints(name), key=str),
                "checks": look.get_check_constraints(name),
                "indexes": sorted(look.get_indexes(name), key=str),
                "rows": connection.execute(text(f"SELECT * FROM {name}")).all(),
            }
            for name in look.get_table_names()
        }


def test_a_new_database_is_what_the_steps_build(empty_url: str, plain: Engine) -> None:
    schema.upgrade(empty_url)
    new = seen(plain)
    with plain.begin() as connection:
        metadata.drop_all(connection)
        connection.execute(text("DROP TABLE alembic_version"))
    assert seen(plain) == {}
    by_steps(empty_url)
    assert seen(plain) == new
    assert new["alembic_version"]["rows"] == [(NEWEST,)]


@pytest.mark.parametrize("old", [schema._steps()[0], schema._steps()[-2]])
def test_an_old_database_takes_the_steps_that_it_lacks(empty_url: str, plain: Engine, old: str) -> None:
    by_steps(empty_url, to=old)
    assert schema.current(empty_url) == old
    assert schema.upgrade(empty_url) == NEWEST
    assert schema.current(empty_url) == NEWEST
    assert len(seen(plain)) == len(metadata.tables) + 1


def test_the_steps_build_what_the_tables_say(empty_url: str, plain: Engine) -> None:
    by_steps(empty_url)
    with plain.connect() as connection:
        defaults = connection.dialect.name == "postgresql"  # Alembic takes '' on SQLite for another default
        options = {"compare_type": True, "compare_server_default": defaults}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []


def test_a_newer_schema_is_refused(empty_url: str, plain: Engine) -> None:
    schema.upgrade(empty_url)
    with plain.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseUnfit, match="step 9999, which this program does not know"):
        schema.upgrade(empty_url)
    with pytest.raises(DatabaseUnfit, match="9999"):
        schema.current(empty_url)


def test_an_empty_database_stands_at_no_step(empty_postgresql: str) -> None:
    assert schema.current(empty_postgresql) is None


def test_a_step_that_fails_leaves_nothing(empty_url: str, plain: Engine) -> None:
    """A table of that name is there already: the first statements succeed, a later one fails."""
    with plain.begin() as connection:
        connection.execute(text("CREATE TABLE journal (id INTEGER)"))
    with pytest.raises(Exception, match="journal"):
        schema.upgrade(empty_url)
    with plain.begin() as connection:
        connection.execute(text("DROP TABLE journal"))
    assert schema.current(empty_url) is None
    assert schema.upgrade(empty_url) == NEWEST


def test_where_no_file_is_there_is_no_step(empty_sqlite: str) -> None:
    with pytest.raises(DatabaseUnfit, match="there is no database"):
        schema.current(empty_sqlite)


def test_the_schema_is_in_the_file_and_not_only_in_its_log(empty_sqlite: str) -> None:
    schema.upgrade(empty_sqlite)
    file = Path(str(make_url(empty_sqlite).database))
    assert not Path(f"{file}-wal").exists()
    assert file.stat().st_size > 50_000


def test_a_server_that_is_away(unused_tcp_port: int) -> None:
    with pytest.raises(StorageUnavailable, match="OperationalError"):
        schema.upgrade(f"postgresql+psycopg://postgres@127.0.0.1:{unused_tcp_port}/postgres")


def test_the_files_are_named_after_their_steps() -> None:
    config = Config()
    config.set_main_option("script_location", "mailservice.storage:migrations")
    steps = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
    assert schema._steps() == steps[::-1]
