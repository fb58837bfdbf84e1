"""What an undo would do to each table, told before it does."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    FromClause,
    Table,
    and_,
    exists,
    false,
    func,
    or_,
    select,
)

from insight.schema import TABLES, column_metadata
from insight.store.folding import GONE
from insight.store.row_history import key_of
from insight.store.tables import DATA, uploads
from insight.store.tables import row_history as kept
from insight.store.transactions import reading


@dataclass(frozen=True, slots=True)
class Consequences:
    """What an undo would do to the rows of one table.

    Attributes:
        table: Name in `schema.TABLES`.
        removed: Rows that would no longer be there.
        restored: Rows that would be again as another upload brought them.
        overtaken: Rows that stay, as a later upload has brought them again.
        dangling: Rows of other uploads that name one of the removed.
    """

    table: str
    removed: int
    restored: int
    overtaken: int
    dangling: int


def consequences(engine: Engine, upload_ids: Sequence[int]) -> list[Consequences]:
    """What the undo of these live uploads would do, one entry per table.

    Raises:
        StoreUnavailableError: The database cannot be used.
    """
    query = select(uploads.c.table_name).where(uploads.c.id.in_(upload_ids)).distinct()
    with reading(engine) as connection:
        tables = set(connection.scalars(query))
        return [
            _of_table(connection, name, upload_ids) for name in TABLES if name in tables
        ]


def _of_table(
    connection: Connection, name: str, upload_ids: Sequence[int]
) -> Consequences:
    table = DATA[name]
    own = table.c.upload_id.in_(upload_ids) & ~stays_made(name, upload_ids)
    comes_back = _comes_back(name, upload_ids)
    aside = and_(kept.c.table_name == name, kept.c.upload_id.in_(upload_ids))
    return Consequences(
        table=name,
        removed=_count(connection, table, own & ~comes_back),
        restored=_count(connection, table, own & comes_back)
        + _keys(connection, _is_missing_till_then(name, upload_ids)),
        overtaken=_count(connection, kept, aside & _counts_of_others(name, upload_ids)),
        dangling=sum(
            _count(connection, other, named & other.c.upload_id.not_in(upload_ids))
            for other, named in _naming(name, own & ~comes_back)
        ),
    )


def stays_made(name: str, upload_ids: Sequence[int]) -> ColumnElement[bool]:
    """Whether an account made from rows that go is named by others, and so stays."""
    if name != "accounts":
        return false()
    made = select(uploads.c.id).where(uploads.c.made_from.is_not(None))
    return DATA[name].c.upload_id.in_(made) & is_named(name, but_by=upload_ids)


def is_named(name: str, *, but_by: Sequence[int] = ()) -> ColumnElement[bool]:
    """Whether rows of other uploads than some name a row of this table."""
    key = key_of(DATA[name])
    return or_(
        false(),
        *(
            exists().where(table.c[column] == key, table.c.upload_id.not_in(but_by))
            for table, column in _naming_columns(name)
        ),
    )


def _comes_back(name: str, upload_ids: Sequence[int]) -> ColumnElement[bool]:
    """Whether another upload that is live, or would be again, has the row's key."""
    others = uploads.alias()
    is_back = or_(others.c.is_live, others.c.ended_by.in_(upload_ids))
    return (
        exists()
        .where(kept.c.table_name == name, kept.c.key == key_of(DATA[name]))
        .where(kept.c.content != GONE)
        .where(others.c.id == kept.c.upload_id, others.c.id.not_in(upload_ids))
        .where(is_back, ~others.c.is_sample)
    )


def _is_missing_till_then(name: str, upload_ids: Sequence[int]) -> ColumnElement[bool]:
    """Whether a kept row has no row of its key now, and its upload would be again."""
    table = DATA[name]
    back = select(uploads.c.id).where(
        uploads.c.ended_by.in_(upload_ids), ~uploads.c.is_sample
    )
    there = exists().where(key_of(table) == kept.c.key)
    was_removed = kept.alias()
    is_back = exists().where(
        was_removed.c.table_name == name,
        was_removed.c.key == kept.c.key,
        was_removed.c.upload_id.in_(upload_ids),
        was_removed.c.content == GONE,
    )
    return and_(
        kept.c.table_name == name,
        kept.c.content != GONE,
        kept.c.upload_id.in_(back) | (is_back & kept.c.upload_id.not_in(upload_ids)),
        ~there,
    )


def _counts_of_others(name: str, upload_ids: Sequence[int]) -> ColumnElement[bool]:
    table = DATA[name]
    return exists().where(
        key_of(table) == kept.c.key, table.c.upload_id.not_in(upload_ids)
    )


def _naming(
    target: str, which: ColumnElement[bool]
) -> Iterator[tuple[FromClause, ColumnElement[bool]]]:
    """Tables with a column that names rows of `target`, and the rows that name those."""
    gone = select(key_of(DATA[target])).where(which)
    for table, column in _naming_columns(target):
        yield table, table.c[column].in_(gone)


def _naming_columns(target: str) -> Iterator[tuple[Table, str]]:
    for name, schema in TABLES.items():
        for column in schema.columns():
            if column_metadata(name, column).get("references") == target:
                yield DATA[name], column


def _keys(connection: Connection, which: ColumnElement[bool]) -> int:
    query = select(func.count(kept.c.key.distinct())).where(which)
    return int(connection.execute(query).scalar_one())


def _count(
    connection: Connection, table: FromClause, which: ColumnElement[bool]
) -> int:
    query = select(func.count()).select_from(table).where(which)
    return int(connection.execute(query).scalar_one())
