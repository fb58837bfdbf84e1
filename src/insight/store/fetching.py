"""Another database, read and never written: the rows of one query for each table."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

import polars as pl
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from insight.errors import SourceError
from insight.store.failures import place, said
from insight.store.fetched_cells import as_text
from insight.store.foreign_engines import open_foreign
from insight.store.sources import Source

MOST_ROWS = 3_000_000
_AT_ONCE = 10_000
_AS_WRITTEN = {"no_parameters": True, "stream_results": True}
_ONE_MOMENT: dict[str, dict[str, Any]] = {
    "sqlite": {},
    "postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
}


def _nobody(_table: str, _rows: int) -> None:
    """Nobody waits."""


def fetch(
    source: Source, seen: Callable[[str, int], None] = _nobody
) -> dict[str, pl.DataFrame]:
    """The rows of each table as text, all of one moment of the database.

    Args:
        source: The database and its queries.
        seen: Told of which table how many rows came so far; may raise to end it.

    Raises:
        SourceError: It does not answer, a query fails or would write, or has too many
            rows.
    """
    engine = open_foreign(source)
    with _plain(source, engine), engine.connect() as connection:
        connection.execution_options(**_ONE_MOMENT[engine.dialect.name])
        found = {}
        for table, query in source.queries.items():
            with _plain(source, engine, table):
                found[table] = _rows(connection, query, partial(seen, table))
        return found


def _rows(
    connection: Connection, query: str, seen: Callable[[int], None]
) -> pl.DataFrame:
    with connection.exec_driver_sql(query, execution_options=_AS_WRITTEN) as result:
        names = list(result.keys()) if result.returns_rows else []
        if not names:
            raise SourceError("it gives no rows. Only a query that reads is asked")
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise SourceError(f"it gives “{twice[0]}” twice. Name the columns apart")
        return _gathered(names, result.partitions(_AT_ONCE), seen)


def _gathered(
    names: Sequence[str],
    parts: Iterator[Sequence[Sequence[Any]]],
    seen: Callable[[int], None],
) -> pl.DataFrame:
    frames = [pl.DataFrame(schema=dict.fromkeys(names, pl.String))]
    rows = 0
    for part in parts:
        frames.append(as_text(names, part))
        rows += len(part)
        if rows > MOST_ROWS:
            raise SourceError(f"it gives more than {MOST_ROWS:,} rows. Ask for fewer")
        seen(rows)
    return pl.concat(frames, rechunk=True)


@contextmanager
def _plain(source: Source, engine: Engine, table: str = "") -> Iterator[None]:
    """Says which database or query it was, and never the password."""
    try:
        yield
    except SourceError as refusal:
        if not table:
            raise
        where = f"The query for {table} of [sources.{source.name}] is not taken"
        raise SourceError(f"{where}: {refusal}.") from None
    except (SQLAlchemyError, engine.dialect.loaded_dbapi.Error) as error:
        reason = said(engine.url, getattr(error, "orig", None) or error)
        what = (
            f"The query for {table} of [sources.{source.name}] failed"
            if table
            else f"The database {place(engine.url)} of [sources.{source.name}] "
            "cannot be asked"
        )
        raise SourceError(f"{what}: {reason}. Nothing was changed.") from None
