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
    "word": pl.String,
}
Chosen = dict[str, float | str]


_IN_ORDER = select(choices.c.name, choices.c.value, choices.c.word).order_by(
    choices.c.id
)


def chosen_values(engine: Engine) -> Chosen:
    """The values in force by name; a name that went back to its default is absent."""
    with reading(engine) as connection:
        return values_of(connection)


def values_of(connection: Connection) -> Chosen:
    """The values in force, as this connection sees them."""
    latest = {
        name: value if word is None else word
        for name, value, word in connection.execute(_IN_ORDER)
    }
    return {name: value for name, value in latest.items() if value is not None}


def choose(
    engine: Engine, name: str, value: float | str | None, *, by: str, at: datetime
) -> None:
    """Puts a value in force from now on; None goes back to the default."""
    kept = "word" if isinstance(value, str) else "value"
    row = {"name": name, kept: value, "by": by, "at": at}
    with writing(engine) as connection:
        connection.execute(insert(choices).values(row))
        audit.record(
            connection,
            at=at,
            by=by,
            action="chosen",
            subject=f"{name}: {_said(value)}",
            counts={},
        )


def choice_history(engine: Engine) -> pl.DataFrame:
    """`at`, `by`, `name`, `value` and `word`, the latest first.

    Both are null where somebody went back to the default.
    """
    columns = [choices.c[name] for name in _HISTORY]
    query = select(*columns).order_by(choices.c.id.desc())
    with reading(engine) as connection:
        rows = [tuple(row) for row in connection.execute(query)]
    return pl.DataFrame(rows, schema=_HISTORY, orient="row")


def _said(value: float | str | None) -> str:
    if value is None:
        return "the default"
    return value if isinstance(value, str) else f"{value:g}"
