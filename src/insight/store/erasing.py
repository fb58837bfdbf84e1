"""Erasing a person: their name, address and words, also where older rows are kept."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, select

from insight.store import audit, live
from insight.store.blanking import change_kept, put, put_where
from insight.store.erased import (
    CONTACT_IDS,
    CONTACTS,
    NOBODY,
    TEXTS,
    aliases,
    instead_of,
    names_them,
    remember,
    telling_in,
)
from insight.store.erasing_words import erase_own_words, erase_refused
from insight.store.folding import Row, loaded
from insight.store.leftovers import empty_log
from insight.store.tables import DATA
from insight.store.tables import row_history as kept
from insight.store.traces import Traces, of_addresses, of_contact, of_name, traces
from insight.store.transactions import trying, writing

_PERSON = ("contact_id", "name", "email")


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


def erase_person(engine: Engine, who: str, *, by: str, at: datetime) -> Erased:
    """Erases a contact, for good: rows stay and are counted, without the person.

    Name and address go, wherever a row of theirs is kept. A text that holds their address
    or full name, however it is written, goes as a whole, and so does a refused row. A file
    that brings them again brings them without name, address and words. The audit has an
    entry also where nobody was found. What is left in other files is for
    `leftovers.clear_away`.

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
    empty_log(engine)
    return erased


def would_erase(engine: Engine, who: str, *, at: datetime) -> Erased:
    """What `erase_person` would erase; nothing is changed.

    Raises:
        StoreUnavailableError: The database cannot be used.
    """
    with trying(engine) as connection:
        return _erased(connection, who, by="", at=at)


def _erased(connection: Connection, who: str, *, by: str, at: datetime) -> Erased:
    people = _people(connection, who)
    ids = {person["contact_id"] for person in people}
    marks = {*of_addresses(who), *_marks(people)}
    known = traces([*marks, *map(of_contact, ids)])
    called = _called(connection, ids, known, by=by, at=at)
    _erase_contacts(connection, ids, called)
    texts = _erase_texts(connection, known) + _erase_kept(connection, known, called)
    texts += erase_own_words(connection, known)
    erased = Erased(len(ids), texts, erase_refused(connection, known))
    if not erased.is_nothing:
        remember(connection, marks, by=by, at=at)
    return erased


def _people(connection: Connection, who: str) -> list[Row]:
    """The rows of a contact, those that count and those that are kept.

    Anyone who has the same address is the same person, whatever their contact id.
    """
    rows = list(_contacts(connection))
    ids, addresses = {who}, set(of_addresses(who))
    while True:
        found = [row for row in rows if _is_one_of(row, ids, addresses)]
        more = {mark for row in found for mark in of_addresses(row["email"])}
        known = {row["contact_id"] for row in found}
        if more <= addresses and known <= ids:
            return found
        ids, addresses = ids | known, addresses | more


def _contacts(connection: Connection) -> Iterator[Row]:
    nobody: Row = dict.fromkeys(_PERSON)
    for row in connection.execute(select(*(CONTACTS.c[name] for name in _PERSON))):
        yield dict(row._mapping)
    query = select(kept.c.key, kept.c.content).where(kept.c.table_name == CONTACTS.name)
    for key, content in connection.execute(query):
        yield {**nobody, **loaded(content), "contact_id": key}


def _is_one_of(row: Row, ids: set[str], addresses: set[str]) -> bool:
    is_same = not addresses.isdisjoint(of_addresses(row["email"]))
    return is_same or row["contact_id"] in ids


def _marks(people: Iterable[Row]) -> Iterator[str]:
    for person in people:
        yield from of_addresses(person["email"])
        yield from of_addresses(person["contact_id"])
        yield from of_name(person["name"])


def _called(
    connection: Connection, ids: set[str], known: Traces, *, by: str, at: datetime
) -> dict[str, str]:
    """Another id for each contact whose id names them."""
    remember(connection, map(of_contact, ids), by=by, at=at)
    return aliases(connection, [id_ for id_ in ids if names_them(id_, known)])


def _erase_contacts(
    connection: Connection, ids: set[str], called: dict[str, str]
) -> None:
    for id_ in ids:
        put(connection, CONTACTS, NOBODY, CONTACTS.c.contact_id == id_)
    for name, column in CONTACT_IDS:
        table = DATA[name]
        for id_, alias in called.items():
            put(connection, table, {column: alias}, table.c[column] == id_)


def _erase_texts(connection: Connection, known: Traces) -> int:
    return sum(
        put_where(
            connection,
            DATA[name].c[column],
            telling_in(column, known).are_in,
            instead=instead_of(column),
        )
        for name, columns in TEXTS.items()
        for column in columns
    )


def _erase_kept(connection: Connection, known: Traces, called: dict[str, str]) -> int:
    def without_contact(name: str, row: Row) -> Row:
        ids = {c: row[c] for t, c in CONTACT_IDS if t == name and row.get(c)}
        changed: Row = {c: called[id_] for c, id_ in ids.items() if id_ in called}
        if name == CONTACTS.name and known.have(row.get("contact_id")):
            changed |= {column: None for column in NOBODY if column in row}
        return row | changed

    def without_texts(name: str, row: Row) -> Row:
        texts = {c: row[c] for c in TEXTS[name] if isinstance(row.get(c), str)}
        told = [c for c, text in texts.items() if telling_in(c, known).are_in(text)]
        return row | {column: instead_of(column) for column in told}

    change_kept(connection, [name for name, _ in CONTACT_IDS], without_contact)
    return change_kept(connection, list(TEXTS), without_texts)


def _record(connection: Connection, erased: Erased, *, by: str, at: datetime) -> None:
    audit.record(
        connection,
        at=at,
        by=by,
        action="erased nobody" if erased.is_nothing else "erased a person",
        subject="names, addresses and words",
        counts={
            "contacts": erased.contacts,
            "texts": erased.texts,
            "refused rows": erased.refused,
        },
    )
