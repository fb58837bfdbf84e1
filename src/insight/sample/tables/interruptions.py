"""Pauses, late payments and lapses: phases in which a customer does not simply pay."""

import numpy as np
import polars as pl

from insight.sample.days import FIRST, LAST
from insight.sample.draws import Texts, chosen, looked_up
from insight.sample.simulation.log import Log

_PER_YEAR = 0.12
_KINDS = {"paused": 0.35, "past_due": 0.40, "gap": 0.25}
_SHORTEST = {"paused": 14, "past_due": 3, "gap": 2}
_LONGEST = {"paused": 80, "past_due": 25, "gap": 20}
_SILENT = ["payment", "lapsed", "unpaid", "paused"]
_EVENT = pl.Schema({"account": pl.Int64, "day": pl.Int64})


def random_interruptions(
    rng: np.random.Generator, spells: pl.DataFrame
) -> pl.DataFrame:
    """The status an interruption begins with, and `active` on the day it is over.

    At most one per spell and over before the exit, long before it where the spell ends
    in silence; a gap lasts no longer than 20 days.
    """
    since = pl.max_horizontal("start", pl.lit(FIRST)) + 30
    quiet = pl.when(pl.col("how").is_in(_SILENT)).then(125).otherwise(5)
    kind = chosen(rng, _KINDS, count=spells.height)
    return (
        spells.with_columns(
            draw=pl.Series(rng.random(spells.height)),
            place=pl.Series(rng.random(spells.height)),
            status=pl.Series(kind),
            lasts=pl.Series(_durations(rng, kind)),
            since=since,
            exposed=pl.min_horizontal("exit_day", pl.lit(LAST)) - since,
        )
        .with_columns(
            day=pl.col("since") + (pl.col("place") * pl.col("exposed")).cast(pl.Int64)
        )
        .with_columns(back=pl.col("day") + pl.col("lasts"))
        .filter(
            pl.col("draw") < pl.col("exposed") * (_PER_YEAR / 365.25),
            pl.col("back") < pl.col("exit_day") - quiet,
            (pl.col("status") != "gap") | (pl.col("back") <= LAST),
        )
        .pipe(_there_and_back)
    )


def accepted_pauses(rng: np.random.Generator, saved: pl.DataFrame) -> pl.DataFrame:
    """The pauses that were accepted as a save offer."""
    pauses = saved.filter(pl.col("offer") == "pause")
    lasts = pl.Series(rng.integers(30, 76, size=pauses.height))
    return pauses.with_columns(
        day="answered", back=pl.col("answered") + lasts, status=pl.lit("paused")
    ).pipe(_there_and_back)


def logged_interruptions(log: Log) -> pl.DataFrame:
    """Late payments and pauses that end in a departure."""
    return pl.concat(
        [
            log.table(event, schema=_EVENT).with_columns(status=pl.lit(status))
            for event, status in (("unpaid", "past_due"), ("paused", "paused"))
        ]
    )


def _durations(rng: np.random.Generator, kind: Texts) -> np.typing.NDArray[np.int64]:
    shortest, longest = looked_up(_SHORTEST, kind), looked_up(_LONGEST, kind)
    return rng.integers(shortest.astype(np.int64), longest.astype(np.int64) + 1)


def _there_and_back(interruptions: pl.DataFrame) -> pl.DataFrame:
    return pl.concat(
        [
            interruptions.select("account", "day", "status"),
            interruptions.select(
                "account", pl.col("back").alias("day"), pl.lit("active").alias("status")
            ),
        ]
    )
