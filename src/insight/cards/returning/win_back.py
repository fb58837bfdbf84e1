"""The cards of coming back: how many, and how fast."""

from typing import Any

import polars as pl

from insight.cards.card import Card
from insight.cards.groups import named
from insight.charts import Figure
from insight.charts.returns import return_curve_chart, win_back_chart
from insight.charts.style import Palette
from insight.formats import count, percent, plural
from insight.metrics.facts import Facts
from insight.metrics.returns import (
    return_curves,
    risk_table,
    win_back_rates,
)
from insight.metrics.selection import Selection
from insight.settings import Choices

TWO_YEARS = 730
NOBODY = "Nobody left in this period."
NOT_FOREVER = (
    "Customers still out are counted for as long as they were watched; companies that "
    "closed or merged away cannot return and are counted as that."
)


def named_rates(
    facts: Facts, selection: Selection, *, by: str | None = None
) -> pl.DataFrame:
    """`win_back_rates` with `curve` (its name) and `meaning` of each group."""
    return named(win_back_rates(facts, selection, by=by))


def named_curves(
    facts: Facts, selection: Selection, *, by: str | None = None
) -> pl.DataFrame:
    """`return_curves` with `curve` (its name) and `meaning` of each group."""
    return named(return_curves(facts, selection, by=by))


def middle(choices: Choices) -> int:
    """The horizon that answers first, in days."""
    return choices.horizons[len(choices.horizons) // 2]


def _rates_finding(rates: pl.DataFrame, choices: Choices) -> str:
    if rates.is_empty():
        return NOBODY
    days = middle(choices)
    at = rates.filter(horizon=days)
    if at.height > 1:
        return _range_finding(at.drop_nulls("share"), days)
    return _rate_finding(at.row(0, named=True), choices)


def _rate_finding(at: dict[str, Any], choices: Choices) -> str:
    days = at["horizon"]
    if at["n"] < choices.counts_only_below:
        old = plural(at["mature_n"], "exit")
        return f"{count(at['mature_returned'])} of {old} at least that old came back within {days} days."
    if at["share"] is None:
        return f"No exit has been watched for {days} days yet."
    limits = f"({percent(at['low'])} to {percent(at['high'])})"
    n = plural(at["n"], "exit was", "exits were")
    return f"{percent(at['share'])} of {n} won back within {days} days {limits}."


def _range_finding(at: pl.DataFrame, days: int) -> str:
    if at.is_empty():
        return f"No exit has been watched for {days} days yet."
    ends = [at.sort("share", "curve").row(place, named=True) for place in (0, -1)]
    low, high = (f"{percent(row['share'])} ({row['curve'].lower()})" for row in ends)
    return f"Won back within {days} days: {low} to {high}."


def _rates_read(rates: pl.DataFrame, choices: Choices) -> str:
    checks = [
        f"{row['curve']}, {row['horizon']} days: {count(row['mature_returned'])} of "
        f"{count(row['mature_n'])}"
        for row in rates.iter_rows(named=True)
    ]
    return (
        "Cumulative incidence (Aalen-Johansen) with a 95% interval: exits too young for "
        f"the horizon count for as long as they were watched. {NOT_FOREVER} To check by "
        "hand, the exits at least that old and those back in time, which should say about "
        f"the same: {'; '.join(checks)}."
    )


RATES = Card(
    title="Win-back rate",
    measure=named_rates,
    says=_rates_finding,
    how_to_read=_rates_read,
    draw=lambda rates, choices, palette: win_back_chart(
        rates, palette=palette, choices=choices
    ),
    columns={"curve": "Exits", "mature_returned": "of them won back in time"},
)


def risk_rows(curves: pl.DataFrame, choices: Choices) -> pl.DataFrame:
    """`risk_table` at the exit, each horizon and, where watched that long, two years."""
    longest = max([0, *curves["day"]])
    beyond = () if longest <= max(choices.horizons) else (TWO_YEARS,)
    return named(risk_table(curves, days=(0, *choices.horizons, *beyond)))


def _curves_finding(curves: pl.DataFrame, choices: Choices) -> str:
    n, back = _ended(curves), int(curves["returned"].sum())
    if not n:
        return NOBODY
    said = f"{count(back)} of {plural(n, 'exit')} won back so far"
    if not back:
        return f"{said}."
    return f"{said}, half of them within {plural(_half(curves, back), 'day')}."


def _ended(curves: pl.DataFrame) -> int:
    return int(
        curves.select(pl.sum_horizontal("returned", "ceased", "censored")).sum().item()
    )


def _half(curves: pl.DataFrame, back: int) -> int:
    """The day by which half of the returns there are had happened."""
    by_day = curves.group_by("day").agg(pl.col("returned").sum()).sort("day")
    so_far = by_day.with_columns(pl.col("returned").cum_sum())
    return int(so_far.filter(2 * pl.col("returned") >= back)["day"][0])


def _curves_read(curves: pl.DataFrame, choices: Choices) -> str:
    return (
        "The share of exits won back by each day (Aalen-Johansen) with a 95% band; dotted "
        f"below {choices.curve_dotted_below} exits at risk, ended below "
        f"{choices.curve_stops_below}. {NOT_FOREVER} Nobody returns within "
        f"{plural(choices.grace_days, 'day')}: a gap that short is not an exit. Half of the "
        "returns seen so far is early by nature: late ones are still to come. Groups differ "
        "in more than their name says, so the distance between two curves is an association."
    )


def _draw_curves(curves: pl.DataFrame, choices: Choices, palette: Palette) -> Figure:
    risk = risk_rows(curves, choices)
    return return_curve_chart(curves, risk, palette=palette, choices=choices)


CURVES = Card(
    title="Time to return",
    measure=named_curves,
    says=_curves_finding,
    how_to_read=_curves_read,
    draw=_draw_curves,
    columns={"curve": "Exits", "day": "Days since the exit"},
)
