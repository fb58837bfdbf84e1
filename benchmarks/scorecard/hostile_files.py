"""Files made to hurt: each read in a process of its own, with what that took."""

import gzip
import io
import multiprocessing
import random
import resource
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import xlsxwriter

from insight.errors import InsightError
from insight.intake.read import read

MEGABYTE = 1_000_000
PATIENCE = 300
WHOSE = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)


@dataclass(frozen=True, slots=True)
class Met:
    """What a process met: how it ended, processor seconds, megabytes beyond an idle one."""

    name: str
    megabytes_in: float
    ended: str
    seconds: float
    megabytes: float


def far_cell() -> bytes:
    """A workbook of two rows, the second one a million rows below and 16,000 to the right."""
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, ["a", "b"])
        sheet.write(1_048_575, 16_383, "far")
    return kept.getvalue()


def gzip_bomb() -> bytes:
    """A megabyte that unpacks to a thousand."""
    return gzip.compress(bytes(1_000 * MEGABYTE), compresslevel=9)


def random_bytes(size: int) -> bytes:
    """Bytes of no encoding."""
    return random.Random(1).randbytes(size)  # noqa: S311


def hostile(size: int) -> dict[str, Callable[[], bytes]]:
    """Files that must be refused, those without a size of their own of so many bytes."""
    return {
        "workbook with a far cell": far_cell,
        "gzip bomb, 1 GB unpacked": gzip_bomb,
        "one field": lambda: b"a,b\n1," + b"x" * size,
        "one line without an end": lambda: b"a," * (size // 2),
        "10,000 columns": lambda: (b",".join([b"1"] * 10_000) + b"\n") * (size // 20_000),
        "quotation marks": lambda: b'a,b\n1,"' + b'"' * size,
        "ragged lines": lambda: b"a,b\n" + b'1,"2"3,4\n' * (size // 9),
        "random bytes": lambda: random_bytes(size),
        "nothing but NUL": lambda: bytes(size),
    }  # fmt: skip


@cache
def met(*, quick: bool) -> tuple[Met, ...]:
    """What became of each; at 50 MB, in short at 5."""
    size = (5 if quick else 50) * MEGABYTE
    return tuple(_run(hostile(size)))


def _run(files: dict[str, Callable[[], bytes]]) -> Iterator[Met]:
    context = multiprocessing.get_context("spawn")
    for name, make in files.items():
        content = make()
        ours, theirs = context.Pipe()
        process = context.Process(target=_read, args=(theirs, name, content))
        process.start()
        theirs.close()
        try:
            ended, seconds, megabytes = ours.recv() if ours.poll(PATIENCE) else ("hangs", PATIENCE, 0)  # fmt: skip
        except EOFError:
            ended, seconds, megabytes = "died", 0.0, 0.0
        process.join(10)
        process.kill()
        yield Met(name, len(content) / MEGABYTE, ended, seconds, megabytes)


def _read(out: Any, name: str, content: bytes) -> None:
    read("warm.csv", b"a,b\n1,2\n")
    Path("/proc/self/clear_refs").write_text("5")  # the most memory so far is forgotten
    before, started = _most(), _processor()
    try:
        read(f"{name}.csv", content)
        ended = "read"
    except InsightError:
        ended = "refused"
    out.send((ended, _processor() - started, _most() - before))


def _processor() -> float:
    """Seconds of this process and of those it started; others do not change them."""
    used = (resource.getrusage(who) for who in WHOSE)
    return sum(each.ru_utime + each.ru_stime for each in used)


def _most() -> float:
    """The most memory so far, also of a process that was started for a workbook."""
    status = Path("/proc/self/status").read_text()
    ours = int(status.split("VmHWM:")[1].split()[0])
    theirs = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return max(ours, theirs) * 1024 / MEGABYTE
