"""People who were erased: no file brings their names, addresses and words again."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from hashlib import sha256
from hmac import new
from typing import Any

import polars as pl
from sqlalchemy import Connection, String, insert, select

from insight.store.incoming import NewUpload
from insight.store.tables import DATA, erased_traces, meta
from insight.store.traces import Seal, Traces, of_contact, words_of

ERASED = "(erased)"
CONTACTS = DATA["contacts"]
NOBODY: dict[str, None] = dict.fromkeys(("name", "email"))
"""The cells of a contact that is erased."""
CONTACT_IDS = (("contacts", "contact_id"), ("win_backs", "via_contact_id"))
TEXTS = {
    name: tuple(
        column.name
        for column in table.columns
        if isinstance(column.type, String) and column.nullable
    )
    for name, table in DATA.items()
}
"""Per table, the columns that may hold a text with a person in it."""


def instead_of(column: str) -> str | None:
    """What a cell holds once its words are erased; a note without words stays a note."""
    return ERASED if column == "control_note" else None


def telling_in(column: str, known: Traces) -> Traces:
    """What is looked for in a column: an address of one who is called the same is theirs."""
    return replace(known, sizes=frozenset()) if column == "email" else known


def remember(
    connection: Connection, marks: Iterable[str], *, by: str, at: datetime
) -> None:
    """Keeps what tells of somebody who was erased, and not who it was."""
    seal = _seal(connection)
    known = set(connection.scalars(select(erased_traces.c.mark)))
    for mark in sorted(set(marks)):
        if (sealed := seal(mark)) not in known:
            row = {"mark": sealed, "words": words_of(mark), "alias": _alias(sealed)}
            connection.execute(insert(erased_traces).values(**row, at=at, by=by))


def aliases(connection: Connection, contact_ids: Iterable[str]) -> dict[str, str]:
    """What contacts are called whose ids name somebody who was erased."""
    seal = _seal(connection)
    columns = (erased_traces.c.mark, erased_traces.c.alias)
    known = {row.mark: row.alias for row in connection.execute(select(*columns))}
    sealed = {id_: seal(of_contact(id_)) for id_ in contact_ids}
    return {id_: known.get(mark) or _alias(mark) for id_, mark in sealed.items()}


def erased_people(connection: Connection) -> Traces | None:
    """Traces of everybody who was erased; None where nobody was."""
    found = connection.execute(select(erased_traces.c.mark, erased_traces.c.words))
    rows = found.all()
    if not rows:
        return None
    sizes = frozenset(row.words for row in rows if row.words)
    return Traces(frozenset(row.mark for row in rows), sizes, _seal(connection))


def without_erased(connection: Connection, upload: NewUpload) -> NewUpload:
    """A file on its way in, without what tells of people who were erased."""
    erased = erased_people(connection)
    if erased is None:
        return upload

    def left(rows: pl.DataFrame) -> pl.DataFrame:
        return _rows(connection, rows, upload.table, erased)

    tells = upload.records["cells"].map_elements(
        lambda text: tells_of(json.loads(text), erased, upload.table),
        return_dtype=pl.Boolean,
    )
    is_named = erased.name_a_file(upload.file_name)
    return replace(
        upload,
        file_name=ERASED if is_named else upload.file_name,
        accepted=left(upload.accepted),
        alone=None if upload.alone is None else left(upload.alone),
        closed=None if upload.closed is None else left(upload.closed),
        refused=_refused(upload.refused, erased, of=upload.records.filter(tells)),
        records=upload.records.filter(~tells),
    )


def without_erased_words(
    connection: Connection, mapping: Mapping[str, Any]
) -> Mapping[str, Any]:
    """A mapping, as plain values, without words of a file that hold an erased person."""
    erased = erased_people(connection)
    found: Mapping[str, Any] = (
        without(dict(mapping), erased.are_in) if erased else mapping
    )
    return found


def names_them(contact_id: str, erased: Traces) -> bool:
    """Whether a contact id is itself the name or the address of an erased person."""
    is_address = "@" in contact_id and erased.have(contact_id)
    return is_address or erased.are_in(contact_id)


def tells_of(cells: Mapping[str, Any], erased: Traces, table: str) -> bool:
    """Whether a refused row has an erased person, their contact id in a file of contacts."""
    words = [value for value in cells.values() if isinstance(value, str)]
    is_contact = table == CONTACTS.name and any(map(erased.have, words))
    return is_contact or any(map(erased.are_in, words))


def without(value: Any, is_of: Callable[[str], bool]) -> Any:
    """Plain values of JSON without the words that are of a person."""
    if isinstance(value, dict):
        return {
            key: without(held, is_of)
            for key, held in value.items()
            if not (is_of(key) or (isinstance(held, str) and is_of(held)))
        }
    if isinstance(value, list):
        kept = [one for one in value if not (isinstance(one, str) and is_of(one))]
        return [without(one, is_of) for one in kept]
    return value


def _refused(
    refused: pl.DataFrame, erased: Traces, *, of: pl.DataFrame
) -> pl.DataFrame:
    """Refused cells without an erased person, nothing of whose whole rows is left."""
    left = refused.with_columns(
        _blank(refused, "value", erased),
        _blank(refused, "reason", erased, instead=ERASED),
    )
    is_of = pl.col("line").is_in(of["line"].implode())
    return left.with_columns(pl.when(~is_of).then("value").alias("value"))


def _rows(
    connection: Connection, rows: pl.DataFrame, table: str, erased: Traces
) -> pl.DataFrame:
    if table == CONTACTS.name:
        rows = _without_contacts(rows, erased)
    rows = rows.with_columns(
        _blank(rows, column, erased, instead=instead_of(column))
        for column in TEXTS[table]
        if column in rows.columns
    )
    for name, column in CONTACT_IDS:
        if name == table and column in rows.columns:
            called = aliases(connection, _named(rows[column], erased))
            rows = rows.with_columns(pl.col(column).replace(called))
    return rows


def _without_contacts(rows: pl.DataFrame, erased: Traces) -> pl.DataFrame:
    """Contacts without name and address where their id or their address was erased."""
    gone = pl.col("contact_id").is_in(
        [id_ for id_ in rows["contact_id"] if erased.have(id_)]
    )
    if "email" in rows.columns:
        known = _telling(rows["email"], telling_in("email", erased))
        gone |= pl.col("email").is_in(known)
    return rows.with_columns(
        pl.when(~gone.fill_null(value=False)).then(name).alias(name)
        for name in NOBODY
        if name in rows.columns
    )


def _blank(
    rows: pl.DataFrame, column: str, erased: Traces, *, instead: str | None = None
) -> pl.Expr:
    meant = _telling(rows[column], telling_in(column, erased))
    told = pl.col(column).is_in(meant).fill_null(value=False)
    blank = pl.lit(instead, dtype=pl.String)
    return pl.when(told).then(blank).otherwise(pl.col(column)).alias(column)


def _telling(texts: pl.Series, erased: Traces) -> list[str]:
    """The texts that hold an erased person."""
    return [text for text in texts.drop_nulls().unique() if erased.are_in(text)]


def _named(ids: pl.Series, erased: Traces) -> list[str]:
    return [id_ for id_ in ids.drop_nulls().unique() if names_them(id_, erased)]


def _seal(connection: Connection) -> Seal:
    key = connection.execute(select(meta.c.erasing_key)).scalar_one().encode()

    @cache
    def seal(mark: str) -> str:
        return new(key, mark.encode(), sha256).hexdigest()

    return seal


def _alias(sealed: str) -> str:
    return f"erased-{sealed[:16]}"
