"""Rows that do not count now: set aside for a later upload, and brought back."""

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
    delete,
    exists,
    func,
    insert,
    literal_column,
    select,
    true,
)
from sqlalchemy.dialects import postgresql, sqlite

from insight.store.tables import row_history, uploads

_CHUNK = 5_000
_KEPT = row_history.c


def key_of(table: Table) -> ColumnElement[str]:
    """The one column that tells a data table's rows apart."""
    (key,) = table.primary_key.columns
    return key


def set_aside(connection: Connection, table: Table, which: ColumnElement[bool]) -> None:
    """Keeps a copy of rows that are about to be replaced or taken out."""
    copied = select(
        literal_column(f"'{table.name}'"),
        key_of(table),
        table.c.upload_id,
        _content(connection, table),
    ).where(which)
    names = ["table_name", "key", "upload_id", "content"]
    connection.execute(insert(row_history).from_select(names, copied))


def set_aside_keys(connection: Connection, table: Table, keys: pl.Series) -> None:
    """Keeps a copy of the rows with one of these keys."""
    if connection.scalar(select(table.c.upload_id).limit(1)) is None:
        return
    for chunk in keys.to_frame().iter_slices(_CHUNK):
        named = chunk.to_series().to_list()
        set_aside(connection, table, key_of(table).in_(named))


def take_out(connection: Connection, table: Table, *, upload_id: int) -> None:
    """Rows of an upload that is no longer live make room for the live ones below."""
    own = table.c.upload_id == upload_id
    below = row_history.alias()
    latest = (
        select(func.max(below.c.upload_id))
        .join(uploads, uploads.c.id == below.c.upload_id)
        .where(below.c.table_name == table.name, below.c.key == _KEPT.key)
        .where(uploads.c.is_live)
        .scalar_subquery()
    )
    covered = _KEPT.key.in_(select(key_of(table)).where(own))
    _bring_back(connection, table, covered & (_KEPT.upload_id == latest))
    connection.execute(delete(table).where(own))
    _drop_what_counts(connection, table)


def revive(connection: Connection, table: Table, *, upload_id: int) -> None:
    """Rows of an upload that is live again count, but where a later one has the key."""
    key, own = key_of(table), _KEPT.upload_id == upload_id
    mine = select(_KEPT.key).where(_KEPT.table_name == table.name, own)
    set_aside(connection, table, key.in_(mine) & (table.c.upload_id < upload_id))
    later = exists().where(key == _KEPT.key, table.c.upload_id > upload_id)
    _bring_back(connection, table, own & ~later)
    _drop_what_counts(connection, table)


def forget(connection: Connection, *, upload_id: int) -> None:
    """Nothing is kept of an upload that a person undid."""
    connection.execute(delete(row_history).where(_KEPT.upload_id == upload_id))


def is_overtaken(connection: Connection, table: Table, *, upload_id: int) -> bool:
    """Whether a row of an upload counts no longer, and what counts says otherwise."""
    differs = _content(connection, table) != _KEPT.content
    query = (
        select(_KEPT.key)
        .join(table, key_of(table) == _KEPT.key)
        .where(_KEPT.table_name == table.name, _KEPT.upload_id == upload_id, differs)
    )
    return connection.scalar(query.limit(1)) is not None


def _bring_back(
    connection: Connection, table: Table, which: ColumnElement[bool]
) -> None:
    cells, source = _CELLS[connection.dialect.name](table)
    rows = (
        select(*cells, _KEPT.upload_id)
        .select_from(source)
        .where(_KEPT.table_name == table.name, which)
    )
    statement = _INSERT[connection.dialect.name](table).from_select(
        [*_names(table), "upload_id"], rows
    )
    others = [c.name for c in table.columns if not c.primary_key]
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=table.primary_key.columns,
            set_={name: statement.excluded[name] for name in others},
        )
    )


def _drop_what_counts(connection: Connection, table: Table) -> None:
    counts = exists().where(
        key_of(table) == _KEPT.key, table.c.upload_id == _KEPT.upload_id
    )
    stale = delete(row_history).where(_KEPT.table_name == table.name, counts)
    connection.execute(stale)


def _names(table: Table) -> list[str]:
    return [c.name for c in table.columns if c.name != "upload_id"]


def _content(connection: Connection, table: Table) -> ColumnElement[str]:
    parts: list[ColumnElement[Any]] = []
    for name in _names(table):
        parts += [literal_column(f"'{name}'"), table.c[name]]
    if connection.dialect.name == "sqlite":
        return func.json_object(*parts, type_=Text)
    return cast(func.json_build_object(*parts), Text)


def _sqlite_cells(table: Table) -> tuple[list[Any], FromClause]:
    paths: list[Any] = [literal_column(f"'$.{name}'") for name in _names(table)]
    return [func.json_extract(_KEPT.content, path) for path in paths], row_history


def _postgresql_cells(table: Table) -> tuple[list[Any], FromClause]:
    typed = [column(name, table.c[name].type) for name in _names(table)]
    record = (
        func.json_to_record(cast(_KEPT.content, JSON))
        .table_valued(*typed, name="record")
        .render_derived(with_types=True)
    )
    return [record.c[c.name] for c in typed], row_history.join(record, true())


_INSERT: dict[str, Any] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}
_CELLS = {"sqlite": _sqlite_cells, "postgresql": _postgresql_cells}
