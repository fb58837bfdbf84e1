"""Engines of databases that are not ours: every connection can only read."""

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from insight.errors import INSTALL, SourceError
from insight.store.engines import DRIVERS, SECONDS_TO_WAIT
from insight.store.sources import Source

_SECONDS_TO_CONNECT = "10"
_READS_ONLY = "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY"


def open_foreign(source: Source) -> Engine:
    """An engine that keeps no connection and whose database refuses to write.

    Raises:
        SourceError: The URL is neither of SQLite nor of PostgreSQL, or the driver is
            not installed.
    """
    address = _address(source)
    if address.get_backend_name() == "sqlite":
        return _sqlite(address)
    try:
        return _postgresql(address)
    except ModuleNotFoundError:
        raise SourceError(
            f"[sources.{source.name}] is PostgreSQL, and its driver is not installed. "
            f"{INSTALL.format('postgres')}"
        ) from None


def _address(source: Source) -> URL:
    try:
        parsed = make_url(source.url)
    except (ArgumentError, ValueError):
        parsed = None
    backend = parsed.get_backend_name() if parsed else ""
    if parsed is None or backend not in DRIVERS:
        raise SourceError(
            f"The url of [sources.{source.name}] cannot be used. Write sqlite:///<file> "
            "or postgresql://<user>:<password>@<host>/<database>."
        )
    return parsed.set(drivername=DRIVERS[backend])


def _sqlite(address: URL) -> Engine:
    file = f"{Path(str(address.database)).absolute().as_uri()}?mode=ro"

    def connected() -> sqlite3.Connection:
        return sqlite3.connect(
            file, uri=True, timeout=SECONDS_TO_WAIT, isolation_level=None
        )

    engine = create_engine(address, creator=connected, poolclass=NullPool)
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("PRAGMA query_only=1")
    connection.exec_driver_sql("BEGIN")


def _postgresql(address: URL) -> Engine:
    query = {"connect_timeout": _SECONDS_TO_CONNECT, **address.query}
    engine = create_engine(
        address.set(query=query), poolclass=NullPool, hide_parameters=True
    )
    event.listen(engine, "connect", _read_only)
    return engine


def _read_only(connection: Any, _record: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_READS_ONLY)
    connection.commit()
