"""Erasing a person: their name, address and words, also where older rows are kept."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, or_, select

from insight.schema import PERSONAL, TABLES
from insight.store import audit, live
from insight.store.blanking import holds, put, put_kept
from insight.store.erased import CONTACTS, NOBODY, alias, remember
from insight.store.failures import plain_errors
from insight.store.tables import DATA, decisions, judgements
from insight.store.tables import refused_records as records
from insight.store.tables import refused_rows as refusals
from insight.store.tables import row_history as kept
from insight.store.transactions import writing

WORDS = {
    name: sorted(PERSONAL & set(schema.columns()))
    for name, schema in TABLES.items()
    if name != "contacts" and PERSONAL & set(schema.columns())
}
"""Per table, the columns with words of people."""
_OWN_WORDS = ((judgements, "note", None), (decisions, "text", "(erased)"))


@dataclass(frozen=True, slots=True)
class Erased:
    """How much is erased of a person: contacts, texts that name them, refused rows."""

    contacts: int
    texts: int
    refused: int

    @property
    def is_nothing(self) -> bool:
        """There was nothing of them."""
        return not self.contacts + self.texts + self.refused


@dataclass(frozen=True, slots=True)
class _Says:
    """Whether a cell of a row holds one of some words."""

    column: str
    words: list[str]

    def __call__(self, row: dict[str, Any]) -> bool:
        return _holds(row.get(self.column), self.words)


class _OnlyLookedError(Exception):
    """Ends a transaction that nothing is kept of."""


def erase_person(engine: Engine, who: str, *, by: str, at: datetime) -> Erased:
    """Erases a contact, for good: rows stay and are counted, without the person.

    Name and address go, wherever a row of theirs is kept. A text that holds their address
    or full name goes as a whole, and so does a refused row. A file that brings the
    contact again brings them without name and address.

    Args:
        engine: Of a migrated database.
        who: An e-mail address, in any case of its letters, or a contact id.
        by: Who erases.
        at: When, with a time zone.

    Raises:
        StoreUnavailableError: The database cannot be used; nothing was changed.
    """
    with writing(engine) as connection:
        erased = _erased(connection, who, by=by, at=at)
        if not erased.is_nothing:
            live.leave_earlier(connection)
            _record(connection, erased, by=by, at=at)
    _leave_no_bytes(engine)
    return erased


def would_erase(engine: Engine, who: str, *, at: datetime) -> Erased:
    """What `erase_person` would erase; nothing is changed.

    Raises:
        StoreUnavailableError: The database cannot be used.
    """
    found = Erased(0, 0, 0)
    try:
        with writing(engine) as connection:
            found = _erased(connection, who, by="", at=at)
            raise _OnlyLookedError
    except _OnlyLookedError:
        return found


def _erased(connection: Connection, who: str, *, by: str, at: datetime) -> Erased:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete=ON")
    found = list(_found(connection, who))
    ids = {person["contact_id"] for person in found}
    traces = sorted({who for who in {who, *ids} if "@" in who} | _names(found))
    for id_ in ids:
        _erase_contact(connection, id_)
        remember(connection, id_, by=by, at=at)
    return Erased(
        contacts=len(ids),
        texts=sum(_erase_words(connection, traces)) if traces else 0,
        refused=_erase_refused(connection, traces, ids),
    )


def _found(connection: Connection, who: str) -> Iterator[dict[str, Any]]:
    """The rows of a contact, those that count and those that are kept."""
    named = or_(
        CONTACTS.c.contact_id == who, func.lower(CONTACTS.c.email) == who.lower()
    )
    for row in connection.execute(select(CONTACTS).where(named)).mappings():
        yield dict(row)
    query = select(kept.c.content).where(
        kept.c.table_name == CONTACTS.name, holds(kept.c.content, [who])
    )
    for content in connection.scalars(query):
        cells = json.loads(content)
        email = cells.get("email") or ""
        if cells.get("contact_id") == who or email.lower() == who.lower():
            yield {"name": None, "email": None, **cells}


def _names(found: list[dict[str, Any]]) -> set[str]:
    """Addresses, and names of more than one word: one word alone names many people."""
    names = {
        person["name"] for person in found if " " in (person["name"] or "").strip()
    }
    return names | {person["email"] for person in found if person["email"]}


def _erase_contact(connection: Connection, id_: str) -> None:
    cells = {**NOBODY, "contact_id": alias(id_)}
    put(connection, CONTACTS, cells, CONTACTS.c.contact_id == id_)
    put_kept(
        connection,
        CONTACTS,
        cells,
        lambda row: row.get("contact_id") == id_,
        holding=[id_],
    )
    if "@" in id_:
        table, via = DATA["win_backs"], {"via_contact_id": alias(id_)}
        put(connection, table, via, table.c.via_contact_id == id_)
        put_kept(
            connection,
            table,
            via,
            lambda row: row.get("via_contact_id") == id_,
            holding=[id_],
        )


def _erase_words(connection: Connection, traces: list[str]) -> Iterator[int]:
    for name, columns in WORDS.items():
        for column in columns:
            table, says = DATA[name], _Says(column, traces)
            yield put(connection, table, {column: None}, holds(table.c[column], traces))
            yield put_kept(connection, table, {column: None}, says, holding=traces)
    for table, column, instead in _OWN_WORDS:
        yield put(connection, table, {column: instead}, holds(table.c[column], traces))


def _erase_refused(connection: Connection, traces: list[str], ids: set[str]) -> int:
    words = sorted({*traces, *ids})
    if not words:
        return 0
    query = select(records).where(holds(records.c.cells, words))
    whole = [
        (row.upload_id, row.line)
        for row in connection.execute(query)
        if _is_of(json.loads(row.cells), traces, ids)
    ]
    for upload_id, line in whole:
        own = (records.c.upload_id == upload_id) & (records.c.line == line)
        connection.execute(delete(records).where(own))
        same = (refusals.c.upload_id == upload_id) & (refusals.c.line == line)
        put(connection, refusals, {"value": None}, same)
    alone = (
        put(connection, refusals, {"value": None}, holds(refusals.c.value, traces))
        if traces
        else 0
    )
    return len(whole) + alone


def _is_of(cells: dict[str, Any], traces: list[str], ids: set[str]) -> bool:
    values = [value for value in cells.values() if isinstance(value, str)]
    return any(value in ids or _holds(value, traces) for value in values)


def _holds(text: str | None, traces: list[str]) -> bool:
    said = (text or "").lower()
    return any(trace.lower() in said for trace in traces)


def _record(connection: Connection, erased: Erased, *, by: str, at: datetime) -> None:
    audit.record(
        connection,
        at=at,
        by=by,
        action="erased a person",
        subject="names, addresses and words",
        counts={
            "contacts": erased.contacts,
            "texts": erased.texts,
            "refused rows": erased.refused,
        },
    )


def _leave_no_bytes(engine: Engine) -> None:
    """SQLite's log holds what pages were before, until it is written back."""
    if engine.dialect.name == "sqlite":
        with plain_errors(engine), closing(engine.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
