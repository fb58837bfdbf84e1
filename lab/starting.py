"""How soon the app can serve its first page, from the start of its process.

python lab/starting.py

The store holds the sample world and was served once before, as after `make run`.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from serving import ROOT, fill, serving
from timing import Result, Took, medians

ACCOUNTS, STARTS, MOST_SECONDS = 2_000, 5, "<=2"


def measured(starts: int = STARTS) -> Iterator[Result]:
    """The lines of the table for so many starts."""
    with tempfile.TemporaryDirectory() as home:
        fill(Path(home), ACCOUNTS)
        times = [started(Path(home)) for _ in range(1 + starts)][1:]
    sizes = f"{ACCOUNTS:,} accounts"
    middle = medians(times)
    yield Result("start to first page", middle.clock, "s", sizes, MOST_SECONDS)
    name = "start to first page, processor"
    yield Result(name, middle.processor, "s", sizes, MOST_SECONDS)


def started(home: Path) -> Took:
    """What it took until a server of that home answered."""
    begun = perf_counter()
    with serving(ROOT / "app.py", home) as server:
        return Took(perf_counter() - begun, server.processor_seconds())


if __name__ == "__main__":
    for result in measured():
        print(result)
