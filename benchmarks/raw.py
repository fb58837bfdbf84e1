"""Seven insights out of stored tables: facts and then insights, beside DuckDB alone.

python benchmarks/raw.py [accounts]

DuckDB holds the same stored tables and counts them with the definitions of raw.sql. Every
query is checked to find the same rows as ours before anything is timed.
"""

import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
from insights import ours, queried, rows_of
from queries import OURS, RAW_SQL, tables_of
from timing import Result, interleaved
from world import write_world

from insight.metrics.build import facts_of
from insight.metrics.calendar import day_of
from insight.metrics.facts import Facts
from insight.metrics.frame import scanned
from insight.sample.planted import AS_OF
from insight.schema import TABLES
from insight.settings import Choices
from insight.store import snapshot_files
from insight.taxonomy import REASONS

DEFINITIONS = Path(__file__).with_name("raw.sql").read_text()
MONTH_OF = """create macro month_of(day) as
    (year(date '1970-01-01' + day::integer) - 1970) * 12
    + month(date '1970-01-01' + day::integer) - 1"""


def measured(accounts: int, *, rounds: int = 1) -> Iterator[Result]:
    """The lines of the table for a world of that many accounts."""
    sizes = f"{accounts:,} accounts"
    try:
        import duckdb  # noqa: PLC0415 - only where it is installed
    except ImportError:
        yield Result.without("duckdb", "seven insights: DuckDB, stored tables", sizes)
        return
    with tempfile.TemporaryDirectory() as place:
        write_world(Path(place), accounts)
        connection = duckdb.connect()
        _load(connection, Path(place))
        yield from _beside(connection, Path(place), rounds, sizes)


def _beside(connection: Any, place: Path, rounds: int, sizes: str) -> Iterator[Result]:
    build = partial(_built, place)
    facts = tables_of(build())
    raw = {
        name: partial(queried, connection, f"{DEFINITIONS} {RAW_SQL[name]}")
        for name in OURS
    }
    for name, query in raw.items():
        assert rows_of(query()) == rows_of(ours(name, facts)), name
    took = interleaved(
        {"build": build}
        | {f"ours {name}": partial(ours, name, facts) for name in OURS}
        | {f"raw {name}": query for name, query in raw.items()},
        rounds=rounds,
        warm_up=False,
    )
    own, other = (sum(took[f"{w} {n}"] for n in OURS) for w in ("ours", "raw"))
    both = took["build"] + own
    yield Result("seven insights: DuckDB, stored tables", other, "s", sizes)
    yield Result("seven insights / the same", own / other, "x", sizes, "<=0.06")
    yield Result("facts and insights / the same", both / other, "x", sizes, "<=0.5")


def _built(place: Path) -> Facts:
    tables = {name: scanned(snapshot_files.scan(place, name)) for name in TABLES}
    return facts_of(tables, as_of=AS_OF, choices=Choices())


def _load(connection: Any, place: Path) -> None:
    connection.execute("create schema raw")
    for name in TABLES:
        file = place / f"{name}.parquet"
        connection.execute(f"create table raw.{name} as from '{file}'")
    codes = [(r.code, str(r.group)) for r in REASONS.values()]
    known = pl.DataFrame(codes, schema=["code", "reason_group"], orient="row")
    connection.register("known", known.to_arrow())
    connection.execute("create table raw.reasons as from known")
    connection.execute(f"set variable as_of = {day_of(AS_OF)}")
    connection.execute(MONTH_OF)


if __name__ == "__main__":
    for result in measured(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000):
        print(result)
