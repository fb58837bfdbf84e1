"""Whom to call: former customers who may be called, in an order scored on the past."""

from dataclasses import dataclass

import polars as pl

from insight.metrics.call_order import (
    SPEAKS_FOR,
    CallOrder,
    CallScore,
    call_order,
    callable_rows,
    is_refused,
    ordered,
    spoken_for,
)
from insight.metrics.facts import Facts
from insight.metrics.frame import lazy, polars
from insight.metrics.money import to_units
from insight.metrics.return_chances import ChanceModel
from insight.metrics.selection import Selection
from insight.statistics.estimates import Refusal

SPEAKS_AGAINST = ("left_badly", "pushed_out", "poor_fit")
_ROWS = (
    "account_id", "account_name", "exit_date", "days_out", "reason", "mrr", "consent",
    "resolved", *SPEAKS_FOR, *SPEAKS_AGAINST, "chance", "is_likely",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Candidates:
    """Who may be called, and how many others left and may not.

    `rows`, those who agreed to be contacted before those of whom it is not known:
    `account_id`, `account_name`, `exit_date`, `days_out`, `reason` (code), `mrr` (units
    of the currency, null where unknown), `consent` (true, or null where not known),
    `resolved` (date of the last issue that was open at the exit), the flags of
    `SPEAKS_FOR` and `SPEAKS_AGAINST`, `chance` to be back within half a year (0-1, null
    without a model) and `is_likely`, one of the `LIKELIEST` share of the list. By chance
    the likeliest come first, and chance times MRR decides; else MRR alone does.

    `window` is from when to when after an exit others came back (days), None where too
    few did. `silent` are those for whom nothing speaks: they are not listed.
    """

    rows: pl.DataFrame
    window: tuple[int, int] | None
    returned: int
    ceased: int
    refused: int
    resting: int
    silent: int
    by_chance: bool
    score: CallScore | Refusal


def candidates(
    facts: Facts, selection: Selection, *, order: CallOrder | None = None
) -> Candidates:
    """The accounts whose latest exit is in the selection, and who are still out.

    Companies that ceased or merged away, refused consent, a rest period not over by
    `as_of` and customers for whom nothing speaks are counted and left out. Unknown
    consent is not refused consent, and never comes first. The chance is learnt from
    all exits whatever is selected, and orders the list only where the same rule did
    better than a lottery on the past.

    Args:
        facts: All of them.
        selection: The months of the exits and the accounts.
        order: `call_order` of the same facts, where it is there already.
    """
    order = order or call_order(facts)
    latest = polars(selection.within(lazy(order.then.filter("is_latest"))))
    out = latest.filter(pl.col("event") == 0)
    callable_ = callable_rows(out, day=facts.as_of_day)
    listed = ordered(
        spoken_for(callable_, order.window),
        order.model if isinstance(order.model, ChanceModel) else None,
        by_chance=order.by_chance,
    )
    refused = out.filter(is_refused())
    return Candidates(
        rows=listed.pipe(_in_units).select(_ROWS),
        window=order.window,
        returned=latest.filter(pl.col("event") == 1).height,
        ceased=latest.filter(pl.col("event") > 1).height,
        refused=refused.height,
        resting=out.height - refused.height - callable_.height,
        silent=callable_.height - listed.height,
        by_chance=order.by_chance,
        score=order.score,
    )


def _in_units(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(
        to_units("mrr"),
        _date("day").alias("exit_date"),
        _date("resolved"),
        days_out="days",
        reason="reason_code",
    )


def _date(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.Int32).cast(pl.Date)
