"""Profiles: how files were mapped, kept by header under a name for the next such file."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    delete,
    insert,
    select,
    update,
)

from insight.store import audit
from insight.store.erased import without_erased_words
from insight.store.tables import saved_mappings
from insight.store.transactions import reading, writing

_COLUMNS = saved_mappings.c


@dataclass(frozen=True, slots=True)
class KeptMapping:
    """How files with a header are mapped, and what people call that.

    Attributes:
        header_shape: What such files share.
        mapping: Plain values, as they were kept.
        name: None where nobody gave one.
        at: When it was kept, in UTC; None where that is not known.
        by: Who kept it.
        header: The columns of such files; empty where that is not known.
        used_at: When a file was last imported by it, in UTC; None for never.
    """

    header_shape: str
    mapping: Mapping[str, Any]
    name: str | None = None
    at: datetime | None = None
    by: str | None = None
    header: tuple[str, ...] = ()
    used_at: datetime | None = None

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables that such files fill."""
        return tables_of(self.mapping)


def tables_of(mapping: Mapping[str, Any]) -> tuple[str, ...]:
    """The tables that a mapping, as it is kept, speaks of."""
    parts = mapping.get("mappings", [mapping])
    return tuple(part.get("table", "a table") for part in parts)


def remembered(engine: Engine, header_shape: str) -> KeptMapping | None:
    """The mapping last used for a header of this shape."""
    found = _kept(engine, _COLUMNS.header_shape == header_shape)
    return found[0] if found else None


def remembered_as(engine: Engine, name: str) -> KeptMapping | None:
    """The mapping of this name, the latest of several."""
    found = _kept(engine, _COLUMNS.name == name)
    return found[-1] if found else None


def all_remembered(engine: Engine) -> list[KeptMapping]:
    """Every mapping that is kept, by its name."""
    return _kept(engine)


def remember(
    engine: Engine,
    header_shape: str,
    mapping: Mapping[str, Any],
    *,
    by: str,
    at: datetime,
    name: str | None = None,
    header: Collection[str] = (),
) -> str | None:
    """Keeps the mapping for headers of this shape, in place of an earlier one.

    Returns:
        Its name: the one given, with a number where another profile has it.
    """
    parts = mapping.get("mappings", [mapping])
    columns = sum(len(part.get("columns", ())) for part in parts)
    with writing(engine) as connection:
        connection.execute(delete(saved_mappings).where(is_of(header_shape)))
        free = _free(connection, name) if name else None
        known = without_erased_words(connection, mapping)
        kept = KeptMapping(header_shape, known, free, at, by, tuple(header), at)
        insert_kept(connection, kept)
        audit.record(
            connection,
            at=at,
            by=by,
            action="remembered",
            subject=f"how columns become {', '.join(tables_of(mapping))}",
            counts={"columns": columns},
        )
    return free


def mark_used(engine: Engine, header_shapes: Collection[str], *, at: datetime) -> None:
    """Notes that files were imported by these mappings."""
    if not header_shapes:
        return
    used = update(saved_mappings).where(_COLUMNS.header_shape.in_(header_shapes))
    with writing(engine) as connection:
        connection.execute(used.values(used_at=at))


def insert_kept(connection: Connection, kept: KeptMapping) -> None:
    """Puts a mapping in as it is."""
    row = {name: getattr(kept, name) for name in KeptMapping.__dataclass_fields__}
    values = {**row, "mapping": dict(kept.mapping), "header": list(kept.header)}
    connection.execute(insert(saved_mappings).values(values))


def is_of(header_shape: str) -> ColumnElement[bool]:
    """Whether a mapping is for headers of this shape."""
    return _COLUMNS.header_shape == header_shape


def is_taken(connection: Connection, name: str) -> bool:
    """Whether a mapping has this name."""
    named = select(_COLUMNS.name).where(_COLUMNS.name == name)
    return connection.execute(named).first() is not None


def _free(connection: Connection, name: str) -> str:
    return next(n for n in _numbered(name) if not is_taken(connection, n))


def _numbered(name: str) -> Iterator[str]:
    yield name
    yield from (f"{name} {number}" for number in count(2))


def _kept(engine: Engine, *which: ColumnElement[bool]) -> list[KeptMapping]:
    query = select(*(_COLUMNS[name] for name in KeptMapping.__dataclass_fields__))
    ordered = query.where(*which).order_by(
        _COLUMNS.name, _COLUMNS.at, _COLUMNS.header_shape
    )
    with reading(engine) as connection:
        return [
            KeptMapping(**{**row, "header": tuple(row["header"] or ())})
            for row in connection.execute(ordered).mappings()
        ]
