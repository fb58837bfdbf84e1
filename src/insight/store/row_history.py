"""What uploads say of rows beside the rows that count, and the rows made of it again."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

import polars as pl
from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    case,
    delete,
    exists,
    literal_column,
    or_,
    select,
    union,
)

from insight.store import folding
from insight.store.folding import GONE, Row, Statement
from insight.store.incoming import Said
from insight.store.json_rows import INSERT, content, encoded, names, put_in
from insight.store.rows import write_rows
from insight.store.tables import row_history, uploads

_CHUNK = 5_000
_KEPT = row_history.c


def key_of(table: Table) -> ColumnElement[str]:
    """The one column that tells a data table's rows apart."""
    (key,) = table.primary_key.columns
    return key


def set_aside(connection: Connection, table: Table, which: ColumnElement[bool]) -> None:
    """Keeps what uploads say of rows that are about to be replaced or taken out."""
    for ids, said in _by_what_is_said(connection, table):
        copied = select(
            literal_column(f"'{table.name}'"),
            key_of(table),
            table.c.upload_id,
            content(connection, table, [*said.says, *said.assumes]),
        ).where(which, table.c.upload_id.in_(ids))
        cells = ["table_name", "key", "upload_id", "content"]
        new = INSERT[connection.dialect.name](row_history).from_select(cells, copied)
        connection.execute(new.on_conflict_do_nothing())


def set_aside_keys(connection: Connection, table: Table, keys: pl.Series) -> None:
    """Keeps what uploads say of the rows with one of these keys."""
    if connection.scalar(select(table.c.upload_id).limit(1)) is None:
        return
    for chunk in keys.to_frame().iter_slices(_CHUNK):
        named = chunk.to_series().to_list()
        set_aside(connection, table, key_of(table).in_(named))


def told_before(connection: Connection, table: Table, keys: pl.Series) -> list[str]:
    """Those of these keys of whose rows something is kept."""
    found: list[str] = []
    for named in _chunks(keys):
        kept = select(_KEPT.key).where(_KEPT.table_name == table.name)
        found += connection.scalars(kept.where(_KEPT.key.in_(named)).distinct())
    return found


def keep(
    connection: Connection, table: Table, statements: pl.DataFrame, *, upload_id: int
) -> None:
    """Keeps what an upload says of rows that do not show it.

    Args:
        connection: Of `writing`.
        table: Whose rows.
        statements: The key, and the columns of which the upload says something.
        upload_id: Of the upload.
    """
    key = key_of(table).name
    cells = statements.select(encoded(connection, statements))
    kept = statements.select(
        table_name=pl.lit(table.name),
        key=pl.col(key),
        upload_id=pl.lit(upload_id, dtype=pl.Int64),
        content=cells.to_struct("cells").struct.json_encode(),
    )
    write_rows(connection, row_history, kept)


def remove(
    connection: Connection, table: Table, keys: Collection[str], *, upload_id: int
) -> None:
    """Takes rows out of the table by an upload that says they are gone."""
    gone = pl.Series("key", list(keys), dtype=pl.String)
    set_aside_keys(connection, table, gone)
    kept = gone.to_frame().select(
        table_name=pl.lit(table.name),
        key=pl.col("key"),
        upload_id=pl.lit(upload_id, dtype=pl.Int64),
        content=pl.lit(GONE),
    )
    write_rows(connection, row_history, kept)
    for chunk in kept.iter_slices(_CHUNK):
        named = chunk["key"].to_list()
        connection.execute(delete(table).where(key_of(table).in_(named)))


def take_out(
    connection: Connection, table: Table, *, upload_id: int, keeps: bool
) -> None:
    """Rows of an upload that is no longer live are as the live ones alone make them.

    Args:
        connection: Of `writing`.
        table: Whose rows.
        upload_id: Of the upload.
        keeps: Keep what it says, so that it can be live again.
    """
    own = table.c.upload_id == upload_id
    if keeps:
        set_aside(connection, table, own)
    others = _keys_of_others(connection, table, upload_id=upload_id)
    if not keeps:
        said = (_KEPT.table_name == table.name) & (_KEPT.upload_id == upload_id)
        connection.execute(delete(row_history).where(said))
    connection.execute(delete(table).where(own))
    make_again(connection, table, others)


def forget(
    connection: Connection, table: Table, keys: Collection[str], *, upload_id: int
) -> None:
    """An upload that stays live says nothing of these rows any more."""
    for chunk in _chunks(keys):
        own = table.c.upload_id == upload_id
        connection.execute(delete(table).where(own, key_of(table).in_(chunk)))
        said = (_KEPT.table_name == table.name) & (_KEPT.upload_id == upload_id)
        connection.execute(delete(row_history).where(said, _KEPT.key.in_(chunk)))
    make_again(connection, table, keys)


def revive(connection: Connection, table: Table, *, upload_id: int) -> None:
    """Rows of which an upload that is live again says something are made again."""
    own = (_KEPT.table_name == table.name) & (_KEPT.upload_id == upload_id)
    keys = connection.scalars(select(_KEPT.key).where(own)).all()
    make_again(connection, table, keys)


def make_again(connection: Connection, table: Table, keys: Collection[str]) -> None:
    """The rows of these keys as the live uploads make them, one after the other."""
    live = select(uploads.c.id).where(uploads.c.is_live)
    is_live = set(connection.scalars(live))
    said = {
        upload_id: what
        for ids, what in _by_what_is_said(connection, table)
        for upload_id in is_live.intersection(ids)
    }
    for named in _chunks(keys):
        set_aside(connection, table, key_of(table).in_(named))
        _fold(connection, table, named, said)


def is_overtaken(connection: Connection, table: Table, *, upload_id: int) -> bool:
    """Whether what an upload says of a row counts no longer."""
    said = Said.kept(
        connection.scalar(select(uploads.c.said).where(uploads.c.id == upload_id)),
        table.name,
    )
    now = content(connection, table, names(table))
    is_there = key_of(table).is_not(None)
    query = (
        select(_KEPT.content, case((is_there, now), else_=None))
        .outerjoin(table, key_of(table) == _KEPT.key)
        .where(_KEPT.table_name == table.name, _KEPT.upload_id == upload_id)
    )
    return any(
        folding.is_overtaken(cells, counts, said, table.name)
        for cells, counts in _loaded(connection.execute(query))
    )


def _chunks(keys: Collection[str]) -> Iterator[list[str]]:
    every = list(keys)
    for start in range(0, len(every), _CHUNK):
        yield every[start : start + _CHUNK]


def _loaded(pairs: Iterable[Any]) -> Iterator[tuple[Row, Row | None]]:
    for said, counts in pairs:
        yield folding.loaded(said), folding.loaded(counts) if counts else None


def _keys_of_others(
    connection: Connection, table: Table, *, upload_id: int
) -> list[str]:
    """Keys of which an upload says something, and others too."""
    touched = union(
        select(key_of(table).label("key")).where(table.c.upload_id == upload_id),
        select(_KEPT.key).where(
            _KEPT.table_name == table.name, _KEPT.upload_id == upload_id
        ),
    ).subquery()
    other = row_history.alias()
    is_kept = exists().where(
        other.c.table_name == table.name,
        other.c.key == touched.c.key,
        other.c.upload_id != upload_id,
    )
    counts = exists().where(
        key_of(table) == touched.c.key, table.c.upload_id != upload_id
    )
    query = select(touched.c.key).where(or_(is_kept, counts))
    return list(connection.scalars(query))


def _fold(
    connection: Connection, table: Table, keys: list[str], said: dict[int, Said]
) -> None:
    of_live = (_KEPT.table_name == table.name) & _KEPT.upload_id.in_(list(said))
    query = (
        select(_KEPT.key, _KEPT.upload_id, _KEPT.content)
        .where(of_live, _KEPT.key.in_(keys))
        .order_by(_KEPT.key, _KEPT.upload_id)
    )
    statements = (Statement(*row) for row in connection.execute(query))
    made = list(folding.folded(statements, said, table.name))
    connection.execute(delete(table).where(key_of(table).in_(keys)))
    put_in(connection, table, [one.row | {"upload_id": one.upload_id} for one in made])
    shown = [one.key for one in made if one.shows_all]
    connection.execute(delete(row_history).where(of_live, _KEPT.key.in_(shown)))


def _by_what_is_said(
    connection: Connection, table: Table
) -> Iterator[tuple[list[int], Said]]:
    """Uploads that are live or may be again, by what they say of their rows."""
    query = select(uploads.c.id, uploads.c.said).where(
        uploads.c.table_name == table.name
    )
    found: dict[Said, list[int]] = {}
    for upload_id, said in connection.execute(query):
        found.setdefault(Said.kept(said, table.name), []).append(upload_id)
    for said, ids in found.items():
        yield ids, said
