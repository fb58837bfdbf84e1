"""How long a valid file takes from its bytes to the commit, and readers beside it.

python lab/commits.py [rows]

One SQLite store takes one file after the other, as the server does: a thread reads, checks
and commits it while another one asks for the state of the store, the one query that every
page asks. What it took meanwhile is told for the commit and for what comes before it.
"""

import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from timing import Result, seconds

from insight.intake.drop import validate_drop
from insight.intake.outcome import to_store
from insight.intake.plan import planned
from insight.intake.read import read
from insight.store.engines import open_engine
from insight.store.migrate import migrate
from insight.store.uploads import NewUpload, commit, state
from intake import exits

ROWS = 100_000
ROUNDS = 10
AS_OF = date(2026, 2, 28)
AT = datetime(2026, 3, 1, tzinfo=UTC)


def measured(rows: int) -> Iterator[Result]:
    """Four lines, each a 95th percentile."""
    sizes = f"{rows:,} rows, SQLite, {ROUNDS} files"
    contents = [exits(rows).replace(b"X", b"%d-" % n) for n in range(ROUNDS)]
    with tempfile.TemporaryDirectory() as place:
        engine = open_engine(f"sqlite:///{Path(place, 'insight.db')}")
        migrate(engine)
        look = partial(state, engine)
        look()
        idle = [seconds(look) for _ in range(20 * ROUNDS)]
        took, checking, committing = [], [], []
        with ThreadPoolExecutor(1) as pool:
            for content in contents:
                started = perf_counter()
                reading = pool.submit(_checked, content)
                checking += _while(reading, look)
                storing = pool.submit(_commit, engine, reading.result())
                committing += _while(storing, look)
                storing.result()
                took.append(perf_counter() - started)
    yield Result("bytes to committed, p95", _p95(took), "s", sizes, "<=10")
    yield Result("reads of an idle store, p95", 1000 * _p95(idle), "ms", sizes)
    for phase, taken, target in (
        ("a commit", committing, "<=1.5"),
        ("a check", checking, ""),
    ):
        times = _p95(taken) / _p95(idle)
        yield Result(f"reads during {phase} / idle, p95", times, "x", sizes, target)


def _while(work: "Future[Any]", look: Any) -> list[float]:
    taken = []
    while not work.done():
        taken.append(seconds(look))
    return taken


def _checked(content: bytes) -> list[NewUpload]:
    files = planned(read("exits.csv", content), table="exits")
    outcomes = validate_drop(files)
    return [
        NewUpload(**to_store(file, outcome))
        for file, outcome in zip(files, outcomes, strict=True)
    ]


def _commit(engine: Any, uploads: list[NewUpload]) -> None:
    commit(engine, uploads, by="benchmark", at=AT, as_of=AS_OF)


def _p95(taken: list[float]) -> float:
    return float(np.percentile(taken, 95))


def main() -> None:
    """Prints name, value and target of each line."""
    for result in measured(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS):
        line = f"{result.value:9,.2f} {result.unit:3}{result.target:>7}"
        print(f"{result.name:36}{line}  {result.sizes}", flush=True)


if __name__ == "__main__":
    main()
