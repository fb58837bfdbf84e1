"""Engines: one SQLite file by default, or PostgreSQL by URL."""

from pathlib import Path
from sqlite3 import SQLITE_BUSY, OperationalError
from time import monotonic, sleep
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from insight.errors import INSTALL, StoreUnavailableError
from insight.store.private import make_private_file, take_from_others

DRIVERS = {
    "sqlite": "sqlite+pysqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
}
READ_ONLY = "insight_read_only"
SECONDS_TO_WAIT = 30
_SECONDS_TO_CONNECT = "10"
_PRAGMAS = ("synchronous=FULL", "foreign_keys=ON")


def open_engine(url: str) -> Engine:
    """An engine for a SQLite or PostgreSQL URL; nothing is connected yet.

    On SQLite every transaction starts as a writer (`BEGIN IMMEDIATE`) unless its
    connection carries the execution option `READ_ONLY`: read-then-write loses nothing.

    Raises:
        StoreUnavailableError: The URL names neither, its driver is not installed, or
            the folder of the SQLite file cannot be made.
    """
    address = _address(url)
    if address.get_backend_name() == "sqlite":
        return _sqlite(address)
    return _postgresql(address)


def _address(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise _unknown("it is not a URL") from None
    backend = parsed.get_backend_name()
    if backend not in DRIVERS:
        raise _unknown(f"it begins with “{backend}”")
    return parsed.set(drivername=DRIVERS[backend])


def _unknown(found: str) -> StoreUnavailableError:
    return StoreUnavailableError(
        f"INSIGHT_DATABASE_URL cannot be used: {found}. Set it to sqlite:///<file> "
        "or postgresql://<user>:<password>@<host>/<database>."
    )


def _sqlite(address: URL) -> Engine:
    if address.database in {None, "", ":memory:"}:
        raise _unknown("it names no file to keep the data in")
    _make_folder(Path(str(address.database)).absolute().parent)
    engine = create_engine(
        address, connect_args={"timeout": SECONDS_TO_WAIT}, hide_parameters=True
    )
    event.listen(engine, "do_connect", _keep_private)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        message = (
            f"The data folder {folder} cannot be made: {error.strerror}. "
            "Set INSIGHT_HOME to a folder that may be written."
        )
        raise StoreUnavailableError(message) from error


def _keep_private(_dialect: Any, _record: Any, place: list[Any], _options: Any) -> None:
    """SQLite gives the files it makes beside this one the mode of this one."""
    make_private_file(Path(place[0]))
    for ending in ("-wal", "-shm"):
        take_from_others(Path(f"{place[0]}{ending}"))


def _prepare(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    _write_ahead(connection)
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _write_ahead(connection: Any) -> None:
    # SQLite refuses this switch at once, without its own wait, where another program
    # is making the same new file.
    deadline = monotonic() + SECONDS_TO_WAIT
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except OperationalError as error:
            if error.sqlite_errorcode != SQLITE_BUSY or monotonic() > deadline:
                raise
            sleep(0.01)
        else:
            return


def _begin(connection: Connection) -> None:
    reads = bool(connection.get_execution_options().get(READ_ONLY))
    connection.exec_driver_sql(f"PRAGMA query_only={int(reads)}")
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _postgresql(address: URL) -> Engine:
    query = {"connect_timeout": _SECONDS_TO_CONNECT, **address.query}
    try:
        return create_engine(
            address.set(query=query),
            pool_pre_ping=True,
            hide_parameters=True,
        )
    except ModuleNotFoundError as error:
        message = (
            "The database is PostgreSQL, and its driver is not installed. "
            f"{INSTALL.format('postgres')}"
        )
        raise StoreUnavailableError(message) from error
