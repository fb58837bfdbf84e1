"""The audit: who did what and when, each entry chained to the one before it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import polars as pl
from sqlalchemy import Connection, Engine, Row, insert, select

from insight.store.tables import audit, uploads
from insight.store.transactions import reading, writing

ENTRIES = pl.Schema(
    {
        "id": pl.Int64(),
        "at": pl.Datetime("us", time_zone="UTC"),
        "by": pl.String(),
        "action": pl.String(),
        "subject": pl.String(),
        "counts": pl.String(),
        "hash": pl.String(),
    }
)
UPLOADED = "uploaded"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the audit is as it was written.

    Attributes:
        entries: How many were checked, up to a broken one.
        head: The hash of the last of them; empty where there is none.
        broken: What is wrong with the first bad entry, in words; None where all hold.
    """

    entries: int
    head: str
    broken: str | None = None


def record(
    connection: Connection,
    *,
    at: datetime,
    by: str,
    action: str,
    subject: str,
    counts: Mapping[str, int],
) -> None:
    """Appends an entry, in the transaction of the change that it speaks of.

    Args:
        connection: Of `writing`: writers come one after the other, so does the chain.
        at: When, with a time zone.
        by: Who.
        action: What was done, as a past participle.
        subject: To what.
        counts: How many of what; never a person's data.
    """
    latest = select(audit.c.id, audit.c.hash).order_by(audit.c.id.desc()).limit(1)
    last = connection.execute(latest).one_or_none()
    entry = {
        "id": last.id + 1 if last else 1,
        "at": at.astimezone(UTC),
        "by": by,
        "action": action,
        "subject": subject,
        "counts": _sorted(counts),
        "former": last.hash if last else "",
    }
    connection.execute(insert(audit).values(**entry, hash=_hash(entry)))


def record_alone(
    engine: Engine,
    *,
    at: datetime,
    by: str,
    action: str,
    subject: str,
    counts: Mapping[str, int],
) -> None:
    """Appends an entry of what changes nothing in the store, such as an export.

    Raises:
        StoreUnavailableError: The database cannot be used; nothing was recorded.
    """
    with writing(engine) as connection:
        record(connection, at=at, by=by, action=action, subject=subject, counts=counts)


def entries(engine: Engine) -> pl.DataFrame:
    """Every entry, the newest first (columns of `ENTRIES`).

    Raises:
        StoreUnavailableError: The database cannot be used.
    """
    query = select(*(audit.c[name] for name in ENTRIES)).order_by(audit.c.id.desc())
    with reading(engine) as connection:
        rows = [tuple(row) for row in connection.execute(query)]
    return pl.DataFrame(rows, schema=ENTRIES, orient="row")


def verify(engine: Engine, *, known: str | None = None) -> Verdict:
    """Whether every entry is as it was written, and none is missing.

    The chain shows an entry that was changed, put in or taken out. Entries cut off at its
    end leave a chain that holds: their uploads stay without an entry, and `known` is missing.

    Args:
        engine: Of a migrated database.
        known: A hash noted at an earlier check, which has to be in the chain still.

    Raises:
        StoreUnavailableError: The database cannot be used.
    """
    head, count, seen, recorded = "", 0, not known, set[int]()
    with reading(engine) as connection:
        for row in connection.execute(select(audit).order_by(audit.c.id)):
            if broken := _broken(row, number=count + 1, former=head):
                return Verdict(count, head, broken)
            head, count = row.hash, row.id
            seen = seen or head == known
            recorded |= _uploads_of(row)
        missing = _unrecorded(connection, recorded)
    if missing:
        return Verdict(count, head, f"upload {missing[0]} has no entry")
    return Verdict(count, head, None if seen else f"no entry has the hash {known}")


def _broken(row: Row[Any], *, number: int, former: str) -> str | None:
    if row.id != number:
        return f"entry {number} is missing"
    if row.former != former:
        return f"entry {number} does not follow the one before it"
    if row.hash != _hash(row._asdict()):
        return f"entry {number} was changed"
    return None


def _uploads_of(row: Row[Any]) -> set[int]:
    counts = json.loads(row.counts)
    return {counts["upload"]} if row.action == UPLOADED else set()


def _unrecorded(connection: Connection, recorded: set[int]) -> list[int]:
    """Uploads without an entry, though later than the first upload with one."""
    if not recorded:
        return []
    later = select(uploads.c.id).where(uploads.c.id > min(recorded))
    found = connection.scalars(later.order_by(uploads.c.id))
    return [upload for upload in found if upload not in recorded]


def _sorted(counts: Mapping[str, int]) -> str:
    return json.dumps(dict(sorted(counts.items())))


def _hash(entry: Mapping[str, Any]) -> str:
    told = {**entry, "at": entry["at"].astimezone(UTC).isoformat()}
    told.pop("hash", None)
    text = json.dumps(told, sort_keys=True, ensure_ascii=True)
    return sha256(text.encode()).hexdigest()
