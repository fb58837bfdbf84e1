"""Signal or noise: weekly requests to leave and monthly churn against locked limits."""

from dataclasses import replace

import narwhals as nw
import numpy as np
import polars as pl

from insight.metrics.calendar import day_of, month_end, month_label, month_start
from insight.metrics.facts import Facts
from insight.metrics.frame import Frame, polars
from insight.metrics.monthly import monthly
from insight.metrics.selection import Selection
from insight.metrics.verdicts import blocks, in_words
from insight.statistics.control_charts import XmrLimits, locked_limits, signals
from insight.statistics.estimates import Refusal
from insight.statistics.p_charts import p_chart
from insight.statistics.survival import Counts, Floats

LEAST_WEEKS, WEEKS = 26, 52
LEAST_A_WEEK = 1
PER = 1_000
WEEKDAY_OF_DAY_0 = 3


def weekly_signals(facts: Facts, selection: Selection) -> pl.DataFrame:
    """Requests to cancel an account, per 1,000 active ones, in each whole week.

    The limits of 52 weeks are set by the 52 weeks before them and locked: no later week
    changes what a week says, but for the run rules, which name every week of a run once
    it is complete. Weeks are counted from the first Monday the data can speak of; in
    the first year its 26 first weeks set the limits of the others. Weeks with fewer
    than one request on average set none: look at months then.

    Returns:
        Per week that begins in the selected months: `week` (its Monday), `requests`
        (k), `active` accounts on it (n), `per_1000`, `mean` with the limits `lower` and
        `upper` in the same unit (null where there are none), `verdict`, and `meaning` in
        words. Never compare a week with the one before it.

    Source: Wheeler, Understanding Variation, 1993; xmrit.com.
    """
    weeks = _weeks(facts, selection)
    values = weeks["per_1000"].fill_null(np.nan).to_numpy()
    mean, lower, upper = _weekly_limits(values, weeks["requests"].to_numpy())
    apart, reach = values - mean, upper - mean
    steps = np.divide(apart, reach, out=np.full_like(apart, np.nan), where=reach > 0)
    rules = signals(steps, XmrLimits(0, np.nan, -1, 1, np.nan))
    told = weeks.with_columns(
        mean=mean, lower=lower, upper=upper,
        outside=rules.outside, run=rules.run, near=rules.near,
    )  # fmt: skip
    begins = pl.col("week").is_between(
        month_start(selection.first_month), month_end(selection.last_month)
    )
    return in_words(told, "per_1000", shown="{}").filter(begins)


def monthly_signals(facts: Facts, selection: Selection) -> pl.DataFrame:
    """Logo churn of each whole month against binomial limits (p-chart).

    The limits of twelve months (`Choices.baseline_months`) are set by the twelve before
    them, counted from the first month the data can speak of; they are wider where there
    were fewer customers.

    Returns:
        Per selected month: `month` ("2026-02"), `exits` of customers of its start (k),
        `provisional` exits in it, `customers` at its start (n), `share`, `mean` with
        `lower` and `upper` (0-1, null where there are none), `verdict`, `meaning`.

    Source: Montgomery 1991, chapter 4; NIST e-Handbook 6.3.3.2.
    """
    months = _months(facts, selection)
    mean, lower, upper = _monthly_limits(
        months["exits"].to_numpy(),
        months["customers"].to_numpy(),
        year=facts.choices.baseline_months,
    )
    share = months["share"].to_numpy()
    told = months.with_columns(
        mean=mean, lower=lower, upper=upper,
        outside=(share > upper) | (share < lower), run=False, near=False,
    )  # fmt: skip
    chosen = pl.col("month") >= month_label(selection.first_month)
    return in_words(told, "share", shown="{} %", times=100).filter(chosen)


def _weekly_limits(values: Floats, requests: Counts) -> Floats:
    """Mean, lower and upper limit of each week, (3, weeks); nan where there are none."""
    found = np.full((3, len(values)), np.nan)
    for judged, base in blocks(len(values), size=WEEKS, first=LEAST_WEEKS):
        limits = locked_limits(values[base], least=LEAST_WEEKS, most=WEEKS)
        if isinstance(limits, Refusal) or requests[base].mean() < LEAST_A_WEEK:
            continue
        lower = max(limits.lower, 0)
        found[:, judged] = np.array([[limits.mean], [lower], [limits.upper]])
    return found


def _monthly_limits(k: Counts, n: Counts, *, year: int) -> Floats:
    """Mean, lower and upper limit of each month, (3, months); nan where there are none."""
    found = np.full((3, len(k)), np.nan)
    for judged, base in blocks(len(k), size=year, first=year):
        if not k[base].sum():
            continue
        first = np.zeros(len(k), dtype=bool)
        first[base] = True
        chart = p_chart(k, n, baseline=first)
        found[0, judged] = chart.mean
        found[1:, judged] = chart.lower[judged], chart.upper[judged]
    return found


def _weeks(facts: Facts, selection: Selection) -> pl.DataFrame:
    """Every whole week the data can speak of, with its requests and active accounts."""
    start = day_of(month_start(facts.first_month))
    first = start + (7 - (start + WEEKDAY_OF_DAY_0) % 7) % 7
    mondays = np.arange(first, facts.as_of_day - 5, 7)
    asked = _so_far(
        selection.of_accounts(facts.requests).filter(nw.col("scope") == "account"),
        "requested",
    )
    spells = selection.of_accounts(facts.spells)
    begun, ended = (_so_far(spells, name) for name in ("start", "end"))
    active = _up_to(begun, mondays) - _up_to(ended, mondays)
    requests = _up_to(asked, mondays + 6) - _up_to(asked, mondays - 1)
    weeks = pl.DataFrame({"week": mondays, "requests": requests, "active": active})
    per = PER * pl.col("requests") / pl.col("active")
    return weeks.with_columns(
        pl.col("week").cast(pl.Int32).cast(pl.Date),
        per_1000=pl.when(pl.col("active") > 0).then(per),
    )


def _months(facts: Facts, selection: Selection) -> pl.DataFrame:
    whole = facts.last_month - (facts.as_of < month_end(facts.last_month))
    last = min(selection.last_month, whole)
    every = replace(selection, first_month=facts.first_month, last_month=last)
    return (
        monthly(facts, every)
        .select(
            "month",
            exits="exits_of_start_customers",
            provisional="provisional_exits",
            customers="customers_start",
            share="logo_churn_rate",
        )
        .filter(pl.col("customers") > 0)
    )


def _so_far(frame: Frame, day: str) -> pl.DataFrame:
    """`day`, `n`: each day that occurs, in order, and how many rows had it by then."""
    known = frame.select(day=nw.col(day)).filter(~nw.col("day").is_null())
    counts = polars(known.group_by("day").agg(n=nw.len())).sort("day")
    return counts.with_columns(pl.col("n").cast(pl.Int64).cum_sum())


def _up_to(so_far: pl.DataFrame, at: Counts) -> Counts:
    places = np.searchsorted(so_far["day"].to_numpy(), at, side="right")
    return np.concatenate([[0], so_far["n"].to_numpy()])[places].astype(np.int64)
