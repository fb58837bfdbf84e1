"""Seven insights out of stored tables: facts and then insights, beside DuckDB alone.

python lab/raw.py [accounts]

DuckDB holds the same stored tables and counts them with the definitions of raw.sql: each
query out of these tables alone, and, as a second way, all of them out of the steps that
they share, kept as tables. Every query is checked to find the same rows as ours before
anything is timed.
"""

import re
import sys
import tempfile
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
from insights import ours, queried, rows_of
from queries import OURS, RAW_SQL, tables_of
from timing import Result, Took, interleaved, ratios, summed
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
STEPS = re.findall(r"^(?:with )?(\w+) as \((.*?)^\)", DEFINITIONS, re.M | re.S)
STORED = "seven insights: DuckDB, stored tables"
MONTH_OF = """create macro month_of(day) as
    (year(date '1970-01-01' + day::integer) - 1970) * 12
    + month(date '1970-01-01' + day::integer) - 1"""


def measured(accounts: int, *, rounds: int = 3) -> Iterator[Result]:
    """The lines of the table for a world of that many accounts."""
    sizes = f"{accounts:,} accounts"
    try:
        import duckdb  # noqa: PLC0415 - only where it is installed
    except ImportError:
        yield Result.without("duckdb", STORED, sizes)
        return
    with tempfile.TemporaryDirectory() as place:
        write_world(Path(place), accounts)
        connection = duckdb.connect()
        connection.execute("set enable_progress_bar = false")
        _load(connection, Path(place))
        yield from _beside(connection, Path(place), rounds, sizes)


def _beside(connection: Any, place: Path, rounds: int, sizes: str) -> Iterator[Result]:
    build = partial(_built, place)
    facts = tables_of(build())
    own = {name: partial(ours, name, facts) for name in OURS}
    raw = {
        name: partial(queried, connection, f"{DEFINITIONS} {RAW_SQL[name]}")
        for name in OURS
    }
    keep = partial(_keep, connection)
    keep()
    kept = {name: partial(queried, connection, RAW_SQL[name]) for name in OURS}
    for name in OURS:
        found = rows_of(own[name]())
        assert rows_of(raw[name]()) == found == rows_of(kept[name]()), name
    ways = {"build": build, **_named("ours", own), **_named("raw", raw)}
    ways |= {"keep": keep, **_named("kept", kept)}
    yield from _lines(interleaved(ways, rounds=rounds, warm_up=False), sizes)


def _named(whose: str, ways: Mapping[str, Any]) -> dict[str, Any]:
    return {f"{whose} {name}": way for name, way in ways.items()}


def _lines(took: Mapping[str, Took], sizes: str) -> Iterator[Result]:
    own, raw, kept = (
        summed(took[f"{whose} {name}"] for name in OURS)
        for whose in ("ours", "raw", "kept")
    )
    both, kept = summed([took["build"], own]), summed([took["keep"], kept])
    yield Result(STORED, raw.clock, "s", sizes)
    yield Result(f"{STORED}, processor", raw.processor, "s", sizes)
    line = partial(ratios, sizes=sizes)
    yield from line("seven insights / the same", own, raw, target="<=0.06")
    yield from line("facts and insights / the same", both, raw, target="<=0.5")
    yield Result(f"{STORED}, steps kept", kept.clock, "s", sizes)
    yield from line("facts and insights / the same, steps kept", both, kept)


def _keep(connection: Any) -> None:
    """What the seven share as tables, each made once, as facts are."""
    for name, body in STEPS:
        connection.execute(f"create or replace temp table {name} as {body}")


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
