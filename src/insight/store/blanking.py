"""Cells that hold something else from now on, where rows count and where they are kept."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Table, select, update

from insight.store.folding import Row, loaded
from insight.store.row_history import key_of
from insight.store.tables import DATA, row_history

_KEPT = row_history.c
_CHUNK = 500
Cells = Mapping[str, str | None]


def put(
    connection: Connection, table: Table, cells: Cells, which: ColumnElement[bool]
) -> int:
    """Puts `cells` into rows that count; returns how many there were."""
    return connection.execute(update(table).where(which).values(**cells)).rowcount


def put_where(
    connection: Connection,
    column: Column[Any],
    which: Callable[[str], bool],
    *,
    instead: str | None = None,
) -> int:
    """Puts `instead` into the cells whose text is meant; returns how many there were.

    Args:
        connection: Of `writing`.
        column: With the texts.
        which: Says of a text whether it is meant.
        instead: What the cells hold from now on.
    """
    texts = connection.scalars(select(column).where(column.is_not(None)).distinct())
    meant = [text for text in texts if which(text)]
    return sum(
        put(
            connection,
            column.table,
            {column.name: instead},
            column.in_(meant[start : start + _CHUNK]),
        )
        for start in range(0, len(meant), _CHUNK)
    )


def change_kept(
    connection: Connection, names: list[str], change: Callable[[str, Row], Row]
) -> int:
    """Changes rows that are kept in the history; returns how many there were.

    Args:
        connection: Of `writing`.
        names: Tables whose rows are looked at.
        change: The cells of a row of a table as they are to be.
    """
    columns = (_KEPT.table_name, _KEPT.key, _KEPT.upload_id, _KEPT.content)
    query = select(*columns).where(_KEPT.table_name.in_(names))
    meant = [
        (row, new)
        for row in connection.execute(query)
        if (new := change(row.table_name, old := loaded(row.content))) != old
    ]
    for row, new in meant:
        key = new.get(key_of(DATA[row.table_name]).name, row.key)
        this = update(row_history).where(
            _KEPT.table_name == row.table_name,
            _KEPT.key == row.key,
            _KEPT.upload_id == row.upload_id,
        )
        connection.execute(this.values(key=key, content=json.dumps(new)))
    return len(meant)
