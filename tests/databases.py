"""Databases for tests: a fresh one for each test, SQLite and PostgreSQL alike.

PostgreSQL is looked for in this order: the server that MAILSERVICE_TEST_POSTGRES names (an address
such as postgresql+psycopg://postgres@127.0.0.1:5432/postgres), one on 127.0.0.1:5432 that takes the
user postgres without a password, the binaries of this machine. Where there is none, its tests skip.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy.engine import make_url

from mailservice.storage.tables import metadata

_AT_HAND = "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"


def fresh_sqlite(directory: Path, template: Path) -> str:
    """A copy of a SQLite file: its address."""
    file = directory / "mailservice.db"
    shutil.copyfile(template, file)
    return f"sqlite+aiosqlite:///{file}"


@contextmanager
def fresh_postgresql(server: str) -> Iterator[str]:
    """A new database with nothing in it, dropped at the end: its address."""
    name = f"mailservice_test_{uuid4().hex}"
    _say(server, f"CREATE DATABASE {name}")
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        _say(server, f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def chosen(*, postgresql: bool, otherwise: str | None) -> Iterator[str | None]:
    """For commands: a fresh PostgreSQL database where it is asked for, as configurations write it."""
    if not postgresql:
        yield otherwise
        return
    try:
        with postgresql_server() as server, fresh_postgresql(server) as url:
            yield url.replace("+psycopg", "")
    except pytest.skip.Exception as error:
        raise SystemExit(str(error)) from error


def emptied(url: str) -> None:
    """Delete every row."""
    _say(url, "; ".join(f'DELETE FROM "{table.name}"' for table in reversed(metadata.sorted_tables)))


def hurried(url: str) -> None:
    """Commits no longer wait for the disk: no test pulls the server's plug."""
    _say(url, f'ALTER DATABASE "{make_url(url).database}" SET synchronous_commit = off')


@contextmanager
def postgresql_server() -> Iterator[str]:
    """The address of a server for the whole run. Skips the test, and says why, where there is none."""
    named = os.environ.get("MAILSERVICE_TEST_POSTGRES", "")
    if named:
        _say(named, "SELECT 1")  # who names a server wants to know when it is not there
        yield named
    elif _answers(_AT_HAND):
        yield _AT_HAND
    elif shutil.which("initdb") and shutil.which("pg_ctl"):
        with _own_server() as address:
            yield address
    else:
        pytest.skip("no PostgreSQL: set MAILSERVICE_TEST_POSTGRES, or install initdb and pg_ctl")


def _say(server: str, statement: str) -> None:
    address = make_url(server).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True, connect_timeout=60) as connection:
        connection.execute(statement.encode())


def _answers(server: str) -> bool:
    try:
        _say(server, "SELECT 1")
    except psycopg.OperationalError:
        return False
    return True


@contextmanager
def _own_server() -> Iterator[str]:
    """A server of our own on a Unix socket. PostgreSQL does not run as root, so root steps down."""
    with tempfile.TemporaryDirectory(prefix="mailservice-pg-") as kept:
        directory = Path(kept)
        as_somebody: list[str] = []
        if os.geteuid() == 0:
            as_somebody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"]
            os.chown(directory, 65534, 65534)
        data = directory / "data"
        run = [*as_somebody, "initdb", "-U", "postgres", "-A", "trust", "--no-sync", "-D", str(data)]
        subprocess.run(run, check=True, capture_output=True, cwd=directory)
        settings = f"-c listen_addresses= -c unix_socket_directories={directory} -c fsync=off"
        start = ["pg_ctl", "-D", str(data), "-w", "-l", str(directory / "log"), "-o", settings, "start"]
        subprocess.run([*as_somebody, *start], check=True, capture_output=True, cwd=directory)
        try:
            yield f"postgresql+psycopg://postgres@/postgres?host={directory}"
        finally:
            stop = ["pg_ctl", "-D", str(data), "-w", "-m", "immediate", "stop"]
            subprocess.run([*as_somebody, *stop], check=True, capture_output=True, cwd=directory)
