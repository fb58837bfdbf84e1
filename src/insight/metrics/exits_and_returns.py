"""Exits and returns month by month, from spells and from records alike."""

import polars as pl

from insight.metrics.calendar import month_label
from insight.metrics.facts import Facts
from insight.metrics.frame import polars
from insight.metrics.selection import Selection


def exits_and_returns(facts: Facts, selection: Selection) -> pl.DataFrame:
    """One row per month of the selection, in order.

    Returns:
        `month` ("2026-02"), `exits` in it, `provisional` of them, and `returned`:
        returns in it, whenever those customers had left. They add up to the exits and
        returns of `headline`.
    """
    left = polars(selection.within(facts.exits).select("month", "provisional"))
    back = selection.within(facts.exits, month="return_month")
    returns = polars(back.select(month="return_month"))
    months = pl.DataFrame({"month": list(selection.months)}, schema={"month": pl.Int64})
    exits = left.group_by("month").agg(
        exits=pl.len().cast(pl.Int64),
        provisional=pl.col("provisional").sum().cast(pl.Int64),
    )
    returned = returns.group_by("month").agg(returned=pl.len().cast(pl.Int64))
    return (
        months.join(exits, on="month", how="left")
        .join(returned, on="month", how="left")
        .fill_null(0)
        .sort("month")
        .with_columns(
            month=pl.col("month").map_elements(month_label, return_dtype=pl.String)
        )
    )
