"""Seven insights over the facts of a million accounts, beside DuckDB, pandas and numpy.

python lab/insights.py [accounts]

All of them read the same facts in the same types (text that repeats is categories in
pandas, an enum in DuckDB) and are checked to find the same rows before anything is timed. The floor is what the hardware needs: a numpy bincount of ready integer codes, and
the bytes that a query reads over the measured bandwidth.
"""

import sys
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
import polars as pl
from queries import OURS, PANDAS, SQL, Frames, Tables, tables_of
from timing import Result, interleaved, ratios, seconds, summed
from world import world

from insight.metrics.build import build_facts
from insight.metrics.facts import Facts
from insight.metrics.frame import polars
from insight.sample.planted import AS_OF
from insight.settings import Choices
from insight.store.load import order_of

Way = Callable[[], Any]
MANY_EXITS = 400_000
"""From where on counting is what takes the time, and not the asking."""


def measured(accounts: int) -> Iterator[Result]:
    """The lines of the table for a world of that many accounts."""
    sizes = f"{accounts:,} accounts"
    tables = {name: rows.sort(order_of(name)) for name, rows in world(accounts).items()}
    build = partial(build_facts, tables, as_of=AS_OF, choices=Choices())
    made: list[Facts] = []
    built = seconds(lambda: made.append(build()))
    yield Result("facts: build", built, "s", sizes)
    facts = tables_of(made.pop())
    frames = {
        name: frame.collect("polars").to_native() for name, frame in facts.items()
    }
    total = yield from _beside_others(facts, frames, sizes)
    yield Result("facts and seven insights", built + total, "s", sizes)
    yield from _beside_the_floor(facts, frames["exits"], sizes)


def _beside_others(
    facts: Tables, frames: dict[str, pl.DataFrame], sizes: str
) -> Iterator[Result]:
    ways: dict[str, dict[str, Way]] = {
        "ours": {name: partial(ours, name, facts) for name in OURS},
        "pandas": _in_pandas({n: f.to_pandas() for n, f in frames.items()}),
    } | _in_duckdb(frames)
    for name in OURS:
        found = {engine: rows_of(way[name]()) for engine, way in ways.items()}
        assert all(rows == found["ours"] for rows in found.values()), name
    every = {f"{e} {n}": way for e, ways_ in ways.items() for n, way in ways_.items()}
    took = interleaved(every)
    totals = {e: summed(took[f"{e} {name}"] for name in OURS) for e in ways}
    yield Result("seven insights", 1000 * totals["ours"].clock, "ms", sizes)
    for engine, limit in (("duckdb", "<=0.6"), ("pandas", "<=0.25")):
        name = f"seven insights / {engine}, same facts"
        if engine in totals:
            own, other = totals["ours"], totals[engine]
            yield from ratios(name, own, other, sizes=sizes, target=limit)
        else:
            yield Result.without(engine, name, sizes)
    return totals["ours"].clock


def _beside_the_floor(
    facts: Tables, exits: pl.DataFrame, sizes: str
) -> Iterator[Result]:
    codes = exits["reason_code"].to_physical().to_numpy()
    money = exits["mrr"].fill_null(0).to_numpy().astype(float)
    block = np.ones(2**25)
    took = interleaved(
        {
            "ours": lambda: ours("reasons", facts),
            "bincount": lambda: (np.bincount(codes), np.bincount(codes, money)),
            "read": block.sum,
        },
        rounds=15,
    )
    bandwidth = block.nbytes / took["read"].clock
    least = exits.height * (codes.itemsize + 8) / bandwidth
    limit = "<=4" if exits.height >= MANY_EXITS else ""
    own = took["ours"]
    name = "reasons / numpy bincount"
    yield from ratios(name, own, took["bincount"], sizes=sizes, target=limit)
    yield Result("reasons / bytes over bandwidth", own.clock / least, "x", sizes)


def ours(name: str, facts: Tables) -> pl.DataFrame:
    """One of the seven over facts, as the product measures it."""
    return polars(OURS[name](facts))


def _in_pandas(frames: Frames) -> dict[str, Way]:
    return {name: partial(PANDAS[name], frames) for name in OURS}


def _in_duckdb(frames: dict[str, pl.DataFrame]) -> dict[str, dict[str, Way]]:
    try:
        import duckdb  # noqa: PLC0415 - only where it is installed
    except ImportError:
        return {}
    connection = duckdb.connect()
    connection.execute("set enable_progress_bar = false")
    for name, frame in frames.items():
        connection.register("incoming", frame.to_arrow())
        columns = [_typed(connection, frame[c], f"{name}_{c}") for c in frame.columns]
        connection.execute(
            f"create table {name} as select {', '.join(columns)} from incoming"  # noqa: S608
        )
        connection.unregister("incoming")
    return {"duckdb": {n: partial(queried, connection, SQL[n]) for n in OURS}}


def _typed(connection: Any, column: pl.Series, enum: str) -> str:
    if column.dtype != pl.Categorical:
        return column.name
    words = ", ".join(f"'{word}'" for word in column.unique().drop_nulls().sort())
    connection.execute(f"create type {enum} as enum ({words})")
    return f"{column.name}::varchar::{enum} as {column.name}"


def queried(connection: Any, query: str) -> Any:
    """What DuckDB answers, as an Arrow table."""
    return connection.sql(query).to_arrow_table()


def rows_of(found: Any) -> list[tuple[Any, ...]]:
    """The rows of any engine in one order and as text, to be compared."""
    frame = found if isinstance(found, pl.DataFrame) else _as_polars(found)
    return sorted(tuple(_written(cell) for cell in row) for row in frame.rows())


def _written(cell: object) -> str:
    """A cell of any engine as text: pandas has floats and nan where integers lack one."""
    text = str(cell).removesuffix(".0")
    return "" if text in {"None", "nan"} else text


def _as_polars(found: Any) -> pl.DataFrame:
    frame = pl.from_pandas(found) if hasattr(found, "iloc") else pl.from_arrow(found)
    assert isinstance(frame, pl.DataFrame)
    return frame


if __name__ == "__main__":
    for result in measured(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000):
        print(result)
