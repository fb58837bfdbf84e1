"""Column mappings, remembered for the next file with the same header."""

from datetime import datetime
from typing import Any

from sqlalchemy import Engine, delete, insert, select

from insight.store import audit
from insight.store.tables import saved_mappings
from insight.store.transactions import reading, writing


def remembered(engine: Engine, header_shape: str) -> dict[str, Any] | None:
    """The mapping last used for a header of this shape."""
    query = select(saved_mappings.c.mapping).where(
        saved_mappings.c.header_shape == header_shape
    )
    with reading(engine) as connection:
        found: dict[str, Any] | None = connection.scalar(query)
    return found


def remember(
    engine: Engine,
    header_shape: str,
    mapping: dict[str, Any],
    *,
    by: str,
    at: datetime,
) -> None:
    """Keeps the mapping for headers of this shape, in place of an earlier one."""
    same_shape = saved_mappings.c.header_shape == header_shape
    row = {"header_shape": header_shape, "mapping": mapping}
    with writing(engine) as connection:
        connection.execute(delete(saved_mappings).where(same_shape))
        connection.execute(insert(saved_mappings).values(row))
        audit.record(
            connection,
            at=at,
            by=by,
            action="remembered",
            subject=f"how columns become {mapping.get('table', 'a table')}",
            counts={"columns": len(mapping.get("columns", ()))},
        )


def all_remembered(engine: Engine) -> list[dict[str, Any]]:
    """Every mapping that is kept, in the order of its header shape."""
    query = select(saved_mappings.c.mapping).order_by(saved_mappings.c.header_shape)
    with reading(engine) as connection:
        return list(connection.scalars(query))
