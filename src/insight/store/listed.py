"""Rows that only files of one header brought: what a later such file may leave out."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import polars as pl
from sqlalchemy import Connection, Engine, Row, select, union

from insight.store.consequences import is_named
from insight.store.folding import GONE
from insight.store.row_history import key_of
from insight.store.tables import DATA, row_history, uploads
from insight.store.transactions import reading

_KEPT = row_history.c


@dataclass(frozen=True, slots=True)
class Listed:
    """The rows of a table that only files of one header brought.

    Attributes:
        table: Name in `schema.TABLES`.
        header_shape: What those files share.
        rows: `key` of each; `answer`, the same in every row: whether the last such
            file was the whole list, yes or no, null where nobody was asked.
    """

    table: str
    header_shape: str
    rows: pl.DataFrame


def listed(engine: Engine, files: Collection[tuple[str, str]]) -> list[Listed]:
    """What earlier files with the headers of some files brought.

    Rows that other files speak of or name are not among them, and files of the same
    bytes are not earlier ones.

    Args:
        engine: Of the store.
        files: Header shape and hash of each file that is brought now.

    Raises:
        StoreUnavailableError: The database cannot be used.
    """
    shapes = {shape for shape, _ in files}
    hashes = {sha256 for _, sha256 in files}
    query = select(uploads).where(uploads.c.is_live, ~uploads.c.is_sample)
    with reading(engine) as connection:
        live = connection.execute(query.order_by(uploads.c.id)).all()
        groups = {
            (one.table_name, one.header_shape)
            for one in live
            if one.header_shape in shapes and not one.made_from
        }
        return [
            Listed(table, shape, _rows(connection, live, table, shape, hashes))
            for table, shape in sorted(groups)
        ]


def _rows(
    connection: Connection,
    live: Collection[Row[Any]],
    table: str,
    shape: str,
    hashes: Collection[str],
) -> pl.DataFrame:
    of_table = [one for one in live if one.table_name == table]
    same = [one for one in of_table if one.header_shape == shape]
    answers = [one.is_whole for one in same if one.is_whole is not None]
    earlier = {one.id for one in same if one.sha256 not in hashes}
    others = {one.id for one in of_table if one.header_shape != shape}
    keys = _spoken_of(connection, table, earlier) - _spoken_of(
        connection, table, others
    )
    named = select(key_of(DATA[table])).where(is_named(table))
    keys -= set(connection.scalars(named))
    answer = ("yes" if answers[-1] else "no") if answers else None
    return pl.DataFrame({"key": sorted(keys)}, {"key": pl.String}).with_columns(
        answer=pl.lit(answer, dtype=pl.String)
    )


def _spoken_of(connection: Connection, table: str, ids: Collection[int]) -> set[str]:
    rows = select(key_of(DATA[table])).where(DATA[table].c.upload_id.in_(ids))
    kept = select(_KEPT.key).where(
        _KEPT.table_name == table, _KEPT.upload_id.in_(ids), _KEPT.content != GONE
    )
    return set(connection.scalars(union(rows, kept)))
