"""How the build of the facts grows: seconds and peak memory from 10,000 accounts up.

python lab/growth.py [accounts ...]

Each size is built from its snapshot in a process of its own, whose peak memory is that of
the build; the tables are made and written by another one. The seven insights are asked of
the facts where they are: in memory, and from a million accounts up in files.
"""

import multiprocessing
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

from insights import ours
from queries import OURS, tables_of
from timing import Result, interleaved, peak_bytes, summed, took
from world import write_world

from insight.metrics.build import facts_of
from insight.metrics.facts import Facts
from insight.metrics.frame import scanned
from insight.sample.planted import AS_OF
from insight.schema import TABLES
from insight.settings import Choices
from insight.store import snapshot_files

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
MOST_GIGABYTES = "<=2"


def measured(sizes: Sequence[int] = SIZES) -> Iterator[Result]:
    """Lines of the table per size, and what ten times the accounts cost."""
    used = []
    for accounts in sizes:
        with tempfile.TemporaryDirectory() as place:
            print(f"growth: {accounts:,} accounts", file=sys.stderr)
            _alone(write_world, Path(place), accounts)
            results = _alone(_build, Path(place), accounts)
        used.append(results[1].value)
        yield from results
    steps = zip(pairwise(sizes), pairwise(used), strict=True)
    for (few, many), (fast, slow) in steps:
        step = f"{few:,} to {many:,} accounts"
        times = (slow / many) / (fast / few)
        yield Result("processor seconds per account", times, "x", step, "<=1.1")


def _alone(work: Callable[..., Any], place: Path, accounts: int) -> Any:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as process:
        return process.submit(work, place, accounts).result()


def _build(place: Path, accounts: int) -> list[Result]:
    tables = {name: scanned(snapshot_files.scan(place, name)) for name in TABLES}
    made: list[Facts] = []
    built = took(lambda: made.append(facts_of(tables, as_of=AS_OF, choices=Choices())))
    of = f"{accounts:,} accounts"
    limit = MOST_GIGABYTES if accounts >= 10_000_000 else ""
    peak = peak_bytes() / 1e9
    facts = tables_of(made[0])
    asked = interleaved({name: partial(ours, name, facts) for name in OURS}, rounds=3)
    return [
        Result("facts from the snapshot", built.clock, "s", of),
        Result("facts from the snapshot: processor", built.processor, "s", of),
        Result("facts from the snapshot: peak memory", peak, "GB", of, limit),
        Result("seven insights over them", summed(asked.values()).clock, "s", of),
    ]


if __name__ == "__main__":
    for result in measured([int(size) for size in sys.argv[1:]] or SIZES):
        print(result)
