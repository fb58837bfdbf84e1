"""Exits and returns month by month, from spells and from records alike."""

import narwhals as nw
import polars as pl

from insight.metrics.calendar import month_label
from insight.metrics.facts import Facts
from insight.metrics.frame import polars
from insight.metrics.selection import Selection


def exits_and_returns(facts: Facts, selection: Selection) -> pl.DataFrame:
    """One row per month of the selection, in order.

    Returns:
        `month` ("2026-02"), `exits` in it, `provisional` of them, and `returned`:
        returns in it, whenever those customers had left, and `is_running`: whether it is
        not over by `as_of`. They add up to the exits and returns of `headline`.
    """
    young = nw.when(nw.col("provisional")).then(nw.lit(1)).otherwise(nw.lit(0))
    left = selection.within(facts.exits).select("month", provisional=young)
    back = selection.within(facts.exits, month="return_month")
    months = pl.DataFrame({"month": list(selection.months)}, schema={"month": pl.Int64})
    exits = polars(
        left.group_by("month").agg(nw.col("provisional").sum(), exits=nw.len())
    )
    returned = polars(
        back.group_by(nw.col("return_month").alias("month")).agg(returned=nw.len())
    )
    return (
        months.join(exits, on="month", how="left")
        .join(returned, on="month", how="left")
        .sort("month")
        .with_columns(
            pl.col("exits", "provisional", "returned").fill_null(0).cast(pl.Int64),
            is_running=pl.col("month") > facts.last_whole_month,
            month=pl.col("month").map_elements(month_label, return_dtype=pl.String),
        )
        .select("month", "exits", "provisional", "returned", "is_running")
    )
