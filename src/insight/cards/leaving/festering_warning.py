"""The cards on festering issues as a warning: the rule, the timeline, and the list."""

import polars as pl

from insight.cards.card import Card
from insight.cards.leaving.festering import SHARES
from insight.charts import Figure
from insight.charts.festering import OF_EXIT, longest_first, trail_chart
from insight.charts.group_shares import group_share_chart
from insight.charts.style import Palette
from insight.formats import count, plural
from insight.metrics.facts import Facts
from insight.metrics.festering_backtest import festering_backtest, trails
from insight.metrics.selection import Selection
from insight.settings import Choices

MOST_DRAWN = 12
OPEN_AT_EXIT = (
    "An issue that was open at notice need not be why the account left: the reason on "
    "record stands beside it. An issue closed on the day of the exit or later was open at "
    "the exit, whatever the helpdesk says."
)


def warning_rows(facts: Facts, selection: Selection) -> pl.DataFrame:
    """What a warning at each festering issue would have found, `group` by group.

    Returns:
        `group`, `k`, `n`, `share`, `low`, `high`, `meaning`; `days` with `days_from` and
        `days_to` (quartiles): how long the leavers had had one; `within` (days).
    """
    found = festering_backtest(facts, selection)
    rows = [
        ("Leavers with a warning", found.named, found.leavers, found.share_named, "bad"),
        ("Warnings that came true", found.hits, found.named_months, found.precision, "bad"),
        ("Any customer, any month", found.base_hits, found.months, found.base, "customers"),
    ]  # fmt: skip
    early, middle, late = found.lead_days or (None, None, None)
    return pl.DataFrame(
        [
            (name, k, n, s.value, s.low, s.high, meaning)
            for name, k, n, s, meaning in rows
        ],
        schema=SHARES,
        orient="row",
    ).with_columns(
        pl.col("share", "low", "high").fill_nan(None),
        days=pl.lit(middle, dtype=pl.Float64),
        days_from=pl.lit(early, dtype=pl.Float64),
        days_to=pl.lit(late, dtype=pl.Float64),
        within=pl.lit(found.within_days),
    )


def _warning_finding(rows: pl.DataFrame, choices: Choices) -> str:
    leavers, warned, _ = rows.rows(named=True)
    if not leavers["n"]:
        return "Nobody who left gave notice in this period."
    said = f"Warnings would have caught {count(leavers['k'])} of {plural(leavers['n'], 'leaver')}"
    if not warned["n"]:
        return f"{said}; none can be judged yet."
    return f"{said}; {count(warned['n'] - warned['k'])} of {count(warned['n'])} were false alarms."


def _warning_read(rows: pl.DataFrame, choices: Choices) -> str:
    leavers, warned, base = rows.rows(named=True)
    early = leavers["days"] is not None and (
        f" The leavers it names had had the issue for {count(leavers['days'])} days by then "
        f"(half of them {count(leavers['days_from'])} to {count(leavers['days_to'])})."
    )
    lift = (
        f" That is {warned['share'] / base['share']:.1f} times as often as any customer."
        if base["k"] and warned["n"]
        else ""
    )
    return (
        "The rule: at each month-end, warn of every customer with a festering issue. A "
        f"warning comes true if the customer asks to leave within {leavers['within']} days."
        f"{lift}{early or ''} An account warned of in many months counts as one in the intervals. Today’s dates of the issues are used: a helpdesk that "
        "back-dates them makes the rule look better than it was. Customers who had already "
        "asked to leave do not count as caught. Whether a call would have kept anybody is "
        "not tested here."
    )


WARNING = Card(
    title="Festering issues as a warning",
    measure=warning_rows,
    says=_warning_finding,
    how_to_read=_warning_read,
    draw=lambda rows, choices, palette: group_share_chart(
        rows.filter(pl.col("n") > 0), palette=palette, choices=choices
    ),
    is_empty=lambda rows: not rows["n"].sum(),
    columns={
        "days": "Days of warning, median",
        "days_from": "First quartile",
        "days_to": "Third quartile",
        "within": "Asked within days",
    },
)


def _timeline_finding(issues: pl.DataFrame, choices: Choices) -> str:
    if issues.is_empty():
        return "No exit had a festering issue at notice."
    exits = issues.select(OF_EXIT).n_unique()
    longest = count(max(issues["open_days"]))
    had = plural(exits, "exit had a festering issue", "exits had festering issues")
    return f"{had} at notice, open for up to {longest} days."


def _timeline_read(issues: pl.DataFrame, choices: Choices) -> str:
    exits = issues.select(OF_EXIT).n_unique()
    drawn = (
        f"The {MOST_DRAWN} of {plural(exits, 'exit')} with the longest wait are drawn. "
        if exits > MOST_DRAWN
        else ""
    )
    return (
        f"{drawn}Days are counted from notice, the longest wait first. A bar is an open "
        f"issue, in colour once it is open for more than {choices.festering_days} days; "
        f"the cross is the exit. {OPEN_AT_EXIT}"
    )


def _draw_timeline(issues: pl.DataFrame, choices: Choices, palette: Palette) -> Figure:
    drawn = longest_first(issues, most=MOST_DRAWN)
    return trail_chart(drawn, palette=palette, festering_days=choices.festering_days)


def issues_behind(facts: Facts, selection: Selection) -> pl.DataFrame:
    """`trails` in the order in which a person reads them."""
    return trails(facts, selection).select(
        "account_name", "exit_date", "topic", "open_days", "resolved", "reason",
        "notice", "severity", "opened", "resolved_how", "closed_late", "reopened_count",
        "account_id", "exit_id", "issue_id",
    )  # fmt: skip


TIMELINE = Card(
    title="Timeline of festering issues",
    measure=issues_behind,
    says=_timeline_finding,
    how_to_read=_timeline_read,
    draw=_draw_timeline,
    key=":gray[■] issue open · :orange[■] festering · :orange[✕] exit",
)


def _behind_finding(issues: pl.DataFrame, choices: Choices) -> str:
    if issues.is_empty():
        return "No issue was festering when a customer gave notice."
    late = issues.filter("closed_late").height
    return (
        f"{plural(issues.height, 'issue was', 'issues were')} festering at notice; "
        f"{count(late)} closed only when the customer had left."
    )


BEHIND = Card(
    title="Issues behind the exits",
    measure=issues_behind,
    says=_behind_finding,
    how_to_read=lambda issues, choices: f"The latest exit first. {OPEN_AT_EXIT}",
    columns={
        "open_days": "Days open at notice",
        "closed_late": "Closed after the exit",
    },
)
LISTED = ("account_name", "exit_date", "topic", "open_days", "resolved", "reason")
