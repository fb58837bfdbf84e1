"""What a driver says, as a sentence a person can act on."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from insight.errors import StoreUnavailableError

_DAMAGED = {"SQLITE_CORRUPT", "SQLITE_NOTADB"}
_BUSY = {"SQLITE_BUSY", "SQLITE_BUSY_SNAPSHOT", "SQLITE_LOCKED", "55P03"}
_READ_ONLY = "SQLITE_READONLY"
ONLY_READ = "is read-only, or its folder is: nothing can be changed."
_NOT_ALLOWED = {"42501", "3F000", "25006"}


@contextmanager
def plain_errors(engine: Engine) -> Iterator[None]:
    """Says in one sentence why the database cannot be used; other errors pass.

    Raises:
        StoreUnavailableError: It is unreachable, busy, damaged, full or not allowed.
    """
    driver = engine.dialect.loaded_dbapi
    try:
        yield
    except PoolTimeoutError as error:
        raise StoreUnavailableError(_BUSY_SENTENCE) from error
    except (DBAPIError, driver.Error) as error:
        cause = getattr(error, "orig", None) or error
        if not _is_about_the_database(cause, driver):
            raise
        raise StoreUnavailableError(_sentence(engine.url, cause)) from error


def place(url: URL) -> str:
    """Where a database is, without user or password."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    return f"{url.database or ''} on {url.host or 'this machine'}".strip()


def damaged(url: URL) -> StoreUnavailableError:
    """The error for a file that SQLite cannot read."""
    return StoreUnavailableError(
        f"The database file {place(url)} is damaged or is no database. Move it away; "
        "then bring back a backup with “insight restore FILE”, or start with an empty one."
    )


def _is_about_the_database(cause: BaseException, driver: Any) -> bool:
    return (
        isinstance(cause, driver.OperationalError | driver.InterfaceError)
        or type(cause) is driver.DatabaseError
        or _code(cause) in _NOT_ALLOWED
    )


def _code(cause: BaseException) -> str:
    found = getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None)
    return str(found or "")


def _sentence(url: URL, cause: BaseException) -> str:
    code = _code(cause)
    if code in _DAMAGED:
        return str(damaged(url))
    if code in _BUSY:
        return _BUSY_SENTENCE
    if code.startswith(_READ_ONLY):
        return f"The database {place(url)} {ONLY_READ}"
    return f"The database {place(url)} cannot be used: {said(url, cause)}. {_ADVICE}"


def said(url: URL, cause: BaseException) -> str:
    """Why, in words of ours where we know them, else the first line of the driver's.

    A line that holds the password is not repeated.
    """
    text = str(cause).strip() or type(cause).__name__
    for words, meaning in _MEANINGS.items():
        if words in text:
            return meaning
    line = text.splitlines()[0].rstrip(".")
    secret = str(url.password or "")
    return "the reason holds the password" if secret and secret in line else line


_MEANINGS = {
    "password authentication failed": "it refuses this user or this password",
    "no password supplied": "it asks for a password, and none is given",
    "no pg_hba.conf entry": "it does not let this user in from this machine",
    "Connection refused": "nothing answers at this host and port",
    "could not translate host name": "nobody knows this host name",
    "failed to resolve host": "nobody knows this host name",
    "timeout expired": "nothing answered in time",
    "too many clients": "it has too many connections already",
}


_BUSY_SENTENCE = (
    "The database is busy: others have been writing to it for too long. "
    "Nothing was changed; try again."
)
_ADVICE = (
    "Check INSIGHT_DATABASE_URL, that the server runs or the file may be written, "
    "and that the disk has space."
)
