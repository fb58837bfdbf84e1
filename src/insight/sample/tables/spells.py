"""Stretches of service: one row per spell of an account, from first to last phase."""

import numpy as np
import polars as pl

from insight.sample.days import FIRST, NEVER
from insight.sample.draws import happens, stream
from insight.sample.simulation.log import Log

_TRIAL_DAYS = 14
_TRIAL_FIRST_SHARE = 0.2
_LOGGED = pl.Schema(
    {
        "account": pl.Int64,
        "start": pl.Int64,
        "exit_day": pl.Int64,
        "end": pl.Int64,
        "how": pl.String,
    }
)


def spell_table(seed: int, log: Log, accounts: pl.DataFrame) -> pl.DataFrame:
    """One row per spell with the facts of its account, sorted by account and start.

    `trial_start` is the first day of a trial before it (else `start`); `end` is the end
    of the last phase, no later than the next spell; `is_return` tells later spells.
    """
    rng = stream(seed, "spells")
    spells = pl.concat([log.table("spells", schema=_LOGGED), _of_tests(accounts)])
    spells = spells.sort("account", "start", maintain_order=True)
    following = pl.col("start").shift(-1).over("account").fill_null(NEVER)
    tried = pl.Series(happens(rng, np.full(spells.height, _TRIAL_FIRST_SHARE)))
    return (
        spells.join(accounts, on="account", how="left", maintain_order="left")
        .with_columns(
            end=pl.min_horizontal("end", following),
            is_return=pl.int_range(pl.len()).over("account") > 0,
            has_trial=tried & (pl.col("start") >= FIRST + _TRIAL_DAYS),
        )
        .with_columns(pl.col("has_trial") & ~pl.col("is_return"))
        .with_columns(trial_start=pl.col("start") - pl.col("has_trial") * _TRIAL_DAYS)
        .pipe(_with_trials_only, accounts)
    )


def _of_tests(accounts: pl.DataFrame) -> pl.DataFrame:
    tests = accounts.filter(pl.col("kind") == "test")
    return tests.select(
        "account",
        pl.col("starts_on").alias("start"),
        pl.lit(NEVER, dtype=pl.Int64).alias("exit_day"),
        pl.lit(NEVER, dtype=pl.Int64).alias("end"),
        pl.lit("stays").alias("how"),
    )


def _with_trials_only(spells: pl.DataFrame, accounts: pl.DataFrame) -> pl.DataFrame:
    tried = accounts.filter(pl.col("kind") == "trial").with_columns(
        start=pl.col("arrival") + _TRIAL_DAYS,
        exit_day=pl.col("arrival") + _TRIAL_DAYS,
        end=pl.col("arrival") + _TRIAL_DAYS,
        how=pl.lit("trial"),
        is_return=pl.lit(value=False),
        has_trial=pl.lit(value=True),
        trial_start="arrival",
    )
    return pl.concat([spells, tried.select(spells.columns)]).sort("account", "start")
