"""All signals as one table: every week, month and quarter with what is usual."""

import polars as pl

from insight.metrics.facts import Facts
from insight.metrics.quarterly_signals import quarterly_signals
from insight.metrics.selection import Selection
from insight.metrics.signals import monthly_signals, return_signals, weekly_signals


def signal_table(facts: Facts, selection: Selection) -> pl.DataFrame:
    """One row per measure and period of the selection, in order.

    Returns:
        `measure`, `period` (the Monday of a week, a month or a quarter), `value`, what
        is `usual`, `low` and `high`, outside of which the period alone is a signal (null
        where too little tells), and `verdict`: "signal", "noise" or "no limits".
    """
    nps, ease = (
        quarterly_signals(facts, selection, question=name) for name in ("nps", "ease")
    )
    weeks, months = weekly_signals(facts, selection), monthly_signals(facts, selection)
    won_back = return_signals(facts, selection)
    return pl.concat(
        [
            _rows(
                weeks, "requests per 1,000 customers", period="week", value="per_1000"
            ),
            _rows(months, "share of customers lost", period="month", value="share"),
            _rows(won_back, "returns", period="month", value="returns"),
            _rows(nps, "exit NPS", period="quarter", value="value"),
            _rows(ease, "ease", period="quarter", value="value"),
        ]
    )


def _rows(
    periods: pl.DataFrame, measure: str, *, period: str, value: str
) -> pl.DataFrame:
    return periods.select(
        pl.lit(measure).alias("measure"),
        pl.col(period).cast(pl.String).alias("period"),
        pl.col(value).cast(pl.Float64).alias("value"),
        pl.col("mean").alias("usual"),
        pl.col("lower").alias("low"),
        pl.col("upper").alias("high"),
        "verdict",
    )
