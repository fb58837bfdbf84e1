"""Cells that hold something else from now on, where rows count and where they are kept."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    Table,
    Text,
    cast,
    column,
    func,
    literal_column,
    null,
    or_,
    select,
    tuple_,
    update,
)

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
    values: dict[str, Any] = {
        "content": _CONTENT[connection.dialect.name](table, cells)
    }
    if key in cells:
        values["key"] = cells[key]
    for place in meant:
        same = tuple_(_KEPT.key, _KEPT.upload_id) == tuple_(*place)
        this = update(row_history).where(_KEPT.table_name == table.name, same)
        connection.execute(this.values(values))
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
) -> Iterator[tuple[str, int]]:
    query = select(_KEPT.key, _KEPT.upload_id, _KEPT.content).where(
        _KEPT.table_name == table.name
    )
    if holding is not None:
        query = query.where(holds(_KEPT.content, holding))
    for key, upload_id, content in connection.execute(query):
        if which(json.loads(content)):
            yield key, upload_id


def _sqlite_content(_table: Table, cells: Cells) -> ColumnElement[str]:
    parts: list[Any] = []
    for name, value in cells.items():
        parts += [f"$.{name}", null() if value is None else value]
    return func.json_set(_KEPT.content, *parts, type_=Text)


def _postgresql_content(table: Table, cells: Cells) -> ColumnElement[Any]:
    """The row built anew as `row_history` builds it, so that equal rows are equal text."""
    typed = [column(c.name, c.type) for c in table.columns if c.name != "upload_id"]
    record = (
        func.json_to_record(cast(_KEPT.content, JSON))
        .table_valued(*typed, name="record")
        .render_derived(with_types=True)
    )
    parts: list[Any] = []
    for held in typed:
        value = cells.get(held.name)
        new = null() if value is None else cast(value, Text)
        cell = new if held.name in cells else record.c[held.name]
        parts += [literal_column(f"'{held.name}'"), cell]
    built = cast(func.json_build_object(*parts), Text)
    return select(built).select_from(record).scalar_subquery()


_CONTENT: dict[str, Callable[[Table, Cells], ColumnElement[Any]]] = {
    "sqlite": _sqlite_content,
    "postgresql": _postgresql_content,
}
