"""Transactions: readers see one moment, writers come one after the other."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine

from insight.errors import StoreUnavailableError
from insight.store.engines import READ_ONLY, SECONDS_TO_WAIT
from insight.store.failures import plain_errors

_LOCK = 4_611_790_423
_READER: dict[str, dict[str, Any]] = {
    "sqlite": {READ_ONLY: True},
    "postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
}


class OutcomeUnknownError(StoreUnavailableError):
    """The database went away while it was keeping a transaction."""


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one moment of the database and cannot change it.

    Raises:
        StoreUnavailableError: The database cannot be used.
    """
    with plain_errors(engine), engine.connect() as connection:
        yield connection.execution_options(**_READER[engine.dialect.name])


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction, alone among writers: all of it is kept at the end, or nothing.

    Raises:
        StoreUnavailableError: The database cannot be used, or others kept writing.
        OutcomeUnknownError: It stopped answering at the very end; look what it kept.
    """
    with trying(engine) as connection:
        yield connection
        _keep(connection)


@contextmanager
def trying(engine: Engine) -> Iterator[Connection]:
    """One transaction, alone among writers, of which nothing is kept.

    Raises:
        StoreUnavailableError: The database cannot be used, or others kept writing.
    """
    with plain_errors(engine), engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            wait = f"SET LOCAL lock_timeout = '{SECONDS_TO_WAIT}s'"
            connection.exec_driver_sql(wait)
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        yield connection


def _keep(connection: Connection) -> None:
    try:
        with plain_errors(connection.engine):
            connection.commit()
    except StoreUnavailableError as error:
        raise OutcomeUnknownError(str(error)) from error
