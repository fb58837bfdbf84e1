"""The MRR bridge: from opening to closing over a whole period."""

import narwhals as nw
import polars as pl

from insight.metrics.facts import Facts
from insight.metrics.frame import polars
from insight.metrics.monthly import monthly
from insight.metrics.movements import KINDS
from insight.metrics.selection import Selection


def bridge(facts: Facts, selection: Selection) -> pl.DataFrame:
    """What moved MRR: the monthly snapshot movements added up.

    Returns:
        In order opening, the five kinds, merged (only where a filter splits a merge)
        and closing: `step`, `amount` (units of the currency, losses negative),
        `accounts` behind it, and `provisional`: the part of churn that may still be
        restated because the exit is younger than the grace.
    """
    months = monthly(facts, selection)
    accounts = _accounts(facts, selection)
    amounts = {"opening": months["opening_mrr"].first()}
    amounts |= {kind: months[kind].sum() for kind in KINDS}
    if handed := months["merged_mrr"].sum():
        amounts["merged"] = handed
    amounts["closing"] = months["closing_mrr"].last()
    young = _provisional(facts, selection)
    return pl.DataFrame(
        {
            "step": list(amounts),
            "amount": list(amounts.values()),
            "accounts": [accounts.get(step) for step in amounts],
            "provisional": [young if step == "churn" else 0.0 for step in amounts],
        },
        schema_overrides={"amount": pl.Float64, "accounts": pl.Int64},
    ).with_columns(pl.col("amount").round(2))


def _accounts(facts: Facts, selection: Selection) -> dict[str, int]:
    moves = selection.within(facts.snapshot, month="period")
    moved = moves.filter(~nw.col("kind").is_null())
    counts = moved.group_by("kind").agg(nw.col("account").n_unique())
    return dict(polars(counts).select("kind", "account").rows())


def _provisional(facts: Facts, selection: Selection) -> float:
    """Churn of accounts whose exit of that month is provisional, not above 0."""
    young = (
        selection.within(facts.exits)
        .filter(nw.col("provisional"))
        .select("account", period=nw.col("month"))
        .unique()
    )
    churned = selection.within(facts.snapshot, month="period").filter(
        nw.col("kind") == "churn"
    )
    both = polars(churned.join(young, on=["account", "period"]).select("delta"))
    return float(both["delta"].sum() / 1_000_000)
