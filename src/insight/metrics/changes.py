"""What changed beyond noise: stretches of signals, each against what was usual."""

from dataclasses import replace
from datetime import timedelta

import polars as pl

from insight.metrics.facts import Facts
from insight.metrics.offboarding import good_trend
from insight.metrics.selection import Selection
from insight.metrics.signals import PER, monthly_signals, weekly_signals
from insight.metrics.verdicts import Verdict

NEIGHBOURS = 2
REQUESTS, EXITS, GOOD = "requests", "exits", "good exits"
STRETCH = {
    "measure": pl.String,
    "first": pl.Date,
    "last": pl.Date,
    "points": pl.Int64,
    "k": pl.Int64,
    "usual": pl.Float64,
}


def changes(facts: Facts, selection: Selection) -> pl.DataFrame:
    """The stretches in which leaving, or letting go, was not as usual, latest first.

    A stretch is judged whole: also where it began before the selected months it is
    counted from its first week on.

    Returns:
        Per stretch that reaches into the selected months: `measure` ("requests" to
        leave by week, "exits" of customers and "good exits" by month), `first` and `last` day, `points`
        (weeks or months), `k` in them, and `usual`: how many the locked mean expects.
    """
    every = replace(selection, first_month=facts.first_month)
    found = pl.concat(
        [
            stretches(_weeks(facts, every), measure=REQUESTS),
            stretches(_months(facts, every), measure=EXITS),
            stretches(_good(facts, every), measure=GOOD),
        ]
    )
    begins = pl.date(
        1970 + selection.first_month // 12, selection.first_month % 12 + 1, 1
    )
    return found.filter(pl.col("last") >= begins).sort(
        "last", "measure", descending=[True, False]
    )


def has_limits(facts: Facts, selection: Selection) -> bool:
    """Whether any selected week or month has limits, so that "as usual" can be told."""
    return any(
        signals(facts, selection)["upper"].count() > 0
        for signals in (weekly_signals, monthly_signals)
    )


def stretches(points: pl.DataFrame, *, measure: str) -> pl.DataFrame:
    """Signals on one side of the mean, at most one other point between two of them.

    Args:
        points: In order: `first` and `last` day, `k`, `usual` (null without limits),
            `signal`.
        measure: What is counted.

    Returns:
        A row per stretch with the columns of `STRETCH`; every point of a stretch counts,
        also one between two signals.
    """
    at = points.with_row_index("at").with_columns(pl.col("at").cast(pl.Int64))
    signals = at.filter("signal").with_columns(more=pl.col("k") > pl.col("usual"))
    far = pl.col("at").diff().fill_null(1) > NEIGHBOURS
    turned = (pl.col("more") != pl.col("more").shift()).fill_null(value=False)
    ends = (
        signals.with_columns(stretch=(far | turned).cum_sum())
        .group_by("stretch", maintain_order=True)
        .agg(start=pl.col("at").min(), end=pl.col("at").max())
    )
    rows = [
        _summed(at.filter(pl.col("at").is_between(start, end)), measure)
        for start, end in ends.select("start", "end").rows()
    ]
    return pl.concat([pl.DataFrame(schema=STRETCH), *rows])


def _summed(points: pl.DataFrame, measure: str) -> pl.DataFrame:
    return points.select(
        measure=pl.lit(measure),
        first=pl.col("first").min(),
        last=pl.col("last").max(),
        points=pl.len().cast(pl.Int64),
        k=pl.col("k").sum().cast(pl.Int64),
        usual=pl.col("usual").sum(),
    )


def _weeks(facts: Facts, selection: Selection) -> pl.DataFrame:
    return weekly_signals(facts, selection).select(
        first="week",
        last=pl.col("week") + timedelta(days=6),
        k="requests",
        usual=pl.col("mean") * pl.col("active") / PER,
        signal=pl.col("verdict") == Verdict.SIGNAL,
    )


def _months(facts: Facts, selection: Selection) -> pl.DataFrame:
    signal = pl.col("verdict") == Verdict.SIGNAL
    found = monthly_signals(facts, selection)
    return _by_month(found, k="exits", n="customers", signal=signal)


def _good(facts: Facts, selection: Selection) -> pl.DataFrame:
    signal = pl.col("outside") | pl.col("run")
    return _by_month(good_trend(facts, selection), k="good", n="n", signal=signal)


def _by_month(months: pl.DataFrame, *, k: str, n: str, signal: pl.Expr) -> pl.DataFrame:
    first = pl.col("month").str.to_date("%Y-%m")
    return months.select(
        first=first,
        last=first.dt.month_end(),
        k=k,
        usual=pl.col("mean") * pl.col(n),
        signal=signal,
    )
