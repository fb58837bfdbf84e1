"""Uploads: whole files go in, in one transaction, and each row knows its file."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import polars as pl
from sqlalchemy import Connection, Engine

from insight.store import live, tables
from insight.store.history import StoreState, history, refused, state
from insight.store.incoming import NewUpload
from insight.store.rows import write_rows
from insight.store.transactions import writing

__all__ = [
    "Committed",
    "NewUpload",
    "StoreState",
    "commit",
    "history",
    "refused",
    "remove_sample",
    "state",
]


@dataclass(frozen=True, slots=True)
class Committed:
    """What a commit did.

    Attributes:
        data_version: The version after it; unchanged where nothing was new.
        stored: Rows that went in, per table.
        already: Names of the files that were there before, with the same rows.
    """

    data_version: int
    stored: dict[str, int] = field(default_factory=dict)
    already: tuple[str, ...] = ()


def commit(
    engine: Engine,
    uploads: Sequence[NewUpload],
    *,
    by: str,
    at: datetime,
    as_of: date,
    is_sample: bool = False,
) -> Committed:
    """Stores all files in one transaction, or none of them.

    A row whose key is there is replaced. A file that is there with the same rows
    changes nothing; with other rows (another mapping, fewer refusals) it takes the
    place of what it brought before. The first real file removes the sample, and no
    sample is stored where real data is or was, or where a sample was removed.

    Args:
        engine: Of a migrated database.
        uploads: Files in the order they are stored; a later row wins.
        by: Who stores them.
        at: When, with a time zone.
        as_of: The day the data speaks of.
        is_sample: The files are the sample.

    Raises:
        ValueError: `at` has no time zone.
        StoreUnavailableError: The database cannot be used; all or nothing of this was
            done, and doing it again is safe.
    """
    if at.tzinfo is None:
        raise ValueError("A moment without a time zone could be any of 24.")
    about = {"by": by, "at": at, "as_of": as_of, "is_sample": is_sample}
    described = [{**about, **_described(upload)} for upload in uploads]
    with writing(engine) as connection:
        if is_sample and live.is_past_the_sample(connection):
            return Committed(live.version(connection))
        return _stored(connection, list(zip(described, uploads, strict=True)))


def remove_sample(engine: Engine) -> int:
    """Removes the sample's rows, where there are any; returns the data version.

    Raises:
        StoreUnavailableError: The database cannot be used; nothing was changed.
    """
    with writing(engine) as connection:
        if live.take_out(connection, tables.uploads.c.is_sample):
            return live.next_version(connection)
        return live.version(connection)


def _described(upload: NewUpload) -> dict[str, Any]:
    return {
        "file_name": upload.file_name,
        "sha256": upload.sha256,
        "table_name": upload.table,
        "rows_in": upload.rows_in,
        "rows_accepted": upload.accepted.height,
        "rows_refused": upload.rows_refused,
        "accepted_sha256": upload.fingerprint(),
        "is_live": True,
    }


def _stored(
    connection: Connection, files: list[tuple[dict[str, Any], NewUpload]]
) -> Committed:
    stored: Counter[str] = Counter()
    already = []
    for row, upload in files:
        if live.is_stored(connection, row):
            already.append(upload.file_name)
            continue
        _make_room(connection, row)
        _write(connection, upload, upload_id=live.put_in(connection, row))
        stored[upload.table] += upload.accepted.height
    changed = live.next_version if stored else live.version
    return Committed(changed(connection), dict(stored), tuple(already))


def _make_room(connection: Connection, row: dict[str, Any]) -> None:
    columns = tables.uploads.c
    same_file = (columns.sha256 == row["sha256"]) & (
        columns.table_name == row["table_name"]
    )
    if not row["is_sample"]:
        live.take_out(connection, columns.is_sample)
    live.take_out(connection, same_file)


def _write(connection: Connection, upload: NewUpload, *, upload_id: int) -> None:
    mark = pl.lit(upload_id, dtype=pl.Int64).alias("upload_id")
    write_rows(
        connection, tables.DATA[upload.table], upload.accepted.with_columns(mark)
    )
    in_order = upload.refused.with_columns(mark).with_row_index("position")
    write_rows(connection, tables.refused_rows, in_order)
