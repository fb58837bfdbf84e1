"""Subscriptions that are late for longer than that counts, in a list without a history."""

from datetime import date

import polars as pl

from insight.intake.life_days import LATE, LONGEST

_KEY = "phase_id"


def late_from(rows: pl.DataFrame, *, as_of: date) -> tuple[pl.DataFrame, int]:
    """Phases of which today's status is not taken for their whole life.

    A list with one row per subscription says that some are past due or paused, and not
    since when: where that would be longer than it counts, it begins on `as_of`.

    Args:
        rows: The table of subscriptions.
        as_of: The day the list is complete up to.

    Returns:
        The table, and how many subscriptions are late from that day on.
    """
    named = pl.concat_str(
        "subscription_id", pl.col("start_date").cast(pl.String), separator="/"
    )
    is_list = rows.select((pl.col(_KEY) == named).all()).item()
    if not is_list or rows["subscription_id"].is_duplicated().any():
        return rows, 0
    limit = pl.col("status").replace_strict(LONGEST, default=0, return_dtype=pl.Int64)
    age = (pl.lit(as_of) - pl.col("start_date")).dt.total_days()
    is_old = pl.col("status").is_in(LATE) & pl.col("end_date").is_null() & (age > limit)
    late = rows.filter(is_old)
    before = late.with_columns(status=pl.lit("active"), end_date=pl.lit(as_of))
    since = pl.format("{}/{}", "subscription_id", pl.lit(as_of.isoformat()))
    now = late.with_columns(since.alias(_KEY), start_date=pl.lit(as_of))
    return pl.concat(
        [rows.filter(~is_old.fill_null(value=False)), before, now]
    ), late.height
