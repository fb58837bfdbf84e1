"""What changes a subscription while it runs: plans, prices, discounts, status."""

from datetime import date

import numpy as np
import polars as pl

from insight.sample.days import FIRST, LAST, next_billing_day, number
from insight.sample.draws import Bools, Floats, Ints, happens, looked_up, stream
from insight.sample.simulation.log import Log
from insight.sample.tables.interruptions import (
    accepted_pauses,
    logged_interruptions,
    random_interruptions,
)

_ROW = pl.Schema(
    {
        "account": pl.Int64,
        "day": pl.Int64,
        "status": pl.String,
        "factor": pl.Float64,
        "step": pl.Int64,
        "renewed": pl.Boolean,
    }
)
_PRICE_RISE_DAY = number(date(2025, 6, 1))
_PRICE_RISE_FACTOR = 1.07
_SPARED_DAYS = 90
_PLAN_CHANGES_PER_YEAR = 0.2
_UPGRADE_SHARE = 0.75
_RENEWED_SHARE = 0.1
_SAVED_FACTORS = {"discount": 0.8, "downgrade": 0.7}
_RETURN_FACTOR = (-0.08, 0.3)
_SAVED = pl.Schema(
    {
        "account": pl.Int64,
        "answered": pl.Int64,
        "offer": pl.String,
        "accepted": pl.Boolean,
    }
)


def changes(seed: int, log: Log, spells: pl.DataFrame) -> pl.DataFrame:
    """One row per account and day on which a phase begins.

    `factor` multiplies the price and `step` moves the plan from that day on; `status`
    is empty where it stays, `gap` where service stops; `renewed` starts a new
    subscription.
    """
    rng = stream(seed, "changes")
    saved = log.table("requests", schema=_SAVED).filter("accepted")
    return (
        pl.concat(
            [
                _starts(rng, spells),
                _plan_changes(rng, spells),
                _price_rises(spells),
                _cheaper(saved),
                _statuses(random_interruptions(rng, spells)),
                _statuses(accepted_pauses(rng, saved)),
                _statuses(logged_interruptions(log)),
            ]
        )
        .filter(pl.col("day") <= LAST)
        .group_by("account", "day", maintain_order=True)
        .agg(
            pl.col("status").drop_nulls().last(),
            pl.col("factor").product(),
            pl.col("step").sum(),
            pl.col("renewed").any(),
        )
        .sort("account", "day")
    )


def _rows(
    *,
    account: Ints,
    day: Ints,
    factor: Floats | None = None,
    step: Ints | None = None,
    renewed: Bools | None = None,
) -> pl.DataFrame:
    count = len(account)
    columns = {
        "account": account,
        "day": day,
        "status": pl.Series([None] * count, dtype=pl.String),
        "factor": np.ones(count) if factor is None else factor,
        "step": np.zeros(count, dtype=np.int64) if step is None else step,
        "renewed": np.zeros(count, dtype=bool) if renewed is None else renewed,
    }
    return pl.DataFrame(columns, schema=_ROW)


def _statuses(statuses: pl.DataFrame) -> pl.DataFrame:
    return statuses.select(
        "account",
        "day",
        "status",
        factor=pl.lit(1.0),
        step=pl.lit(0, dtype=pl.Int64),
        renewed=pl.lit(value=False),
    )


def _starts(rng: np.random.Generator, spells: pl.DataFrame) -> pl.DataFrame:
    mean, spread = _RETURN_FACTOR
    at_return = pl.Series(rng.lognormal(mean, spread, size=spells.height))
    spells = spells.with_columns(
        factor=pl.when("is_return").then(at_return).otherwise(1.0)
    )
    paid = spells.select(
        "account",
        pl.col("start").alias("day"),
        pl.lit("active").alias("status"),
        "factor",
        pl.lit(0, dtype=pl.Int64).alias("step"),
        (~pl.col("has_trial")).alias("renewed"),
    )
    tried = spells.filter("has_trial").select(
        "account",
        pl.col("trial_start").alias("day"),
        pl.lit("trial").alias("status"),
        pl.lit(1.0).alias("factor"),
        pl.lit(0, dtype=pl.Int64).alias("step"),
        pl.lit(value=True).alias("renewed"),
    )
    return pl.concat([tried, paid])


def _plan_changes(rng: np.random.Generator, spells: pl.DataFrame) -> pl.DataFrame:
    since = np.maximum(spells["start"].to_numpy(), FIRST) + 30
    until = np.minimum(spells["exit_day"].to_numpy(), LAST)
    days = np.clip(until - since, 0, None)
    spell = np.repeat(
        np.arange(spells.height), rng.poisson(days / 365.25 * _PLAN_CHANGES_PER_YEAR)
    )
    count = len(spell)
    up = happens(rng, np.full(count, _UPGRADE_SHARE))
    larger, smaller = rng.uniform(1.1, 1.5, count), rng.uniform(0.65, 0.9, count)
    return _rows(
        account=spells["account"].to_numpy()[spell],
        day=since[spell] + np.floor(rng.random(count) * days[spell]).astype(np.int64),
        factor=np.where(up, larger, smaller),
        step=np.where(up, 1, -1),
        renewed=happens(rng, np.full(count, _RENEWED_SHARE)),
    )


def _price_rises(spells: pl.DataFrame) -> pl.DataFrame:
    risen = spells.filter(
        pl.col("start") < _PRICE_RISE_DAY - _SPARED_DAYS,
        pl.col("exit_day") > _PRICE_RISE_DAY,
    )
    day = next_billing_day(
        risen["start"].to_numpy(),
        day=np.full(risen.height, _PRICE_RISE_DAY),
        months=risen["months"].to_numpy(),
    )
    before_the_end = day < risen["exit_day"].to_numpy()
    account, day = risen["account"].to_numpy()[before_the_end], day[before_the_end]
    return _rows(
        account=account, day=day, factor=np.full(len(account), _PRICE_RISE_FACTOR)
    )


def _cheaper(saved: pl.DataFrame) -> pl.DataFrame:
    cheaper = saved.filter(pl.col("offer").is_in(list(_SAVED_FACTORS)))
    offer = cheaper["offer"].to_numpy().astype(str)
    return _rows(
        account=cheaper["account"].to_numpy(),
        day=cheaper["answered"].to_numpy(),
        factor=looked_up(_SAVED_FACTORS, offer),
        step=np.where(offer == "downgrade", -1, 0),
    )
