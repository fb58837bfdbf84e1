"""What a validated import of a million exits costs, beside a bare read of the same bytes.

python lab/intake.py [rows]

`validated` reads, proposes a mapping and checks every row against the rules of the table,
refused ones reported; `polars` and `pandas` only parse. Each runs three times in a process
of its own on a file that another one wrote. The table shows the least seconds of
processor and of clock, both also as a ratio to Polars, and the memory that the process
took beyond the bytes of the file, as a multiple of them.
"""

import io
import json
import multiprocessing
import sys
import tempfile
from pathlib import Path
from time import perf_counter, process_time

import pandas as pd
import polars as pl
from timing import peak_bytes

from insight.intake.mapping import propose
from insight.intake.read import read
from insight.intake.validate import validate

ROWS = 1_000_000
TIMES = 3
REASONS = ("pricing", "support", "features", "budget", "competitor", "unknown")


def exits(rows: int, *, quote_style: str = "necessary") -> bytes:
    """A clean file of exits with ten columns."""
    number = pl.int_range(rows, eager=True)
    reason = pl.Series(REASONS).gather(number % len(REASONS))
    frame = pl.DataFrame({"number": number, "reason_code": reason}).select(
        pl.format("X{}", "number").alias("exit_id"),
        pl.format("A{}", pl.col("number") % 200_000).alias("account_id"),
        (pl.lit("2020-01-01").str.to_date() + pl.duration(days=pl.col("number") % 2000))
        .alias("exit_date"),
        "reason_code",
        pl.format("{}.{}", pl.col("number") % 900 + 10, pl.col("number") % 90 + 10)
        .alias("last_mrr"),
        pl.lit("USD").alias("currency"),
        (pl.col("number") % 2 == 0).cast(pl.String).alias("is_reactivation"),
        pl.format("said on call {}", pl.col("number") % 5000).alias("comment"),
        pl.lit("billing").alias("source"),
        (pl.col("number") % 11).alias("score"),
    )  # fmt: skip
    return frame.write_csv(quote_style=quote_style).encode()  # type: ignore[arg-type]


def validated(content: bytes) -> int:
    """Rows that an import would store."""
    text = read("exits.csv", content)
    checked = validate(text, propose(text, table="exits"))
    return checked.accepted.height


def only_read(content: bytes) -> int:
    """Rows that are read as text."""
    return read("exits.csv", content).rows.height


def polars(content: bytes) -> int:
    """Rows that Polars reads."""
    return pl.read_csv(content).height


def pandas(content: bytes) -> int:
    """Rows that pandas reads."""
    return len(pd.read_csv(io.BytesIO(content)))


def measured(way: str, path: Path) -> dict[str, float]:
    """Least seconds, rows that came out, and the most memory, of a fresh process."""
    WAYS[way](path.read_bytes()[:1_000].rpartition(b"\n")[0])
    content = path.read_bytes()
    before = peak_bytes()
    clock, processor = [], []
    for _ in range(TIMES):
        started, used = perf_counter(), process_time()
        rows = WAYS[way](content)
        clock.append(perf_counter() - started)
        processor.append(process_time() - used)
    taken = (peak_bytes() - before) / len(content)
    return {"processor": min(processor), "clock": min(clock), "rows": rows} | {
        "memory_by_file": round(taken, 1)
    }


WAYS = {"polars": polars, "pandas": pandas, "read": only_read, "validated": validated}


def _write(path: Path, rows: int, quote_style: str) -> None:
    path.write_bytes(exits(rows, quote_style=quote_style))


def main() -> None:
    """Prints one line of JSON per way and kind of file."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    spawned = multiprocessing.get_context("spawn")
    for quote_style in ("necessary", "always"):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "exits.csv"
            with spawned.Pool(1) as pool:
                pool.apply(_write, (path, rows, quote_style))
            base: dict[str, float] = {}
            for way in WAYS:
                with spawned.Pool(1) as pool:
                    found = pool.apply(measured, (way, path))
                base = base or found
                ratios = {
                    f"{what}_by_polars": round(found[what] / base[what], 1)
                    for what in ("processor", "clock")
                }
                told = {what: round(value, 2) for what, value in found.items()}
                print(json.dumps({"quotes": quote_style, "way": way, **told, **ratios}))


if __name__ == "__main__":
    main()
