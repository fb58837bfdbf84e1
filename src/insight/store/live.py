"""The uploads whose rows count, and the version of the data."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    delete,
    exists,
    insert,
    select,
    update,
)

from insight.store import row_history
from insight.store.tables import DATA, meta, uploads

_SAME = ("sha256", "table_name", "accepted_sha256", "is_sample", "is_live")


def is_stored(connection: Connection, upload: dict[str, Any]) -> bool:
    """Whether the same file with the same rows is live, and no later row says otherwise."""
    same = (uploads.c[name] == upload[name] for name in _SAME)
    found = connection.scalar(select(uploads.c.id).where(*same))
    table = DATA[upload["table_name"]]
    return found is not None and not row_history.is_overtaken(
        connection, table, upload_id=found
    )


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


def end(connection: Connection, which: ColumnElement[bool]) -> list[int]:
    """Ends live uploads, whose rows are kept to be brought back; returns their ids."""
    ended = _ended(connection, which)
    for upload_id, name in ended:
        row_history.take_out(connection, DATA[name], upload_id=upload_id, keeps=True)
    return [upload_id for upload_id, _ in ended]


def was_ended_by(connection: Connection, upload_id: int, *, ended: list[int]) -> None:
    """Records which upload took the place of the ended ones."""
    if ended:
        replaced = update(uploads).where(uploads.c.id.in_(ended))
        connection.execute(replaced.values(ended_by=upload_id))


def remove(connection: Connection, which: ColumnElement[bool]) -> int:
    """Ends live uploads for good, and says how many there were."""
    ended = _ended(connection, which)
    for upload_id, name in ended:
        table = DATA[name]
        connection.execute(delete(table).where(table.c.upload_id == upload_id))
    return len(ended)


def revive(connection: Connection, *, after: int) -> None:
    """Makes live again what upload `after` took the place of; it is live no more.

    A sample comes back with the last real upload gone, whichever of them ended it.
    """
    _revived(connection, (uploads.c.ended_by == after) & ~uploads.c.is_sample)
    if not connection.scalar(select(exists().where(_is_real_and_live()))):
        was_replaced = uploads.c.ended_by.is_not(None)
        _revived(connection, uploads.c.is_sample & was_replaced)


def version(connection: Connection) -> int:
    """The version of the data."""
    return int(connection.execute(select(meta.c.data_version)).scalar_one())


def next_version(connection: Connection) -> int:
    """Counts the version of the data up, and returns it."""
    changed = update(meta).values(data_version=meta.c.data_version + 1)
    return int(connection.execute(changed.returning(meta.c.data_version)).scalar_one())


def leave_earlier(connection: Connection) -> None:
    """Counts the version up, and says that earlier ones are not to be shown or kept."""
    version = next_version(connection)
    connection.execute(update(meta).values(erased_in=version))


def _ended(
    connection: Connection, which: ColumnElement[bool]
) -> Sequence[Row[int, str]]:
    return connection.execute(
        update(uploads)
        .where(uploads.c.is_live, which)
        .values(is_live=False)
        .returning(uploads.c.id, uploads.c.table_name)
    ).all()


def _revived(connection: Connection, which: ColumnElement[bool]) -> None:
    revived = connection.execute(
        update(uploads)
        .where(which)
        .values(is_live=True, ended_by=None)
        .returning(uploads.c.id, uploads.c.table_name)
    ).all()
    for upload_id, name in revived:
        row_history.revive(connection, DATA[name], upload_id=upload_id)


def _is_real_and_live() -> ColumnElement[bool]:
    return uploads.c.is_live & ~uploads.c.is_sample
