"""What the worst files cost before they are refused: processor seconds and memory.

python lab/refusals.py [megabytes]

Each file is read and checked as an import does it, in a process of its own, with an empty
store. The memory is the most that the process ever held beyond what it held before, the
bytes of the file included; an idle one holds 150 MB.
"""

import gzip
import multiprocessing
import random
import resource
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import Any

from insight.errors import InsightError
from insight.intake.drop import validate_drop
from insight.intake.plan import planned
from insight.intake.read import read

MEGABYTE = 1_000_000
MEGABYTES = 50
MOST_SECONDS = 5
DIED, HANGS = "died", "hangs"
PATIENCE = 300
WHOSE = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
HEADER = b"exit_id,account_id,exit_date,reason_code\n"
ROW = b"X%d,A%d,2024-02-03,pricing\n"

Maker = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Met:
    """What came of a file.

    Attributes:
        name: What is wrong with it.
        megabytes_in: Its size.
        ended: Why it or how many of its rows were refused; DIED or HANGS for a process.
        seconds: Of a processor.
        megabytes: The most that was held beyond what an idle process holds.
    """

    name: str
    megabytes_in: float
    ended: str
    seconds: float
    megabytes: float

    @property
    def megabytes_over(self) -> float:
        """What was held beyond what a file of this size may take."""
        return self.megabytes - 2 * self.megabytes_in - 300


def met(files: Mapping[str, Maker], *, megabytes: int) -> Iterator[Met]:
    """What came of each, those without a size of their own of so many megabytes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "exits.csv")
        for name, make in files.items():
            size = path.write_bytes(make(megabytes * MEGABYTE))
            yield Met(name, size / MEGABYTE, *_apart(path))


def _apart(path: Path) -> tuple[str, float, float]:
    """How a process of its own ended with a file, its seconds and megabytes."""
    spawned = multiprocessing.get_context("spawn")
    ours, theirs = spawned.Pipe()
    process = spawned.Process(target=_meet, args=(theirs, path))
    process.start()
    theirs.close()
    try:
        found = ours.recv() if ours.poll(PATIENCE) else (HANGS, inf, inf)
    except EOFError:
        found = DIED, inf, inf
    process.join(10)
    process.kill()
    return found


def _meet(out: Any, path: Path) -> None:
    _refused(path.name, HEADER + ROW % (1, 1))
    idle, started = _most(), _processor()
    ended = _refused(path.name, path.read_bytes())
    out.send((ended, _processor() - started, _most() - idle))


def _refused(name: str, content: bytes) -> str:
    try:
        (checked,) = validate_drop(planned(read(name, content)))
    except InsightError as error:
        return str(error)
    return f"{checked.rows_refused:,} of {checked.rows_in:,} rows refused"


def _processor() -> float:
    """Seconds of this process and of those it started; others do not change them."""
    used = (resource.getrusage(who) for who in WHOSE)
    return sum(each.ru_utime + each.ru_stime for each in used)


def _most() -> float:
    """The most megabytes held, also by a process that was started for a workbook."""
    status = Path("/proc/self/status").read_text()
    ours = int(status.split("VmHWM:")[1].split()[0])
    theirs = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return max(ours, theirs) * 1024 / MEGABYTE


def _rows(size: int, row: bytes = ROW) -> bytes:
    count = size // len(row % (1_000_000, 1_000_000))
    return HEADER + b"".join(row % (number, number) for number in range(count))


def _never_closed(size: int) -> bytes:
    rows = _rows(size)
    at = rows.index(b"\n", size // 2) + 1
    return rows[:at] + b'"' + rows[at:]


def _noise(size: int) -> bytes:
    return random.Random(0).randbytes(size)  # noqa: S311


FILES: dict[str, Maker] = {
    "a quotation mark never closed": _never_closed,
    "a stray mark in each row": lambda size: _rows(size, b'X%d,A%d,2024-02-03,"a"b\n'),
    "ragged lines with stray marks": lambda size: b"a,b\n" + b'1,"2"3,4\n' * (size // 9),
    "rows too short": lambda size: _rows(size, b"X%d,A%d,2024-02-03\n"),
    "rows too long": lambda size: _rows(size, ROW[:-1] + b",more\n"),
    "no date": lambda size: _rows(size, b"X%d,A%d,soon,pricing\n"),
    "a date of its own in each row": lambda size: _rows(size, b"X%d,A1,soon%d,pricing\n"),
    "a key twice": lambda size: _rows(size, b"X1,A%d,2024-02-03,a%d\n"),
    "no account": lambda size: _rows(size, b"X%d,,2024-02-03,a%d\n"),
    "accounts that nobody knows": _rows,
    "one endless cell": lambda size: HEADER + b"x" * size,
    "one endless quoted cell": lambda size: HEADER + b'"' + b"x,\n" * (size // 3) + b'"',
    "a header of millions": lambda size: b"a," * (size // 2) + b"\n1\n",
    "10,000 columns": lambda size: (b",".join([b"1"] * 10_000) + b"\n") * (size // 20_000),
    "blank lines": lambda size: b"\n" * size,
    "marks alone": lambda size: b'"' * size,
    "marks in a cell": lambda size: b'a,b\n1,"' + b'"' * size,
    "noise": _noise,
    "noise below a header": lambda size: HEADER + _noise(size),
    "a NUL at the end": lambda size: _rows(size) + b"\0",
    "nothing but NUL": bytes,
    "a gigabyte, packed": lambda _: gzip.compress(bytes(1_000 * MEGABYTE), compresslevel=1),
}  # fmt: skip


def main() -> None:
    """Prints what came of each, and the worst of all."""
    megabytes = int(sys.argv[1]) if len(sys.argv) > 1 else MEGABYTES
    found = []
    for one in met(FILES, megabytes=megabytes):
        found.append(one)
        taken = f"{one.seconds:6.1f} s {one.megabytes:6.0f} MB"
        print(
            f"{taken}  {one.megabytes_in:.0f} MB, {one.name}: {one.ended}", flush=True
        )
    slowest = max(one.seconds for one in found)
    over = max(one.megabytes_over for one in found)
    print(f"{slowest:6.1f} s at most, target <= {MOST_SECONDS}")
    print(f"{over:+6.0f} MB beyond 2 x file + 300 MB, target <= 0")


if __name__ == "__main__":
    main()
