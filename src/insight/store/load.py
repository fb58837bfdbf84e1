"""Every stored table as a typed frame."""

import polars as pl
from sqlalchemy import Engine

from insight.schema import TABLES
from insight.store.rows import read_rows
from insight.store.tables import DATA
from insight.store.transactions import reading


def load_tables(engine: Engine) -> dict[str, pl.DataFrame]:
    """All tables of `schema.TABLES` as of one moment, each sorted by its key.

    Types are those of the schema, also where a table is empty or a column holds nothing.

    Raises:
        StoreUnavailableError: The database cannot be used.
    """
    with reading(engine) as connection:
        return {
            name: read_rows(connection, DATA[name], schema.create_empty().schema)
            for name, schema in TABLES.items()
        }
