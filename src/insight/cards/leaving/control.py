"""Whether exits were within our control, in all and by month."""

import polars as pl

from insight.cards.card import Card
from insight.cards.leaving.reasons import NOBODY, reasons_told
from insight.cards.periods import RUNNING, running_words
from insight.charts.reasons import (
    control_rows,
    control_trend_chart,
    reason_share_chart,
)
from insight.charts.style import CONTROL_WORDS
from insight.formats import count, month_words, percent, plural
from insight.metrics.facts import Facts
from insight.metrics.reasons import (
    Basis,
    control_counts,
    control_trend,
)
from insight.metrics.selection import Selection
from insight.settings import Choices


def by_control(
    facts: Facts, selection: Selection, *, basis: Basis = Basis.CUSTOMERS
) -> pl.DataFrame:
    """`control_counts` with a `label`."""
    return control_rows(control_counts(facts, selection, basis=basis))


def _control_finding(controls: pl.DataFrame, choices: Choices) -> str:
    exits = dict(controls.select("control", "exits").rows())
    n, partly = sum(exits.values()), exits.get("mixed", 0)
    if not n:
        return NOBODY
    ours = exits.get("ours", 0) + partly
    some = f", {count(partly)} of them partly" if partly else ""
    return f"{count(ours)} of {plural(n, 'exit')} ({percent(ours / n)}) were within our control{some}."


CONTROL = Card(
    title="Within our control",
    measure=by_control,
    says=_control_finding,
    how_to_read=lambda controls, choices: (
        f"{plural(int(controls['exits'].sum()), 'exit')}; the lines are 95% intervals. "
        "Who controls a reason is the default of the taxonomy, unless somebody overrode it "
        "with a note. “Within our control” does not mean that the customer could have "
        "been kept."
    ),
    draw=lambda controls, choices, palette: reason_share_chart(
        controls, palette=palette, choices=choices
    ),
    alt=reasons_told,
    is_empty=lambda controls: not controls["exits"].sum(),
)


def _trend_finding(trend: pl.DataFrame, choices: Choices) -> str:
    ours = trend.filter(
        pl.col("control").is_in(["ours", "mixed"]), ~pl.col("is_running")
    )
    months = ours.group_by("month").agg(pl.col("exits").sum()).sort("exits", "month")
    if months.is_empty() or not trend["exits"].sum():
        return NOBODY
    month, most = months.row(-1)
    least = int(months["exits"][0])
    return (
        f"Exits within our control were highest in {month_words(month)}: {count(most)} "
        f"(lowest month {count(least)})."
    )


def _trend_told(trend: pl.DataFrame, choices: Choices) -> str:
    totals = dict(trend.group_by("control").agg(pl.col("exits").sum()).rows())
    kinds = [
        f"{words.lower()} {count(totals.get(control, 0))}"
        for control, words in CONTROL_WORDS.items()
        if control in totals
    ]
    return f"{_trend_finding(trend, choices)} In all: {', '.join(kinds)}."


TREND = Card(
    title="Control by month",
    measure=control_trend,
    says=_trend_finding,
    how_to_read=lambda trend, choices: (
        f"{plural(int(trend['exits'].sum()), 'exit')} on one scale. Single months are "
        "small numbers and swing without a cause: one month above the one before is not "
        f"news; a run of many months may be.{running_words(trend)}"
    ),
    draw=lambda trend, choices, palette: control_trend_chart(trend, palette=palette),
    alt=_trend_told,
    is_empty=lambda trend: not trend["exits"].sum(),
    columns=RUNNING,
)
