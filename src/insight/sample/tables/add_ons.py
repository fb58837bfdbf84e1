"""Add-ons: a second subscription some accounts take, and at times drop again."""

import numpy as np
import polars as pl

from insight.sample.days import FIRST, LAST
from insight.sample.draws import happens, stream
from insight.sample.tables.subscriptions import ADD_ON, ADD_ON_NUMBER

_SHARE = 0.12
_DROPPED_SHARE = 0.4
_PRICE_SHARE = 0.2
_SHORTEST = 60


def add_on_phases(seed: int, spells: pl.DataFrame) -> pl.DataFrame:
    """One phase per add-on; `dropped` tells those cancelled while the account stays."""
    latest = pl.min_horizontal("exit_day", pl.lit(LAST)) - _SHORTEST
    return (
        spells.with_columns(**_plans(stream(seed, "add-ons"), spells.height))
        .with_columns(drop=pl.col("start") + pl.col("drop_after"))
        .filter(_may_have_one(), "taken", pl.col("start") < latest)
        .with_columns(pl.col("dropped") & (pl.col("drop") < latest))
        .with_columns(
            end=pl.when("dropped").then("drop").otherwise("exit_day"),
            status=pl.lit("active"),
            plan_id=pl.lit(ADD_ON),
            price=(pl.col("mrr") * _PRICE_SHARE).round(),
            number=ADD_ON_NUMBER + pl.int_range(pl.len()),
        )
    )


def _plans(rng: np.random.Generator, count: int) -> dict[str, pl.Series | pl.Expr]:
    since = pl.max_horizontal("start", pl.lit(FIRST))
    return {
        "start": since + pl.Series(rng.integers(30, 700, size=count)),
        "drop_after": pl.Series(rng.integers(90, 500, size=count)),
        "taken": pl.Series(happens(rng, np.full(count, _SHARE))),
        "dropped": pl.Series(happens(rng, np.full(count, _DROPPED_SHARE))),
    }


def _may_have_one() -> pl.Expr:
    large = pl.col("segment") != "smb"
    leaves_openly = pl.col("how").is_in(["asked", "stays"])
    return large & leaves_openly & (pl.col("kind") == "customer")
