"""Many rows in and out of PostgreSQL by COPY, inside SQLAlchemy's transaction."""

from io import BytesIO
from typing import Any

import polars as pl
from sqlalchemy import Connection, Integer, Table, cast, column, literal, select
from sqlalchemy import table as named
from sqlalchemy.dialects.postgresql import insert

_CHUNK = 100_000
_INCOMING = "incoming_rows"


def write(connection: Connection, table: Table, frame: pl.DataFrame) -> None:
    """Inserts rows that have every column; a row whose key is there is replaced."""
    if connection.scalar(select(literal(1)).select_from(table).limit(1)) is None:
        _copy_in(connection, table.name, table, frame)
        return
    like = connection.dialect.identifier_preparer.quote(table.name)
    connection.exec_driver_sql(
        f"CREATE TEMPORARY TABLE {_INCOMING} (LIKE {like}) ON COMMIT DROP"
    )
    _copy_in(connection, _INCOMING, table, frame)
    _upsert(connection, table)
    connection.exec_driver_sql(f"DROP TABLE {_INCOMING}")


def _copy_in(
    connection: Connection, into: str, table: Table, frame: pl.DataFrame
) -> None:
    quote = connection.dialect.identifier_preparer.quote
    names = list(table.columns.keys())
    quoted = ", ".join(map(quote, names))
    copy_in = f"COPY {quote(into)} ({quoted}) FROM STDIN (FORMAT csv)"
    with _cursor(connection) as cursor, cursor.copy(copy_in) as target:
        for chunk in frame.select(names).iter_slices(_CHUNK):
            target.write(chunk.write_csv(include_header=False))


def read(connection: Connection, table: Table, schema: pl.Schema) -> pl.DataFrame:
    """The columns of `schema`, typed as it says, in no order."""
    query = select(
        *(
            cast(table.c[name], Integer) if dtype == pl.Boolean else table.c[name]
            for name, dtype in schema.items()
        )
    )
    text = query.compile(dialect=connection.dialect)
    copy_out = f"COPY ({text}) TO STDOUT (FORMAT csv)"
    with _cursor(connection) as cursor, cursor.copy(copy_out) as source:
        return _parsed(b"".join(source), schema)


def _parsed(content: bytes, schema: pl.Schema) -> pl.DataFrame:
    if not content:
        return schema.to_frame()
    flags = [name for name, dtype in schema.items() if dtype == pl.Boolean]
    raw = pl.Schema({**schema, **dict.fromkeys(flags, pl.Int64())})
    found = pl.read_csv(BytesIO(content), has_header=False, schema=raw)
    return found.with_columns(pl.col(flags).cast(pl.Boolean))


def _upsert(connection: Connection, table: Table) -> None:
    names = list(table.columns.keys())
    incoming = select(named(_INCOMING, *(column(name) for name in names)))
    statement = insert(table).from_select(names, incoming)
    others = [c.name for c in table.columns if not c.primary_key]
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=table.primary_key.columns,
            set_={name: statement.excluded[name] for name in others},
        )
    )


def _cursor(connection: Connection) -> Any:
    held: Any = connection.connection.driver_connection
    return held.cursor()
