"""What festering issues are about: customers who have one now, and those who left with one."""

import narwhals as nw
import polars as pl

from insight.metrics.facts import Facts
from insight.metrics.frame import Frame, polars
from insight.metrics.money import to_units
from insight.metrics.selection import Selection


def festering_topics(facts: Facts, selection: Selection) -> pl.DataFrame:
    """One row per topic of issues that festered, those open now first.

    Args:
        facts: The facts.
        selection: Customers of today among these accounts, and those lost in its months.

    Returns:
        `topic` (null where none is recorded), `open_now` (customers with such an issue on
        `as_of`), `mrr` (what they pay, units of the currency) and `left` (exits with one
        the day before).
    """
    here = selection.of_accounts(facts.spells).filter(nw.col("end").is_null())
    now = here.select("account", "account_mrr", on=nw.lit(facts.as_of_day))
    gone = selection.within(facts.exits).select(
        "account", "day", on=nw.col("day") - nw.lit(1)
    )
    open_now = polars(
        _long_open(facts, now)
        .group_by("topic", "account")
        .agg(nw.col("account_mrr").max())
        .group_by("topic")
        .agg(nw.col("account_mrr").sum(), open_now=nw.len())
    )
    left = polars(
        _long_open(facts, gone)
        .group_by("topic", "account", "day")
        .agg(issues=nw.len())
        .group_by("topic")
        .agg(left=nw.len())
    )
    rows = open_now.join(left, on="topic", how="full", coalesce=True, nulls_equal=True)
    return (
        rows.with_columns(
            pl.col("open_now", "left").fill_null(0).cast(pl.Int64),
            to_units("account_mrr"),
        )
        .select("topic", "open_now", pl.col("account_mrr").alias("mrr"), "left")
        .sort("open_now", "left", "topic", descending=[True, True, False])
    )


def _long_open(facts: Facts, on_day: Frame) -> Frame:
    """Issues that festered on the day `on` of their account; `account`, `on` and more."""
    days = facts.choices.festering_days
    festers = nw.col("on") - nw.col("opened") > days
    is_open = nw.col("resolved").is_null() | (nw.col("resolved") > nw.col("on"))
    issues = facts.issues.filter(nw.col("severity") != "low")
    return issues.join(on_day, on="account").filter(festers, is_open)
