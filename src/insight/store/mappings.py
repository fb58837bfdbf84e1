"""Profiles: how files were mapped, kept by header under a name for the next such file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Engine, delete, insert, select, update

from insight.store import audit
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
    """

    header_shape: str
    mapping: Mapping[str, Any]
    name: str | None = None
    at: datetime | None = None
    by: str | None = None


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
) -> None:
    """Keeps the mapping for headers of this shape, in place of an earlier one."""
    row = {
        "header_shape": header_shape,
        "mapping": dict(mapping),
        "name": name,
        "at": at,
        "by": by,
    }
    parts = mapping.get("mappings", [mapping])
    tables = ", ".join(part.get("table", "a table") for part in parts)
    columns = sum(len(part.get("columns", ())) for part in parts)
    with writing(engine) as connection:
        connection.execute(delete(saved_mappings).where(_is(header_shape)))
        connection.execute(insert(saved_mappings).values(row))
        audit.record(
            connection,
            at=at,
            by=by,
            action="remembered",
            subject=f"how columns become {tables}",
            counts={"columns": columns},
        )


def rename(
    engine: Engine, header_shape: str, name: str, *, by: str, at: datetime
) -> None:
    """Gives a kept mapping another name."""
    with writing(engine) as connection:
        renamed = update(saved_mappings).where(_is(header_shape)).values(name=name)
        count = connection.execute(renamed).rowcount
        audit.record(
            connection,
            at=at,
            by=by,
            action="renamed",
            subject=f"a profile to {name}",
            counts={"profiles": count},
        )


def forget(engine: Engine, header_shape: str, *, by: str, at: datetime) -> None:
    """Keeps a mapping no longer; files that were imported by it stay as they are."""
    with writing(engine) as connection:
        gone = delete(saved_mappings).where(_is(header_shape))
        count = connection.execute(gone).rowcount
        audit.record(
            connection,
            at=at,
            by=by,
            action="deleted",
            subject="a profile",
            counts={"profiles": count},
        )


def _is(header_shape: str) -> ColumnElement[bool]:
    return _COLUMNS.header_shape == header_shape


def _kept(engine: Engine, *which: ColumnElement[bool]) -> list[KeptMapping]:
    names = ("header_shape", "mapping", "name", "at", "by")
    query = select(*(_COLUMNS[name] for name in names)).where(*which)
    in_order = query.order_by(_COLUMNS.name, _COLUMNS.at, _COLUMNS.header_shape)
    with reading(engine) as connection:
        return [KeptMapping(*row) for row in connection.execute(in_order)]
