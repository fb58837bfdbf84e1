"""Undo: the data as if an upload had never been, recorded with who and when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, func, select, union, update

from insight.errors import UndoBlockedError
from insight.store import audit, live, row_history
from insight.store.consequences import is_named
from insight.store.folding import GONE
from insight.store.tables import DATA, uploads
from insight.store.tables import row_history as kept
from insight.store.transactions import OutcomeUnknownError, reading, writing


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo did.

    Attributes:
        data_version: The version after it.
        upload_ids: The uploads that are undone by it; empty where all were before.
    """

    data_version: int
    upload_ids: tuple[int, ...]


def undo(engine: Engine, upload_ids: Sequence[int], *, by: str, at: datetime) -> Undone:
    """Takes uploads back in one transaction, or none of them.

    Rows that they replaced, completed or removed count again as they were, and so does
    an upload or the sample that they took the place of; of rows of which a later upload
    says something, only what they said goes. So the data is what the other uploads alone
    would have made. An upload that is undone already is left as it is.

    Raises:
        ValueError: `at` has no time zone, or there is no such upload.
        UndoBlockedError: A later upload took the place of one, or the rows that one
            replaced were not kept, as by earlier versions.
        StoreUnavailableError: The database cannot be used; all or nothing of this was
            done, and doing it again is safe.
    """
    if at.tzinfo is None:
        raise ValueError("A moment without a time zone could be any of 24.")
    try:
        with writing(engine) as connection:
            done = tuple(
                row.id
                for row in _newest_first(connection, _with_made(connection, upload_ids))
                if _undone(connection, row.id, by=by, at=at)
            )
            changed = live.next_version if done else live.version
            return Undone(changed(connection), done)
    except OutcomeUnknownError:
        if found := _recorded(engine, upload_ids, by=by, at=at):
            return found
        raise


def _with_made(connection: Connection, upload_ids: Sequence[int]) -> list[int]:
    """The uploads, and those of accounts that were made from their rows."""
    undone, made = uploads.alias(), uploads
    same = (made.c.sha256 == undone.c.sha256) & (made.c.at == undone.c.at)
    query = (
        select(made.c.id)
        .join(undone, same & (made.c.made_from == undone.c.table_name))
        .where(undone.c.id.in_(upload_ids), made.c.is_live)
    )
    return [*{*upload_ids, *connection.scalars(query)}]


def _newest_first(
    connection: Connection, upload_ids: Sequence[int]
) -> Sequence[Row[int]]:
    query = select(uploads.c.id).where(uploads.c.id.in_(upload_ids))
    found = connection.execute(query.order_by(uploads.c.id.desc())).all()
    if len(found) < len(set(upload_ids)):
        raise ValueError(f"Some of the uploads {list(upload_ids)} do not exist.")
    return found


def _undone(connection: Connection, upload_id: int, *, by: str, at: datetime) -> bool:
    """Undoes one upload; False where it is undone already."""
    upload = connection.execute(select(uploads).where(uploads.c.id == upload_id)).one()
    if upload.undone_at is not None:
        return False
    _require_live(connection, upload)
    _require_said(connection, upload)
    _require_kept_rows(connection, upload)
    this = update(uploads).where(uploads.c.id == upload_id)
    table = DATA[upload.table_name]
    stay = _named_accounts(connection, upload) if upload.made_from else 0
    if stay:
        connection.execute(this.values(rows_accepted=stay))
    else:
        connection.execute(this.values(is_live=False, undone_at=at, undone_by=by))
        row_history.take_out(connection, table, upload_id=upload_id, keeps=False)
    live.revive(connection, after=upload_id)
    audit.record(
        connection,
        at=at,
        by=by,
        action="undone",
        subject=f"{upload.table_name} from {upload.file_name}",
        counts={"upload": upload_id, "accepted": upload.rows_accepted - stay},
    )
    return True


def _named_accounts(connection: Connection, upload: Row[Any]) -> int:
    """Leaves of made accounts those that other rows name; how many these are."""
    table = DATA[upload.table_name]
    key = row_history.key_of(table)
    own = select(key).where(table.c.upload_id == upload.id)
    said = select(kept.c.key).where(
        kept.c.table_name == table.name, kept.c.upload_id == upload.id
    )
    keys = set(connection.scalars(union(own, said)))
    named = set(connection.scalars(select(key).where(is_named(table.name))))
    if keys & named:
        row_history.forget(connection, table, keys - named, upload_id=upload.id)
    return len(keys & named)


def _require_live(connection: Connection, upload: Row[object]) -> None:
    if upload.is_live:
        return
    if upload.ended_by is None:
        raise UndoBlockedError(f"“{upload.file_name}” was removed already.")
    later = select(uploads).where(uploads.c.id == upload.ended_by)
    other = connection.execute(later).one()
    raise _blocked_by(other, f"took the place of “{upload.file_name}”")


def _require_said(connection: Connection, upload: Row[object]) -> None:
    """Rows completed before the store kept what each upload says hold cells of others."""
    later = select(uploads).where(
        uploads.c.is_live,
        uploads.c.completes,
        uploads.c.table_name == upload.table_name,
        uploads.c.id > upload.id,
    )
    newest = later.order_by(uploads.c.id.desc()).limit(1)
    if other := connection.execute(newest).one_or_none():
        raise _blocked_by(other, f"completed rows of “{upload.file_name}”")


def _blocked_by(other: Row[object], did: str) -> UndoBlockedError:
    return UndoBlockedError(
        f"“{other.file_name}”, which {other.by} brought on {other.at:%d %b %Y at %H:%M} "
        f"UTC, {did}. Undo that one first."
    )


def _require_kept_rows(connection: Connection, upload: Row[object]) -> None:
    """Rows that were replaced before the store kept them cannot be brought back."""
    earlier = select(uploads.c.id, uploads.c.file_name, uploads.c.rows_accepted).where(
        uploads.c.is_live,
        uploads.c.said.is_(None),
        uploads.c.table_name == upload.table_name,
        uploads.c.id <= upload.id,
    )
    counts = dict(_rows_of_each(connection, str(upload.table_name)))
    for row in connection.execute(earlier):
        if counts.get(row.id, 0) != row.rows_accepted:
            raise UndoBlockedError(
                f"“{upload.file_name}” cannot be undone: rows of “{row.file_name}” were "
                "replaced by a version of Insight that did not keep them. Bring "
                "corrected files instead; rows with the same key are replaced."
            )


def _rows_of_each(connection: Connection, table_name: str) -> Iterator[tuple[int, int]]:
    table = DATA[table_name]
    data = select(row_history.key_of(table).label("key"), table.c.upload_id)
    aside = select(kept.c.key, kept.c.upload_id).where(
        kept.c.table_name == table_name, kept.c.content != GONE
    )
    both = data.union(aside).subquery()
    count: Select[int, int] = select(both.c.upload_id, func.count())
    for row in connection.execute(count.group_by(both.c.upload_id)):
        yield row[0], row[1]


def _recorded(
    engine: Engine, upload_ids: Sequence[int], *, by: str, at: datetime
) -> Undone | None:
    ours = select(uploads.c.id).where(
        uploads.c.id.in_(upload_ids),
        uploads.c.undone_at == at,
        uploads.c.undone_by == by,
    )
    with reading(engine) as connection:
        found = connection.scalars(ours.order_by(uploads.c.id.desc())).all()
        version = live.version(connection)
    return Undone(version, tuple(found)) if found else None
