"""What a validated import of a million exits costs, beside a bare read of the same bytes.

python benchmarks/intake.py [rows]

`validated` reads, proposes a mapping and checks every row against the rules of the table;
`polars` and `pandas` only parse. Each runs in a process of its own, three times; the
table shows the best time, its ratio to Polars, and the most memory the process had.
"""

import io
import json
import multiprocessing
import resource
import sys
from time import perf_counter

import pandas as pd
import polars as pl

from insight.intake.mapping import propose
from insight.intake.read import read
from insight.intake.validate import validate

ROWS = 1_000_000
TIMES = 3
REASONS = ("pricing", "support", "features", "budget", "competitor", "unknown")


def exits(rows: int) -> bytes:
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
    return frame.write_csv().encode()


def validated(content: bytes) -> int:
    """Rows that an import would store."""
    text = read("exits.csv", content)
    checked = validate(text, propose(text, table="exits"))
    return checked.accepted.height


def polars(content: bytes) -> int:
    """Rows that Polars reads."""
    return pl.read_csv(content).height


def pandas(content: bytes) -> int:
    """Rows that pandas reads."""
    return len(pd.read_csv(io.BytesIO(content)))


def measured(way: str, rows: int) -> dict[str, float]:
    """Best seconds, rows that came out, and the most memory, of a fresh process."""
    content = exits(rows)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    times = []
    for _ in range(TIMES):
        started = perf_counter()
        found = WAYS[way](content)
        times.append(perf_counter() - started)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "seconds": round(min(times), 2),
        "rows": found,
        "file_mb": len(content) // 1024**2,
        "most_mb": most // 1024,
        "most_mb_before": before // 1024,
    }


WAYS = {"polars": polars, "pandas": pandas, "validated": validated}


def main() -> None:
    """Prints one line of JSON per way."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    spawned = multiprocessing.get_context("spawn")
    base = 0.0
    for way in WAYS:
        with spawned.Pool(1) as pool:
            found = pool.apply(measured, (way, rows))
        base = base or found["seconds"]
        print(json.dumps({"way": way, **found, "ratio": found["seconds"] / base}))


if __name__ == "__main__":
    main()
