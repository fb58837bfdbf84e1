"""What changed beyond normal variation: signals, each with what would be usual."""

from datetime import timedelta

import polars as pl

from insight.metrics.facts import Facts
from insight.metrics.judged_periods import Verdict
from insight.metrics.offboarding import good_trend
from insight.metrics.selection import Selection
from insight.metrics.signals import monthly_signals, return_signals, weekly_signals

REQUESTS, EXITS, RETURNS, GOOD = "requests", "exits", "returns", "good exits"
NEIGHBOURS = 4
CHANGE = {
    "measure": pl.String,
    "first": pl.Date,
    "last": pl.Date,
    "k": pl.Int64,
    "usual": pl.Float64,
}


def changes(facts: Facts, selection: Selection) -> pl.DataFrame:
    """The changes that were told in the selected months, latest first.

    A change is told as on the last day on which it was a signal; what came later does
    not change it.

    Returns:
        Per change: `measure` ("requests" to leave by week, "exits" and "returns" of
        customers and "good exits" by month), `first` and `last` day, `k` in them, and
        `usual`: how many would be usual.
    """
    found = pl.concat(
        [
            told(_ending(measured, every), measure=measure)
            for measure, measured, every in (
                (REQUESTS, weekly_signals(facts, selection), "1w"),
                (EXITS, monthly_signals(facts, selection), "1mo"),
                (RETURNS, return_signals(facts, selection), "1mo"),
                (GOOD, good_trend(facts, selection), "1mo"),
            )
        ]
    )
    return found.sort("last", "measure", descending=[True, False])


def is_judged(facts: Facts, selection: Selection) -> bool:
    """Whether enough is known of any selected week or month to call it usual."""
    return any(
        signals(facts, selection)["upper"].count() > 0
        for signals in (weekly_signals, monthly_signals)
    )


def told(periods: pl.DataFrame, *, measure: str) -> pl.DataFrame:
    """One row per run of signals of one side, at most three other periods between two.

    Args:
        periods: In order: `begins`, `last` (days), `since`, `observed`, `expected` and
            `verdict`, as `judged` gives them.
        measure: What is counted.

    Returns:
        The columns of `CHANGE`, as the last signal of each run tells it.
    """
    signals = (
        periods.with_row_index("at")
        .filter(pl.col("verdict") == Verdict.SIGNAL)
        .with_columns(more=pl.col("observed") > pl.col("expected"))
    )
    far = pl.col("at").cast(pl.Int64).diff().fill_null(0) > NEIGHBOURS
    turned = (pl.col("more") != pl.col("more").shift()).fill_null(value=False)
    latest = signals.with_columns(run=(far | turned).cum_sum()).group_by(
        "run", maintain_order=True
    )
    return latest.last().select(
        measure=pl.lit(measure),
        first="since",
        last="last",
        k=pl.col("observed").round().cast(pl.Int64),
        usual="expected",
    )


def _ending(periods: pl.DataFrame, every: str) -> pl.DataFrame:
    begins = "week" if every == "1w" else pl.col("month").str.to_date("%Y-%m")
    return periods.with_columns(begins=begins).with_columns(
        last=pl.col("begins").dt.offset_by(every) - timedelta(days=1)
    )
