"""Every stored table as a typed frame."""

import polars as pl
from sqlalchemy import Connection, Engine

from insight.schema import TABLES
from insight.store.rows import read_rows
from insight.store.tables import DATA
from insight.store.transactions import reading


def load_tables(engine: Engine) -> dict[str, pl.DataFrame]:
    """All tables of `schema.TABLES` as of one moment, each in the order of `order_of`.

    Types are those of the schema, also where a table is empty or a column holds nothing.

    Raises:
        StoreUnavailableError: The database cannot be used.
    """
    with reading(engine) as connection:
        return read_tables(connection)


def read_tables(connection: Connection) -> dict[str, pl.DataFrame]:
    """The tables of `load_tables`, as this connection sees them."""
    return {
        name: read_rows(connection, DATA[name], schema.create_empty().schema).sort(
            order_of(name)
        )
        for name, schema in TABLES.items()
    }


def order_of(table: str) -> list[str]:
    """What a table is sorted by: account and first date where it has them, then its key."""
    columns = TABLES[table].columns()
    dated = [
        name
        for name, column in columns.items()
        if column.dtype == pl.Date and not column.nullable
    ]
    by_account = ["account_id", *dated[:1]] if "account_id" in columns else []
    return [*dict.fromkeys([*by_account, *TABLES[table].primary_key()])]
