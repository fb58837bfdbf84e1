"""What each figure shows, in a sentence for whoever cannot see it."""

import polars as pl

from insight.charts.style import CONTROL_WORDS
from insight.formats import count, money, month_words, percent, plural
from insight.remembered import remembered
from insight.words import listed

NAMED = 4


@remembered
def reasons_finding(reasons: pl.DataFrame) -> str:
    """The reasons in the order drawn, with their shares."""
    rows = [
        f"{row['label']} {count(row['exits'])} ({percent(row['share'])})"
        for row in reasons.head(NAMED).iter_rows(named=True)
    ]
    n = plural(max([0, *reasons["n"]]), "exit")
    return f"Of {n}: {listed(rows)}."


@remembered
def mrr_finding(reasons: pl.DataFrame, *, currency: str) -> str:
    """The reasons that took most MRR with them."""
    rows = [
        f"{row['label']} {money(row['mrr'], currency=currency)}"
        for row in reasons.sort("mrr", descending=True)
        .head(NAMED)
        .iter_rows(named=True)
    ]
    return f"Most monthly revenue left for {listed(rows)}."


@remembered
def trend_finding(trend: pl.DataFrame) -> str:
    """How many exits each kind of control had, and in which month most left."""
    totals = dict(trend.group_by("control").agg(pl.col("exits").sum()).rows())
    kinds = [
        f"{words.lower()} {count(totals.get(c, 0))}"
        for c, words in CONTROL_WORDS.items()
        if c != "not_mapped" or c in totals
    ]
    months = trend.group_by("month").agg(pl.col("exits").sum()).sort("exits", "month")
    if months.is_empty():
        return "No exits."
    month, exits = months.row(-1)
    return f"Exits by whose control: {listed(kinds)}. Most in {month_words(month)}: {exits}."


@remembered
def rates_finding(rates: pl.DataFrame) -> str:
    """The share back at each horizon, per group."""
    rows = [
        f"{row['curve']} within {row['horizon']} days {percent(row['share'])}"
        for row in rates.iter_rows(named=True)
    ]
    return f"Share that came back: {listed(rows)}."
