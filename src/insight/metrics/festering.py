"""Festering issues at exits, at month-ends and now; `festering_spans` says what festers."""

import narwhals as nw
import polars as pl

from insight.metrics.calendar import day_of, month_end
from insight.metrics.facts import Facts
from insight.metrics.frame import Frame, beside, polars
from insight.metrics.selection import Selection


def monthly_festering(facts: Facts, selection: Selection) -> pl.DataFrame:
    """Active customers and exits with a festering issue, by month.

    Customers are looked at on the month's last day, exits on the day before them.

    Returns:
        `period` (month index), `active_with_festering`, `exits_with_festering`.
    """
    ends = pl.DataFrame(
        [(m, day_of(min(month_end(m), facts.as_of))) for m in selection.months],
        schema={"period": pl.Int64, "on": pl.Int64},
        orient="row",
    )
    spans = facts.festering.join(beside(facts.festering, ends), how="cross")
    running = nw.col("end").is_null() | (nw.col("end") > nw.col("on"))
    spells = selection.of_accounts(facts.spells)
    active = (
        spans.filter(_festers(nw.col("on")))
        .join(spells.select("account", "start", "end"), on="account")
        .filter(nw.col("start") <= nw.col("on"), running)
        .group_by("period")
        .agg(active_with_festering=nw.len())
    )
    left = (
        exits_with_festering(facts, selection)
        .group_by("month")
        .agg(exits_with_festering=nw.len())
    )
    counts = polars(active).join(
        polars(left).rename({"month": "period"}), on="period", how="full", coalesce=True
    )
    months = ends.select("period").join(counts, on="period", how="left")
    return months.fill_null(0).cast(pl.Int64)


def exits_with_festering(facts: Facts, selection: Selection) -> Frame:
    """`account`, `day`, `month`, `exit_id` of exits with one the day before."""
    exits = selection.of_accounts(facts.exits).join(facts.festering, on="account")
    festering = exits.filter(_festers(nw.col("day") - 1))
    return festering.select("account", "day", "month", "exit_id")


def exits_with_open_issue(facts: Facts) -> Frame:
    """`exit_id`, `account_id`, `day` of exits with an issue open the day before.

    An issue closed on the day of the exit or later was open at the exit. `festering`
    says whether one of them had been open long enough, and was not of low severity.
    """
    on = nw.col("day") - 1
    long_open = on - nw.col("opened") > facts.choices.festering_days
    festers = long_open & (nw.col("severity") != "low")
    return (
        facts.exits.join(facts.issues, on="account")
        .filter(
            nw.col("opened") <= on,
            nw.col("resolved").is_null() | (nw.col("resolved") > on),
        )
        .with_columns(festers=nw.when(festers).then(nw.lit(1)).otherwise(nw.lit(0)))
        .group_by("exit_id", "account_id", "day")
        .agg(festering=nw.col("festers").max() == 1)
    )


def festering_now(facts: Facts) -> Frame:
    """`account_id` of the customers with a festering issue on `as_of`."""
    now = facts.festering.filter(_festers(nw.lit(facts.as_of_day)))
    here = facts.spells.filter(nw.col("end").is_null())
    return here.join(now.select("account"), on="account").select("account_id")


def _festers(on: nw.Expr) -> nw.Expr:
    """Whether a day lies in a span of `facts.festering`."""
    return (nw.col("since") <= on) & (on < nw.col("until"))
