"""Signal or normal variation: requests by week, customers lost and won back by month."""

from dataclasses import replace
from datetime import date

import narwhals as nw
import numpy as np
import polars as pl

from insight.metrics.calendar import (
    date_of,
    day_of,
    month_end,
    month_label,
    month_start,
)
from insight.metrics.facts import Facts
from insight.metrics.frame import Frame, polars
from insight.metrics.judged_periods import judged
from insight.metrics.monthly import monthly
from insight.metrics.selection import Selection
from insight.statistics.detector import MONTHLY, WEEKLY
from insight.statistics.survival import Counts

PER = 1_000
WEEK = 7
WEEKDAY_OF_DAY_0 = 3
RETURN_DAYS = 365


def weekly_signals(facts: Facts, selection: Selection) -> pl.DataFrame:
    """Requests to cancel an account in each whole week, over the days of customers.

    Weeks are counted from the first Monday the data can speak of. Each is judged by the
    weeks before it alone (`statistics.detector`): no later week changes what it says.

    Returns:
        Per week that begins in the selected months: `week` (its Monday), `requests`
        (k), `active` accounts on it, `per_1000` of them in a week of seven days, and the
        columns of `judged` in the same unit. Never compare a week with the one before.
    """
    mondays = _mondays(facts)
    days = _customer_days(facts, selection, mondays, mondays + WEEK)
    asked = _so_far(
        selection.of_accounts(facts.requests).filter(nw.col("scope") == "account"),
        "requested",
    )
    weeks = pl.DataFrame(
        {
            "week": _dates(mondays),
            "requests": _within(asked, mondays, mondays + WEEK),
            "active": _active(facts, selection, mondays),
        },
        schema_overrides={"week": pl.Date},
    ).with_columns(begins="week")
    shown = pl.Series("shown", days / WEEK / PER)
    rate = pl.when(shown > 0).then(pl.col("requests") / shown)
    told = judged(
        weeks.with_columns(per_1000=rate),
        counts="requests", exposure=days, of=shown, cadence=WEEKLY, shown="{}",
    )  # fmt: skip
    return told.drop("begins").filter(_begins_in(selection, "week"))


def monthly_signals(facts: Facts, selection: Selection) -> pl.DataFrame:
    """Customers lost in each whole month, over the days of customers.

    Returns:
        Per selected month: `month` ("2026-02"), `exits` of customers of its start (k),
        `provisional` exits in it, `customers` at its start (n), `share`, and the columns
        of `judged` in shares (0-1).
    """
    months = _months(facts, selection)
    starts, stops = _bounds(months)
    days = _customer_days(facts, selection, starts, stops)
    told = judged(
        months, counts="exits", exposure=days, of=months["customers"],
        cadence=MONTHLY, shown="{}%", times=100,
    )  # fmt: skip
    chosen = pl.col("month") >= month_label(selection.first_month)
    return told.drop("begins").filter(chosen, pl.col("customers") > 0)


def return_signals(facts: Facts, selection: Selection) -> pl.DataFrame:
    """Customers won back within a year of leaving, in each whole month.

    Counted over the days that leavers were out in their first year: where more leave,
    more can come back.

    Returns:
        Per selected month: `month`, `returns` (k), `out` (leavers who were out for less
        than a year when it began), and the columns of `judged`, as counts of returns.
    """
    months = _whole_months(facts, selection)
    starts, stops = _bounds(months)
    exits = selection.of_accounts(facts.exits).with_columns(
        over=nw.col("day") + nw.min_horizontal(nw.col("days"), nw.lit(RETURN_DAYS))
    )
    back = exits.filter(nw.col("event") == 1, nw.col("days") <= RETURN_DAYS)
    left, over = (_so_far(exits, name) for name in ("day", "over"))
    told = judged(
        months.with_columns(
            returns=pl.Series(_within(_so_far(back, "return_day"), starts, stops)),
            out=pl.Series(_up_to(left, starts - 1) - _up_to(over, starts - 1)),
        ),
        counts="returns", exposure=_days(left, over, starts, stops),
        of=pl.Series(np.ones(len(starts))), cadence=MONTHLY, shown="{}",
    )  # fmt: skip
    chosen = pl.col("month") >= month_label(selection.first_month)
    return told.drop("begins").filter(chosen)


def _mondays(facts: Facts) -> Counts:
    """The Mondays of the whole weeks the data can speak of."""
    start = day_of(month_start(facts.first_month))
    first = start + (WEEK - (start + WEEKDAY_OF_DAY_0) % WEEK) % WEEK
    return np.arange(first, facts.as_of_day - WEEK + 2, WEEK)


def _whole_months(facts: Facts, selection: Selection) -> pl.DataFrame:
    """`month` and the day it `begins`: every whole one up to the last selected."""
    last = min(selection.last_month, facts.last_whole_month)
    every = range(facts.first_month, last + 1)
    begins = [month_start(month) for month in every]
    return pl.DataFrame(
        {"month": [month_label(month) for month in every], "begins": begins},
        schema={"month": pl.String, "begins": pl.Date},
    )


def _months(facts: Facts, selection: Selection) -> pl.DataFrame:
    whole = _whole_months(facts, selection)
    last = facts.first_month + whole.height - 1
    every = replace(selection, first_month=facts.first_month, last_month=last)
    counted = (
        monthly(facts, every)
        .select(
            "month",
            exits="exits_of_start_customers",
            provisional="provisional_exits",
            customers="customers_start",
        )
        .with_columns(
            share=pl.when(pl.col("customers") > 0).then(
                pl.col("exits") / pl.col("customers")
            )
        )
    )
    return whole.join(counted, on="month")


def _bounds(months: pl.DataFrame) -> tuple[Counts, Counts]:
    """The first day of each month and of the next, as day numbers."""
    ends = months["begins"].dt.offset_by("1mo")
    starts, stops = (
        days.to_physical().cast(pl.Int64).to_numpy()
        for days in (months["begins"], ends)
    )
    return starts, stops


def _customer_days(
    facts: Facts, selection: Selection, starts: Counts, stops: Counts
) -> Counts:
    """The days of customers from each start up to, not with, each stop."""
    spells = selection.of_accounts(facts.spells)
    return _days(_so_far(spells, "start"), _so_far(spells, "end"), starts, stops)


def _active(facts: Facts, selection: Selection, days: Counts) -> Counts:
    spells = selection.of_accounts(facts.spells)
    begun, ended = (_so_far(spells, name) for name in ("start", "end"))
    return _up_to(begun, days) - _up_to(ended, days)


def _days(
    begun: pl.DataFrame, ended: pl.DataFrame, starts: Counts, stops: Counts
) -> Counts:
    """Days between a beginning and its end that lie in each stretch."""
    if not len(starts):
        return np.zeros(0, dtype=np.int64)
    every = np.arange(starts[0], stops[-1])
    there = np.cumsum(_up_to(begun, every) - _up_to(ended, every))
    total = np.concatenate([[0], there])
    days: Counts = total[stops - starts[0]] - total[starts - starts[0]]
    return days


def _within(days: pl.DataFrame, starts: Counts, stops: Counts) -> Counts:
    return _up_to(days, stops - 1) - _up_to(days, starts - 1)


def _so_far(frame: Frame, day: str) -> pl.DataFrame:
    """`day`, `n`: each day that occurs, in order, and how many rows had it by then."""
    known = frame.select(day=nw.col(day)).filter(~nw.col("day").is_null())
    counts = polars(known.group_by("day").agg(n=nw.len())).sort("day")
    return counts.with_columns(pl.col("n").cast(pl.Int64).cum_sum())


def _up_to(so_far: pl.DataFrame, at: Counts) -> Counts:
    places = np.searchsorted(so_far["day"].to_numpy(), at, side="right")
    return np.concatenate([[0], so_far["n"].to_numpy()])[places].astype(np.int64)


def _dates(days: Counts) -> list[date]:
    return [date_of(int(day)) for day in days]


def _begins_in(selection: Selection, day: str) -> pl.Expr:
    return pl.col(day).is_between(
        month_start(selection.first_month), month_end(selection.last_month)
    )
