"""What the store holds and where it came from."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, Connection, Engine, Select, func, select

from insight.store.incoming import RECORDS, REFUSED
from insight.store.tables import meta, refused_records, refused_rows, uploads
from insight.store.transactions import reading

HISTORY = pl.Schema(
    {
        "upload_id": pl.Int64(),
        "at": pl.Datetime("us", time_zone="UTC"),
        "by": pl.String(),
        "file_name": pl.String(),
        "sha256": pl.String(),
        "table": pl.String(),
        "rows_in": pl.Int64(),
        "rows_accepted": pl.Int64(),
        "rows_refused": pl.Int64(),
        "rows_skipped": pl.Int64(),
        "profile": pl.String(),
        "as_of": pl.Date(),
        "is_sample": pl.Boolean(),
        "is_live": pl.Boolean(),
        "ended_by": pl.Int64(),
        "undone_at": pl.Datetime("us", time_zone="UTC"),
        "undone_by": pl.String(),
    }
)
_settling = uploads.alias()
_IS_SETTLED = refused_rows.c.settled_by.in_(
    select(_settling.c.id).where(_settling.c.is_live)
)
_SETTLED = (
    select(func.count(refused_rows.c.line.distinct()))
    .where(refused_rows.c.upload_id == uploads.c.id, _IS_SETTLED)
    .correlate(uploads)
    .scalar_subquery()
)
_COLUMNS: dict[str, ColumnElement[Any]] = {
    **{name: uploads.c[name] for name in HISTORY if name in uploads.c},
    "upload_id": uploads.c.id,
    "table": uploads.c.table_name,
    "rows_refused": uploads.c.rows_refused - _SETTLED,
    "rows_skipped": uploads.c.rows_in
    - uploads.c.rows_accepted
    - uploads.c.rows_refused,
}


_LIVE = uploads.c.is_live
_STATE = select(
    select(meta.c.data_version).scalar_subquery(),
    func.max(uploads.c.as_of).filter(_LIVE, uploads.c.rows_accepted > 0),
    func.count().filter(_LIVE & uploads.c.is_sample) > 0,
    func.count() > 0,
    func.max(uploads.c.at).filter(_LIVE),
    select(meta.c.erased_in).scalar_subquery(),
    func.min(uploads.c.as_of).filter(
        _LIVE, uploads.c.is_snapshot, uploads.c.rows_accepted > 0
    ),
).select_from(uploads)


@dataclass(frozen=True, slots=True)
class StoreState:
    """What the store holds now.

    Attributes:
        data_version: Counts up with every change of the data.
        as_of: The latest day that live uploads speak of.
        is_sample: The data is the sample.
        ever_used: Something was stored at some time, the sample included.
        updated_at: When the last live upload came, in UTC.
        erased_in: The version that the latest erasure made; what an earlier one held
            may not be shown any more. 0 where nothing was ever erased.
        prices_from: The first day of which a list of subscriptions says the prices; None
            where all files tell of their history.
    """

    data_version: int
    as_of: date | None
    is_sample: bool
    ever_used: bool
    updated_at: datetime | None
    erased_in: int = 0
    prices_from: date | None = None


_WAITING = pl.Schema(
    {
        "upload_id": pl.Int64,
        "file_name": pl.String,
        "table": pl.String,
        "line": pl.Int64,
    }
)


def state(engine: Engine) -> StoreState:
    """What the store holds now, by one short query.

    Raises:
        StoreUnavailableError: The database cannot be used.
    """
    with reading(engine) as connection:
        return state_of(connection)


def state_of(connection: Connection) -> StoreState:
    """What the store holds, as this connection sees it."""
    return StoreState(*connection.execute(_STATE).one())


def has_accounts(engine: Engine) -> bool:
    """Whether a file of accounts is in use: those made from other rows are not one.

    Raises:
        StoreUnavailableError: The database cannot be used.
    """
    real = uploads.c.is_live & ~uploads.c.is_sample & uploads.c.made_from.is_(None)
    query = select(uploads.c.id).where(
        real, uploads.c.table_name == "accounts", uploads.c.rows_accepted > 0
    )
    with reading(engine) as connection:
        return connection.scalar(query.limit(1)) is not None


def history(engine: Engine) -> pl.DataFrame:
    """One row per stored file, the newest first (columns of `HISTORY`).

    Refused rows that a later file brought in count as refused no longer.

    Raises:
        StoreUnavailableError: The database cannot be used.
    """
    columns = (_COLUMNS[name].label(name) for name in HISTORY)
    query = select(*columns).order_by(uploads.c.id.desc())
    return _rows(engine, query, HISTORY)


def complete_up_to(
    engine: Engine, table: str, *, without: Collection[str] = ()
) -> date | None:
    """The latest day up to which live files tell of a table; None where none does.

    Args:
        engine: Of the store.
        table: Name in `schema.TABLES`.
        without: Hashes of files that do not count.

    Raises:
        StoreUnavailableError: The database cannot be used.
    """
    live = uploads.c.is_live & ~uploads.c.is_sample
    query = select(func.max(uploads.c.as_of)).where(
        live, uploads.c.table_name == table, uploads.c.sha256.not_in(without)
    )
    with reading(engine) as connection:
        latest: date | None = connection.scalar(query)
    return latest


def refused(engine: Engine, *, upload_id: int) -> pl.DataFrame:
    """What was refused of one file, in its order: line, column, value, reason.

    Raises:
        StoreUnavailableError: The database cannot be used.
    """
    query = (
        select(*(refused_rows.c[name] for name in REFUSED))
        .where(refused_rows.c.upload_id == upload_id, _is_left())
        .order_by(refused_rows.c.position)
    )
    return _rows(engine, query, REFUSED)


def refused_whole(engine: Engine, *, upload_id: int) -> pl.DataFrame:
    """The whole rows behind the refusals of one file by line (columns of `RECORDS`).

    Raises:
        StoreUnavailableError: The database cannot be used.
    """
    query = (
        select(*(refused_records.c[name] for name in RECORDS))
        .where(refused_records.c.upload_id == upload_id)
        .order_by(refused_records.c.line)
    )
    return _rows(engine, query, RECORDS)


def refused_only_for(engine: Engine, reasons: Collection[str]) -> pl.DataFrame:
    """Refused records of files in use that nothing but these reasons speaks against.

    Returns:
        One row per record, in the order of the files: `upload_id`, `file_name`,
        `table`, `line`.

    Raises:
        StoreUnavailableError: The database cannot be used.
    """
    every = func.count()
    these = func.count().filter(refused_rows.c.reason.in_(reasons))
    shown = (uploads.c.id, uploads.c.file_name, uploads.c.table_name)
    query = (
        select(*shown, refused_rows.c.line)
        .join(uploads, uploads.c.id == refused_rows.c.upload_id)
        .where(uploads.c.is_live, ~uploads.c.is_sample, _is_left())
        .group_by(*shown, refused_rows.c.line)
        .having(every == these)
        .order_by(uploads.c.id, refused_rows.c.line)
    )
    return _rows(engine, query, _WAITING)


def _is_left() -> ColumnElement[bool]:
    return refused_rows.c.settled_by.is_(None) | ~_IS_SETTLED


def _rows(engine: Engine, query: Select[Any], schema: pl.Schema) -> pl.DataFrame:
    with reading(engine) as connection:
        found = connection.execute(query).all()
    return pl.DataFrame([tuple(row) for row in found], schema=schema, orient="row")
