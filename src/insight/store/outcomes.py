"""What a commit did, also where the connection was lost before it could say so."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Engine, select

from insight.store import live
from insight.store.tables import uploads
from insight.store.transactions import reading


@dataclass(frozen=True, slots=True)
class Committed:
    """What a commit did.

    Attributes:
        data_version: The version after it; unchanged where nothing was new.
        stored: Rows that went in, per table.
        already: Names of the files that were there before, with the same rows.
        upload_ids: Of the files that went in, to undo them by.
    """

    data_version: int
    stored: dict[str, int] = field(default_factory=dict)
    already: tuple[str, ...] = ()
    upload_ids: tuple[int, ...] = ()


def committed(engine: Engine, described: Sequence[dict[str, Any]]) -> Committed | None:
    """What this very commit stored, as the store tells it; None where it did not.

    Args:
        engine: Of the store.
        described: Each file as a row of `uploads`, in the order of the commit.

    Raises:
        StoreUnavailableError: The database still cannot be asked.
    """
    query = select(uploads).where(_is_of(described)).order_by(uploads.c.id)
    with reading(engine) as connection:
        found = connection.execute(query).all()
        version = live.version(connection)
    if not found:
        return None
    stored: Counter[str] = Counter()
    for row in found:
        stored[row.table_name] += row.rows_accepted
    new = {(row.sha256, row.table_name) for row in found}
    already = (
        row["file_name"]
        for row in described
        if (row["sha256"], row["table_name"]) not in new
    )
    ids = tuple(row.id for row in found)
    return Committed(version, dict(stored), tuple(already), ids)


def _is_of(described: Sequence[dict[str, Any]]) -> ColumnElement[bool]:
    hashes = [row["sha256"] for row in described]
    moments = {row["at"] for row in described}
    people = {row["by"] for row in described}
    return (
        uploads.c.sha256.in_(hashes)
        & uploads.c.at.in_(moments)
        & uploads.c.by.in_(people)
    )
