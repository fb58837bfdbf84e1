"""Phases of subscriptions, made of spells and of what changed during them."""

import polars as pl

from insight.sample.accounts import INTERVALS
from insight.sample.days import NEVER, planned
from insight.sample.planted import FX_RATES
from insight.sample.simulation.log import Log

PLANS = ("starter", "team", "business", "enterprise")
ADD_ON = "add_on"
ADD_ON_NUMBER, _CARRIED_NUMBER = 10**9, 2 * 10**9
_MERGERS = pl.Schema({"account": pl.Int64, "into": pl.Int64, "day": pl.Int64})
_STATE = ["spell", "number", "status", "plan_id", "price"]


def main_phases(changes: pl.DataFrame, spells: pl.DataFrame) -> pl.DataFrame:
    """Phases of the subscriptions that carry each spell, in days and own currency.

    `price` is the MRR of the phase; `number` counts the subscriptions of an account.
    """
    spells = spells.with_row_index("spell").sort("trial_start")
    rank = pl.col("plan_rank") + pl.col("step").cum_sum().over("account")
    price = pl.col("mrr") * pl.col("factor").cum_prod().over("account")
    follows = pl.col("day").shift(-1).over("account").fill_null(NEVER)
    return (
        changes.join_asof(
            spells,
            left_on="day",
            right_on="trial_start",
            by="account",
            check_sortedness=False,
        )
        .filter(pl.col("day") < pl.col("end"))
        .with_columns(
            pl.col("status").forward_fill().over("spell"),
            number=pl.col("renewed").cum_sum().over("account"),
            plan_id=_plan(rank),
            price=pl.max_horizontal(price.round(), pl.lit(1.0)),
        )
        .filter(_differs_from_the_phase_before())
        .with_columns(start="day", end=pl.min_horizontal("end", follows))
        .filter(pl.col("status") != "gap")
    )


def carried_phases(
    log: Log, phases: pl.DataFrame, spells: pl.DataFrame
) -> pl.DataFrame:
    """What merged customers paid, carried on under the account they were merged into."""
    owners = spells.select(
        "start", into="account", owner_id="account_id", owner_leaves="exit_day"
    ).sort("start")
    mergers = log.table("mergers", schema=_MERGERS)
    return (
        phases.join(mergers, left_on=["account", "end"], right_on=["account", "day"])
        .sort("end")
        .join_asof(
            owners,
            left_on="end",
            right_on="start",
            by="into",
            suffix="_of_owner",
            check_sortedness=False,
        )
        .with_columns(
            account="into",
            account_id="owner_id",
            start="end",
            end="owner_leaves",
            status=pl.lit("active"),
            number=_CARRIED_NUMBER + pl.col("account"),
        )
    )


def subscription_table(phases: pl.DataFrame) -> pl.DataFrame:
    """The phases as the table of the schema, sorted by account, subscription and day."""
    months = pl.col("months").cast(pl.Int32)
    return (
        phases.sort("account", "number", "start")
        .with_columns(subscription=pl.struct("account", "number").rle_id() + 1)
        .with_row_index("phase", offset=1)
        .select(
            phase_id=_id("P", "phase"),
            subscription_id=_id("S", "subscription"),
            account_id="account_id",
            plan_id="plan_id",
            status="status",
            start_date=planned("start"),
            end_date=planned("end"),
            billing_interval=months.replace_strict(INTERVALS, return_dtype=pl.String),
            amount=pl.col("price") * months,
            currency="currency",
        )
    )


def in_dollars(price: pl.Expr, currency: str) -> pl.Expr:
    """A price in US dollars, at the constant rate of its currency."""
    rates = {code: float(rate) for code, rate in FX_RATES.items()}
    return price * pl.col(currency).replace_strict(rates, return_dtype=pl.Float64)


def _plan(rank: pl.Expr) -> pl.Expr:
    names = dict(enumerate(PLANS))
    return rank.clip(0, len(PLANS) - 1).replace_strict(names, return_dtype=pl.String)


def _differs_from_the_phase_before() -> pl.Expr:
    state = pl.struct(_STATE)
    return state.ne_missing(state.shift(1).over("account"))


def _id(letter: str, column: str) -> pl.Expr:
    digits = pl.col(column).max().cast(pl.String).str.len_chars()
    return letter + pl.col(column).cast(pl.String).str.pad_start(digits, "0")
