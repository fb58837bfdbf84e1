"""How the build of the facts grows: seconds and peak memory from 10,000 accounts up.

python benchmarks/growth.py [accounts ...]

Each size is built from its snapshot in a process of its own, whose peak memory is that of
the build; the tables are made and written by another one.
"""

import multiprocessing
import resource
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from time import perf_counter

from timing import Result
from world import write_world

from insight.metrics.build import facts_of
from insight.metrics.frame import scanned
from insight.sample.planted import AS_OF
from insight.schema import TABLES
from insight.settings import Choices
from insight.store import snapshot_files

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
MOST_GIGABYTES = "<=2"


def measured(sizes: Sequence[int] = SIZES) -> Iterator[Result]:
    """Two lines of the table per size, and what ten times the accounts cost."""
    seconds = []
    for accounts in sizes:
        with tempfile.TemporaryDirectory() as place:
            _alone(write_world, Path(place), accounts)
            took, gigabytes = _alone(_build, Path(place), accounts)
        seconds.append(took)
        of = f"{accounts:,} accounts"
        limit = MOST_GIGABYTES if accounts >= 10_000_000 else ""
        yield Result("facts from the snapshot", took, "s", of)
        yield Result("facts from the snapshot: peak memory", gigabytes, "GB", of, limit)
    for (few, fast), (many, slow) in zip(
        zip(sizes, seconds, strict=True),
        zip(sizes[1:], seconds[1:], strict=True),
        strict=False,
    ):
        per_account = (slow / many) / (fast / few)
        step = f"{few:,} to {many:,} accounts"
        yield Result("seconds per account", per_account, "x", step, "<=1.1")


def _alone(work: object, place: Path, accounts: int) -> tuple[float, float]:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as process:
        found: tuple[float, float] = process.submit(work, place, accounts).result()  # type: ignore[arg-type]
    return found


def _build(place: Path, _accounts: int) -> tuple[float, float]:
    started = perf_counter()
    tables = {name: scanned(snapshot_files.scan(place, name)) for name in TABLES}
    facts_of(tables, as_of=AS_OF, choices=Choices())
    took = perf_counter() - started
    return took, _peak_gigabytes()


def _peak_gigabytes() -> float:
    """The most memory of this process, without what the one that started it had."""
    status = Path("/proc/self/status")
    if status.exists():
        [peak] = [row for row in status.read_text().splitlines() if "VmHWM" in row]
        return int(peak.split()[1]) / 2**20
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**30


if __name__ == "__main__":
    for result in measured([int(size) for size in sys.argv[1:]] or SIZES):
        print(result)
