"""Rows 22 to 25: many people at once, over real websockets against the real app."""

import asyncio
import tempfile
from functools import cache
from pathlib import Path
from time import perf_counter

import commits
import load
from row import Measured, Row, judged
from serving import ROOT, Server, fill, serving
from timing import Result
from visitor import visiting

SESSIONS = 100
SOAK_MINUTES = 25.0
SOAKING = 10


@cache
def held(sessions: int, *, seconds: float) -> dict[str, Result]:
    """The lines of the load benchmark for that many sessions, by name."""
    lines = load.measured([sessions], seconds=seconds)
    return {line.name.partition(": ")[2]: line for line in lines}


def sessions_held(*, quick: bool) -> Measured:
    """People who change their period again and again."""
    number = 20 if quick else SESSIONS
    found = held(number, seconds=30 if quick else 60)
    errors, p95 = found["errors"].value, found["rerun p95"].value
    value = f"{number} sessions, rerun p95 {p95:.2f} s, {errors:.0f} errors"
    return judged(value, good=p95 <= 1 and not errors)


def first_pages(*, quick: bool) -> Measured:
    """Fifty people who open the app at once."""
    p95 = held(50, seconds=10 if quick else 20)["first page p95"].value
    return judged(f"{p95:.2f} s p95", good=p95 <= 3)


def memory(*, quick: bool) -> Measured:
    """What each session takes, and what is left of it after a long time of use."""
    each = held(20 if quick else SESSIONS, seconds=30 if quick else 60)["memory per session"].value  # fmt: skip
    minutes = 1.0 if quick else SOAK_MINUTES
    grown = soaked(minutes)
    value = f"{each:.2f} MB per session; grown by {grown:.0f} MB in {minutes:.0f} minutes of {SOAKING} sessions (an hour not run)"  # fmt: skip
    return judged(value, good=each <= 2 and grown <= 50)


def soaked(minutes: float) -> float:
    """Megabytes that a server grew by from the end of a warm-up to the end of a soak."""
    with tempfile.TemporaryDirectory() as home:
        fill(Path(home), 2_000)
        with serving(ROOT / "app.py", Path(home)) as server:
            return asyncio.run(_soak(server, minutes))


async def _soak(server: Server, minutes: float) -> float:
    """Sessions come, use every page, and go, again and again.

    Each period is one that was seen in the warm-up, so that no new answer is kept.
    """
    await _waves(server, until=perf_counter() + 12 * minutes)
    before = server.megabytes()
    await _waves(server, until=perf_counter() + 60 * minutes)
    return server.megabytes() - before


async def _waves(server: Server, *, until: float) -> None:
    while perf_counter() < until:
        await asyncio.gather(*(_visit(server) for _ in range(SOAKING)))


async def _visit(server: Server) -> None:
    async with visiting(server.address) as visitor:
        await visitor.run()
        for page in sorted(visitor.pages):
            for period in ("3m", "12m"):
                await visitor.run(page=page, query=f"period={period}")
                await asyncio.sleep(0.2)


def reads_in_a_commit(*, quick: bool) -> Measured:
    """What every page asks the store, while a large file is stored, and while it is checked."""
    lines = commits.measured(2_000 if quick else 100_000)
    idle, storing, checking = (line.value for line in lines if line.name.startswith("reads"))  # fmt: skip
    value = f"{storing:.2f} x the {idle:.2f} ms of an idle SQLite ({checking:.2f} x while the file is read and checked)"  # fmt: skip
    return judged(value, good=storing <= 1.5)


ROWS = (
    Row(22, "sessions held at once on 2 cores", ">= 100, rerun p95 <= 1 s, 0 errors", sessions_held),
    Row(23, "first page with 50 at once", "<= 3 s p95", first_pages),
    Row(24, "memory of a session, and a soak", "<= 2 MB; growth <= 50 MB", memory),
    Row(25, "reads during a commit of 100,000 rows", "p95 <= 1.5 x idle", reads_in_a_commit),
)  # fmt: skip
