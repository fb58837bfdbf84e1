"""Customers who asked to leave and are still here: who, since when, until when."""

import polars as pl

from insight.metrics.facts import Facts
from insight.metrics.frame import polars
from insight.metrics.narrow import NOT_KNOWN
from insight.metrics.save_offers import open_requests
from insight.metrics.selection import Selection

OVERDUE, NO_DAY = "overdue", "no day known"


def exits_under_way(facts: Facts, selection: Selection) -> pl.DataFrame:
    """One row per customer who asked to leave and is still here, most MRR first.

    Args:
        facts: The facts.
        selection: The accounts; its months say nothing here.

    Returns:
        `account_name`, `account_id`, `mrr` (units of the currency, null where unknown),
        `since` (the day of the request), `ends` (the day asked for, null where none is
        known), `reason` (code, or null), `owner` (null where unknown).
    """
    asked = open_requests(facts, selection)
    return asked.join(_owners(facts), on="account_id", how="left").select(
        "account_name", "account_id", "mrr", "reason", "owner",
        since="requested", ends="effective",
    ).sort("mrr", "account_id", descending=[True, False], nulls_last=True)  # fmt: skip


def leaving_by_month(facts: Facts, selection: Selection) -> pl.DataFrame:
    """The exits under way by the month they are to end in.

    Returns:
        `month` ("2026-03", OVERDUE where the day is over, NO_DAY without one; in that
        order: overdue, months, no day), `customers` and their `mrr` (null where none is
        known).
    """
    leaving = exits_under_way(facts, selection)
    is_over = pl.col("ends") <= facts.as_of
    month = (
        pl.when(pl.col("ends").is_null())
        .then(pl.lit(NO_DAY))
        .when(is_over)
        .then(pl.lit(OVERDUE))
        .otherwise(pl.col("ends").dt.strftime("%Y-%m"))
    )
    place = pl.when(month == OVERDUE).then(0).when(month == NO_DAY).then(2).otherwise(1)
    known = pl.col("mrr").count() > 0
    return (
        leaving.with_columns(month=month, place=place)
        .group_by("month", "place")
        .agg(
            customers=pl.len().cast(pl.Int64),
            mrr=pl.when(known).then(pl.col("mrr").sum()),
        )
        .sort("place", "month")
        .drop("place")
    )


def _owners(facts: Facts) -> pl.DataFrame:
    known = polars(facts.accounts.select("account_id", "owner"))
    blank = pl.col("owner").cast(pl.String) == NOT_KNOWN
    return known.select(
        "account_id", owner=pl.when(~blank).then(pl.col("owner").cast(pl.String))
    )
