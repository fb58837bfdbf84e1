"""What waits for somebody now: exits under way, and promises to leavers that are due."""

import polars as pl

from insight.metrics.exits_under_way import exits_under_way
from insight.metrics.facts import Facts
from insight.metrics.promises import promises_due
from insight.metrics.selection import Selection

UNDER_WAY = "exit under way"
_NONE = pl.lit(None, dtype=pl.String)


def waiting(facts: Facts, selection: Selection) -> pl.DataFrame:
    """Promises due, then customers who asked to leave and are still here.

    Promises come with the longest wait first, exits under way with most MRR first.

    Returns:
        `kind` ("export", "closing", "exit under way"), `account_name`, `account_id`,
        `mrr` (units of the currency, null where unknown), `since` (the day of the
        request), `ends` (the day asked for, null where none is known), `reason` (code,
        or null), `owner` (null where unknown).
    """
    due = promises_due(facts, selection).sort("asked", "account_id")
    promised = due.select(
        "account_name", "account_id", kind="promise", since="asked",
        owner="handled_by", mrr=pl.lit(None, dtype=pl.Float64),
        ends=pl.lit(None, dtype=pl.Date), reason=_NONE,
    )  # fmt: skip
    leaving = exits_under_way(facts, selection).with_columns(kind=pl.lit(UNDER_WAY))
    names = (
        "kind",
        "account_name",
        "account_id",
        "mrr",
        "since",
        "ends",
        "reason",
        "owner",
    )
    return pl.concat([promised.select(names), leaving.select(names)])
