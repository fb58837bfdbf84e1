"""Engines: one SQLite file by default, or PostgreSQL by URL."""

from pathlib import Path
from sqlite3 import SQLITE_BUSY, SQLITE_READONLY, OperationalError
from time import monotonic, sleep
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from insight.errors import INSTALL, StoreUnavailableError
from insight.store.sqlite_file import FileId, SqliteFile, file_id, may_be_written

DRIVERS = {
    "sqlite": "sqlite+pysqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
}
READ_ONLY = "insight_read_only"
SECONDS_TO_WAIT = 30
_SECONDS_TO_CONNECT = "10"
_PRAGMAS = ("synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")
"""`secure_delete`: what was changed or deleted is overwritten, not just no longer found."""


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


def file_behind(url: str) -> FileId | None:
    """Which file a database is in now; None where it is in none, or not made yet."""
    path = _path(_address(url))
    return file_id(path) if path else None


def file_of(engine: Engine) -> FileId | None:
    """As `file_behind`, of an engine."""
    path = path_of(engine)
    return file_id(path) if path else None


def path_of(engine: Engine) -> Path | None:
    """The path of a SQLite file; None of another database."""
    return _path(engine.url)


def is_read_only(engine: Engine) -> bool:
    """Whether a database is in a folder that may only be read."""
    path = path_of(engine)
    return path is not None and not may_be_written(path)


def _path(address: URL) -> Path | None:
    is_file = address.get_backend_name() == "sqlite" and address.database
    return Path(str(address.database)).absolute() if is_file else None


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
    path = Path(str(address.database)).absolute()
    _make_folder(path.parent)
    file = SqliteFile(path)
    engine = create_engine(
        address, connect_args={"timeout": SECONDS_TO_WAIT}, hide_parameters=True
    )
    event.listen(engine, "do_connect", file.connect)
    event.listen(engine, "connect", file.note)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", file.require_same)
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


def _prepare(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
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
            if error.sqlite_errorcode & 0xFF == SQLITE_READONLY:
                return
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
