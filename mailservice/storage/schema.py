"""The schema of a database: which step it stands at, and every step after that.

All steps run in one transaction: a machine that stops half-way leaves the schema as it was. Alembic carries
them out. It is a fifth of what a start would load, so it is loaded where there is a step to take. A database
with nothing in it takes none: its tables are made as `tables.py` says, and it stands at the newest step from
the beginning. A test compares what comes of both ways, to the order of the columns, on both databases.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Column, Connection, MetaData, String, Table, create_engine, insert, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from mailservice.domain.errors import DatabaseUnfit
from mailservice.storage.engine import prepare_sqlite, storage_errors
from mailservice.storage.sqlite_file import check_file
from mailservice.storage.tables import metadata

_VERSIONS = Path(__file__).parent / "migrations" / "versions"
_SOLE_MIGRATION = 4_827_113  # PostgreSQL's advisory lock: of two nodes that start, one migrates

# As Alembic makes it.
_STANDS_AT = Table(
    "alembic_version",
    MetaData(naming_convention={"pk": "%(table_name)s_pkc"}),
    Column("version_num", String(32), primary_key=True),
)


def upgrade(url: str) -> str:
    """Bring the schema to the newest step, from nothing too. Returns that step, such as "0001".

    Blocks; a database that is up to date is only read. Raises DatabaseUnfit where the schema is
    newer than this program or the file is damaged, StorageUnavailable where the database is away.
    """
    newest = _steps()[-1]
    with _connection(url) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _SOLE_MIGRATION})
        step = _checked(_step(connection))
        if step is None:
            _make(connection, newest)
        elif step != newest:
            _upgrade(connection, newest)
    return newest


def current(url: str) -> str | None:
    """The step that the schema stands at; None for an empty database.

    Raises DatabaseUnfit and StorageUnavailable as `upgrade` does, and where there is no file yet.
    """
    with _connection(url, must_exist=True) as connection:
        return _checked(_step(connection))


def _steps() -> list[str]:
    """Every step, in order: the files of migrations/versions are named after them, "0001_first.py"."""
    return sorted(each.name.partition("_")[0] for each in _VERSIONS.glob("[0-9]*_*.py"))


def _step(connection: Connection) -> str | None:
    """What Alembic has noted in the database."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def _make(connection: Connection, newest: str) -> None:
    """Of a database with nothing in it. What is there all the same is not taken over: that raises."""
    metadata.create_all(connection, checkfirst=False)
    _STANDS_AT.create(connection)
    connection.execute(insert(_STANDS_AT).values(version_num=newest))


def _upgrade(connection: Connection, newest: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "mailservice.storage:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, newest)


def _checked(step: str | None) -> str | None:
    if step is not None and step not in _steps():
        raise DatabaseUnfit(
            f"the database's schema stands at step {step}, which this program does not know: it was "
            "written by a newer one; install that, or restore the backup from before the upgrade"
        )
    return step


@contextmanager
def _connection(url: str, *, must_exist: bool = False) -> Iterator[Connection]:
    """A connection in a transaction of its own, committed at the end."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        check_file(Path(str(parsed.database)), must_exist=must_exist)
        parsed = parsed.set(drivername="sqlite")
    engine = create_engine(parsed, poolclass=NullPool)
    if parsed.get_backend_name() == "sqlite":
        # Checkpoints: the schema shall be in the file itself, should the log beside it get lost.
        prepare_sqlite(engine, begin="BEGIN IMMEDIATE", checkpoints=True)
    try:
        with storage_errors(), engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()
