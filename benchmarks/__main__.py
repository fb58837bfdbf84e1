"""Every benchmark in one go: a table on the screen, and benchmarks/results.json.

python benchmarks [quick]

`quick` takes smaller worlds and less than two minutes. Each figure is a median, each
ratio is of ways that took turns in one process; the sizes are beside it.
"""

import json
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import growth
import insights
import load
import pages
import raw
import storing
import survival
from timing import Result, machine

FILE = Path(__file__).parent / "results.json"
WARM_LIMITS = {2_000: "<=2", 1_000_000: "<=4"}
MOST_POINTS, MOST_KILOBYTES = "<=10000", "<=2000"


def measured(*, quick: bool) -> Iterator[Result]:
    """Every line of the table, as soon as it is known."""
    accounts, rows = (50_000, 100_000) if quick else (1_000_000, 1_000_000)
    yield from insights.measured(accounts)
    yield from raw.measured(20_000 if quick else accounts)
    yield from growth.measured([5_000, 50_000] if quick else growth.SIZES)
    yield from storing.measured(rows)
    yield from survival.measured(rows)
    for world_size in (2_000,) if quick else WARM_LIMITS:
        yield from _pages(world_size)
    yield from load.measured((50,) if quick else load.SESSIONS)


def _pages(accounts: int) -> Iterator[Result]:
    line = partial(Result, sizes=f"{accounts:,} accounts")
    for page in pages.measured_pages(accounts).iter_rows(named=True):
        name = page["page"]
        yield line(f"{name}: cold", page["cold_s"], "s")
        yield line(f"{name}: warm", page["warm_ms"], "ms")
        if name not in (pages.BARE, pages.EMPTY):
            limit = WARM_LIMITS[accounts]
            yield line(f"{name}: warm / bare", page["times_bare"], "x")
            yield line(f"{name}: warm / empty", page["times_empty"], "x", target=limit)
            yield line(f"{name}: points", page["points"], "", target=MOST_POINTS)
            yield line(f"{name}: sent", page["kilobytes"], "kB", target=MOST_KILOBYTES)


def main() -> None:
    """Prints the table and writes the file."""
    before = machine()
    results = []
    for result in measured(quick="quick" in sys.argv[1:]):
        results.append(result)
        missed = "  missed" if result.is_missed else ""
        figure = f"{result.value:12,.2f} {result.unit:3}"
        print(f"{result.name:44}{figure}{result.target:>9}  {result.sizes}{missed}", flush=True)  # fmt: skip
    lines = [result.to_dict() for result in results]
    FILE.write_text(json.dumps({"machine": before, "results": lines}, indent=1) + "\n")


if __name__ == "__main__":
    main()
