"""What is known without the files that are brought again: their rows make room."""

from collections.abc import Collection, Mapping

import polars as pl
from sqlalchemy import Engine, select

from insight.store import live
from insight.store.load import read_tables
from insight.store.tables import uploads
from insight.store.transactions import reading, trying


def tables_without(
    engine: Engine, stored: Mapping[str, pl.DataFrame], sha256s: Collection[str]
) -> Mapping[str, pl.DataFrame]:
    """The stored tables as they would be without the live files of these bytes.

    A file that is brought again takes the place of what it brought before, so that is
    not what its rows are completed by.

    Args:
        engine: Of the store.
        stored: The tables as they are; returned where none of the files is live.
        sha256s: Of the bytes of the files that are brought.

    Raises:
        StoreUnavailableError: The database cannot be used.
    """
    real = uploads.c.is_live & ~uploads.c.is_sample
    again = real & uploads.c.sha256.in_(sha256s)
    query = select(uploads.c.sha256.in_(sha256s)).where(real)
    with reading(engine) as connection:
        is_again = connection.scalars(query).all()
    if not any(is_again):
        return stored
    if all(is_again):
        return {name: rows.clear() for name, rows in stored.items()}
    with trying(engine) as connection:
        live.end(connection, again)
        return read_tables(connection)


def tables_but(engine: Engine, upload_id: int) -> dict[str, pl.DataFrame]:
    """The stored tables as they would be without one upload.

    Raises:
        StoreUnavailableError: The database cannot be used.
    """
    with trying(engine) as connection:
        live.end(connection, uploads.c.id == upload_id)
        return read_tables(connection)
