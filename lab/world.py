"""The sample world, grown: its tables over and over, each time with ids of their own."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from shutil import rmtree

import polars as pl

from insight.sample.world import sample_world
from insight.schema import TABLES
from insight.store import snapshot_files
from insight.store.load import order_of

SEED = 20_260_228
SEEDLING = 2_000
COPIES_AT_A_TIME, ROWS_IN_A_GROUP = 50, 100_000
_IDS = (
    "account_id", "phase_id", "subscription_id", "request_id", "exit_id", "offer_id",
    "win_back_id", "issue_id", "contact_id", "merged_into_account_id", "via_contact_id",
    "parent_account_id", "moved_to_account_id",
)  # fmt: skip


def world(accounts: int) -> dict[str, pl.DataFrame]:
    """Tables of that many accounts: `sample_world` of at most 2,000 of them, repeated.

    One round of the generator costs a second per thousand accounts, so a million are
    five hundred copies of the same two thousand lives; every id is of its copy.
    """
    drawn, copies = _drawn(accounts)
    return repeated(drawn, copies=copies)


def write_world(folder: Path, accounts: int) -> None:
    """Writes `world` as the files of a snapshot, a hundred thousand accounts at a time.

    The number of a copy stands first in its ids, so that parts in order are sorted.
    """
    drawn, copies = _drawn(accounts)
    parts = []
    for first in copies[::COPIES_AT_A_TIME]:
        some = copies[first : first + COPIES_AT_A_TIME]
        part = folder / f"part{len(parts):04}"
        part.mkdir(parents=True)
        tables = repeated(drawn, copies=some).items()
        ordered = {name: rows.sort(order_of(name)) for name, rows in tables}
        snapshot_files.write(part, ordered, seal="a benchmark")
        parts.append(part)
    for name in TABLES:
        of = parts[:1] if name == "fx_rates" else parts
        rows = pl.scan_parquet([part / f"{name}.parquet" for part in of])
        rows.sink_parquet(folder / f"{name}.parquet", row_group_size=ROWS_IN_A_GROUP)
    for part in parts:
        rmtree(part)


def repeated(
    tables: Mapping[str, pl.DataFrame], *, copies: Iterable[int]
) -> dict[str, pl.DataFrame]:
    """Each row of each table once per copy, the ids of copy 7 beginning with "00007~"."""
    numbers = pl.DataFrame({"copy": pl.Series(copies, dtype=pl.Int64)})
    mark = pl.col("copy").cast(pl.String).str.zfill(5) + pl.lit("~")
    return {
        name: rows
        if name == "fx_rates"
        else numbers.join(rows, how="cross")
        .with_columns((mark + pl.col(c)).alias(c) for c in rows.columns if c in _IDS)
        .select(list(TABLES[name].columns()))
        for name, rows in tables.items()
    }


def _drawn(accounts: int) -> tuple[dict[str, pl.DataFrame], range]:
    drawn = sample_world(seed=SEED, accounts=min(accounts, SEEDLING))
    return drawn, range(-(-accounts // SEEDLING))
