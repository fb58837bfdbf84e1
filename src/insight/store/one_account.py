"""The stored rows of one account."""

import polars as pl
from sqlalchemy import ColumnElement, Engine, select

from insight.schema import TABLES
from insight.store.tables import DATA
from insight.store.transactions import reading

OWN = tuple(name for name in TABLES if "account_id" in DATA[name].columns)


def load_account(engine: Engine, *, account_id: str) -> dict[str, pl.DataFrame]:
    """The rows of one account in every table that names accounts, sorted by their keys.

    Types are those of the schema, as in `load.load_tables`.

    Raises:
        StoreUnavailableError: The database cannot be used.
    """
    with reading(engine) as connection:
        rows = {
            name: connection.execute(
                select(*(DATA[name].c[column] for column in _schema(name)))
                .where(DATA[name].c.account_id == account_id)
                .order_by(*_key(name))
            ).all()
            for name in OWN
        }
    return {
        name: pl.DataFrame([tuple(row) for row in found], _schema(name), orient="row")
        for name, found in rows.items()
    }


def _schema(name: str) -> pl.Schema:
    return TABLES[name].create_empty().schema


def _key(name: str) -> list[ColumnElement[object]]:
    return list(DATA[name].primary_key.columns)
