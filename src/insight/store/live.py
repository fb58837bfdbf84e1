"""The uploads whose rows count, and the version of the data."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from insight.store.tables import DATA, meta, uploads

_SAME = ("sha256", "table_name", "accepted_sha256", "is_sample", "is_live")


def is_stored(connection: Connection, upload: dict[str, Any]) -> bool:
    """Whether the same file with the same rows is live."""
    same = (uploads.c[name] == upload[name] for name in _SAME)
    return connection.scalar(select(uploads.c.id).where(*same)) is not None


def is_past_the_sample(connection: Connection) -> bool:
    """Whether real data was ever stored, or a sample removed."""
    past = select(uploads.c.id).where(~uploads.c.is_sample | ~uploads.c.is_live)
    return connection.scalar(past.limit(1)) is not None


def put_in(connection: Connection, upload: dict[str, Any]) -> int:
    """Records an upload and returns its id."""
    recorded = connection.execute(
        insert(uploads).values(upload).returning(uploads.c.id)
    )
    return int(recorded.scalar_one())


def take_out(connection: Connection, which: ColumnElement[bool]) -> bool:
    """Whether a live upload was ended; the rows that are still its own go with it."""
    ended = connection.execute(
        update(uploads)
        .where(uploads.c.is_live, which)
        .values(is_live=False)
        .returning(uploads.c.id, uploads.c.table_name)
    ).all()
    for upload_id, table in ended:
        rows = DATA[table]
        connection.execute(delete(rows).where(rows.c.upload_id == upload_id))
    return bool(ended)


def version(connection: Connection) -> int:
    """The version of the data."""
    return int(connection.execute(select(meta.c.data_version)).scalar_one())


def next_version(connection: Connection) -> int:
    """Counts the version of the data up, and returns it."""
    changed = update(meta).values(data_version=meta.c.data_version + 1)
    return int(connection.execute(changed.returning(meta.c.data_version)).scalar_one())
