"""What the worst files cost before they are refused: seconds and memory.

python benchmarks/refusals.py [megabytes]

Each file is read, and checked where it can be read, in a process of its own. The memory is
all that the process ever held, the bytes of the file and Python itself included.
"""

import gzip
import multiprocessing
import random
import resource
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter

from timing import Result

from insight.errors import InsightError
from insight.intake.mapping import propose
from insight.intake.read import read
from insight.intake.validate import validate

MEGABYTES = 50
MOST_SECONDS = 5
HEADER = b"exit_id,account_id,exit_date,reason_code\n"
ROW = b"X%d,A%d,2024-02-03,pricing\n"


def measured(megabytes: int) -> Iterator[Result]:
    """Two lines for each file, and two for the worst of all."""
    size = megabytes * 1024**2
    limit = f"<={2 * megabytes + 300}"
    seconds, memory = [0.0], [0.0]
    for name, made in FILES.items():
        took, held, what = _apart(made, size)
        sizes = f"{megabytes} MB, {name}: {what}"
        seconds.append(took)
        memory.append(held)
        yield Result("time to refuse", took, "s", sizes)
        yield Result("memory to refuse", held, "MB", sizes)
    worst = f"{megabytes} MB, the worst of {len(FILES)} files"
    yield Result("time to refuse", max(seconds), "s", worst, f"<={MOST_SECONDS}")
    yield Result("memory to refuse", max(memory), "MB", worst, limit)


def _apart(made: Callable[[int], bytes], size: int) -> tuple[float, float, str]:
    spawned = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "exits.csv")
        path.write_bytes(made(size))
        with spawned.Pool(1) as pool:
            return pool.apply(_refused, (path,))


def _refused(path: Path) -> tuple[float, float, str]:
    """Seconds, megabytes held at most, and how the file was refused."""
    content = path.read_bytes()
    started = perf_counter()
    try:
        text = read(path.name, content)
        checked = validate(text, propose(text, table="exits"))
        what = f"{checked.rows_refused:,} of {checked.rows_in:,} rows refused"
    except InsightError as error:
        what = str(error)
    took = perf_counter() - started
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return took, held, what


def _rows(size: int, row: bytes = ROW) -> bytes:
    count = size // len(row % (1_000_000, 1_000_000))
    return HEADER + b"".join(row % (number, number) for number in range(count))


def _never_closed(size: int) -> bytes:
    rows = _rows(size)
    at = rows.index(b"\n", size // 2) + 1
    return rows[:at] + b'"' + rows[at:]


def _noise(size: int) -> bytes:
    return HEADER + random.Random(0).randbytes(size)  # noqa: S311


def _packed(size: int) -> bytes:
    return gzip.compress(bytes(size * 20), compresslevel=1)


FILES: dict[str, Callable[[int], bytes]] = {
    "a quotation mark never closed": _never_closed,
    "a stray mark in each row": lambda size: _rows(size, b'X%d,A%d,2024-02-03,"a"b\n'),
    "rows too short": lambda size: _rows(size, b"X%d,A%d,2024-02-03\n"),
    "rows too long": lambda size: _rows(size, ROW[:-1] + b",more\n"),
    "no date": lambda size: _rows(size, b"X%d,A%d,soon,pricing\n"),
    "a key twice": lambda size: _rows(size, b"X1,A%d,2024-02-03,a%d\n"),
    "one endless cell": lambda size: HEADER + b"x" * size,
    "one endless quoted cell": lambda size: HEADER + b'"' + b"x,\n" * (size // 3) + b'"',
    "a header of millions": lambda size: b"a," * (size // 2) + b"\n1\n",
    "blank lines": lambda size: b"\n" * size,
    "marks alone": lambda size: b'"' * size,
    "noise": _noise,
    "a NUL at the end": lambda size: _rows(size) + b"\0",
    "twenty times its size unpacked": _packed,
}  # fmt: skip


def main() -> None:
    """Prints name, value and target of each line."""
    for result in measured(int(sys.argv[1]) if len(sys.argv) > 1 else MEGABYTES):
        line = f"{result.value:9,.2f} {result.unit:3}{result.target:>7}"
        print(f"{result.name:18}{line}  {result.sizes}", flush=True)


if __name__ == "__main__":
    main()
