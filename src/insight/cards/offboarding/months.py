"""Shares by month, each judged by the months before it."""

import polars as pl

from insight.formats import count, month_words, plural
from insight.metrics.judged_periods import Verdict

JUDGED = (
    "Each month is judged by the months before it alone, by the detector that judges all "
    "charts: a diamond is a signal, on its own or together with the months before it. "
    "Later months never change what a month says. Grey months are normal variation, also "
    "where they look different. It takes a year, and 20 of the rarer outcome, to know what "
    "is usual. A signal does not say why. Months with fewer than ten exits have no dot; "
    "their counts are in the table."
)


def as_drawn(trend: pl.DataFrame) -> pl.DataFrame:
    """The months of `share_trend` (`k` of `n`) as `charts.signals` draws them."""
    return trend.select(
        "month", "k", "n", "share", "low", "high", "mean", "lower", "upper",
        "meaning", signal=pl.col("verdict") == Verdict.SIGNAL,
    )  # fmt: skip


def last_month_finding(months: pl.DataFrame, *, did: str) -> str:
    """K of n in the last month, and whether that is a signal."""
    known = months.filter(pl.col("n") > 0)
    if known.is_empty():
        return "No month has an exit of which this is known."
    row = known.row(-1, named=True)
    usual = "a signal" if row["signal"] else "within normal variation"
    if row["upper"] is None:
        usual = "too early to judge"
    when = month_words(row["month"])
    return f"{count(row['k'])} of {plural(row['n'], 'exit')} {did} in {when}: {usual}."


def months_words(months: pl.DataFrame) -> str:
    """What the last month with exits says, and which earlier ones were signals."""
    if months.is_empty():
        return "No month with exits."
    last = months.row(-1, named=True)
    now = f"In {month_words(last['month'])} {last['meaning']}"
    earlier = months.head(-1).filter("signal")
    if earlier.is_empty():
        return f"{now}; no earlier month is a signal."
    first, latest = (
        month_words(month) for month in (earlier["month"][0], earlier["month"][-1])
    )
    n = plural(earlier.height, "earlier month")
    where = f"in {first}" if earlier.height == 1 else f"between {first} and {latest}"
    return f"{now}; {n} {where} {'was a signal' if earlier.height == 1 else 'were signals'}."
