"""Does festering go before leaving? Shares at notice against active, and the rate ratio."""

import narwhals as nw
import polars as pl

from insight.metrics.calendar import month_label, with_months
from insight.metrics.facts import Facts
from insight.metrics.festering import monthly_festering
from insight.metrics.festering_states import days_by_state
from insight.metrics.frame import Frame, polars
from insight.metrics.monthly import monthly
from insight.metrics.selection import Selection
from insight.statistics.proportions import wilson
from insight.statistics.rates import rate_ratio

ALL = "all customers"
DAYS_A_YEAR = 365.25
SHARE = {"share": pl.Float64, "low": pl.Float64, "high": pl.Float64}


def notices(facts: Facts, selection: Selection) -> Frame:
    """The exits whose notice fell into the selected months.

    Where no notice is recorded the day of the exit stands for it.

    Returns:
        The columns of `facts.exits`, `noticed` (day), `notice_month`, and `festering`
        (1 or 0) with the day the span began as `since`, on the day before the notice.
    """
    left = selection.of_accounts(facts.exits).with_columns(
        noticed=nw.coalesce("notice", "day")
    )
    asked = with_months(left, notice_month="noticed").filter(
        nw.col("notice_month") >= selection.first_month,
        nw.col("notice_month") <= selection.last_month,
    )
    before = nw.col("noticed") - 1
    told = (
        asked.select("account", "noticed")
        .unique()
        .join(facts.festering, on="account")
        .filter(nw.col("since") <= before, before < nw.col("until"))
        .select("account", "noticed", "since")
    )
    return asked.join(told, on=["account", "noticed"], how="left").with_columns(
        festering=nw.when(nw.col("since").is_null())
        .then(nw.lit(0))
        .otherwise(nw.lit(1))
    )


def festering_shares(facts: Facts, selection: Selection) -> pl.DataFrame:
    """Leavers with a festering issue, beside active customers in the same months.

    The share among leavers says nothing alone: compare it with the share among those
    who stayed. Notices of customers who have not left yet are missing, so the latest
    months have few.

    Returns:
        `month` ("2026-02"); `notices` of exits in it (n), `festering` of them on the
        day before (k), `share`, `low`, `high` (Wilson, null without notices); `active`
        customers on the month's last day, `active_festering` and `active_share`.

    Source: docs/metrics.md §1.10.
    """
    noticed = (
        notices(facts, selection)
        .group_by(nw.col("notice_month").alias("month"))
        .agg(nw.col("festering").sum().cast(nw.Int64), notices=nw.len())
    )
    active = monthly_festering(facts, selection).select(
        month="period", active_festering=pl.col("active_with_festering").cast(pl.Int64)
    )
    customers = monthly(facts, selection)["customers_end"]
    rows = (
        active.sort("month")
        .with_columns(active=customers)
        .join(polars(noticed), on="month", how="left", maintain_order="left")
        .with_columns(pl.col("festering", "notices").fill_null(0).cast(pl.Int64))
    )
    return _with_shares(rows).select(
        pl.col("month").map_elements(month_label, return_dtype=pl.String),
        "notices", "festering", *SHARE, "active", "active_festering", "active_share",
    )  # fmt: skip


def festering_total(facts: Facts, selection: Selection) -> pl.DataFrame:
    """One row: `festering_shares` over all its months together.

    `active` counts customers once per month; they are not independent, so their share
    has no interval. `festering_ratio` is the comparison to trust.
    """
    return totals(festering_shares(facts, selection))


def totals(months: pl.DataFrame) -> pl.DataFrame:
    """One row: the months of `festering_shares` together."""
    counts = ("notices", "festering", "active", "active_festering")
    return _with_shares(months.select(pl.col(counts).sum())).select(
        "notices", "festering", *SHARE, "active", "active_festering", "active_share"
    )


def festering_ratio(
    facts: Facts, selection: Selection, *, by: str | None = None
) -> pl.DataFrame:
    """How much more often customers ask to leave while an issue festers.

    Every customer counts the days with a festering issue and the days without, up to
    the request (start-stop). Whether an account *ever* had such an issue is not
    compared: long-lived accounts collect issues, so it would look protective.

    Args:
        facts: The facts.
        selection: Requests in these months, of these accounts.
        by: None, "segment", "region", "plan" or "fit".

    Returns:
        `group`; `requests` and `years` (account-years) while festering, and
        `other_requests`, `other_years`; `rate`, `other_rate` (requests per 100
        account-years); `ratio` with `low`, `high` (95%, exact; null where not told).

    Source: docs/metrics.md §2, "Immortal time"; Przyborowski & Wilenski 1940.
    """
    days = days_by_state(facts, selection)
    if by:
        groups = facts.accounts.select("account", group=nw.col(by))
    else:
        groups = facts.accounts.select("account", group=nw.lit(ALL))
    sums = (
        days.join(groups, on="account")
        .group_by("group", "festering")
        .agg(nw.col("requests", "days").sum())
    )
    wide = _side_by_side(polars(sums))
    ratios = [
        rate_ratio(row["requests"], row["years"], against=(row["others"], row["rest"]))
        for row in wide.select(
            "requests", "years", others="other_requests", rest="other_years"
        ).to_dicts()
    ]
    told = {
        name: [getattr(ratio, field) for ratio in ratios]
        for name, field in (("ratio", "value"), ("low", "low"), ("high", "high"))
    }
    return wide.with_columns(
        pl.Series(name, values, dtype=pl.Float64).fill_nan(None)
        for name, values in told.items()
    )


def _side_by_side(sums: pl.DataFrame) -> pl.DataFrame:
    def of(state: int, column: str) -> pl.Expr:
        return pl.col(column).filter(pl.col("festering") == state).sum()

    years = {
        "years": of(1, "days") / DAYS_A_YEAR,
        "other_years": of(0, "days") / DAYS_A_YEAR,
    }
    per_100 = {
        "rate": ("requests", "years"),
        "other_rate": ("other_requests", "other_years"),
    }
    return (
        sums.group_by("group")
        .agg(requests=of(1, "requests"), other_requests=of(0, "requests"), **years)
        .with_columns(
            (100 * pl.col(k) / pl.col(n)).fill_nan(None).alias(name)
            for name, (k, n) in per_100.items()
        )
        .select("group", "requests", "years", "other_requests", "other_years", *per_100)
        .sort("group")
    )


def _with_shares(rows: pl.DataFrame) -> pl.DataFrame:
    low, high = wilson(rows["festering"], rows["notices"])
    active = pl.col("active_festering") / pl.col("active")
    return rows.with_columns(
        share=(pl.col("festering") / pl.col("notices")).fill_nan(None),
        low=pl.Series(low).fill_nan(None),
        high=pl.Series(high).fill_nan(None),
        active_share=active.fill_nan(None),
    )
