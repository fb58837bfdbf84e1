"""Contacts that were erased: no file brings their name and address again."""

from datetime import datetime
from hashlib import sha256

import polars as pl
from sqlalchemy import Connection, insert, select

from insight.schema import PERSONAL
from insight.store.tables import DATA, erased_contacts

CONTACTS = DATA["contacts"]
NOBODY: dict[str, None] = dict.fromkeys(PERSONAL & set(CONTACTS.columns.keys()))
"""The cells of a contact that is erased."""


def remember(connection: Connection, id_: str, *, by: str, at: datetime) -> None:
    """Keeps that a contact was erased, and not who it was."""
    own = erased_contacts.c.contact_sha256 == _hash(id_)
    if connection.scalar(select(erased_contacts.c.at).where(own)) is None:
        row = {"contact_sha256": _hash(id_), "at": at, "by": by}
        connection.execute(insert(erased_contacts).values(row))


def without_erased(connection: Connection, accepted: pl.DataFrame) -> pl.DataFrame:
    """Contacts on their way in, those that were erased without name and address."""
    erased = set(connection.scalars(select(erased_contacts.c.contact_sha256)))
    if not erased:
        return accepted
    ids = accepted["contact_id"].to_list()
    gone = pl.Series([_hash(id_) in erased for id_ in ids], dtype=pl.Boolean)
    aliases = pl.Series([alias(id_) for id_ in ids], dtype=pl.String)
    return accepted.with_columns(
        pl.when(gone).then(aliases).otherwise("contact_id").alias("contact_id"),
        *(pl.when(~gone).then(name).alias(name) for name in NOBODY),
    )


def alias(id_: str) -> str:
    """An id that is an address gives way to one that is not; others stay.

    Examples:
        >>> alias("C1")
        'C1'
        >>> alias("ann@x.test")
        'erased-3af61301a5d21b22'
    """
    return f"erased-{_hash(id_)[:16]}" if "@" in id_ else id_


def _hash(id_: str) -> str:
    return sha256(id_.encode()).hexdigest()
