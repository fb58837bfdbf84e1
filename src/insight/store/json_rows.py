"""Rows of a table as JSON: made by the database of its own cells, and put in again."""

import json
from collections.abc import Collection, Iterator
from typing import Any

import polars as pl
from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    FromClause,
    Table,
    Text,
    cast,
    column,
    func,
    literal,
    literal_column,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite


def names(table: Table) -> list[str]:
    """The columns of a table of ours, but for the mark of the upload."""
    return [c.name for c in table.columns if c.name != "upload_id"]


def content(
    connection: Connection, table: Table, columns: Collection[str]
) -> ColumnElement[str]:
    """Some cells of a row as a JSON object."""
    parts: list[ColumnElement[Any]] = []
    for name in columns:
        parts += [literal_column(f"'{name}'"), table.c[name]]
    if connection.dialect.name == "sqlite":
        return func.json_object(*parts, type_=Text)
    return cast(func.json_build_object(*parts), Text)


def put_in(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Inserts rows, their cells as JSON holds them."""
    if not rows:
        return
    names = [column.name for column in table.columns]
    cells, source = _ROWS[connection.dialect.name](table, json.dumps(rows))
    statement = INSERT[connection.dialect.name](table)
    connection.execute(statement.from_select(names, select(*cells).select_from(source)))


def _sqlite_rows(table: Table, rows: str) -> tuple[list[Any], FromClause]:
    each = func.json_each(literal(rows)).table_valued("value", name="record")
    paths: list[Any] = [literal_column(f"'$.{c.name}'") for c in table.columns]
    return [func.json_extract(each.c.value, path) for path in paths], each


def _postgresql_rows(table: Table, rows: str) -> tuple[list[Any], FromClause]:
    typed = [column(c.name, c.type) for c in table.columns]
    record = (
        func.json_to_recordset(cast(literal(rows), JSON))
        .table_valued(*typed, name="record")
        .render_derived(with_types=True)
    )
    return [record.c[c.name] for c in typed], record


INSERT: dict[str, Any] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}
_ROWS = {"sqlite": _sqlite_rows, "postgresql": _postgresql_rows}


def encoded(connection: Connection, frame: pl.DataFrame) -> Iterator[pl.Expr]:
    """Cells as the database keeps them, and as JSON can hold them."""
    for name, dtype in frame.schema.items():
        if isinstance(dtype, pl.Decimal) and connection.dialect.name == "sqlite":
            yield pl.col(name).to_physical().cast(pl.Int64)
        elif isinstance(dtype, pl.Decimal | pl.Date):
            yield pl.col(name).cast(pl.String)
        else:
            yield pl.col(name)
