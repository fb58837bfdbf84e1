"""Where personal data is, and words of people that have been kept for long enough."""

from datetime import UTC, date, datetime, time

import polars as pl
from sqlalchemy import ColumnElement, Connection, Engine, delete, func, select

from insight.schema import PERSONAL, TABLES
from insight.store import audit, live
from insight.store.blanking import change_kept, put
from insight.store.folding import Row
from insight.store.tables import DATA, refused_records, refused_rows, uploads
from insight.store.transactions import reading, writing

_SAID = (
    ("exits", "exit_date", "comment"),
    ("win_backs", "return_date", "returned_because"),
)
"""Tables with what customers said, in their own words, and on which day."""
COUNTS = pl.Schema({"table": pl.String, "column": pl.String, "rows": pl.Int64})


def personal_data(engine: Engine) -> pl.DataFrame:
    """In how many rows each personal column holds something (columns of `COUNTS`).

    Raises:
        StoreUnavailableError: The database cannot be used.
    """
    with reading(engine) as connection:
        rows = [row for name in TABLES for row in _held(connection, name)]
    return pl.DataFrame(rows, COUNTS, orient="row")


def erase_old_words(engine: Engine, *, before: date, by: str, at: datetime) -> int:
    """Erases what people said before a day, and refused rows of files brought before it.

    Returns:
        How many texts and refused cells were erased.

    Raises:
        StoreUnavailableError: The database cannot be used; nothing was changed.
    """
    with writing(engine) as connection:
        words = _erase_said(connection, before=before)
        refused = _erase_refused(connection, before=before)
        if words + refused:
            live.leave_earlier(connection)
            _record(connection, words, refused, before=before, by=by, at=at)
    return words + refused


def _held(connection: Connection, name: str) -> list[tuple[str, str, int]]:
    columns = [column for column in TABLES[name].columns() if column in PERSONAL]
    if not columns:
        return []
    counts = [func.count(DATA[name].c[column]) for column in columns]
    found = connection.execute(select(*counts)).one()
    return [(name, *counted) for counted in zip(columns, found, strict=True)]


def _erase_said(connection: Connection, *, before: date) -> int:
    erased = 0
    for name, day, said in _SAID:
        table = DATA[name]
        old = (table.c[day] < before) & table.c[said].is_not(None)
        erased += put(connection, table, {said: None}, old)

    def without_said(name: str, row: Row) -> Row:
        ((day, said),) = ((day, said) for table, day, said in _SAID if table == name)
        is_old = row.get(said) is not None and row[day] < before.isoformat()
        return row | {said: None} if is_old else row

    return erased + change_kept(
        connection, [name for name, _, _ in _SAID], without_said
    )


def _erase_refused(connection: Connection, *, before: date) -> int:
    start = datetime.combine(before, time(), UTC)
    old = select(uploads.c.id).where(uploads.c.at < start)
    whole = delete(refused_records).where(refused_records.c.upload_id.in_(old))
    held: ColumnElement[bool] = refused_rows.c.value.is_not(None)
    cells = held & refused_rows.c.upload_id.in_(old)
    rows = connection.execute(whole).rowcount
    return rows + put(connection, refused_rows, {"value": None}, cells)


def _record(
    connection: Connection,
    words: int,
    refused: int,
    *,
    before: date,
    by: str,
    at: datetime,
) -> None:
    audit.record(
        connection,
        at=at,
        by=by,
        action="erased old words",
        subject=f"from before {before}",
        counts={"texts": words, "refused cells": refused},
    )
