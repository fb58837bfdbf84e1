"""What each page costs the server: processor time cold and warm, bytes sent, points drawn.

python lab/pages.py [accounts]

The real app serves every page of the menu over a websocket, in turns with three others: an
empty one of a bare Streamlit, an empty one inside the app, which has its menu, filters and
frame, and one inside the app that has as many elements as the overview, from constants.
Warm is the same page again; times are processor time, of the whole process.
"""

import asyncio
import json
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import polars as pl
from serving import Server, fill, serving
from streamlit.proto.Element_pb2 import Element
from timing import Result
from visitor import Run, Visitor, visiting

from insight.ui.menu import MENU

HERE = Path(__file__).resolve().parent
BARE, EMPTY = "a bare empty page", "an empty page of the app"
CONSTANT = "the overview from constants"
ROUNDS, RUNS = 5, 10
WARM_LIMITS = {2_000: "<=2", 1_000_000: "<=4"}
MOST_POINTS, MOST_KILOBYTES = "<=10000", "<=2000"


@dataclass(frozen=True, slots=True)
class Place:
    """A page, the server it is on, and the session that looks at it."""

    server: Server
    visitor: Visitor
    path: str

    async def cost(self, runs: int) -> tuple[float, Run]:
        """Processor milliseconds of one run of so many, and the last of them."""
        before = self.server.processor_seconds()
        for _ in range(runs):
            last = await self.visitor.run(page=self.path)
        return 1000 * (self.server.processor_seconds() - before) / runs, last


async def costs(bare: Server, app: Server, *, rounds: int) -> pl.DataFrame:
    """One row per page, the three others first; warm is a median of so many rounds."""
    async with AsyncExitStack() as sessions:

        async def place(server: Server, path: str) -> Place:
            visitor = await sessions.enter_async_context(visiting(server.address))
            await visitor.run()
            return Place(server, visitor, path)

        others = {BARE: "", EMPTY: "empty_page", CONSTANT: "constant_page"}
        paths = others | _paths()
        places = {
            name: await place(bare if name == BARE else app, path)
            for name, path in paths.items()
        }
        await app.settle()
        cold = {name: await there.cost(1) for name, there in places.items()}
        warm = defaultdict(list)
        for _ in range(rounds):
            for name, there in places.items():
                warm[name].append((await there.cost(RUNS))[0])
    return pl.DataFrame(
        [
            {
                "page": name,
                "cold_s": cold[name][1].seconds,
                "warm_ms": median(warm[name]),
                "points": sum(map(points, cold[name][1].elements)),
                "kilobytes": round(cold[name][1].kilobytes),
            }
            for name in places
        ]
    )


def measured(
    sizes: Sequence[int] = tuple(WARM_LIMITS), *, rounds: int = ROUNDS
) -> Iterator[Result]:
    """The lines of the table for worlds of those many accounts."""
    for accounts in sizes:
        for row in measured_pages(accounts, rounds=rounds).iter_rows(named=True):
            yield from _lines(row, accounts)


def _lines(row: Mapping[str, Any], accounts: int) -> Iterator[Result]:
    def line(name: str, value: float, unit: str, target: str = "") -> Result:
        sizes = f"{accounts:,} accounts"
        return Result(f"{row['page']}: {name}", value, unit, sizes, target)

    yield line("cold", row["cold_s"], "s")
    yield line("warm", row["warm_ms"], "ms")
    if row["page"] not in {BARE, EMPTY, CONSTANT}:
        yield line("warm / bare", row["times_bare"], "x")
        yield line("warm / empty", row["times_empty"], "x", WARM_LIMITS[accounts])
        yield line("points", row["points"], "", MOST_POINTS)
        yield line("sent", row["kilobytes"], "kB", MOST_KILOBYTES)


def measured_pages(accounts: int, *, rounds: int = ROUNDS) -> pl.DataFrame:
    """One row per page on the sample world of that many accounts.

    Returns:
        `page` (below pages/, or one of the three others); `cold_s`, wall seconds of the
        first time in a process; `warm_ms`, processor milliseconds of the same again;
        `points` of all its figures; `kilobytes` sent the first time; `times_bare` and
        `times_empty`, `warm_ms` over that of the empty pages.
    """
    with tempfile.TemporaryDirectory() as home:
        fill(Path(home), accounts)
        return measured_at(Path(home), rounds=rounds)


def measured_at(home: Path, *, rounds: int = ROUNDS) -> pl.DataFrame:
    """The same of a home that is filled already."""
    with (
        serving(HERE / "empty_page.py", home) as bare,
        serving(HERE / "app_with_empty_page.py", home) as app,
    ):
        rows = asyncio.run(costs(bare, app, rounds=rounds))
    warm = dict(rows.select("page", "warm_ms").iter_rows())
    return rows.with_columns(
        times_bare=pl.col("warm_ms") / warm[BARE],
        times_empty=pl.col("warm_ms") / warm[EMPTY],
    )


def points(element: Element) -> int:
    """Marks of a figure: the length of every trace; 0 for anything else."""
    if element.WhichOneof("type") != "plotly_chart":
        return 0
    traces = json.loads(element.plotly_chart.spec)["data"]
    axes = ("x", "y", "text", "z")
    return sum(max(_length(trace.get(axis)) for axis in axes) for trace in traces)


def _paths() -> dict[str, str]:
    files = [entry.file for section in MENU.values() for entry in section]
    return {file: "" if file == "home/overview" else Path(file).name for file in files}


def _length(found: object) -> int:
    if isinstance(found, dict):
        return str(found["bdata"]).count(",") + 1
    return len(found) if isinstance(found, list) else 0


def main(measure: Callable[[int], pl.DataFrame] = measured_pages) -> None:
    """Prints the table."""
    accounts = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    rows = measure(accounts)
    with pl.Config(tbl_rows=-1, tbl_hide_dataframe_shape=True, float_precision=2):
        print(f"{accounts:,} accounts")
        print(rows)


if __name__ == "__main__":
    main()
