"""Uploads: whole files go in, in one transaction, and each row knows its file."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import polars as pl
from sqlalchemy import Connection, Engine, null, update

from insight.errors import StaleImportError
from insight.schema import column_metadata
from insight.store import audit, erased, live, row_history, tables
from insight.store.history import StoreState, history, refused, refused_whole, state
from insight.store.incoming import NewUpload, Said
from insight.store.outcomes import Committed, committed
from insight.store.rows import write_rows
from insight.store.transactions import OutcomeUnknownError, writing

_CHANGED = ("plan_id", "billing_interval", "amount", "currency", "status")
__all__ = [
    "Committed",
    "NewUpload",
    "StoreState",
    "commit",
    "history",
    "refused",
    "refused_whole",
    "remove_sample",
    "state",
]


def commit(
    engine: Engine,
    uploads: Sequence[NewUpload],
    *,
    by: str,
    at: datetime,
    as_of: date,
    is_sample: bool = False,
    seen: int | None = None,
) -> Committed:
    """Stores all files in one transaction, or none of them.

    A row whose key is there is replaced by the row as it is to be. A file that is there
    with the same rows, and no later one says otherwise, changes nothing; with other rows
    (another mapping, fewer refusals) it takes the place of what it brought before. What
    every file says is kept, so that `undo` can take any of them back. The first real file removes the sample, and no
    sample is stored where real data is or was, or where a sample was removed.

    Args:
        engine: Of a migrated database.
        uploads: Files in the order they are stored; a later row wins.
        by: Who stores them.
        at: When, with a time zone.
        as_of: The day the data speaks of.
        is_sample: The files are the sample.
        seen: The data version that somebody looked at before they said yes.

    Raises:
        ValueError: `at` has no time zone.
        StaleImportError: The data is no longer as `seen`; nothing was changed.
        StoreUnavailableError: The database cannot be used; all or nothing of this was
            done, and doing it again is safe.
    """
    if at.tzinfo is None:
        raise ValueError("A moment without a time zone could be any of 24.")
    about = {"by": by, "at": at, "as_of": as_of, "is_sample": is_sample}
    described = [{**about, **_described(upload)} for upload in uploads]
    try:
        with writing(engine) as connection:
            _require_seen(connection, seen)
            if is_sample and live.is_past_the_sample(connection):
                return Committed(live.version(connection))
            return _stored(connection, list(zip(described, uploads, strict=True)))
    except OutcomeUnknownError:
        if found := committed(engine, described):
            return found
        raise


def remove_sample(engine: Engine, *, by: str, at: datetime) -> int:
    """Removes the sample's rows, where there are any; returns the data version.

    Raises:
        StoreUnavailableError: The database cannot be used; nothing was changed.
    """
    with writing(engine) as connection:
        removed = live.remove(connection, tables.uploads.c.is_sample)
        if not removed:
            return live.version(connection)
        audit.record(
            connection,
            at=at,
            by=by,
            action="removed",
            subject="the sample data",
            counts={"uploads": removed},
        )
        return live.next_version(connection)


def _require_seen(connection: Connection, seen: int | None) -> None:
    if seen is not None and seen != live.version(connection):
        raise StaleImportError(
            "Somebody changed the data while you looked. Nothing was stored: look at "
            "what would change now, and import again."
        )


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
        "profile": upload.profile,
        "said": upload.said or null(),
        "made_from": upload.made_from,
        "header_shape": upload.header_shape,
        "is_whole": upload.is_whole,
        "is_snapshot": upload.is_snapshot,
    }


def _stored(
    connection: Connection, files: list[tuple[dict[str, Any], NewUpload]]
) -> Committed:
    stored: Counter[str] = Counter()
    already, ids = [], []
    for row, upload in files:
        if live.is_stored(connection, row):
            already.append(upload.file_name)
            continue
        known = erased.without_erased(connection, upload)
        described = {**row, "file_name": known.file_name}
        ids.append(_put_in(connection, described))
        _write(connection, known, upload_id=ids[-1])
        _record(connection, described, upload_id=ids[-1])
        stored[upload.table] += upload.accepted.height
    changed = live.next_version if stored else live.version
    return Committed(changed(connection), dict(stored), tuple(already), tuple(ids))


def _put_in(connection: Connection, row: dict[str, Any]) -> int:
    columns = tables.uploads.c
    replaced = (columns.sha256 == row["sha256"]) & (
        columns.table_name == row["table_name"]
    )
    if not row["is_sample"]:
        replaced |= columns.is_sample
    ended = live.end(connection, replaced)
    upload_id = live.put_in(connection, row)
    live.was_ended_by(connection, upload_id, ended=ended)
    return upload_id


def _record(connection: Connection, row: dict[str, Any], *, upload_id: int) -> None:
    counts = {name: row[f"rows_{name}"] for name in ("in", "accepted", "refused")}
    audit.record(
        connection,
        at=row["at"],
        by=row["by"],
        action=audit.UPLOADED,
        subject=f"{row['table_name']} from {row['file_name']}",
        counts={"upload": upload_id, **counts},
    )


def _write(connection: Connection, upload: NewUpload, *, upload_id: int) -> None:
    mark = pl.lit(upload_id, dtype=pl.Int64).alias("upload_id")
    _write_rows(connection, upload, upload_id=upload_id)
    in_order = upload.refused.with_columns(
        mark, settled_by=pl.lit(None, pl.Int64)
    ).with_row_index("position")
    write_rows(connection, tables.refused_rows, in_order)
    write_rows(connection, tables.refused_records, upload.records.with_columns(mark))
    if upload.settles:
        earlier, lines = upload.settles
        refused = tables.refused_rows
        settled = update(refused).where(refused.c.upload_id == earlier)
        connection.execute(
            settled.where(refused.c.line.in_(lines)).values(settled_by=upload_id)
        )


def _write_rows(connection: Connection, upload: NewUpload, *, upload_id: int) -> None:
    """The rows that the upload makes, and what it says of those that do not show it."""
    table = tables.DATA[upload.table]
    key = row_history.key_of(table).name
    mark = pl.lit(upload_id, dtype=pl.Int64).alias("upload_id")
    accepted, alone = upload.accepted, upload.statements
    beside = [one for one in (upload.closed, upload.earlier) if one is not None]
    rows = pl.concat([accepted, *beside])
    row_history.set_aside_keys(connection, table, rows[key])
    write_rows(connection, table, rows.with_columns(mark))
    if upload.said is not None:
        said = Said.kept(upload.said, upload.table)
        told = list(dict.fromkeys([key, *said.says, *said.assumes]))
        hidden = _hidden(connection, accepted, alone, upload.table).select(told)
        row_history.keep(connection, table, hidden, upload_id=upload_id)
    if upload.closed is not None:
        row_history.keep(
            connection, table, _ends(upload, upload.closed), upload_id=upload_id
        )
    row_history.remove(connection, table, upload.removed, upload_id=upload_id)


def _ends(upload: NewUpload, closed: pl.DataFrame) -> pl.DataFrame:
    """What a file says of phases that it closes: their end, no price and no status."""
    says = Said.kept(upload.said, upload.table).says
    told = [name for name in says if name not in _CHANGED]
    return closed.select(list(dict.fromkeys(["phase_id", *told, "end_date"])))


def _hidden(
    connection: Connection, accepted: pl.DataFrame, alone: pl.DataFrame, table: str
) -> pl.DataFrame:
    """What a file says of rows where the row as it is to be does not show it.

    An empty cell says nothing, and a default that the row shows may be another file's.
    """
    defaults = [
        (name, default)
        for name in alone.columns
        if (default := column_metadata(table, name).get("default")) is not None
    ]
    filled = alone.with_columns(pl.col(name).fill_null(d) for name, d in defaults)
    differs = pl.any_horizontal(
        filled[name].ne_missing(accepted[name]) for name in accepted.columns
    )
    silent = alone.filter(
        pl.any_horizontal(
            pl.lit(value=False), *(alone[n].is_null() for n, _ in defaults)
        )
    )
    key = row_history.key_of(tables.DATA[table])
    told = row_history.told_before(connection, tables.DATA[table], silent[key.name])
    return alone.filter(differs | pl.col(key.name).is_in(told))
