"""The sample world, grown: its tables over and over, each time with ids of their own."""

from collections.abc import Mapping

import polars as pl

from insight.sample.world import sample_world
from insight.schema import TABLES

SEED = 20_260_228
SEEDLING = 2_000
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
    drawn = sample_world(seed=SEED, accounts=min(accounts, SEEDLING))
    return repeated(drawn, times=-(-accounts // SEEDLING))


def repeated(
    tables: Mapping[str, pl.DataFrame], *, times: int
) -> dict[str, pl.DataFrame]:
    """Each row of each table once per copy, the ids of copy 7 ending in "·7"."""
    copies = pl.DataFrame({"copy": pl.Series(range(times), dtype=pl.Int64)})
    mark = pl.lit("~") + pl.col("copy").cast(pl.String)
    return {
        name: rows
        if name == "fx_rates"
        else copies.join(rows, how="cross")
        .with_columns((pl.col(c) + mark) for c in rows.columns if c in _IDS)
        .select(list(TABLES[name].columns()))
        for name, rows in tables.items()
    }
