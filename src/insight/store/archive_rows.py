"""Rows of any table as lines of JSON that say the same on every database."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import orjson
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Date,
    Table,
    Text,
    collate,
    insert,
    select,
)

from insight.store.column_types import ExactDecimal, Moment

CHUNK = 5_000


def lines(
    connection: Connection, table: Table, columns: Sequence[str]
) -> Iterator[bytes]:
    """One line per row, in the order of the key, whatever the database sorts by."""
    query = select(*(table.c[name] for name in columns))
    in_order = query.order_by(*(_bytewise(connection, c) for c in table.primary_key))
    options = {"yield_per": CHUNK}
    for row in connection.execute(in_order, execution_options=options):
        yield orjson.dumps(list(row), default=_plain, option=orjson.OPT_APPEND_NEWLINE)


def load(
    connection: Connection,
    table: Table,
    columns: Sequence[str],
    lines: Iterator[bytes],
) -> None:
    """Inserts the rows of lines that `lines` made."""
    kinds = [_READ.get(type(table.c[name].type), _as_is) for name in columns]
    chunk: list[dict[str, Any]] = []
    for line in lines:
        values = orjson.loads(line)
        row = {
            name: None if value is None else read(value)
            for name, read, value in zip(columns, kinds, values, strict=True)
        }
        chunk.append(row)
        if len(chunk) == CHUNK:
            connection.execute(insert(table), chunk)
            chunk = []
    if chunk:
        connection.execute(insert(table), chunk)


def _bytewise(connection: Connection, column: Column[Any]) -> ColumnElement[Any]:
    is_text = isinstance(column.type, Text)
    if connection.dialect.name == "postgresql" and is_text:
        return collate(column, "C")
    return column


def _plain(value: object) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    raise TypeError(f"{type(value).__name__} has no place in an archive.")


def _as_is(value: Any) -> Any:
    return value


_READ: dict[type, Any] = {
    Date: date.fromisoformat,
    ExactDecimal: Decimal,
    Moment: datetime.fromisoformat,
}
