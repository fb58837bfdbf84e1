"""How many people one process serves: N sessions over real websockets, each with think time.

python lab/load.py [--sessions 20 50 100 200] [--think 5] [--seconds 60] [--accounts 2000]

Each number of sessions meets a server of its own, on the sample world, that somebody has
visited before. All open the overview at once; then each changes its period again and
again, after pauses of its own, and waits for the script behind the page to end.
"""

import argparse
import asyncio
import random
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from serving import ROOT, Server, fill, serving
from timing import Result
from visitor import Visitor, visiting

PERIODS = ("3m", "12m", "24m", "All")
SESSIONS = (20, 50, 100, 200)
THINK, SECONDS = 5.0, 60.0
FIRST_PAGE = {50: "<=3"}
RERUN = {20: "<=0.3", 50: "<=0.3", 100: "<=0.3"}


@dataclass(frozen=True, slots=True)
class Held:
    """What a number of sessions met: seconds of first pages and of later runs."""

    first: list[float]
    later: list[float]
    errors: int
    megabytes: float
    processor_ms: float


def pauses(number: int, *, think: float) -> Iterator[float]:
    """Seconds before each wish of a session, of its own; `think` is their mean."""
    drawn = random.Random(number)  # noqa: S311
    while True:
        yield drawn.uniform(0, 2 * think)


async def session(
    visitor: Visitor, *, number: int, think: float, until: float
) -> tuple[float, list[float]]:
    """The seconds of the first page, and of each run after it.

    Args:
        visitor: The session.
        number: Which one it is; its pauses and its first period follow from it.
        think: Mean seconds between a page and the next wish.
        until: When to stop, by `perf_counter`.
    """
    first, later = (await visitor.run()).seconds, []
    periods = islice(cycle(PERIODS), number % len(PERIODS), None)
    for pause, period in zip(pauses(number, think=think), periods, strict=False):
        await asyncio.sleep(pause)
        if perf_counter() > until:
            break
        later.append((await visitor.run(query=f"period={period}")).seconds)
    return first, later


async def held(server: Server, sessions: int, *, think: float, seconds: float) -> Held:
    """Lets that many sessions use a server at once; memory is taken while they are there."""
    await _warm(server)
    async with AsyncExitStack() as stack:
        before, used = server.megabytes(), server.processor_seconds()
        visitors = [
            await stack.enter_async_context(visiting(server.address))
            for _ in range(sessions)
        ]
        until = perf_counter() + seconds
        found = await asyncio.gather(
            *(
                session(visitor, number=number, think=think, until=until)
                for number, visitor in enumerate(visitors)
            ),
            return_exceptions=True,
        )
        each = (server.megabytes() - before) / sessions
    done = [one for one in found if not isinstance(one, BaseException)]
    first, later = [one[0] for one in done], [s for one in done for s in one[1]]
    used = server.processor_seconds() - used
    runs = len(first) + len(later)
    return Held(first, later, sessions - len(done), each, 1000 * used / max(runs, 1))


def measured(
    sizes: Sequence[int] = SESSIONS,
    *,
    accounts: int = 2_000,
    think: float = THINK,
    seconds: float = SECONDS,
) -> Iterator[Result]:
    """The lines of the table for each number of sessions."""
    with tempfile.TemporaryDirectory() as home:
        fill(Path(home), accounts)
        for sessions in sizes:
            with serving(ROOT / "app.py", Path(home)) as server:
                found = asyncio.run(
                    held(server, sessions, think=think, seconds=seconds)
                )
            place = f"{accounts:,} accounts, {think:g} s to think"
            yield from _lines(found, sessions, sizes=place)


async def _warm(server: Server) -> None:
    """One visit to every period: what all sessions share is there before they come."""
    async with visiting(server.address) as visitor:
        for period in PERIODS:
            await visitor.run(query=f"period={period}")
    await server.settle()


def _lines(found: Held, sessions: int, *, sizes: str) -> Iterator[Result]:
    def line(name: str, value: float, unit: str, target: str = "") -> Result:
        return Result(f"{sessions} sessions: {name}", value, unit, sizes, target)

    yield line("errors", found.errors, "", "<=0")
    yield line("first page p95", p95(found.first), "s", FIRST_PAGE.get(sessions, ""))
    yield line("rerun p50", median(found.later), "s")
    yield line("rerun p95", p95(found.later), "s", RERUN.get(sessions, "<=1"))
    yield line("processor per run", found.processor_ms, "ms")
    yield line("memory per session", found.megabytes, "MB", "<=2")


def p95(seconds: list[float]) -> float:
    """The 95th percentile; of one value, that value."""
    return quantiles(seconds, n=20)[-1] if len(seconds) > 1 else sum(seconds)


def main() -> None:
    """Prints the lines as they are known."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sessions", type=int, nargs="+", default=SESSIONS)
    parser.add_argument("--accounts", type=int, default=2_000)
    parser.add_argument("--think", type=float, default=THINK)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    given = parser.parse_args()
    for line in measured(
        given.sessions,
        accounts=given.accounts,
        think=given.think,
        seconds=given.seconds,
    ):
        print(line, flush=True)


if __name__ == "__main__":
    main()
