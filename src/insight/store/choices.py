"""The choices people made instead of the defaults, and when they made them."""

from datetime import datetime

import polars as pl
from sqlalchemy import Connection, Engine, insert, select

from insight.store import audit
from insight.store.tables import choices
from insight.store.transactions import reading, writing

_HISTORY: dict[str, pl.DataType | type[pl.DataType]] = {
    "at": pl.Datetime(time_zone="UTC"),
    "by": pl.String,
    "name": pl.String,
    "value": pl.Float64,
}


_IN_ORDER = select(choices.c.name, choices.c.value).order_by(choices.c.id)


def chosen_values(engine: Engine) -> dict[str, float]:
    """The values in force by name; a name that went back to its default is absent."""
    with reading(engine) as connection:
        return values_of(connection)


def values_of(connection: Connection) -> dict[str, float]:
    """The values in force, as this connection sees them."""
    latest = {name: value for name, value in connection.execute(_IN_ORDER)}  # noqa: C416
    return {name: value for name, value in latest.items() if value is not None}


def choose(
    engine: Engine, name: str, value: float | None, *, by: str, at: datetime
) -> None:
    """Puts a value in force from now on; None goes back to the default."""
    row = {"name": name, "value": value, "by": by, "at": at}
    with writing(engine) as connection:
        connection.execute(insert(choices).values(row))
        audit.record(
            connection,
            at=at,
            by=by,
            action="chosen",
            subject=f"{name}: {'the default' if value is None else f'{value:g}'}",
            counts={},
        )


def choice_history(engine: Engine) -> pl.DataFrame:
    """`at`, `by`, `name`, `value` (null: back to the default), the latest first."""
    columns = [choices.c[name] for name in _HISTORY]
    query = select(*columns).order_by(choices.c.id.desc())
    with reading(engine) as connection:
        rows = [tuple(row) for row in connection.execute(query)]
    return pl.DataFrame(rows, schema=_HISTORY, orient="row")
