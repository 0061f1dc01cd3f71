"""The only SQL: SQLAlchemy Core, no ORM, on SQLite and PostgreSQL.

SQLAlchemy's package for asyncio loads the ORM, for the sessions that it offers too: 6 MB and a tenth of a
second of every process. So the package is made here with its engine alone, unless somebody has loaded it.
"""

import importlib
import importlib.util
import sys

import sqlalchemy.ext

_ASYNCIO = "sqlalchemy.ext.asyncio"
_OF_ENGINE = ("AsyncConnection", "AsyncEngine", "AsyncTransaction", "create_async_engine")


def _load_engine_alone() -> None:
    spec = importlib.util.find_spec(_ASYNCIO)
    assert spec is not None
    package = importlib.util.module_from_spec(spec)
    sys.modules[_ASYNCIO] = package
    engine = importlib.import_module(f"{_ASYNCIO}.engine")
    for name in _OF_ENGINE:
        setattr(package, name, getattr(engine, name))
    sqlalchemy.ext.asyncio = package


if _ASYNCIO not in sys.modules:
    _load_engine_alone()
