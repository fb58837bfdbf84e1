"""Cells that hold something else from now on, where rows count and where they are kept."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, func, or_, select, update

from insight.store.folding import loaded
from insight.store.row_history import key_of
from insight.store.tables import row_history

_KEPT = row_history.c
Cells = Mapping[str, str | None]


def put(
    connection: Connection, table: Table, cells: Cells, which: ColumnElement[bool]
) -> int:
    """Puts `cells` into rows that count; returns how many there were."""
    return connection.execute(update(table).where(which).values(**cells)).rowcount


def put_kept(
    connection: Connection,
    table: Table,
    cells: Cells,
    which: Callable[[dict[str, Any]], bool],
    *,
    holding: list[str] | None = None,
) -> int:
    """Puts `cells` into rows that are kept in the history; returns how many there were.

    Args:
        connection: Of `writing`.
        table: Whose rows; the history has some of each.
        cells: What the columns hold from now on.
        which: Says of the cells of a row whether it is meant.
        holding: Only rows with one of these texts are looked at; without it all are.
    """
    meant = list(_meant(connection, table, which, holding))
    key = key_of(table).name
    for name, upload_id, row in meant:
        blank = row | {column: cells[column] for column in cells.keys() & row.keys()}
        same = (_KEPT.key == name) & (_KEPT.upload_id == upload_id)
        this = update(row_history).where(_KEPT.table_name == table.name, same)
        connection.execute(
            this.values(key=cells.get(key, name), content=json.dumps(blank))
        )
    return len(meant)


def holds(text: ColumnElement[Any], words: list[str]) -> ColumnElement[bool]:
    """Whether a text holds one of some words, in any case of their letters."""
    return or_(
        *(text.contains(word, autoescape=True) for word in words),
        *(func.lower(text).contains(word.lower(), autoescape=True) for word in words),
    )


def _meant(
    connection: Connection,
    table: Table,
    which: Callable[[dict[str, Any]], bool],
    holding: list[str] | None,
) -> Iterator[tuple[str, int, dict[str, Any]]]:
    query = select(_KEPT.key, _KEPT.upload_id, _KEPT.content).where(
        _KEPT.table_name == table.name
    )
    if holding is not None:
        query = query.where(holds(_KEPT.content, holding))
    for key, upload_id, content in connection.execute(query):
        row = loaded(content)
        if which(row):
            yield key, upload_id, row
