"""Many rows in and out of SQLite, through the driver that SQLAlchemy holds.

A second SQLite in the process (ADBC, connectorx) would break the locks of the file.
"""

import polars as pl
from sqlalchemy import Connection, Table, select
from sqlalchemy.dialects.sqlite import insert

from insight.store.narrow_columns import decimals

_CHUNK = 10_000


def write(connection: Connection, table: Table, frame: pl.DataFrame) -> None:
    """Inserts rows that have every column; a row whose key is there is replaced."""
    statement = str(_upsert(table, connection))
    names = list(table.columns.keys())
    encoded = [_encoded(name, frame.schema[name]) for name in names]
    for chunk in frame.iter_slices(_CHUNK):
        connection.exec_driver_sql(statement, chunk.select(encoded).rows())


def read(connection: Connection, table: Table, schema: pl.Schema) -> pl.DataFrame:
    """The columns of `schema`, typed as it says, in no order."""
    query = select(*(table.c[name] for name in schema))
    found = connection.exec_driver_sql(str(query.compile(dialect=connection.dialect)))
    raw = {name: _RAW.get(type(dtype), dtype) for name, dtype in schema.items()}
    parts = [pl.DataFrame(schema=raw)]
    while rows := found.cursor.fetchmany(_CHUNK):
        parts.append(pl.DataFrame(rows, schema=raw, orient="row"))
    whole = pl.concat(parts)
    return whole.select(_decoded(whole[name], to) for name, to in schema.items())


_RAW: dict[type[pl.DataType], type[pl.DataType]] = {
    pl.Date: pl.String,
    pl.Boolean: pl.Int64,
    pl.Decimal: pl.Int64,
}


def _upsert(table: Table, connection: Connection) -> object:
    statement = insert(table)
    others = [c.name for c in table.columns if not c.primary_key]
    replaced = statement.on_conflict_do_update(
        index_elements=table.primary_key.columns,
        set_={name: statement.excluded[name] for name in others},
    )
    return replaced.compile(dialect=connection.dialect)


def _encoded(name: str, dtype: pl.DataType) -> pl.Expr:
    if isinstance(dtype, pl.Decimal):
        return pl.col(name).to_physical().cast(pl.Int64)
    return pl.col(name).cast(pl.String) if dtype == pl.Date else pl.col(name)


def _decoded(column: pl.Series, dtype: pl.DataType) -> pl.Series:
    if isinstance(dtype, pl.Decimal):
        return decimals(column, dtype)
    return column.str.to_date("%Y-%m-%d") if dtype == pl.Date else column.cast(dtype)
