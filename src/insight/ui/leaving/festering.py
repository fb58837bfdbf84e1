"""The cards of the festering page: shares, ratio, back-test, trails."""

from functools import lru_cache
from typing import Any

import polars as pl

from insight.charts.festering import OF_EXIT, longest_first, trail_chart
from insight.charts.group_shares import group_share_chart
from insight.charts.ratios import ratio_chart
from insight.formats import count, plural
from insight.metrics.festering_backtest import Backtest, festering_backtest, trails
from insight.metrics.festering_hazard import festering_hazard
from insight.metrics.festering_rates import festering_ratio, festering_shares
from insight.remembered import remembered
from insight.statistics.effects import HazardRatio
from insight.statistics.estimates import Estimate, Refusal
from insight.ui.components import empty_card, figure_card, refusal_card, table_card
from insight.ui.leaving import festering_words as words
from insight.ui.rows import only, without
from insight.ui.view import View

SHARE = "More often among those who leave?"
RATIO = "Are there more requests to leave while one festers?"
BACKTEST = "Would the issues have named the leavers?"
TRAIL = "What could have been seen, and how early?"
BEHIND = "Which issues were behind them?"
MOST_DRAWN = 12
COLUMNS = ("group", "k", "n", "share", "low", "high", "meaning")
LISTED = (
    "account_name", "account_id", "exit_date", "notice", "open_days", "topic",
    "severity", "opened", "resolved", "resolved_how", "closed_late", "reopened_count",
    "reason", "exit_id", "issue_id",
)  # fmt: skip
_RATIOS = {
    "comparison": pl.String,
    "label": pl.String,
    "ratio": pl.Float64,
    "ratio_from": pl.Float64,
    "ratio_to": pl.Float64,
}


@remembered
def share_rows(totals: pl.DataFrame) -> pl.DataFrame:
    """Leavers and customers with a festering issue; the second share has no interval."""
    total = totals.row(0, named=True)
    active = total["active_share"]
    rows = [
        ("Leavers, the day before notice", total["festering"], total["notices"],
         total["share"], total["low"], total["high"], "bad"),
        ("Customers, at month-ends", total["active_festering"], total["active"],
         active, active, active, "customers"),
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=list(COLUMNS), orient="row")


@remembered
def ratio_rows(compared: pl.DataFrame, same_age: HazardRatio | Refusal) -> pl.DataFrame:
    """All days compared, and at the same age; a ratio that is not told is null."""
    plain = compared.row(0, named=True)
    rows = [("crude", "All days compared", plain["ratio"], plain["low"], plain["high"])]
    if isinstance(same_age, HazardRatio):
        found = same_age.ratio
        limits = (found.value, found.low, found.high)
        rows.append(("adjusted", "At the same age", *limits))
    return pl.DataFrame(rows, schema=_RATIOS, orient="row")


@lru_cache
def backtest_rows(found: Backtest) -> pl.DataFrame:
    """What the rule named: of the leavers, and how many of its names asked to leave."""
    rows = [
        ("Leavers it named", found.named, found.leavers, found.share_named, "bad"),
        ("Of its names, asked", found.hits, found.named_months, found.precision, "bad"),
        ("Of all, asked", found.base_hits, found.months, found.base, "customers"),
    ]  # fmt: skip
    return pl.DataFrame(
        [(name, k, n, *_limits(share), meaning) for name, k, n, share, meaning in rows],
        schema=list(COLUMNS),
        orient="row",
    ).filter(pl.col("n") > 0)


def share_card(view: View, totals: pl.DataFrame) -> None:
    """Leavers beside customers of the same months."""
    total = totals.row(0, named=True)
    months = view.measure(festering_shares)
    figure_card(
        SHARE,
        group_share_chart(
            share_rows(totals), palette=view.palette, choices=view.choices
        ),
        months,
        note=view.note(
            words.shares_finding(total, choices=view.choices),
            f"an issue open for more than {view.choices.festering_days} days and not of low severity",
            "share with 95% interval, customers once per month-end",
            limits=words.SHARES_LIMITS,
        ),
    )


def ratio_card(view: View) -> None:
    """Requests to leave with a festering issue against without, day by day."""
    plain = view.measure(festering_ratio)
    same_age = view.measure(festering_hazard)
    if plain.is_empty():
        empty_card(RATIO, file="cancellation_requests")
        return
    row = plain.row(0, named=True)
    parts = _ratio_parts(row)
    if isinstance(same_age, Refusal):
        refusal_card(
            RATIO, same_age.reason, note=view.note(same_age.reason, *parts, limits="")
        )
        return
    ratios = ratio_rows(plain, same_age)
    figure_card(
        RATIO,
        ratio_chart(ratios, palette=view.palette, above="bad", below="good"),
        without(ratios, "comparison"),
        note=view.note(words.ratio_finding(ratios), *parts, limits=words.RATIO_LIMITS),
    )


def backtest_card(view: View) -> None:
    """How many leavers the rule would have named, how early, and how many in vain."""
    found = view.measure(festering_backtest)
    rows = backtest_rows(found)
    figure_card(
        BACKTEST,
        group_share_chart(rows, palette=view.palette, choices=view.choices),
        rows,
        note=view.note(
            words.backtest_finding(rows),
            *words.backtest_parts(found),
            limits=words.BACKTEST_LIMITS,
        ),
    )


def trail_cards(view: View) -> None:
    """The trails of the exits whose issues had festered for longest, and all in a table."""
    found = view.measure(trails)
    if found.is_empty():
        return
    exits = found.select(OF_EXIT).n_unique()
    drawn = longest_first(found, most=MOST_DRAWN)
    number = drawn.select(OF_EXIT).n_unique()
    all_of = plural(exits, "exit")
    figure_card(
        TRAIL,
        trail_chart(
            drawn, palette=view.palette, festering_days=view.choices.festering_days
        ),
        only(drawn, *LISTED),
        note=view.note(
            words.trail_finding(drawn, drawn=number),
            all_of if number == exits else f"the {count(number)} longest of {all_of}",
            "days before and after notice, the oldest issue first",
            f"bar = issue open, coloured after {view.choices.festering_days} days; ✕ = exit",
            limits=words.TRAIL_LIMITS,
        ),
    )
    issues = plural(found.height, "issue")
    table_card(
        BEHIND,
        only(found, *LISTED),
        note=view.note(
            f"A table of {issues} behind {all_of}, the latest exit first.",
            f"{issues} behind {all_of}",
            "the latest exit first",
            limits=words.TRAIL_LIMITS,
        ),
    )


def _ratio_parts(row: dict[str, Any]) -> list[str]:
    festering = plural(row["requests"], "request")
    others = plural(row["other_requests"], "request")
    return [
        f"{festering} in {row['years']:,.0f} customer-years with a festering issue, "
        f"{others} in {row['other_years']:,.0f} without",
        "rate of requests with ÷ without, day by day, 95% interval: an association",
    ]


def _limits(share: Estimate) -> tuple[float, float, float]:
    return share.value, share.low, share.high
