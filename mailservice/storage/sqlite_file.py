"""A SQLite file before anything is done with it: whether it is there and whole, and by what it is written."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mailservice.domain.errors import DatabaseUnfit, StorageUnavailable

_PATIENCE_S = 5.0  # so long a lock that another process holds is waited for
_SAFE_SQLITE = (3, 51, 3)


def check_file(path: Path, *, must_exist: bool = False) -> None:
    """Look at a SQLite file before anything is written to it: `PRAGMA quick_check`.

    Raises    DatabaseUnfit where it is empty or damaged, or missing though it must exist or though
              its write-ahead log is there; StorageUnavailable where it cannot be read now.
    """
    if not path.exists():
        if must_exist:
            raise DatabaseUnfit(f"there is no database at {path}; mailservice migrate makes one")
        if Path(f"{path}-wal").exists():
            raise DatabaseUnfit(f"{path} is missing, but its log {path.name}-wal is there; restore it first")
        return
    if path.stat().st_size == 0:
        raise DatabaseUnfit(f"{path} is empty; restore the backup, or remove the file to begin anew")
    try:
        with closing_connection(path) as look:
            found = [str(row[0]) for row in look.execute("PRAGMA quick_check(3)")]
    except sqlite3.OperationalError as error:
        raise StorageUnavailable(f"{path} cannot be read: {error}") from error
    except sqlite3.DatabaseError as error:
        raise DatabaseUnfit(f"{path} is damaged: {error}; restore the backup") from error
    if found != ["ok"]:
        raise DatabaseUnfit(f"{path} is damaged: {'; '.join(found)}; restore the backup")


@contextmanager
def closing_connection(path: Path) -> Iterator[sqlite3.Connection]:
    """A plain connection that is closed at the end and never checkpoints by itself."""
    connection = sqlite3.connect(path, timeout=_PATIENCE_S, isolation_level=None)
    try:
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        yield connection
    finally:
        connection.close()


def sqlite_version_warning(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> str | None:
    """What to warn of, in one sentence, where the SQLite in use is older than 3.51.3; else None."""
    if version >= _SAFE_SQLITE:
        return None
    return (
        f"SQLite {'.'.join(map(str, version))} can damage a database that two processes checkpoint "
        "(mended in 3.51.3): let only the service write to it, or use PostgreSQL"
    )
