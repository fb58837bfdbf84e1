"""Many rows in and out, each database by its fastest safe way."""

import polars as pl
from sqlalchemy import Connection, Table

from insight.store import postgres_rows, sqlite_rows

_WRITE = {"sqlite": sqlite_rows.write, "postgresql": postgres_rows.write}
_READ = {"sqlite": sqlite_rows.read, "postgresql": postgres_rows.read}


def write_rows(connection: Connection, table: Table, frame: pl.DataFrame) -> None:
    """Inserts rows that have every column of `table`; the same key is replaced."""
    if frame.height:
        _WRITE[connection.dialect.name](connection, table, frame)


def read_rows(connection: Connection, table: Table, schema: pl.Schema) -> pl.DataFrame:
    """The columns of `schema`, typed as it says, in no order."""
    return _READ[connection.dialect.name](connection, table, schema)
